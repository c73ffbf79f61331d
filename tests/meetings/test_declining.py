"""Why a firm declines, and who reads it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.db import breaks, db, transaction
from app.core.models import Outbox
from app.meetings import services
from app.meetings.lifecycle import DeclineReason
from app.meetings.models import MeetingReason
from app.meetings.queries.lists import get_company_meeting
from app.meetings.queries.proposals import EndingReason
from tests import factories
from tests.meetings.acts import asked, meeting
from tests.meetings.views.looking import at


def two_firms(event):
    """A firm of each side, with who acts for it."""
    users = factories.user(), factories.user()
    sides = zip(("Singapore", "Chongqing"), users, strict=True)
    return users, [factories.firm(event, side, users=[one]) for side, one in sides]


def letters() -> str:
    return "\n".join(db.session.scalars(select(Outbox.body).where(Outbox.kind == "meeting.declined")))


def test_a_shared_reason_goes_to_the_other_side(event, firms):
    factories.representative(firms[0], email="asker@example.org")
    made = asked(event, firms)

    services.decline(made, firms[1].id, by=None, why=DeclineReason.NO_TIME, reason="Next year")

    row = get_company_meeting(firms[0].id, made)
    assert (row.reply, row.why) == ("Next year", EndingReason(firms[1].id, "no_time", True, ""))
    assert "Next year" in letters()
    assert "they have no time" in letters()


def test_a_private_reason_goes_to_nobody_but_the_organizer(client, event):
    users, firms = two_firms(event)
    factories.representative(firms[0], email="asker@example.org")
    chamber = factories.organisation()
    factories.let_in(firms[0], factories.member(chamber, "chamber"))
    made = asked(event, firms)

    services.decline(made, firms[1].id, by=None, why=DeclineReason.NOT_OUR_FIELD, reason="A competitor", shared=False)

    assert meeting(made).reply is None
    assert letters()
    pages = {
        "other": client.as_user(users[0]).get(at("requests", event, firms[0])).text,
        "own": client.as_user(users[1]).get(at("requests", event, firms[1])).text,
        "organizer": client.as_user(factories.member(event.organisation, "organizer"))
        .get(at("requests", event, firms[0]))
        .text,
    }
    for secret in ("A competitor", "not our field"):
        assert secret not in letters()
        assert [who for who, page in pages.items() if secret in page] == ["own", "organizer"]


def test_who_declines_as_already_known_is_offered_to_keep_it_so(client, event):
    users, firms = two_firms(event)
    made = asked(event, firms)
    me = client.as_user(users[1])

    page = me.post(
        at("decline", event, firms[1], meeting_id=made), data={"why": "known", "reads": "theirs"}, follow_redirects=True
    )

    assert "Mark as already known" in page.text
    assert "Mark as already known" not in me.get(at("requests", event, firms[1])).text


def test_words_of_an_unknown_choice_are_refused(client, event):
    user = factories.user()
    firms = factories.firm(event), factories.firm(event, "Chongqing", users=[user])
    made = asked(event, firms)

    answer = client.as_user(user).post(at("decline", event, firms[1], meeting_id=made), data={"why": "boredom"})

    assert (answer.status_code, meeting(made).state) == (422, "requested")


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"choice": "boredom"}, "ck_meeting_reasons_choice"),
        ({"shared": True}, "ck_meeting_reasons_shared_words_stand_in_the_reply"),
        ({"again": True}, "uq_meeting_reasons_meeting_id"),
    ],
)
def test_the_table_of_reasons_refuses(event, firms, wrong, constraint):
    made = asked(event, firms)
    services.decline(made, firms[1].id, by=None, why=DeclineReason.NO_TIME) if "again" in wrong else None

    with pytest.raises(IntegrityError) as refused, transaction() as session:
        session.add(
            MeetingReason(
                event_id=event.id,
                meeting_id=made,
                registration_id=firms[1].id,
                choice=wrong.get("choice", "other"),
                shared=wrong.get("shared", False),
                words="x",
            )
        )

    assert breaks(refused.value, constraint)
