"""Meetings of several slots, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Invalid
from app.events.models import Slot
from app.meetings import services
from app.meetings.errors import SlotTaken
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim
from app.meetings.queries.lists import get_company_meeting
from tests import factories
from tests.meetings.acts import asked, claims, meeting, slots


@pytest.fixture
def event(app):
    return factories.event(longest_run=None, longest_meeting=3)


def held_slots(meeting_id: int) -> list[int]:
    chosen = select(Claim.slot_id).where(Claim.meeting_id == meeting_id, Claim.table_id.is_not(None))
    return sorted(db.session.scalars(chosen))


def test_a_meeting_of_two_slots_claims_everything_twice(event, firms):
    made = asked(event, firms, length=2)

    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[1])

    assert claims(made) == 6
    assert held_slots(made) == slots(event)[1:3]


def test_a_row_says_when_the_last_of_its_slots_ends(event, firms):
    made = asked(event, firms, length=3)
    before = get_company_meeting(firms[0].id, made)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])

    row = get_company_meeting(firms[0].id, made)

    assert (before.ends_at, row.length) == (None, 3)
    assert row.ends_at == db.session.get_one(Slot, slots(event)[2]).ends_at


def test_the_second_slot_of_a_meeting_is_taken_for_others(event, firms):
    made = asked(event, firms, length=2)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    third = factories.firm(event, "Singapore")
    other = services.request_meeting(event.id, third.id, firms[1].id, by=None)

    with pytest.raises(SlotTaken):
        services.accept(other, firms[1].id, by=None, slot_id=slots(event)[1])


def test_who_accepts_or_moves_may_choose_another_length(event, firms):
    made = asked(event, firms, length=3)

    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0], length=1)
    assert (claims(made), meeting(made).length) == (3, 1)

    assert services.move(made, firms[0].id, slots(event)[0], by=None, length=2)
    assert (claims(made), meeting(made).length) == (6, 2)


def test_an_arranged_meeting_lasts_as_long_as_was_said(event, firms):
    made = services.arrange(
        event.id, firms[0].id, firms[1].id, by=factories.user().id, slot_id=slots(event)[0], length=2
    )

    assert (claims(made), meeting(made).length) == (6, 2)


@pytest.mark.parametrize("length", [0, 4])
def test_no_meeting_is_longer_than_the_event_lets_it_be(event, firms, length):
    with pytest.raises(Invalid) as refused:
        asked(event, firms, length=length)

    assert refused.value.code == "length_unknown"


def test_a_long_meeting_is_held_only_once_its_last_slot_is_over(app, event, firms):
    made = asked(event, firms, length=2)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])
    first = db.session.get_one(Slot, slots(event)[0]).ends_at

    app.config["CLOCK"] = lambda: first + timedelta(minutes=1)
    assert services.finish_due_meetings() == 0
    app.config["CLOCK"] = lambda: first + timedelta(minutes=31)
    assert services.finish_due_meetings() == 1
    assert meeting(made).state == MeetingState.HELD
