"""Cells of names that only count people: nobody is called "2 pax"."""

from __future__ import annotations

import pytest

from app.importing.planner import plan_import
from app.sheets.listed_people import remove_unnamed_people
from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    "cell",
    [
        *("2 pax (names TBC)", "2 pax", "3 delegates TBC", "Names TBC", "2人（待定）"),
        *("两位代表", "2 personnes", "To be advised"),
    ],
)
def test_who_is_only_counted_is_nobody(cell: str) -> None:
    [row] = imported(made(("Company", "Delegate"), ("Alpha Ltd", cell)))

    assert "representative" not in row
    assert row.get("remarks", cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        *("Tan Ah Kow + 1", "Tan Ah Kow +1 (TBC)", "Tan Ah Kow and 2 others"),
        *("Tan Ah Kow plus one", "Tan Ah Kow (+1 guest)"),
    ],
)
def test_who_is_named_beside_a_count_comes_and_the_count_is_kept(cell: str) -> None:
    [planned] = [
        row for row in plan_import([made(("Company", "Delegate"), ("Alpha Ltd", cell))], []).rows if row.company
    ]

    assert (planned.values["representative"], planned.values["remarks"]) == ("Tan Ah Kow", cell)
    assert planned.notes == ("people_unnamed",)


@pytest.mark.parametrize(
    "cell",
    [
        *("Tan Ah Kow & Lim Bee", "张三和李四", "李和平", "Rajesh s/o Muthu"),
        *("3 persons: Tan, Lim, Ng", "Guest", "Two Rivers"),
    ],
)
def test_names_stay_as_they_are(cell: str) -> None:
    assert remove_unnamed_people(cell) == cell
