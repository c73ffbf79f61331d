from __future__ import annotations

import random
from collections import defaultdict

import pytest
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.events.models import Group
from app.meetings import services
from app.meetings.availability import list_options, pick_seat
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.availability import load_availability, load_company_availability, load_slot_availability
from app.meetings.queries.claims import find_usual_occupants
from app.meetings.seating import get_fixed_tables
from app.registrations.models import Registration
from tests import factories
from tests.meetings.acts import slots

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture(params=["a home", "no home"])
def crowded(app, request):
    """An event with limits and long runs, with or without homes, half of whose seats are taken."""
    event = factories.event(slots=8, tables=3, longest_run=3, max_meetings=6)
    sides = [[factories.firm(event, side, people=1 + n % 2) for n in range(4)] for side in ("Singapore", "Chongqing")]
    with transaction() as session:
        if request.param == "a home":
            session.get_one(Registration, sides[0][0].id).home_table_id = event.tables[1].id
        session.get_one(Group, factories.group(event, "Singapore").id).seated = True
    dice = random.Random(5)
    for one in sides[0]:
        for other in sides[1]:
            made = services.request_meeting(event.id, one.id, other.id, by=None)
            try:
                services.accept(made, other.id, by=None, slot_id=dice.choice(slots(event)))
            except DomainError:
                db.session.rollback()
    return event, [one.id for one in sides[0]], [one.id for one in sides[1]]


def answer(hall, one, other, slot, length):
    try:
        return pick_seat(hall.board, hall.parties[one], hall.parties[other], slot, now=now(), length=length)
    except DomainError as refused:
        return refused.code, refused.details


def shown(hall, one, other, length):
    return list_options(hall.board, hall.parties[one], hall.parties[other], now=now(), length=length)


@pytest.mark.full
def test_what_is_read_around_one_time_gives_the_same_seat_as_all_that_is_taken(crowded):
    event, askers, asked = crowded
    told = set()

    for one in askers:
        for other in asked:
            whole, few = load_availability(event, (one, other)), load_company_availability(event, (one, other))
            for slot in slots(event):
                for length in (1, 2):
                    assert shown(few, one, other, length) == shown(whole, one, other, length)
                    expected = answer(whole, one, other, slot, length)
                    near = load_slot_availability(event, (one, other), slot, length=length)
                    assert answer(near, one, other, slot, length) == expected
                    told.add(type(expected))

    assert len(told) == 2, "some times are free and some are not"


@pytest.mark.full
def test_so_it_does_for_a_meeting_that_is_to_be_moved(crowded):
    event, _askers, _asked = crowded
    booked = db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.BOOKED)).all()
    told = set()

    for meeting in booked:
        pair = (meeting.low_id, meeting.high_id)
        whole, few = (
            load_availability(event, pair, ignoring=meeting.id),
            load_company_availability(event, pair, ignoring=meeting.id),
        )
        for slot in slots(event):
            for length in (1, 2):
                assert shown(few, *pair, length) == shown(whole, *pair, length)
                expected = answer(whole, *pair, slot, length)
                near = load_slot_availability(event, pair, slot, length=length, ignoring=meeting.id)
                assert answer(near, *pair, slot, length) == expected
                told.add((slot == meeting.slot_id, type(expected)))

    assert len(told) >= 3, "it may stay where it is, and elsewhere some times are free and some are not"


@pytest.mark.full
def test_a_table_is_kept_by_the_firms_of_the_side_that_sits_which_sit_most_there(crowded):
    event, askers, _asked = crowded
    home = event.tables[1].id

    hall = load_availability(event, askers)

    expected = defaultdict(set)
    for firm, party in hall.parties.items():
        (table,) = get_fixed_tables(hall.board, party, party) or (home,)
        if table != home or party.home_table_id is None:
            expected[table].add(firm)
    assert find_usual_occupants(event.id) == expected


def test_a_meeting_that_is_to_be_moved_makes_nobody_keep_its_table(event):
    firms = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing")
    made = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None)
    services.accept(made, firms[1].id, by=None, slot_id=slots(event)[0])

    assert find_usual_occupants(event.id) == {event.tables[0].id: {firms[0].id}}
    assert find_usual_occupants(event.id, ignoring=made) == {}
