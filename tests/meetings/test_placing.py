"""What must hold of any day, however it is filled: who is placed where, with which interpreter, and what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.availability import UnavailabilityReason, list_options, pick_seat
from app.meetings.interpreters import InterpreterMode, InterpreterProfile, get_interpreter_need
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot, TablePlace
from app.meetings.seating import can_interpret_at, list_free_tables, list_interpreters_for, list_tables_in_order
from tests.meetings.boards import EVE, SINGAPORE, day, meeting, seated, span, walking

EN, ZH, FR = frozenset({"en"}), frozenset({"zh"}), frozenset({"fr"})
BOTH = EN | ZH
SLOTS = 5
PEOPLE = (101, 102, 201, 202, 301)
ZONED = [TablePlace(1, zone="A"), TablePlace(2, zone="A"), TablePlace(3, zone="B")]


@st.composite
def days(draw) -> list[list[OccupiedSlot]]:
    """Meetings, each as its claims, none of which takes anything twice."""
    used: set[tuple[int, str, int]] = set()
    held = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        slot, table, voice = draw(st.tuples(st.integers(1, SLOTS), st.integers(1, 3), st.integers(0, 3)))
        people = draw(st.sets(st.sampled_from(PEOPLE), min_size=2, max_size=2))
        wanted = {(slot, "table", table), *((slot, "person", one) for one in people)}
        wanted |= {(slot, "voice", voice)} if voice else set()
        if not wanted & used:
            used |= wanted
            held.append(meeting(number, slot, *people, table=table))
            held[-1] += [OccupiedSlot(slot, number, interpreter_id=voice)] if voice else []
    return held


voices = st.tuples(
    *(
        st.builds(
            InterpreterProfile,
            st.just(number),
            st.sampled_from([BOTH, FR | ZH, BOTH | FR]),
            st.sampled_from(InterpreterMode),
            works_for=st.sampled_from([None, 10, 20, 30]),
            table_id=st.sampled_from([None, 1, 3]),
            sectors=st.sampled_from([frozenset(), frozenset({"K"})]),
            hours=st.sampled_from([(), (span(1), span(2)), (span(3),)]),
            longest_run=st.sampled_from([None, 1, 2]),
        )
        for number in (1, 2, 3)
    )
)


def firm(number: int, group: int, people: tuple[int, ...]) -> st.SearchStrategy[BookingParty]:
    return st.builds(
        BookingParty,
        st.just(number),
        st.just(group),
        st.sampled_from([people, people[:1]]),
        languages=st.sampled_from([frozenset(), EN, ZH, BOTH]),
        spoken=st.sampled_from([{}, {people[0]: ZH}, {people[1]: EN}]),
        needs_interpreter=st.booleans(),
        sectors=st.sampled_from([frozenset(), frozenset({"K", "64"})]),
    )


def of(held: list[list[OccupiedSlot]], crew: tuple[InterpreterProfile, ...], walk: int) -> Occupancy:
    taken = [claim for one in held for claim in one]
    return Occupancy.of(
        day(SLOTS), ZONED, taken=taken, interpreters=crew, longest_run=3, walk_minutes=walk, seated={SINGAPORE}
    )


WALKS, LENGTHS = st.sampled_from([0, 6, 40]), st.integers(1, 3)
DAYS = (days(), voices, firm(10, 1, (101, 102)), firm(20, 2, (201, 202)), WALKS, LENGTHS)


@given(*DAYS)
def test_a_seat_takes_nothing_twice_and_the_same_board_gives_the_same(held, crew, mine, theirs, walk, length):
    taken = {(c.slot_id, c.representative_id, c.table_id, c.interpreter_id) for one in held for c in one}

    for option in list_options(of(held, crew, walk), mine, theirs, now=EVE, length=length):
        if option.seat is None:
            continue
        seat = option.seat
        resources: list[tuple[int | None, ...]] = [
            (seat.representative_id, None, None),
            (seat.their_representative_id, None, None),
        ]
        resources += [(None, seat.table_id, None)]
        resources += [(None, None, seat.interpreter_id)] if seat.interpreter_id else []
        wanted = [(slot, *one) for slot in seat.slot_ids for one in resources]
        assert len(set(wanted)) == len(wanted) == length * len(resources)
        assert not taken.intersection(wanted)
        assert pick_seat(of(held, crew, walk), mine, theirs, option.slot_id, now=EVE, length=length) == seat


@given(*DAYS)
def test_an_interpreter_sits_exactly_where_one_is_needed_within_its_hours_and_speaks_both(
    held, crew, mine, theirs, walk, length
):
    by_id = {one.id: one for one in crew}
    for option in list_options(of(held, crew, walk), mine, theirs, now=EVE, length=length):
        if option.seat is None:
            continue
        seat = option.seat
        need = get_interpreter_need(
            mine.speech_of(seat.representative_id), theirs.speech_of(seat.their_representative_id)
        )
        assert (seat.interpreter_id is None) == (need is None)
        if need is not None and seat.interpreter_id is not None:
            voice = by_id[seat.interpreter_id]
            assert need.is_met_by(voice.languages)
            assert voice.mode is not InterpreterMode.TABLE or voice.table_id == seat.table_id
            assert voice.mode in (InterpreterMode.TABLE, InterpreterMode.POOL) or voice.works_for in (10, 20)
            assert not voice.hours or all(any(w.covers(span(slot)) for w in voice.hours) for slot in seat.slot_ids)


@pytest.mark.full
@given(*DAYS, st.data())
def test_a_meeting_less_never_makes_an_option_worse(held, crew, mine, theirs, walk, length, data):
    left = [one for one in held if not held or one is not data.draw(st.sampled_from(held))] if held else []

    before = list_options(of(held, crew, walk), mine, theirs, now=EVE, length=length)
    after = list_options(of(left, crew, walk), mine, theirs, now=EVE, length=length)

    for one, other in zip(before, after, strict=True):
        assert other.is_free or not one.is_free
        assert other.tables_left >= one.tables_left


@given(*DAYS)
def test_a_reader_learns_nothing_of_why_the_other_side_cannot_come(held, crew, mine, theirs, walk, length):
    """What is said is told by the reader's own meetings alone, or the same to both."""
    for option in list_options(of(held, crew, walk), mine, theirs, now=EVE, length=length):
        own = [c for one in held for c in one if c.representative_id in mine.representatives]
        if option.reason in (
            UnavailabilityReason.YOU_MEET,
            UnavailabilityReason.YOUR_RUN,
            UnavailabilityReason.WALKING,
        ):
            assert own
        if option.meeting_id is not None:
            assert option.meeting_id in {claim.meeting_id for claim in own}


