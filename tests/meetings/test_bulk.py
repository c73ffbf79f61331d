"""Acts to many meetings: what each is open to, and that one that cannot be done leaves the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import Notice, Outbox
from app.meetings import services
from app.meetings.lifecycle import MeetingState
from app.meetings.services.bulk import BULK_ACT_STATES, BulkAct, get_bulk_refusal, get_extended_expiry, run_bulk_act
from tests import factories
from tests.meetings.acts import meeting

NOON = datetime(2032, 1, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def going_on(_share: float) -> bool:
    return False


def test_an_act_is_open_to_the_states_of_its_table_alone():
    for act in BulkAct:
        assert {state for state in MeetingState if not get_bulk_refusal(act, state, expires=True)} == BULK_ACT_STATES[
            act
        ]


def test_what_never_lapses_cannot_lapse_later():
    assert get_bulk_refusal(BulkAct.LATER, MeetingState.REQUESTED, expires=False) == "never_lapses"


@pytest.mark.parametrize(
    ("expires", "deadlines", "after"),
    [
        (NOON + DAY, (), NOON + 4 * DAY),
        (NOON - DAY, (), NOON + 3 * DAY),
        (NOON + DAY, (NOON + 2 * DAY, None), NOON + 2 * DAY),
        (NOON + 3 * DAY, (NOON + 2 * DAY,), NOON + 3 * DAY),
        (NOON + DAY, (NOON - DAY,), NOON + 4 * DAY),
    ],
)
def test_a_request_lapses_later_up_to_the_first_deadline_and_never_earlier(expires, deadlines, after):
    assert get_extended_expiry(expires, days=3, now=NOON, deadlines=deadlines) == after


def test_requests_are_taken_back_for_their_askers_and_both_firms_are_told(event):
    one = factories.firm(event, "Singapore", users=[factories.user("One")])
    other = factories.firm(event, "Chongqing", users=[factories.user("Other")])
    organizer = factories.user("Organizer")
    asked = services.request_meeting(event.id, one.id, other.id, by=None)

    done = run_bulk_act(event.id, BulkAct.WITHDRAW, [asked], days=0, by=organizer.id, tell=going_on)

    assert (done["done"], done["refused"], meeting(asked).state) == ([asked], {}, "withdrawn")
    told = select(Outbox.kind).where(Outbox.kind.like("meeting.withdrawn%")).order_by(Outbox.kind)
    assert list(db.session.scalars(told)) == ["meeting.withdrawn", "meeting.withdrawn_for_you"]
    notice = db.session.scalars(select(Notice).where(Notice.kind == "meeting.withdraw")).one()
    assert (notice.user_id, notice.details["asker"]) == (organizer.id, one.id)


def test_what_cannot_be_done_to_one_is_said_of_it_and_leaves_the_others(event, firms):
    partner = factories.firm(event, "Chongqing")
    agreed = services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id)
    open_one = services.request_meeting(event.id, firms[0].id, partner.id, by=None)

    done = run_bulk_act(event.id, BulkAct.CANCEL, [open_one, agreed], days=0, by=None, tell=going_on)

    assert done["done"] == [agreed]
    assert {number: one["code"] for number, one in done["refused"].items()} == {str(open_one): "illegal_move"}


def test_agreed_meetings_get_the_first_time_at_which_both_are_free(event):
    with transaction() as session:
        session.get_one(type(event), event.id).phase = "published"
    host = factories.firm(event, "Singapore")
    guests = [factories.firm(event, "Chongqing") for _ in range(2)]
    made = [services.arrange(event.id, host.id, one.id, by=factories.user().id) for one in guests]

    done = run_bulk_act(event.id, BulkAct.PLACE, made, days=0, by=None, tell=going_on)

    assert done["done"] == made
    slots = [meeting(one).slot_id for one in made]
    assert [meeting(one).state for one in made] == ["booked", "booked"]
    assert len(set(slots)) == 2


def test_a_meeting_of_another_event_is_none(event, firms):
    asked = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    elsewhere = factories.event("other")

    done = run_bulk_act(elsewhere.id, BulkAct.WITHDRAW, [asked], days=0, by=None, tell=going_on)

    assert done["done"] == []
    assert meeting(asked).state == "requested"


def test_it_ends_between_two_meetings_when_told_to(event, firms):
    asked = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    done = run_bulk_act(event.id, BulkAct.WITHDRAW, [asked], days=0, by=None, tell=lambda _share: True)

    assert (done["done"], done["refused"], meeting(asked).state) == ([], {}, "requested")
