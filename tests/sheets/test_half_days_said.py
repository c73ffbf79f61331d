"""Half days of the event that a sheet has columns for: who says no to some of them and yes to others comes to these."""

from __future__ import annotations

from datetime import date

import pytest

from app.importing.planner import plan_import
from app.sheets.dates import parse_half_day_header
from tests.sheets.planned import made

DAYS = (date(2026, 12, 12), date(2026, 12, 13))


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("Attending 12 Dec", ("2026-12-12 am", "2026-12-12 pm")),
        ("Attending 13 Dec (AM)", ("2026-12-13 am",)),
        ("13 Dec PM", ("2026-12-13 pm",)),
        ("Day 1", ("2026-12-12 am", "2026-12-12 pm")),
        ("Day 2 afternoon", ("2026-12-13 pm",)),
        ("12月13日上午", ("2026-12-13 am",)),
        ("第一天参会", ("2026-12-12 am", "2026-12-12 pm")),
        ("Présence le 13 déc. après-midi", ("2026-12-13 pm",)),
        ("Dinner 13 Dec", ()),
        ("Day 3", ()),
        ("18 March", ()),
        ("Attending?", ()),
    ],
)
def test_a_header_asks_of_half_days(header: str, asked: tuple[str, ...]) -> None:
    assert parse_half_day_header(header, DAYS) == asked


@pytest.mark.parametrize(
    ("headers", "answers", "looks", "absent"),
    [
        (("Attending 13 Dec (AM)", "13 Dec PM"), ("N", "Y"), (), ["2026-12-13 am"]),
        (("Attending 13 Dec (AM)", "13 Dec PM"), ("Y", "Y"), (), None),
        (("Attending 13 Dec (AM)", "13 Dec PM"), ("N", "N"), ("unsure_coming",), None),
        (("Day 1", "Day 2"), ("Yes", "No"), (), ["2026-12-13 am", "2026-12-13 pm"]),
        (("第一天", "第二天"), ("否", "是"), (), ["2026-12-12 am", "2026-12-12 pm"]),
        (("Attending 12 Dec", "Attending 14 Dec"), ("Y", "N"), ("unsure_coming",), None),
    ],
)
def test_who_comes_to_some_half_days_is_asked_nothing(
    headers: tuple[str, ...], answers: tuple[str, ...], looks: tuple[str, ...], absent: list[str] | None
) -> None:
    sheet = made(("Company", "Contact", *headers), ("Alpha Ltd", "Tan Wei", *answers))

    plan = plan_import([sheet], [], days=DAYS)

    row, (effect,) = plan.rows[1], plan.effects
    assert (row.looks, effect.after.people[0].values.get("absent")) == (looks, absent)
