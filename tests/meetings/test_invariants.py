from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.invariants import (
    StoredClaim,
    StoredMeeting,
    find_claim_faults,
    find_double_claims,
    find_double_pairs,
    find_exceeded_limits,
    find_orphan_claims,
    find_state_faults,
)
from app.meetings.lifecycle import MeetingState

FIRMS = ((1, "asker"), (2, "asked"))
BOOKED = StoredMeeting(7, 1, "one_to_one", MeetingState.BOOKED, 1, 2, 1, None, 10, 1, 2, False, FIRMS)
REQUESTED = replace(BOOKED, state=MeetingState.REQUESTED, awaiting_id=2, slot_id=None)
PEOPLE = {1: {101, 102}, 2: {201}}
SLOTS = (10, 11, 12)


def stretch(slot: int, length: int) -> tuple[int, ...] | None:
    at = SLOTS.index(slot)
    found = SLOTS[at : at + length]
    return found if len(found) == length else None


def held(slot: int, *people: int, table: int | None = 301) -> list[StoredClaim]:
    """Claims of meeting 7 in a slot."""
    rows = [StoredClaim(slot * 10 + n, slot, 7, person, None, None) for n, person in enumerate(people)]
    return rows if table is None else [*rows, StoredClaim(slot * 10 + 9, slot, 7, None, table, None)]


def amiss(meeting: StoredMeeting, claims: list[StoredClaim], *, begun: tuple[int, ...] = ()) -> list[str]:
    return [one.code for one in find_claim_faults(meeting, claims, stretch, begun=begun, people=PEOPLE)]


def test_a_booked_meeting_with_its_table_and_one_of_each_side_is_sound():
    assert amiss(BOOKED, held(10, 102, 201)) == []
    assert amiss(replace(BOOKED, length=2), [*held(10, 101, 201), *held(11, 101, 201)]) == []


@pytest.mark.parametrize(
    ("meeting", "claims", "codes"),
    [
        (BOOKED, [], ["claims_elsewhere"]),
        (BOOKED, held(11, 101, 201), ["claims_elsewhere"]),
        (replace(BOOKED, length=2), held(10, 101, 201), ["claims_elsewhere"]),
        (replace(BOOKED, slot_id=12, length=2), held(12, 101, 201), ["no_such_time"]),
        (BOOKED, held(10, 101, 201, table=None), ["not_one_table"]),
        (BOOKED, [*held(10, 101, 201), StoredClaim(1, 10, 7, None, 302, None)], ["not_one_table"]),
        (BOOKED, held(10, 101), ["not_one_each"]),
        (BOOKED, held(10, 101, 102), ["not_one_each"]),
        (BOOKED, held(10, 101, 999), ["not_one_each"]),
        (replace(BOOKED, length=2), [*held(10, 101, 201), *held(11, 101, 201, table=302)], ["changes_table"]),
        (REQUESTED, held(10, 101, 201), ["claims_without_time"]),
        (replace(BOOKED, state=MeetingState.CANCELLED), held(10, 101), ["claims_without_time"]),
    ],
)
def test_claims_that_do_not_fit_their_meeting_are_found(meeting, claims, codes):
    assert amiss(meeting, claims) == codes


def test_who_sat_at_a_meeting_that_is_over_may_be_gone():
    assert amiss(replace(BOOKED, state=MeetingState.HELD), held(10, 101, 999)) == []


def test_a_missed_meeting_keeps_only_what_has_begun():
    missed = replace(BOOKED, state=MeetingState.MISSED, length=2)

    assert amiss(missed, held(10, 101, 201), begun=(10,)) == []
    assert amiss(missed, [*held(10, 101, 201), *held(11, 101, 201)], begun=(10,)) == ["claims_of_the_missed"]


def test_one_person_for_two_firms_counts_once():
    assert amiss(BOOKED, held(10, 101, 201)) == []
    both = {1: {101}, 2: {101, 201}}
    found = find_claim_faults(BOOKED, held(10, 101, 201), stretch, begun=(), people=both)
    assert list(found) == []


def test_what_is_held_twice_in_a_slot_is_found_with_its_claims():
    claims = [
        *(StoredClaim(1, 10, 7, 101, None, None), StoredClaim(2, 10, 8, 101, None, None)),
        *(StoredClaim(3, 10, 7, None, 301, None), StoredClaim(4, 11, 8, None, 301, None)),
        *(StoredClaim(5, 10, 7, None, None, 401), StoredClaim(6, 10, 8, None, None, 401)),
    ]

    found = [(one.code, one.ids) for one in find_double_claims(claims)]

    assert found == [("representative_held_twice", (1, 2)), ("interpreter_held_twice", (5, 6))]


def test_a_claim_without_its_meeting_is_found():
    assert [one.ids for one in find_orphan_claims(held(10, 101), {7})] == []
    assert [one.code for one in find_orphan_claims(held(10, 101, table=None), {8})] == ["claim_without_meeting"]


@pytest.mark.parametrize(
    ("meeting", "codes"),
    [
        (REQUESTED, []),
        (replace(REQUESTED, slot_id=99, has_deadline=True), []),
        (BOOKED, []),
        (replace(REQUESTED, awaiting_id=None), ["awaits_nobody"]),
        (replace(REQUESTED, awaiting_id=3), ["awaits_nobody"]),
        (replace(BOOKED, awaiting_id=2), ["awaits_in_vain"]),
        (replace(BOOKED, has_deadline=True), ["lapses_in_vain"]),
        (replace(REQUESTED, proposals=2), []),
        (replace(BOOKED, proposals=2), ["proposes_in_vain"]),
        (replace(BOOKED, slot_id=None), ["no_time"]),
        (replace(BOOKED, slot_id=99), ["no_such_time"]),
        (replace(BOOKED, state=MeetingState.AGREED), ["time_of_nothing"]),
        (replace(BOOKED, asker_id=3), ["stranger_asks"]),
        (replace(BOOKED, parties=FIRMS[:1]), ["parties_differ"]),
        (replace(BOOKED, asker_id=2), ["parties_differ"]),
    ],
)
def test_columns_that_do_not_fit_the_state_are_found(meeting, codes):
    assert [one.code for one in find_state_faults(meeting, SLOTS)] == codes


def test_two_live_meetings_of_a_pair_are_found_and_ended_ones_are_not():
    ended = replace(BOOKED, id=8, state=MeetingState.CANCELLED)

    assert list(find_double_pairs([BOOKED, ended])) == []
    assert [one.ids for one in find_double_pairs([BOOKED, ended, replace(REQUESTED, id=9)])] == [(7, 9)]


def test_more_than_the_most_is_a_fault_unless_the_limit_was_lowered_since():
    counted = [(1, 5), (1, 6), (2, 6)]

    def over(most: int, since: int) -> list[tuple[int, ...]]:
        return [one.ids for one in find_exceeded_limits(counted, most, "too_many", "meetings", since=since)]

    assert over(2, 0) == []
    assert over(1, 0) == [(1,)]
    assert over(1, 7) == []
