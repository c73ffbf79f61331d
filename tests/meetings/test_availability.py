from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.kernel.spans import Span
from app.meetings.availability import Option, Reason, SlotNotFree, free_slots, options, pick, times_together
from app.meetings.board import Away, Board, Party, TablePlace, Taken
from app.meetings.placing import Seat
from app.meetings.runs import SlotTime
from tests.meetings.boards import EVE, NINE, SINGAPORE, day, meeting, seated, span, walking

TABLES = [TablePlace(1), TablePlace(2)]


def board(*claims, slots=None, **more) -> Board:
    taken = [claim for one in claims for claim in one]
    return Board.of(slots or day(3), TABLES, taken=taken, **{"seated": {SINGAPORE}, **more})


def reasons(held: Board, mine: Party | None = None, theirs: Party | None = None, **more) -> list[Reason | None]:
    return [option.reason for option in options(held, mine or seated(), theirs or walking(), **{"now": EVE, **more})]


def test_two_free_firms_are_offered_every_slot_with_seat_and_tables_left():
    assert options(board(slots=day(2)), seated(), walking(), now=EVE) == [
        Option(1, seat=Seat((1,), 1, 101, 201), tables_left=2),
        Option(2, seat=Seat((2,), 1, 101, 201), tables_left=2),
    ]


def test_breaks_are_no_option():
    assert [option.slot_id for option in options(board(slots=day(3, breaks=(2,))), seated(), walking(), now=EVE)] == [
        1,
        3,
    ]


def test_a_slot_that_has_begun_is_past():
    assert reasons(board(), now=NINE) == [Reason.PAST, None, None]
    assert reasons(board(), now=NINE - timedelta(seconds=1)) == [None, None, None]


def test_the_readers_own_meeting_is_named():
    held = board(meeting(7, 2, 101, 299, table=1))

    assert options(held, seated(), walking(), now=EVE)[1] == Option(2, reason=Reason.YOU_MEET, meeting_id=7)


def test_the_other_sides_meeting_is_not_named():
    held = board(meeting(7, 2, 199, 201, table=1))

    assert options(held, seated(), walking(), now=EVE)[1] == Option(2, reason=Reason.THEY_ARE_NOT_FREE)


@pytest.mark.parametrize(
    "theirs",
    [
        walking(people=()),
        walking(meetings_left=0),
        walking(away=(span(1), span(2), span(3))),
        walking(windows=(span(9),)),
        walking(people=(202,)),
    ],
)
def test_whatever_keeps_the_other_side_away_reads_the_same(theirs):
    held = board(away=[Away(slot, representative_id=202) for slot in (1, 2, 3)])

    assert options(held, seated(), theirs, now=EVE) == [
        Option(slot, reason=Reason.THEY_ARE_NOT_FREE) for slot in (1, 2, 3)
    ]


def test_the_readers_own_reasons_are_told_apart():
    away = board(away=[Away(2, representative_id=101)])

    assert reasons(away)[1] is Reason.YOU_ARE_AWAY
    assert reasons(board(), seated(windows=(span(1), span(2))))[2] is Reason.YOU_ARE_AWAY
    assert reasons(board(), seated(away=(span(1, minutes=5),)))[0] is Reason.YOU_ARE_AWAY
    assert reasons(board(), seated(people=()))[0] is Reason.YOU_HAVE_NOBODY
    assert reasons(board(), seated(meetings_left=0))[0] is Reason.YOUR_LIMIT
    assert reasons(board(), seated(meetings_left=1))[0] is None


def test_a_run_beyond_the_longest_is_refused():
    held = board(meeting(7, 1, 101, 299, table=1), meeting(8, 2, 101, 298, table=1), longest_run=2)

    assert reasons(held) == [Reason.YOU_MEET, Reason.YOU_MEET, Reason.YOUR_RUN]


def test_a_break_ends_a_run():
    held = board(meeting(7, 1, 101, 299, table=1), slots=day(4, breaks=(2,)), longest_run=1)

    assert reasons(held) == [Reason.YOU_MEET, None, None]


def test_another_person_relieves_the_first():
    held = board(meeting(7, 1, 101, 299, table=1), longest_run=1)

    chosen = pick(held, seated(people=(101, 102)), walking(), 2, now=EVE)

    assert chosen == Seat((2,), 1, 102, 201)


