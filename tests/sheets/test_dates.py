"""Days as people write them; which number is the month is told by the column or the country, or asked for."""

from __future__ import annotations

import pytest

from app.importing.fixes import RowFix
from app.importing.planner import plan_import
from app.sheets.dates import DAY_FIRST, MONTH_FIRST, find_date_order, parse_moment
from tests.sheets.planned import made


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17.03.2027", "2027-03-17"),
        ("17/3/27", "2027-03-17"),
        ("03/17/2027", "2027-03-17"),
        ("18 Mar 2027", "2027-03-18"),
        ("18-March-27", "2027-03-18"),
        ("Wed, 17th March 2027", "2027-03-17"),
        ("March 17, 2027", "2027-03-17"),
        ("2027年3月17日", "2027-03-17"),
        ("2027-03-17 9:05", "2027-03-17 09:05"),
        ("17/03/2027 14h30", "2027-03-17 14:30"),
        ("le 17 mars 2027 à 14h", "2027-03-17 14:00"),
        ("1er août 2027", "2027-08-01"),
        ("民國116年3月17日", "2027-03-17"),
        ("116/3/17 14:30", "2027-03-17 14:30"),
        ("2027年3月17日下午2点", "2027-03-17 14:00"),
        ("2027年3月17日 上午9時05分", "2027-03-17 09:05"),
        ("2027-03-17 中午12点", "2027-03-17 12:00"),
        ("17 Mar 2027, 2.30 pm", "2027-03-17 14:30"),
        ("17/03/2027 12:15am", "2027-03-17 00:15"),
    ],
)
def test_a_whole_text_is_a_day(text: str, day: str) -> None:
    found = parse_moment(text)

    assert found is not None
    assert (found.text, found.ambiguous) == (day, False)


@pytest.mark.parametrize("text", ["17 March, MU546", "31/02/2027", "17 mars", "evening of 17.03.2027", "1/2", ""])
def test_what_is_no_whole_day_stays_as_it_is(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("20270317", "2027-03-17"),
        (20270317, "2027-03-17"),
        (20271317, "20271317"),
        ("20270317 2130hrs", "20270317 2130hrs"),
    ],
)
def test_digits_alone_are_a_day_in_a_column_of_days(cell: str | int, read: str) -> None:
    sheet = made(("Company", "Arrival"), ("Alpha Pte Ltd", cell))

    assert plan_import([sheet], []).rows[1].values["arrival"] == read
    assert parse_moment("20270317") is None


def test_other_rows_or_else_the_country_tell_what_comes_first() -> None:
    assert find_date_order(["03/04/2027", "17/03/2027"], "US") == DAY_FIRST
    assert find_date_order(["03/04/2027", "3/17/2027"], "SG") == MONTH_FIRST
    assert [find_date_order(["03/04/2027"], country) for country in ("SG", "US", "")] == [DAY_FIRST, MONTH_FIRST, ""]
    assert find_date_order(["17/03/2027", "3/17/2027"], "SG") == ""


def test_an_arrival_is_read_or_asked_for() -> None:
    sheet = made(
        ("Company", "E-mail", "Arrival", "Departure"), ("Alpha Pte Ltd", "a@a.example.org", "03/04/2027", "18 Apr 2027")
    )

    asked, told = plan_import([sheet], []), plan_import([sheet], [], country="SG")
    kept = plan_import([sheet], [], fixes={("Firms", 2): RowFix(accept=True)})

    assert [(row.looks, row.raw.get("doubtful_day")) for row in (asked.rows[1], told.rows[1])] == [
        (("date_ambiguous",), "03/04/2027"), ((), None)
    ]  # fmt: skip
    assert [plan.effects[0].after.answers for plan in (told, kept)] == [
        {"arrival": "2027-04-03", "departure": "2027-04-18"}, {"arrival": "03/04/2027", "departure": "2027-04-18"}
    ]  # fmt: skip
