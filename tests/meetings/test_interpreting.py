import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.availability import UnavailabilityReason, list_options, pick_seat
from app.meetings.interpreters import (
    InterpreterMode,
    InterpreterNeed,
    InterpreterProfile,
    SpokenLanguages,
    get_interpreter_need,
    rank_interpreters,
)
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot, TablePlace, UnavailableSlot
from app.meetings.seating import MeetingSeating
from tests.meetings.boards import EVE, SINGAPORE, day, meeting, seated, span, walking

EN, ZH, FR = frozenset({"en"}), frozenset({"zh"}), frozenset({"fr"})
BOTH = EN | ZH
TABLES = [TablePlace(1), TablePlace(2), TablePlace(3)]


def board(*claims, interpreters=(), slots=None, **more) -> Occupancy:
    taken = [claim for one in claims for claim in one]
    return Occupancy.of(
        slots or day(3), TABLES, taken=taken, interpreters=interpreters, **{"seated": {SINGAPORE}, **more}
    )


def interpreted(meeting_id: int, slot: int, interpreter: int, table: int = 3) -> list[OccupiedSlot]:
    """A meeting of strangers at which this interpreter works."""
    return [
        *meeting(meeting_id, slot, 801, 901, table=table),
        OccupiedSlot(slot, meeting_id, interpreter_id=interpreter),
    ]


def english(**more) -> BookingParty:
    return seated(languages=EN, **more)


def chinese(**more) -> BookingParty:
    return walking(languages=ZH, **more)


def chosen(
    held: Occupancy, mine: BookingParty | None = None, theirs: BookingParty | None = None, **more
) -> list[int | UnavailabilityReason | None]:
    """In each slot the interpreter, or why there is none."""
    found = list_options(held, mine or english(), theirs or chinese(), **{"now": EVE, **more})
    return [one.seat.interpreter_id if one.seat else one.reason for one in found]


@pytest.mark.parametrize(
    ("one", "other", "need"),
    [
        (SpokenLanguages(EN), SpokenLanguages(ZH), InterpreterNeed(EN, ZH)),
        (SpokenLanguages(EN), SpokenLanguages(BOTH), None),
        (SpokenLanguages(ZH, needs=True), SpokenLanguages(BOTH), None),  # its partner speaks its language
        (SpokenLanguages(ZH, needs=True), SpokenLanguages(), InterpreterNeed(ZH, frozenset())),
        (SpokenLanguages(ZH), SpokenLanguages(), None),  # nothing says that they do not understand each other
        (SpokenLanguages(), SpokenLanguages(needs=True), InterpreterNeed(frozenset(), frozenset())),
    ],
)
def test_the_need_follows_from_the_pair_of_languages(one, other, need):
    assert get_interpreter_need(one, other) == need


languages = st.frozensets(st.sampled_from(["en", "zh", "fr", "ms"]), max_size=3)
speeches = st.builds(SpokenLanguages, languages, st.booleans())


@given(speeches, speeches)
def test_the_need_is_the_same_from_both_sides_and_never_between_who_share_a_language(one, other):
    need, back = get_interpreter_need(one, other), get_interpreter_need(other, one)

    assert (need is None) == (back is None)
    if need is not None and back is not None:
        assert (need.first, need.other) == (back.other, back.first)
        assert not one.languages & other.languages


@given(speeches, speeches, languages)
def test_who_is_needed_speaks_a_language_of_each_side_that_is_known(one, other, spoken):
    need = get_interpreter_need(one, other)

    if need is not None:
        each = [not side.languages or bool(side.languages & spoken) for side in (one, other)]
        assert need.is_met_by(spoken) == all(each)


def test_two_without_a_common_language_are_given_who_speaks_both():
    held = board(interpreters=[InterpreterProfile(1, FR | ZH), InterpreterProfile(2, BOTH)])

    assert pick_seat(held, english(), chinese(), 1, now=EVE) == MeetingSeating((1,), 1, 101, 201, 2)
    assert chosen(held, chinese(), english()) == [2, 2, 2]


def test_who_speaks_the_others_language_is_given_nobody():
    assert chosen(
        board(interpreters=[InterpreterProfile(1, BOTH)]), english(), chinese(needs_interpreter=True, spoken={201: EN})
    ) == [
        None,
        None,
        None,
    ]


def test_without_a_free_interpreter_they_cannot_meet_and_both_read_the_same():
    held = board(interpreted(9, 2, 1), interpreters=[InterpreterProfile(1, BOTH)])

    assert chosen(held) == [1, UnavailabilityReason.NO_INTERPRETER, 1]
    assert chosen(held, chinese(), english()) == [1, UnavailabilityReason.NO_INTERPRETER, 1]


