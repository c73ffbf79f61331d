"""Whether a meeting sits at the table that one of its firms keeps, and what is proposed first."""

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.availability import SlotOption, get_best_option, list_options
from app.meetings.occupancy import Occupancy, OccupiedSlot, TablePlace, UnavailableSlot
from app.meetings.seating import MeetingSeating, OtherTableReason
from tests.meetings.boards import CHONGQING, EVE, SINGAPORE, day, meeting, seated, walking

TABLES = [TablePlace(1), TablePlace(2)]
SEAT = MeetingSeating((1,), 1, 101, 201)


def board(*claims, **more) -> Occupancy:
    taken = [claim for one in claims for claim in one]
    return Occupancy.of(day(4), more.pop("tables", TABLES), taken=taken, **{"seated": {SINGAPORE}, **more})


def instead(held: Occupancy, one=None, other=None) -> list[OtherTableReason | None]:
    return [option.instead for option in list_options(held, one or seated(), other or walking(), now=EVE)]


def test_where_the_table_that_is_kept_is_taken_each_side_reads_whose_it_is():
    habit, gone = meeting(7, 1, 101, 299, table=1), meeting(8, 3, 150, 250, table=1)
    held = board(habit, gone)

    assert instead(held) == [None, None, OtherTableReason.YOURS_TAKEN, None]
    assert instead(held, walking(), seated()) == [None, None, OtherTableReason.THEIRS_TAKEN, None]


def test_a_home_that_is_out_of_use_then_is_told_too():
    held = board(away=[UnavailableSlot(2, table_id=2)])

    assert instead(held, seated(home_table_id=2)) == [None, OtherTableReason.YOURS_TAKEN, None, None]


def test_who_keeps_no_table_yet_is_told_nothing_of_one():
    assert instead(board(meeting(8, 3, 150, 250, table=1))) == [None] * 4
    assert instead(board(seated=set())) == [None] * 4


def test_a_table_that_cannot_be_reached_in_time_is_not_called_taken():
    zones = [TablePlace(1, zone="A"), TablePlace(2, zone="B")]
    held = board(meeting(7, 3, 201, 150, table=2), tables=zones, walk_minutes=6)

    assert instead(held, seated(home_table_id=1)) == [
        None,
        OtherTableReason.ELSEWHERE,
        None,
        OtherTableReason.ELSEWHERE,
    ]


def test_where_both_keep_one_either_will_do():
    both = {SINGAPORE, CHONGQING}
    held = board(meeting(8, 1, 150, 250, table=1), meeting(9, 2, 150, 250, table=1), seated=both)

    assert instead(held, seated(home_table_id=1), walking(home_table_id=2)) == [None] * 4


def test_a_table_that_no_longer_exists_is_kept_by_nobody():
    assert instead(board(), seated(home_table_id=9)) == [None] * 4


def test_a_time_at_the_own_table_is_proposed_before_an_earlier_one_at_another():
    away = SlotOption(1, seat=SEAT, instead=OtherTableReason.YOURS_TAKEN)
    own, later = SlotOption(2, seat=SEAT), SlotOption(3, seat=SEAT)

    assert get_best_option([away, own, later]) is own
    assert get_best_option([away, SlotOption(2)]) is away
    assert get_best_option([SlotOption(1)]) is None


@st.composite
def halls(draw):
    """A day of four times, some of whose tables are taken, by the firm of the side that sits too."""
    taken: list[OccupiedSlot] = []
    for number in range(draw(st.integers(0, 6))):
        slot, table = draw(st.integers(1, 4)), draw(st.integers(1, 3))
        person = draw(st.sampled_from([101, 102, 150 + number]))
        if not any(one.slot_id == slot and one.table_id == table for one in taken):
            taken += meeting(number + 1, slot, person, 250 + number, table=table)
    home = draw(st.none() | st.integers(1, 3))
    return board(taken, tables=[TablePlace(one) for one in (1, 2, 3)]), seated(people=(101, 102), home_table_id=home)


@given(halls())
def test_a_firm_leaves_its_table_only_when_that_is_taken_and_is_told_so(hall):
    held, firm = hall
    sat = [held.table_of[one] for person in (101, 102) for one in held.meetings_of(person).values()]
    kept = firm.home_table_id or min(sat, key=lambda one: (-sat.count(one), one), default=None)

    for mine, theirs in zip(
        list_options(held, firm, walking(), now=EVE), list_options(held, walking(), firm, now=EVE), strict=True
    ):
        assert (mine.seat is None) == (theirs.seat is None)
        if mine.seat is not None:
            is_away = kept is not None and mine.seat.table_id != kept
            assert mine.instead == (OtherTableReason.YOURS_TAKEN if is_away else None)
            assert theirs.instead == (OtherTableReason.THEIRS_TAKEN if is_away else None)
            assert is_away == (kept is not None and kept in held.unavailable_tables[mine.slot_id])


@given(st.lists(st.sampled_from([None, *OtherTableReason, "taken"]), max_size=8))
def test_what_is_proposed_is_free_and_no_free_time_at_the_own_table_comes_before_it(kinds):
    times = [
        SlotOption(number, seat=None if kind == "taken" else SEAT, instead=None if kind == "taken" else kind)
        for number, kind in enumerate(kinds)
    ]

    best = get_best_option(times)

    free = [one for one in times if one.is_free]
    own = [one for one in free if one.instead is None]
    assert best is next(iter(own or free), None)
