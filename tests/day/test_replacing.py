"""Whoever loses a time finds another as far as there is one: nobody sits twice, and none in what is given up."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span
from app.day.reassignments import DroppedGroupMeeting, DroppedMeeting, reseat_groups, reseat_pairs
from app.events.calendar import SlotKind
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot, TablePlace
from app.meetings.runs import SlotTime
from tests.factories import FIRST_SLOT

SLOTS = [
    SlotTime(
        number,
        Span(FIRST_SLOT + timedelta(hours=number), FIRST_SLOT + timedelta(hours=number, minutes=50)),
        SlotKind.MEETING,
    )
    for number in range(1, 5)
]
PARTIES = {number: BookingParty(number, None, (number,)) for number in range(1, 9)}
PAIRS = st.lists(st.tuples(st.integers(1, 4), st.integers(4, 8), st.integers(5, 8)), max_size=6)


@given(given_up=st.sets(st.integers(1, 4), min_size=1, max_size=3), with_group=st.booleans(), others=PAIRS)
def test_whoever_loses_a_time_sits_nowhere_twice_and_never_in_it(
    given_up: set[int], with_group: bool, others: list[tuple[int, int, int]]
) -> None:
    first = min(given_up)
    losing = [DroppedMeeting(1, (4, 5), "want", 1, (4, 5))]
    groups = [DroppedGroupMeeting(2, 1, (2, 3), 3, 1, (1, 2, 3))] if with_group else []
    sits = [(1, (4, 5)), *((one.meeting_id, one.people) for one in groups)]
    taken = [OccupiedSlot(first, meeting, representative_id=each) for meeting, people in sits for each in people]
    busy = {(slot, person) for slot, person, _table in others if slot != first}
    taken += [OccupiedSlot(slot, 100 + person, representative_id=person) for slot, person in sorted(busy)]
    board = Occupancy.of(SLOTS, [TablePlace(number) for number in (1, 2)], taken=taken)

    left = {slot.id for slot in SLOTS} - given_up

    rounds = reseat_groups(board, PARTIES, groups, left, now=FIRST_SLOT)
    pairs = reseat_pairs(board, PARTIES, losing, left, now=FIRST_SLOT)

    held = Counter(busy)
    for seat in rounds.values():
        if seat is not None:
            assert {firm for firm, _person in seat.people} == {1, 2, 3}
            held.update((slot, person) for slot in seat.slot_ids for _firm, person in seat.people)
            held.update((slot, -seat.table_id) for slot in seat.slot_ids)
    for pair in pairs.values():
        if pair is not None:
            people = (pair.representative_id, pair.their_representative_id)
            held.update((slot, person) for slot in pair.slot_ids for person in people)
            held.update((slot, -pair.table_id) for slot in pair.slot_ids)
    assert max(held.values(), default=1) == 1
    new = [each for each in (*rounds.values(), *pairs.values()) if each is not None]
    assert not any(given_up.intersection(each.slot_ids) for each in new)
    free = [slot.id for slot in SLOTS if slot.id not in given_up and not {(slot.id, 4), (slot.id, 5)} & busy]
    assert (pairs[1] is not None) == bool(free)
