"""Columns of a chart: every firm stands in exactly one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.dashboard.charts import MOST_COLUMNS, ChartColumn, chart_columns


@given(st.lists(st.integers(0, 40), max_size=60))
def test_every_firm_stands_in_one_column(counts: list[int]) -> None:
    found = chart_columns(counts)

    assert sum(one.companies for one in found) == len(counts)
    assert len(found) <= MOST_COLUMNS
    for one in found:
        assert one.companies == sum(one.least <= count and (one.most is None or count <= one.most) for count in counts)
    assert [one.least for one in found] == list(range(found[0].least, found[0].least + len(found))) if found else True


def test_the_highest_column_is_whole_and_the_rest_are_measured_by_it() -> None:
    assert chart_columns([2, 2, 4]) == (ChartColumn(2, 2, 2, 1.0), ChartColumn(3, 3, 0, 0.0), ChartColumn(4, 4, 1, 0.5))


def test_what_is_above_the_last_column_is_counted_in_it() -> None:
    assert chart_columns([0, 30, 11])[-1] == ChartColumn(11, None, 2, 1.0)
