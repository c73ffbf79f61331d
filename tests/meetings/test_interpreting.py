import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.availability import Reason, options, pick
from app.meetings.board import Away, Board, Party, TablePlace, Taken
from app.meetings.interpreting import Mode, Need, Speech, Voice, in_order, need_of
from app.meetings.placing import Seat
from tests.meetings.boards import EVE, SINGAPORE, day, meeting, seated, span, walking

EN, ZH, FR = frozenset({"en"}), frozenset({"zh"}), frozenset({"fr"})
BOTH = EN | ZH
TABLES = [TablePlace(1), TablePlace(2), TablePlace(3)]


def board(*claims, voices=(), slots=None, **more) -> Board:
    taken = [claim for one in claims for claim in one]
    return Board.of(slots or day(3), TABLES, taken=taken, voices=voices, **{"seated": {SINGAPORE}, **more})


def interpreted(meeting_id: int, slot: int, interpreter: int, table: int = 3) -> list[Taken]:
    """A meeting of strangers at which this interpreter works."""
    return [*meeting(meeting_id, slot, 801, 901, table=table), Taken(slot, meeting_id, interpreter_id=interpreter)]


def english(**more) -> Party:
    return seated(languages=EN, **more)


def chinese(**more) -> Party:
    return walking(languages=ZH, **more)


def chosen(held: Board, mine: Party | None = None, theirs: Party | None = None, **more) -> list[int | Reason | None]:
    """In each slot the interpreter, or why there is none."""
    found = options(held, mine or english(), theirs or chinese(), **{"now": EVE, **more})
    return [one.seat.interpreter_id if one.seat else one.reason for one in found]


@pytest.mark.parametrize(
    ("one", "other", "need"),
    [
        (Speech(EN), Speech(ZH), Need(EN, ZH)),
        (Speech(EN), Speech(BOTH), None),
        (Speech(ZH, needs=True), Speech(BOTH), None),  # its partner speaks its language
        (Speech(ZH, needs=True), Speech(), Need(ZH, frozenset())),
        (Speech(ZH), Speech(), None),  # nothing says that they do not understand each other
        (Speech(), Speech(needs=True), Need(frozenset(), frozenset())),
    ],
)
def test_the_need_follows_from_the_pair_of_languages(one, other, need):
    assert need_of(one, other) == need


languages = st.frozensets(st.sampled_from(["en", "zh", "fr", "ms"]), max_size=3)
speeches = st.builds(Speech, languages, st.booleans())


@given(speeches, speeches)
def test_the_need_is_the_same_from_both_sides_and_never_between_who_share_a_language(one, other):
    need, back = need_of(one, other), need_of(other, one)

    assert (need is None) == (back is None)
    if need is not None and back is not None:
        assert (need.one, need.other) == (back.other, back.one)
        assert not one.languages & other.languages


@given(speeches, speeches, languages)
def test_who_is_needed_speaks_a_language_of_each_side_that_is_known(one, other, spoken):
    need = need_of(one, other)

    if need is not None:
        each = [not side.languages or bool(side.languages & spoken) for side in (one, other)]
        assert need.is_met_by(spoken) == all(each)


def test_two_without_a_common_language_are_given_who_speaks_both():
    held = board(voices=[Voice(1, FR | ZH), Voice(2, BOTH)])

    assert pick(held, english(), chinese(), 1, now=EVE) == Seat((1,), 1, 101, 201, 2)
    assert chosen(held, chinese(), english()) == [2, 2, 2]


def test_who_speaks_the_others_language_is_given_nobody():
    assert chosen(board(voices=[Voice(1, BOTH)]), english(), chinese(needs_interpreter=True, spoken={201: EN})) == [
        None,
        None,
        None,
    ]


def test_without_a_free_interpreter_they_cannot_meet_and_both_read_the_same():
    held = board(interpreted(9, 2, 1), voices=[Voice(1, BOTH)])

    assert chosen(held) == [1, Reason.NO_INTERPRETER, 1]
    assert chosen(held, chinese(), english()) == [1, Reason.NO_INTERPRETER, 1]


def test_an_event_without_interpreters_books_all_the_same():
    assert chosen(board()) == [None, None, None]


def test_a_colleague_who_needs_no_interpreter_sits_where_none_is_left():
    held = board(interpreted(9, 2, 1), voices=[Voice(1, BOTH)])
    mine = english(people=(101, 102), spoken={102: BOTH})

    seats = [pick(held, mine, chinese(), slot, now=EVE) for slot in (1, 2)]

    assert [(seat.representative_id, seat.interpreter_id) for seat in seats] == [(101, 1), (102, None)]


def test_an_interpreter_works_within_its_hours():
    held = board(voices=[Voice(1, BOTH, hours=(span(1), span(2)))])

    assert chosen(held) == [1, 1, Reason.NO_INTERPRETER]
    assert chosen(held, length=2) == [1, Reason.NO_INTERPRETER, Reason.DAY_ENDS]


def test_an_interpreter_is_not_had_where_it_is_away():
    held = board(voices=[Voice(1, BOTH)], away=[Away(2, interpreter_id=1)])

    assert chosen(held) == [1, Reason.NO_INTERPRETER, 1]


def test_an_interpreter_gets_its_pause():
    held = board(interpreted(8, 1, 1), interpreted(9, 2, 1), slots=day(4), voices=[Voice(1, BOTH, longest_run=2)])

    assert chosen(held) == [Reason.NO_INTERPRETER, Reason.NO_INTERPRETER, Reason.NO_INTERPRETER, 1]


def test_the_firms_own_comes_before_who_follows_it_before_who_sits_there_before_the_pool():
    voices = [
        Voice(1, BOTH),
        Voice(2, BOTH, Mode.TABLE, table_id=2),
        Voice(3, BOTH, Mode.FOLLOWS, works_for=20),
        Voice(4, BOTH, Mode.OWN, works_for=10),
        Voice(5, BOTH, Mode.OWN, works_for=77),
        Voice(6, BOTH, Mode.TABLE),
    ]
    need = Need(EN, ZH)

    assert [one.id for one in in_order(voices, [need], {10, 20}, frozenset(), {})] == [4, 3, 2, 1]
    assert [one.id for one in in_order(voices, [need], {30, 40}, frozenset(), {})] == [2, 1]


def test_the_pool_prefers_who_knows_the_sector_then_who_has_worked_least():
    voices = [Voice(1, BOTH), Voice(2, BOTH, sectors=frozenset({"K"})), Voice(3, BOTH)]

    assert [one.id for one in in_order(voices, [Need(EN, ZH)], set(), {"K", "64"}, {})] == [2, 1, 3]
    assert [one.id for one in in_order(voices, [Need(EN, ZH)], set(), {"C"}, {1: 2})] == [2, 3, 1]


def test_the_meeting_comes_to_the_table_at_which_the_interpreter_sits_where_nobody_walks_to_it():
    crew = [Voice(1, BOTH), Voice(2, BOTH, Mode.TABLE, table_id=3)]

    assert pick(board(voices=crew), english(), chinese(), 1, now=EVE) == Seat((1,), 1, 101, 201, 1)
    assert pick(board(voices=crew[1:]), english(), chinese(), 1, now=EVE) == Seat((1,), 3, 101, 201, 2)


def test_where_that_table_is_taken_somebody_of_the_pool_comes():
    held = board(meeting(9, 1, 801, 901, table=3), voices=[Voice(1, BOTH), Voice(2, BOTH, Mode.TABLE, table_id=3)])

    assert pick(held, english(), chinese(), 1, now=EVE) == Seat((1,), 1, 101, 201, 1)
