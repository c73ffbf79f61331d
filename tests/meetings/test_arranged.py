"""Meetings that others arrange: both firms see which organisation did, and either declines in private."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import Invalid
from app.core.models import Outbox
from app.meetings import services
from tests import factories
from tests.meetings.acts import slots


@pytest.fixture
def event(app):
    return factories.event("day")


@pytest.fixture
def people(event):
    return factories.user("One", "one@ych.example"), factories.user("Other", "other@port.example")


@pytest.fixture
def firms(event, people):
    one = factories.firm(event, "Singapore", name="YCH Group Pte Ltd", users=[people[0]])
    return one, factories.firm(event, "Chongqing", name="Chongqing Port", users=[people[1]])


@pytest.fixture
def chamber(event):
    """Whose member arranges."""
    house = factories.organisation("Singapore chamber")
    factories.delegation(event, of=house)
    return factories.member(house, Role.CHAMBER, email="lee@chamber.example")


def letters_to(email: str) -> list[Outbox]:
    return list(db.session.scalars(select(Outbox).where(Outbox.recipient == email).order_by(Outbox.id)))


def requests_of(client, user, firm):
    return client.as_user(user).get(f"/events/day/companies/{firm.id}/requests").text


def test_page_and_letter_name_the_organisation_that_arranged(client, event, firms, people, chamber):
    services.arrange(event.id, firms[0].id, firms[1].id, by=chamber.id)

    for user, firm in zip(people, firms, strict=True):
        assert "arranged by Singapore chamber" in requests_of(client, user, firm)
        assert "Singapore chamber arranged a meeting of" in letters_to(user.email)[-1].body


def test_what_who_arranged_wrote_is_not_taken_for_the_partners_words(client, event, firms, people, chamber):
    services.arrange(event.id, firms[0].id, firms[1].id, by=chamber.id, message="You both seek cold storage.")

    for user, firm in zip(people, firms, strict=True):
        assert "Singapore chamber wrote: “You both seek cold storage.”" in requests_of(client, user, firm)
        assert "Singapore chamber wrote:\n\n> You both seek cold storage." in letters_to(user.email)[-1].body
        assert "In their words:" not in letters_to(user.email)[-1].body


def test_who_arranges_writes_no_more_than_who_asks(event, firms):
    with pytest.raises(Invalid) as refused:
        services.arrange(event.id, firms[0].id, firms[1].id, by=factories.user().id, message="x" * 1001)

    assert refused.value.code == "message_too_long"


def test_who_runs_the_event_arranges_in_its_own_name(client, event, firms, people):
    house = event.organisation.name_en
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    factories.delegation(event, of=event.organisation)

    services.arrange(event.id, firms[0].id, firms[1].id, by=organizer.id)

    assert f"arranged by {house}" in requests_of(client, people[0], firms[0])


@pytest.mark.parametrize("timed", [False, True])
def test_an_arranged_meeting_is_declined_in_private(client, event, firms, people, chamber, timed):
    slot_id = slots(event)[0] if timed else None
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=chamber.id, slot_id=slot_id)
    path = f"/events/day/companies/{firms[0].id}/meetings/{made}/{'cancellation' if timed else 'decline'}"

    said = client.as_user(people[0]).post(path, data={"reason": "A competitor"}, follow_redirects=True).text

    assert "Called off in private" in said
    told, page = letters_to("other@port.example")[-1], requests_of(client, people[1], firms[1])
    assert told.kind == "meeting.cancelled"
    assert "that Singapore chamber arranged does not take place" in told.body
    assert "does not take place" in page
    for read in (told.subject, told.body, page):
        assert "A competitor" not in read
        assert "declined" not in read


def test_who_arranged_it_learns_who_declined_and_why(client, event, firms, people, chamber):
    made = services.arrange(event.id, firms[0].id, firms[1].id, by=chamber.id)

    services.decline(made, firms[0].id, by=people[0].id, reason="A competitor")

    letter = letters_to("lee@chamber.example")[-1]
    assert letter.subject == "YCH Group Pte Ltd declined the meeting that you arranged"
    assert "A competitor" in letter.body


def test_a_request_is_declined_as_before(event, firms, people):
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)

    services.decline(made, firms[1].id, by=people[1].id, reason="Not this time")

    letter = letters_to("one@ych.example")[-1]
    assert (letter.kind, "Not this time" in letter.body) == ("meeting.declined", True)


@pytest.mark.full
@pytest.mark.parametrize("end", [services.decline, services.cancel])
def test_a_word_on_ending_an_arranged_meeting_stands_where_its_writer_was_told(client, event, firms, people, end):
    house = factories.organisation("Singapore chamber")
    ours = factories.delegation(event, of=house)
    lee = factories.member(house, Role.CHAMBER)
    partner = factories.user()
    member = factories.firm(event, "Singapore", name="Acme", users=[partner], delegation_id=ours.id)
    organizer = factories.member(event.organisation, Role.ORGANIZER)
    made = services.arrange(event.id, member.id, firms[1].id, by=lee.id)
    asks = requests_of(client, people[1], firms[1])

    end(made, firms[1].id, by=people[1].id, reason="A competitor")

    assert "The organizer and whoever acts for your firm read your word, too." in asks
    pages = {
        "writer": (people[1], f"companies/{firms[1].id}/requests", f"companies/{firms[1].id}/meetings/{made}/history"),
        "arranger": (lee, f"companies/{member.id}/requests", f"companies/{member.id}/meetings/{made}/history"),
        "organizer": (organizer, "meetings", f"companies/{member.id}/meetings/{made}/history"),
        "partner": (
            partner,
            f"companies/{member.id}/requests",
            f"companies/{member.id}/meetings/{made}/history",
        ),
    }
    read = {
        who: ["A competitor" in client.as_user(user).get(f"/events/day/{path}").text for path in paths]
        for who, (user, *paths) in pages.items()
    }
    both = [True, True]
    assert read == {"writer": both, "arranger": both, "organizer": both, "partner": [False, False]}
    assert "for the organizer alone" not in client.as_user(people[1]).get(f"/events/day/{pages['writer'][2]}").text
