"""What organizer or chamber did in a firm's name is said as such in the letters of both firms."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.models import Outbox
from app.meetings import services
from app.meetings.services.bulk import BulkAct, run_bulk_act
from app.meetings.services.expiry import send_digests
from app.meetings.services.substitutes import replace_attendee
from tests import factories
from tests.meetings.acts import slots
from tests.meetings.test_letters_who_and_when import last_told, two

__all__ = ["two"]
SAID = "Port Chamber did this for Chongqing Port."


@pytest.fixture
def delegate(event):
    house = factories.organisation("Port Chamber")
    factories.delegation(event, of=house)
    return factories.member(house, "chamber").id


@pytest.fixture
def asked(event, two):
    return services.request_meeting(event.id, two[0].id, two[1].id, by=None)


@pytest.mark.parametrize(
    ("act", "to_other", "to_it"),
    [
        ("accept", "accepted", "accepted_for_you"),
        ("book", "accepted", "booked"),
        ("decline", "declined", "declined_for_you"),
        ("counter", "countered", "countered_for_you"),
    ],
)
def test_both_firms_read_who_acted_for_one_of_them(event, two, asked, delegate, act, to_other, to_it):
    acts: dict[str, Any] = {"book": {"slot_id": slots(event)[0]}, "counter": {"slots": slots(event)[:1]}}
    given = acts.get(act, {})
    getattr(services, "accept" if act == "book" else act)(asked, two[1].id, by=delegate, **given)

    assert SAID in last_told(to_other, two[2]).body
    assert SAID in last_told(to_it, two[3]).body


def test_both_firms_read_who_chose_who_comes_for_one_of_them(event, two, asked, delegate):
    other = factories.representative(two[1], display_name="Chen Wei")
    services.accept(asked, two[1].id, by=None, slot_id=slots(event)[0])

    replace_attendee(asked, two[1].id, other.id, by=delegate)
    send_digests()

    for user in two[2:]:
        told = select(Outbox.body).where(Outbox.recipient == user.email).order_by(Outbox.id.desc())
        body = db.session.scalars(told).first() or ""
        assert (SAID in body, "Chen Wei" in body) == (True, True)


def test_what_a_firm_did_itself_needs_no_such_word(two, asked):
    services.accept(asked, two[1].id, by=two[3].id)

    assert "did this for" not in last_told("accepted", two[2]).body
    assert last_told("accepted_for_you", two[3]) is None


def test_who_declined_what_was_arranged_stays_private(event, two, delegate):
    made = services.arrange(event.id, two[0].id, two[1].id, by=delegate)

    services.decline(made, two[1].id, by=delegate)

    assert "did this for" not in last_told("cancelled", two[2]).body
    assert SAID in last_told("declined_for_you", two[3]).body


def test_both_firms_read_that_the_organizer_gave_their_meeting_its_time(event, two, asked):
    organizer = factories.member(event.organisation, "organizer").id
    services.accept(asked, two[1].id, by=two[3].id)

    run_bulk_act(event.id, BulkAct.PLACE, [asked], days=0, by=organizer, tell=lambda _share: False)

    for reader in two[2:]:
        assert "The organizer gave the meeting of" in last_told("booked", reader).body