def test_one_person_cannot_sit_on_both_sides():
    assert reasons(board(), seated(people=(5,)), walking(people=(5,)))[0] is Reason.SAME_PERSON
    assert pick(board(), seated(people=(5,)), walking(people=(5, 6)), 1, now=EVE) == Seat((1,), 1, 5, 6)


def test_without_a_table_nobody_meets():
    held = board(meeting(7, 1, 150, 250, table=1), meeting(8, 1, 151, 251, table=2))

    assert reasons(held) == [Reason.NO_TABLE, None, None]


def test_the_seated_side_keeps_its_table_from_meeting_to_meeting():
    held = board(meeting(7, 1, 101, 299, table=2))

    assert pick(held, walking(), seated(), 2, now=EVE).table_id == 2


def test_a_meeting_to_be_moved_does_not_stand_in_its_own_way():
    held = board(meeting(7, 2, 101, 201, table=1), ignoring=7)

    assert reasons(held) == [None, None, None]


def test_a_long_meeting_takes_the_same_table_and_people_throughout():
    held = board(meeting(7, 2, 150, 250, table=1), slots=day(4))

    assert pick(held, seated(), walking(), 1, now=EVE, length=2) == Seat((1, 2), 2, 101, 201)
    assert reasons(held, length=2) == [None, None, None, Reason.DAY_ENDS]


def test_what_is_too_long_for_the_day_is_said_so_on_each_day():
    later = [SlotTime(n + 10, Span(span(n).start + timedelta(days=1), span(n).end + timedelta(days=1))) for n in (1, 2)]

    assert reasons(board(slots=[*day(2), *later]), length=2) == [None, Reason.DAY_ENDS, None, Reason.DAY_ENDS]


def test_a_long_meeting_does_not_go_over_a_break():
    assert reasons(board(slots=day(4, breaks=(3,))), length=2) == [None, Reason.NO_ROOM, Reason.DAY_ENDS]


def test_a_slot_that_is_gone_is_refused_with_its_reason():
    held = board(meeting(7, 2, 199, 201, table=1))

    with pytest.raises(SlotNotFree) as refused:
        pick(held, seated(), walking(), 2, now=EVE)

    assert refused.value.details == {"slot_id": 2, "reason": Reason.THEY_ARE_NOT_FREE, "meeting_id": None}


def test_a_break_cannot_be_picked():
    with pytest.raises(Invalid) as refused:
        pick(board(slots=day(3, breaks=(2,))), seated(), walking(), 2, now=EVE)
    assert refused.value.code == "slot_unknown"


def test_the_free_slots_of_a_firm_need_no_table():
    held = board(meeting(7, 2, 101, 299, table=1), away=[Away(3, table_id=1), Away(3, table_id=2)])

    assert free_slots(held, seated(), now=NINE) == {3}


# Against brute force: the same days, judged by trying every table and every pair of people.

SLOTS, TABLE_IDS, MINE, THEIRS, STRANGERS = 6, (1, 2, 3), (101, 102), (201, 102), (301, 302)
HOST = Party(30, SINGAPORE, STRANGERS, home_table_id=3)


@st.composite
def claims(draw) -> list[Taken]:
    """Meetings of any people, none of whom, and no table, is taken twice in a slot."""
    used: set[tuple[int, str, int]] = set()
    taken: list[Taken] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        slot, table = draw(st.integers(1, SLOTS)), draw(st.sampled_from(TABLE_IDS))
        people = draw(st.sets(st.sampled_from([*MINE, *THEIRS, *STRANGERS]), min_size=2, max_size=2))
        wanted = {(slot, "table", table), *((slot, "person", person) for person in people)}
        if not wanted & used:
            used |= wanted
            taken += meeting(number, slot, *people, table=table)
    return taken


def absences() -> st.SearchStrategy[list[Away]]:
    everybody = [*MINE, *THEIRS, *STRANGERS]
    person = st.builds(Away, st.integers(1, SLOTS), representative_id=st.sampled_from(everybody))
    table = st.builds(Away, st.integers(1, SLOTS), table_id=st.sampled_from(TABLE_IDS))
    return st.lists(person | table, max_size=6)