def test_an_event_without_interpreters_books_all_the_same():
    assert chosen(board()) == [None, None, None]


def test_a_colleague_who_needs_no_interpreter_sits_where_none_is_left():
    held = board(interpreted(9, 2, 1), interpreters=[InterpreterProfile(1, BOTH)])
    mine = english(people=(101, 102), spoken={102: BOTH})

    seats = [pick_seat(held, mine, chinese(), slot, now=EVE) for slot in (1, 2)]

    assert [(seat.representative_id, seat.interpreter_id) for seat in seats] == [(101, 1), (102, None)]


def test_an_interpreter_works_within_its_hours():
    held = board(interpreters=[InterpreterProfile(1, BOTH, hours=(span(1), span(2)))])

    assert chosen(held) == [1, 1, UnavailabilityReason.NO_INTERPRETER]
    assert chosen(held, length=2) == [1, UnavailabilityReason.NO_INTERPRETER, UnavailabilityReason.DAY_ENDS]


def test_an_interpreter_is_not_had_where_it_is_away():
    held = board(interpreters=[InterpreterProfile(1, BOTH)], away=[UnavailableSlot(2, interpreter_id=1)])

    assert chosen(held) == [1, UnavailabilityReason.NO_INTERPRETER, 1]


def test_an_interpreter_gets_its_pause():
    held = board(
        interpreted(8, 1, 1),
        interpreted(9, 2, 1),
        slots=day(4),
        interpreters=[InterpreterProfile(1, BOTH, longest_run=2)],
    )

    assert chosen(held) == [
        UnavailabilityReason.NO_INTERPRETER,
        UnavailabilityReason.NO_INTERPRETER,
        UnavailabilityReason.NO_INTERPRETER,
        1,
    ]


def test_the_firms_own_comes_before_who_follows_it_before_who_sits_there_before_the_pool():
    interpreters = [
        InterpreterProfile(1, BOTH),
        InterpreterProfile(2, BOTH, InterpreterMode.TABLE, table_id=2),
        InterpreterProfile(3, BOTH, InterpreterMode.FOLLOWS, works_for=20),
        InterpreterProfile(4, BOTH, InterpreterMode.OWN, works_for=10),
        InterpreterProfile(5, BOTH, InterpreterMode.OWN, works_for=77),
        InterpreterProfile(6, BOTH, InterpreterMode.TABLE),
    ]
    need = InterpreterNeed(EN, ZH)

    assert [one.id for one in rank_interpreters(interpreters, [need], {10, 20}, frozenset(), {})] == [4, 3, 2, 1]
    assert [one.id for one in rank_interpreters(interpreters, [need], {30, 40}, frozenset(), {})] == [2, 1]


def test_the_pool_prefers_who_knows_the_sector_then_who_has_worked_least():
    interpreters = [
        InterpreterProfile(1, BOTH),
        InterpreterProfile(2, BOTH, sectors=frozenset({"K"})),
        InterpreterProfile(3, BOTH),
    ]

    assert [one.id for one in rank_interpreters(interpreters, [InterpreterNeed(EN, ZH)], set(), {"K", "64"}, {})] == [
        2,
        1,
        3,
    ]
    assert [one.id for one in rank_interpreters(interpreters, [InterpreterNeed(EN, ZH)], set(), {"C"}, {1: 2})] == [
        2,
        3,
        1,
    ]


def test_the_meeting_comes_to_the_table_at_which_the_interpreter_sits_where_nobody_walks_to_it():
    crew = [InterpreterProfile(1, BOTH), InterpreterProfile(2, BOTH, InterpreterMode.TABLE, table_id=3)]

    assert pick_seat(board(interpreters=crew), english(), chinese(), 1, now=EVE) == MeetingSeating((1,), 1, 101, 201, 1)
    assert pick_seat(board(interpreters=crew[1:]), english(), chinese(), 1, now=EVE) == MeetingSeating(
        (1,), 3, 101, 201, 2
    )


def test_where_that_table_is_taken_somebody_of_the_pool_comes():
    held = board(
        meeting(9, 1, 801, 901, table=3),
        interpreters=[InterpreterProfile(1, BOTH), InterpreterProfile(2, BOTH, InterpreterMode.TABLE, table_id=3)],
    )

    assert pick_seat(held, english(), chinese(), 1, now=EVE) == MeetingSeating((1,), 1, 101, 201, 1)
