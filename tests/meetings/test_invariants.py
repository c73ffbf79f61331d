from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.invariants import (
    ClaimRow,
    MeetingRow,
    claims_amiss,
    held_twice,
    orphans,
    over_the_most,
    state_amiss,
    two_live,
)
from app.meetings.lifecycle import State

FIRMS = ((1, "asker"), (2, "asked"))
BOOKED = MeetingRow(7, 1, "one_to_one", State.BOOKED, 1, 2, 1, None, 10, 1, 2, False, FIRMS)
REQUESTED = replace(BOOKED, state=State.REQUESTED, awaiting_id=2, slot_id=None)
PEOPLE = {1: {101, 102}, 2: {201}}
SLOTS = (10, 11, 12)


def stretch(slot: int, length: int) -> tuple[int, ...] | None:
    at = SLOTS.index(slot)
    found = SLOTS[at : at + length]
    return found if len(found) == length else None


def held(slot: int, *people: int, table: int | None = 301) -> list[ClaimRow]:
    """Claims of meeting 7 in a slot."""
    rows = [ClaimRow(slot * 10 + n, slot, 7, person, None, None) for n, person in enumerate(people)]
    return rows if table is None else [*rows, ClaimRow(slot * 10 + 9, slot, 7, None, table, None)]


def amiss(meeting: MeetingRow, claims: list[ClaimRow], *, begun: tuple[int, ...] = ()) -> list[str]:
    return [one.code for one in claims_amiss(meeting, claims, stretch, begun=begun, people=PEOPLE)]


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
        (BOOKED, [*held(10, 101, 201), ClaimRow(1, 10, 7, None, 302, None)], ["not_one_table"]),
        (BOOKED, held(10, 101), ["not_one_each"]),
        (BOOKED, held(10, 101, 102), ["not_one_each"]),
        (BOOKED, held(10, 101, 999), ["not_one_each"]),
        (replace(BOOKED, length=2), [*held(10, 101, 201), *held(11, 101, 201, table=302)], ["changes_table"]),
        (REQUESTED, held(10, 101, 201), ["claims_without_time"]),
        (replace(BOOKED, state=State.CANCELLED), held(10, 101), ["claims_without_time"]),
    ],
)
def test_claims_that_do_not_fit_their_meeting_are_found(meeting, claims, codes):
    assert amiss(meeting, claims) == codes


def test_who_sat_at_a_meeting_that_is_over_may_be_gone():
    assert amiss(replace(BOOKED, state=State.HELD), held(10, 101, 999)) == []


def test_a_missed_meeting_keeps_only_what_has_begun():
    missed = replace(BOOKED, state=State.MISSED, length=2)

    assert amiss(missed, held(10, 101, 201), begun=(10,)) == []
    assert amiss(missed, [*held(10, 101, 201), *held(11, 101, 201)], begun=(10,)) == ["claims_of_the_missed"]


def test_one_person_for_two_firms_counts_once():
    assert amiss(BOOKED, held(10, 101, 201)) == []
    both = {1: {101}, 2: {101, 201}}
    found = claims_amiss(BOOKED, held(10, 101, 201), stretch, begun=(), people=both)
    assert list(found) == []


def test_what_is_held_twice_in_a_slot_is_found_with_its_claims():
    claims = [
        *(ClaimRow(1, 10, 7, 101, None, None), ClaimRow(2, 10, 8, 101, None, None)),
        *(ClaimRow(3, 10, 7, None, 301, None), ClaimRow(4, 11, 8, None, 301, None)),
        *(ClaimRow(5, 10, 7, None, None, 401), ClaimRow(6, 10, 8, None, None, 401)),
    ]

    found = [(one.code, one.ids) for one in held_twice(claims)]

    assert found == [("representative_held_twice", (1, 2)), ("interpreter_held_twice", (5, 6))]


def test_a_claim_without_its_meeting_is_found():
    assert [one.ids for one in orphans(held(10, 101), {7})] == []
    assert [one.code for one in orphans(held(10, 101, table=None), {8})] == ["claim_without_meeting"]


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
        (replace(BOOKED, state=State.AGREED), ["time_of_nothing"]),
        (replace(BOOKED, asker_id=3), ["stranger_asks"]),
        (replace(BOOKED, parties=FIRMS[:1]), ["parties_differ"]),
        (replace(BOOKED, asker_id=2), ["parties_differ"]),
    ],
)
def test_columns_that_do_not_fit_the_state_are_found(meeting, codes):
    assert [one.code for one in state_amiss(meeting, SLOTS)] == codes


def test_two_live_meetings_of_a_pair_are_found_and_ended_ones_are_not():
    ended = replace(BOOKED, id=8, state=State.CANCELLED)

    assert list(two_live([BOOKED, ended])) == []
    assert [one.ids for one in two_live([BOOKED, ended, replace(REQUESTED, id=9)])] == [(7, 9)]


def test_more_than_the_most_is_a_fault_unless_the_limit_was_lowered_since():
    counted = [(1, 5), (1, 6), (2, 6)]

    def over(most: int, since: int) -> list[tuple[int, ...]]:
        return [one.ids for one in over_the_most(counted, most, "too_many", "meetings", since=since)]

    assert over(2, 0) == []
    assert over(1, 0) == [(1,)]
    assert over(1, 7) == []
