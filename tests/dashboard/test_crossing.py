"""Who meets whom by section: no meeting is lost, none is counted where it does not belong."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.dashboard.charts import HEAT_STEPS, NO_SECTION, CrossingCompany, cross_sectors

SECTIONS = "ABC"


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[tuple[int, int]], dict[int, CrossingCompany]]:
    groups = st.sampled_from([1, 2]) if draw(st.booleans()) else st.sampled_from([1, 2, 3, None])
    some = draw(
        st.lists(st.builds(CrossingCompany, groups, st.frozensets(st.sampled_from(SECTIONS))), min_size=2, max_size=7)
    )
    pairs = st.tuples(*[st.integers(0, len(some) - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
    return draw(st.lists(pairs, max_size=12)), dict(enumerate(some))


def in_words(sections: frozenset[str]) -> set[str]:
    return set(sections) or {NO_SECTION}


@given(worlds())
def test_a_cell_counts_each_meeting_between_the_two_sections_once(
    world: tuple[list[tuple[int, int]], dict[int, CrossingCompany]],
) -> None:
    meetings, firms = world
    found = cross_sectors(meetings, firms, SECTIONS)

    expected: Counter[tuple[str, str]] = Counter()
    for one, other in meetings:
        a, b = firms[one], firms[other]
        for row in (*SECTIONS, NO_SECTION):
            for column in (*SECTIONS, NO_SECTION):
                ways = [(a, b), (b, a)]
                if found.sides is not None:
                    ways = [way for way in ways if (way[0].group, way[1].group) == found.sides]
                expected[row, column] += any(
                    row in in_words(x.sections) and column in in_words(y.sections) for x, y in ways
                )
    assert dict(found.cells) == {cell: count for cell, count in expected.items() if count}
    assert {cell[0] for cell in found.cells} == set(found.rows)
    assert {cell[1] for cell in found.cells} == set(found.columns)


@given(worlds())
def test_colours_rise_with_the_figures(world: tuple[list[tuple[int, int]], dict[int, CrossingCompany]]) -> None:
    found = cross_sectors(*world, SECTIONS)

    steps = sorted((count, found.heat(*cell)) for cell, count in found.cells.items())
    assert [step for _count, step in steps] == sorted(step for _count, step in steps)
    assert all(1 <= step <= HEAT_STEPS for _count, step in steps)
    assert not steps or steps[-1][1] == HEAT_STEPS
    assert found.heat("Z", "Z") == 0


def test_rows_are_the_first_side_where_all_meetings_are_between_two() -> None:
    bank, port = CrossingCompany(2, frozenset("K")), CrossingCompany(1, frozenset("H"))

    assert cross_sectors([(1, 2)], {1: bank, 2: port}, "HK").cells == {("H", "K"): 1}
    assert cross_sectors([(1, 2)], {1: bank, 2: port}, "HK").sides == (1, 2)


def test_an_event_where_everybody_meets_everybody_reads_the_same_both_ways() -> None:
    firms = {
        1: CrossingCompany(1, frozenset("K")),
        2: CrossingCompany(1, frozenset("H")),
        3: CrossingCompany(2, frozenset("K")),
    }

    found = cross_sectors([(1, 2), (1, 3)], firms, "HK")

    assert found.sides is None
    assert found.cells == {("K", "H"): 1, ("H", "K"): 1, ("K", "K"): 1}


def test_who_names_no_sector_comes_last() -> None:
    firms = {
        1: CrossingCompany(1, frozenset()),
        2: CrossingCompany(2, frozenset("A")),
        3: CrossingCompany(2, frozenset("C")),
    }

    found = cross_sectors([(1, 2), (1, 3), (2, 3)], firms, "CA")

    assert found.rows == ["C", "A", NO_SECTION]