@given(*DAYS)
def test_nobody_leaves_the_best_table_for_an_interpreter_as_long_as_another_comes_there(
    held, crew, mine, theirs, walk, length
):
    board = of(held, crew, walk)
    by_id = {one.id: one for one in crew}
    for option in list_options(board, mine, theirs, now=EVE, length=length):
        seat = option.seat
        if seat is None or seat.interpreter_id is None or by_id[seat.interpreter_id].mode is not InterpreterMode.TABLE:
            continue
        stretch = [slot for slot in board.slots if slot.id in seat.slot_ids]
        ordered = list_free_tables(board, list_tables_in_order(board, mine, theirs), (mine, theirs), stretch)
        near = board.within_reach(board.meetings_of(seat.representative_id), ordered, stretch)
        near = board.within_reach(board.meetings_of(seat.their_representative_id), near, stretch)
        need = get_interpreter_need(
            mine.speech_of(seat.representative_id), theirs.speech_of(seat.their_representative_id)
        )
        assert need is not None
        walkers = [
            one
            for one in list_interpreters_for(board, (mine, theirs), (need,))
            if one.mode is not InterpreterMode.TABLE
        ]
        walk_there = [one for one in walkers for table in near if can_interpret_at(board, one, table, stretch)]
        assert seat.table_id == near[0] or not walk_there


def test_kept_tables_are_not_given_up_for_the_interpreter_of_a_table():
    pool, at_three = InterpreterProfile(1, BOTH), InterpreterProfile(2, BOTH, mode=InterpreterMode.TABLE, table_id=3)
    held = [meeting(1, 1, 101, 299, table=1)]
    mine, theirs = seated(languages=EN), walking(languages=ZH)

    seat = pick_seat(of(held, (pool, at_three), 0), mine, theirs, 3, now=EVE)
    alone = pick_seat(of(held, (at_three,), 0), mine, theirs, 3, now=EVE)

    assert (seat.table_id, seat.interpreter_id) == (1, 1)
    assert (alone.table_id, alone.interpreter_id) == (3, 2)  # nobody else is free


def test_who_sits_at_the_table_of_an_interpreter_has_it_before_the_pool():
    crew = (InterpreterProfile(1, BOTH), InterpreterProfile(2, BOTH, mode=InterpreterMode.TABLE, table_id=1))
    held = [meeting(1, 1, 101, 299, table=1)]

    seat = pick_seat(of(held, crew, 0), seated(languages=EN), walking(languages=ZH), 3, now=EVE)

    assert (seat.table_id, seat.interpreter_id) == (1, 2)


def test_a_colleague_who_gets_there_sits_down_so_that_the_seated_side_stays():
    held = [meeting(1, 4, 101, 299, table=1), meeting(2, 1, 201, 298, table=3)]
    mine, theirs = seated(), walking(people=(201, 202))

    seat = pick_seat(of(held, (), 40), mine, theirs, 2, now=EVE)

    assert (seat.table_id, seat.their_representative_id) == (1, 202)
