"""Days without a year in the columns of arrivals: the event's year where that fits, else a person is asked."""

from __future__ import annotations

from datetime import date

import pytest

from app.importing.fixes import RowFix
from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.sheets.dates import parse_moment_near
from tests.sheets.planned import made

DAYS = (date(2032, 1, 19), date(2032, 1, 20))
NEW_YEAR = (date(2032, 1, 4),)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("19-Jan", "2032-01-19"),
        ("18 Jan", "2032-01-18"),
        ("Jan 18th", "2032-01-18"),
        ("18e janvier", "2032-01-18"),
        ("lundi 18 janv.", "2032-01-18"),
        ("Mon 18 Jan", "2032-01-18"),
        ("18/01", "2032-01-18"),
        ("1/18", "2032-01-18"),
        ("18.1.", "2032-01-18"),
        ("1月18日", "2032-01-18"),
        ("一月十八日", "2032-01-18"),
        ("18 Jan 0930", "2032-01-18 09:30"),
        ("1月18日 9:30", "2032-01-18 09:30"),
        ("18/01 14h20", "2032-01-18 14:20"),
        ("1月18日下午3点", "2032-01-18 15:00"),
        ("18 Jan, 3 pm", "2032-01-18 15:00"),
    ],
)
def test_a_day_near_the_event_is_of_its_year(text: str, read: str) -> None:
    row = plan_import([made(("Company", "Arrival"), ("Alpha Ltd", text))], [], days=DAYS).rows[1]

    assert (row.values["arrival"], row.verdict, row.notes) == (read, RowVerdict.NEW, ("date_year_taken",))


def test_who_arrives_before_new_year_arrives_in_the_year_before() -> None:
    assert [
        found and found.text for found in (parse_moment_near("30 Dec", NEW_YEAR), parse_moment_near("5 Jan", NEW_YEAR))
    ] == [
        "2031-12-30",
        "2032-01-05",
    ]


@pytest.mark.parametrize("text", ["18 Jun", "7/9", "8月1日"])
def test_a_day_far_from_the_event_is_asked_for(text: str) -> None:
    row = plan_import([made(("Company", "Arrival"), ("Alpha Ltd", text))], [], days=DAYS).rows[1]

    assert (row.looks, row.values["arrival"], row.raw["doubtful_day"]) == (("date_without_year",), text, text)


def test_a_day_that_is_near_either_way_is_asked_for() -> None:
    days = (date(2032, 3, 2),)

    assert plan_import([made(("Company", "Arrival"), ("Alpha Ltd", "2/3"))], [], days=days).rows[1].looks == ()
    assert plan_import([made(("Company", "Arrival"), ("Alpha Ltd", "3/2"))], [], days=days).rows[1].looks == ()
    near_both = (date(2032, 1, 20), date(2032, 2, 10))
    assert plan_import([made(("Company", "Arrival"), ("Alpha Ltd", "1/2"))], [], days=near_both).rows[1].looks == (
        "date_ambiguous",
    )


@pytest.mark.parametrize("text", ["Q1", "SQ842", "18-19 Jan", "morning", "第一天"])
def test_what_is_no_day_stays_as_it_stands(text: str) -> None:
    row = plan_import([made(("Company", "Arrival"), ("Alpha Ltd", text))], [], days=DAYS).rows[1]

    assert (row.values["arrival"], row.looks) == (text, ())


@pytest.mark.parametrize("cell", ["18/1/2570", 44000, "2020-06-18"])
def test_a_day_years_from_the_event_is_asked_for(cell: str | int) -> None:
    sheet = made(("Company", "Arrival"), ("Alpha Ltd", cell))

    row = plan_import([sheet], [], days=DAYS).rows[1]

    assert row.looks == ("date_far",)
    assert row.raw["doubtful_day"] == row.values["arrival"]
    assert plan_import([sheet], [], days=DAYS, fixes={(sheet.name, 2): RowFix(accept=True)}).rows[1].looks == ()
