"""What a firm is told of its tables is true of the meetings that stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.meetings.agenda import MOST_EXCEPTIONS, SeatingRole, TableHabit, get_seating_role, get_table_habit
from tests.meetings.boards import span

STAYS, WALKS = SeatingRole.STAYS, SeatingRole.WALKS


def held(*tables: str):
    """A meeting in each slot, at these tables."""
    return [(span(number).start, table) for number, table in enumerate(tables, 1)]


@pytest.mark.parametrize(
    ("group", "partners", "seated_sides", "has_home", "part"),
    [
        (1, [2], {1}, False, "stays"),
        (2, [1], {1}, False, "walks"),
        (1, [2], {1, 2}, False, None),  # both keep theirs
        (1, [2], set(), False, None),
        (1, [2], set(), True, "stays"),  # a table of its own, where no side has its own
        (2, [1], {1}, True, "walks"),  # a seated side comes before a table of one's own
        (1, [1, 2], {1}, False, "stays"),
        (2, [1, 2], {1}, False, None),  # its own side walks as well
        (3, [1, 2], {1}, False, None),
        (None, [], {1}, False, None),
    ],
)
def test_a_side_that_keeps_its_tables_stays_and_the_other_walks(group, partners, seated_sides, has_home, part):
    assert get_seating_role(group, partners, seated_sides, has_home=has_home) == part


@pytest.mark.parametrize("ruled", [STAYS, WALKS, None])
def test_who_meets_nobody_is_told_the_rule(ruled):
    assert get_table_habit(ruled, []) == TableHabit(ruled)


def test_a_home_is_named_before_anybody_comes():
    assert get_table_habit(STAYS, [], home="A4") == TableHabit(STAYS, "A4")


@pytest.mark.parametrize(
    ("ruled", "tables", "course"),
    [
        (STAYS, ["A4"], TableHabit(STAYS, "A4")),
        (STAYS, ["A4", "A4", "A4"], TableHabit(STAYS, "A4")),
        (None, ["A4", "A4"], TableHabit(STAYS, "A4")),
        (None, ["A4"], TableHabit()),
        (STAYS, ["A4", "B1"], TableHabit(WALKS)),
        (STAYS, ["A4", "B1", "B2", "A4"], TableHabit(WALKS)),
        (WALKS, ["A4", "B1"], TableHabit(WALKS)),
        (WALKS, ["A4"], TableHabit()),
        (
            WALKS,
            ["A4", "A4"],
            TableHabit(SeatingRole.AT_ONE, "A4", there=2),
        ),  # two who share a table: it is not the reader's
        (WALKS, ["A4", "A4", "B1"], TableHabit(SeatingRole.PARTLY, "A4", there=2)),
        (None, ["A4", "B1", "A4", "B2", "A4", "B1", "A4"], TableHabit(SeatingRole.PARTLY, "A4", there=4)),
        (None, ["A4", "B1", "B2"], TableHabit(WALKS)),
    ],
)
def test_who_sits_where_is_said_as_it_stands(ruled, tables, course):
    assert get_table_habit(ruled, held(*tables)) == course


def test_one_or_two_meetings_elsewhere_are_named():
    meetings = held("A4", "B1", "A4", "A4", "B2")

    assert get_table_habit(STAYS, meetings) == TableHabit(STAYS, "A4", (meetings[1], meetings[4]))


@pytest.mark.parametrize("ruled", [STAYS, WALKS, None])
@pytest.mark.parametrize(
    ("tables", "course"),
    [
        (["B1", "A4", "B1", "A4", "A4", "B1"], TableHabit(SeatingRole.PARTLY, "A4", there=3, is_home=True)),
        (["A4", "B1", "B2", "B3"], TableHabit(SeatingRole.PARTLY, "A4", there=1, is_home=True)),
        (["B1"], TableHabit(SeatingRole.AWAY, "A4", is_home=True)),
        (["B1", "B1", "B2"], TableHabit(SeatingRole.AWAY, "A4", is_home=True)),
        (["A4"], TableHabit(STAYS, "A4")),
    ],
)
def test_of_the_table_that_a_firm_keeps_it_is_said_how_many_of_its_meetings_are_there(ruled, tables, course):
    assert get_table_habit(ruled, held(*tables), home="A4") == course


def test_where_two_tables_are_used_alike_none_is_said_to_be_kept():
    assert get_table_habit(STAYS, held("B1", "A4", "B1", "A4", "A4", "B1")) == TableHabit(WALKS)


def test_a_colleague_who_meets_at_another_table_at_the_same_time_is_named():
    (at, _table) = held("A4")[0]

    assert get_table_habit(STAYS, [*held("A4", "A4"), (at, "B1")]) == TableHabit(STAYS, "A4", ((at, "B1"),))


@given(
    st.sampled_from([STAYS, WALKS, None]),
    st.lists(st.tuples(st.integers(1, 8), st.sampled_from(["A4", "A5", "B1"])), max_size=9),
    st.sampled_from(["", "A4", "B1"]),
)
def test_nothing_untrue_is_said_of_any_agenda(ruled, places, home):
    meetings = [(span(slot).start, table) for slot, table in places]

    course = get_table_habit(ruled, meetings, home=home)

    elsewhere = sorted(one for one in meetings if one[1] != course.table)
    if course.part is STAYS and meetings:
        assert list(course.but) == elsewhere
        assert len(elsewhere) <= MOST_EXCEPTIONS
        assert len(elsewhere) < len(meetings) - len(elsewhere)
        assert ruled is not WALKS or home
        assert course.table == home or not home
    elif course.part is WALKS and meetings:
        assert len({table for _at, table in meetings}) > 1
        assert (course.table, course.but) == ("", ())
    elif course.part is not None and meetings:
        assert course.there == sum(table == course.table for _at, table in meetings)
        assert (course.is_home, course.but) == (bool(home), ())