def parties(number: int, group: int, people: tuple[int, ...]) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        st.just(number),
        st.just(group),
        st.sampled_from([people, people[:1]]),
        home_table_id=st.sampled_from([None, 1]),
        windows=st.sampled_from([(), (span(2), span(3), span(4))]),
        away=st.sampled_from([(), (span(3),)]),
        meetings_left=st.sampled_from([None, 0, 1]),
    )


@dataclass(frozen=True)
class Tried:
    """A day as plain lists, and what trying everything finds in one slot."""

    taken: list[Taken]
    away: list[Away]
    longest: int

    def rows(self) -> list[Taken | Away]:
        return [*self.taken, *self.away]

    def is_idle(self, slot: int, person: int) -> bool:
        return not any(row.slot_id == slot and row.representative_id == person for row in self.rows())

    def can_send(self, firm: Party, slot: int, person: int) -> bool:
        present = (not firm.windows or span(slot) in firm.windows) and span(slot) not in firm.away
        return present and firm.meetings_left != 0 and self.is_idle(slot, person) and self.keeps_run(slot, person)

    def keeps_run(self, slot: int, person: int) -> bool:
        sits = {row.slot_id for row in self.taken if row.representative_id == person} | {slot}
        runs = [range(a, b + 1) for a in range(1, slot + 1) for b in range(slot, SLOTS + 1)]
        return all(len(run) <= self.longest for run in runs if set(run) <= sits)

    def has_table(self, slot: int, table: int) -> bool:
        lent = table != HOST.home_table_id or not any(self.is_idle(slot, person) for person in STRANGERS)
        return lent and not any(row.slot_id == slot and row.table_id == table for row in self.rows())

    def seats(self, mine: Party, theirs: Party, slot: int) -> set[tuple[int, int, int]]:
        return {
            (table, one, two)
            for table, one, two in product(TABLE_IDS, mine.representatives, theirs.representatives)
            if one != two
            and self.has_table(slot, table)
            and self.can_send(mine, slot, one)
            and self.can_send(theirs, slot, two)
        }


@given(claims(), absences(), parties(10, 1, MINE), parties(20, 2, THEIRS), st.integers(1, 4))
def test_options_are_those_that_trying_everything_finds(taken, away, mine, theirs, longest):
    tables = [TablePlace(number) for number in TABLE_IDS]
    held = Board.of(
        day(SLOTS),
        tables,
        taken=taken,
        away=away,
        seated={SINGAPORE},
        longest_run=longest,
        at_home=[HOST, mine, theirs],
    )
    tried = Tried(taken, away, longest)

    for option in options(held, mine, theirs, now=EVE):
        possible = tried.seats(mine, theirs, option.slot_id)

        assert option.is_free == bool(possible)
        assert option.tables_left == len({table for table, *_ in possible})
        if option.seat is not None:
            seat = option.seat
            assert (seat.table_id, seat.representative_id, seat.their_representative_id) in possible
            assert pick(held, mine, theirs, option.slot_id, now=EVE) == seat


@given(claims(), absences(), parties(10, 1, MINE), parties(20, 2, (201,)))
def test_both_sides_see_the_same_free_slots(taken, away, mine, theirs):
    held = Board.of(day(SLOTS), TABLES, taken=taken, away=away, seated={SINGAPORE})

    seen = [
        {o.slot_id for o in options(held, *pair, now=EVE) if o.is_free} for pair in ((mine, theirs), (theirs, mine))
    ]

    assert seen[0] == seen[1]


@given(
    claims(),
    absences(),
    parties(10, 1, MINE),
    parties(20, 2, (*THEIRS, 101)),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from([EVE, NINE]),
)
def test_times_together_are_as_many_as_there_are_free_options(taken, away, mine, theirs, longest, homes, moment):
    tables = [TablePlace(number) for number in TABLE_IDS]
    at_home = [HOST, mine, theirs] if homes else []
    held = Board.of(day(SLOTS), tables, taken=taken, away=away, longest_run=longest, at_home=at_home)

    counted = times_together(held, mine, [theirs], now=moment)

    assert counted == {20: sum(option.is_free for option in options(held, mine, theirs, now=moment))}
