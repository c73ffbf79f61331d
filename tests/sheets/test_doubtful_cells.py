"""Files that were cut, letters that were lost, days that cannot be, names that are none: said, never passed over."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets.limits import SheetRefused
from app.core.spreadsheets.text import read_text
from app.importing.fixes import RowFix
from app.importing.plan import ImportPlan
from app.importing.planner import plan_import
from app.sheets.fields import SheetField
from tests.sheets.planned import made

CHINESE = "公司,联系人\n重庆港,王一\n嘉陵江,李二"
HEADER = ("Company", "Contact", "Arrival", "Departure")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", CHINESE),
        ("gb18030", CHINESE),
        ("utf-16", CHINESE),
        ("big5", "公司,經理\n國泰航空,王一\n長榮海運,李二"),
    ],
)
def test_a_file_that_ends_inside_a_character_is_refused(encoding: str, text: str) -> None:
    with pytest.raises(SheetRefused, match="sheet_cut") as refused:
        read_text(text.encode(encoding)[:-1])

    assert refused.value.details == {"row": 3}


def test_quotes_that_are_never_closed_are_refused() -> None:
    whole = 'Company,Contact\n"Alpha ""A"" Pte\nLtd",Tan\n'

    with pytest.raises(SheetRefused, match="sheet_quote") as refused:
        read_text(f'{whole}"Beta Pte Ltd,Lim\nGamma Pte Ltd,Ho\n'.encode())

    assert refused.value.details == {"row": 3}
    assert read_text(f'{whole}"Beta"'.encode())[0].at(3, 1).value == "Beta"


@pytest.mark.parametrize(
    "data",
    [CHINESE.encode().replace("港".encode(), b"\xe6\xff\xfe"), CHINESE.encode("gb18030").replace(b"\xb8\xdb", b"\xff")],
)
def test_letters_that_cannot_be_read_are_shown_with_their_row(data: bytes) -> None:
    plan = plan_import(read_text(data), [])

    assert [(row.row, row.looks) for row in plan.rows[1:]] == [(2, ("letters_lost",)), (3, ())]
    assert "重庆\ufffd" in plan.rows[1].raw["doubtful_letters"]


def days(*row: Any, country: str = "SG") -> ImportPlan:
    return plan_import([made(HEADER, ("Alpha Pte Ltd", "Ms Tan", *row))], [], country=country)


@pytest.mark.parametrize(
    ("arrival", "departure", "looks", "notes"),
    [
        ("17/03/2032", "03/04/2032", (), ()),
        ("03/04/2032", "05/04/2032", (), ("date_order_assumed",)),
        ("31/02/2032", "2032年3月19日", ("date_impossible",), ()),
        ("30 février 2032", None, ("date_impossible",), ()),
        ("2032-03-17 21:30", "2032-03-16", ("date_before_arrival",), ()),
        ("2032-03-17 21:30", "2032-03-17", (), ()),
        ("17 March, MU546", "after the dinner", (), ()),
    ],
)
def test_days_that_cannot_be_are_asked_for(
    arrival: str, departure: str | None, looks: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    row = days(arrival, departure).rows[1]

    assert (row.looks, row.notes) == (looks, notes)


def test_days_are_no_telephone() -> None:
    table = plan_import([made(("Company", "When"), ("Alpha Pte Ltd", "2026-11-01"), ("Beta Pte Ltd", "1/11/2026"))], [])

    assert [column.field for column in table.sheets[0].tables[0].columns] == [SheetField.COMPANY, SheetField.UNUSED]


@pytest.mark.parametrize(
    ("name", "looks"),
    [(3, ("company_number",)), ("2032-03-01", ("company_number",)), ("3M Singapore", ()), ("7-Eleven", ())],
)
def test_a_number_or_a_day_is_hardly_a_firm(name: str | int, looks: tuple[str, ...]) -> None:
    sheet = made(("Company", "Contact"), (name, "Ms Tan"), ("Alpha Pte Ltd", "Mr Lim"))

    asked, typed = (plan_import([sheet], [], fixes=fixes) for fixes in ({}, {("Firms", 2): RowFix(company="Beta")}))

    assert (asked.rows[1].looks, typed.rows[1].looks) == (looks, ())
