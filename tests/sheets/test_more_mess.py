"""More ways in which people keep lists, each of which was read wrongly once."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, SheetCell, Worksheet
from app.importing.planner import plan_import
from app.sheets.person_cells import separate_name_parts


def made(*rows: tuple[Any, ...], merged: tuple[MergedRange, ...] = ()) -> Worksheet:
    cells = {(r, c): SheetCell(v) for r, record in enumerate(rows, 1) for c, v in enumerate(record, 1) if v is not None}
    return Worksheet("List", cells, merged=merged)


def read(sheet: Worksheet, *fields: str) -> dict[int, tuple[Any, ...]]:
    """Row → what it says in these fields, of the rows that are imported."""
    rows = plan_import([sheet], []).rows
    return {row.row: tuple(row.values.get(field) for field in fields) for row in rows if not row.left_out}


def test_a_row_of_hints_below_the_header_is_nobody() -> None:
    sheet = made(
        ("No", "Company Name", "Name (as in passport)", "Email"),
        (None, "(full legal name)", "(surname first)", "(for the ticket)"),
        (1, "Alpha Pte Ltd", "TAN Mei", "a@a.example.org"),
    )

    assert read(sheet, "company", "representative") == {3: ("Alpha Pte Ltd", "TAN Mei")}


def test_a_header_on_each_printed_page_makes_no_form_of_a_list() -> None:
    header = ("No", "Company", "Contact", "Email")
    sheet = made(
        header,
        (1, "Alpha Pte Ltd", "Ms Tan", "a@a.example.org"),
        ("Page 1 of 2",),
        header,
        (2, "Beta Pte Ltd", "Mr Lim", "b@b.example.org"),
        ("- 2 -",),
    )

    assert read(sheet, "company", "representative") == {2: ("Alpha Pte Ltd", "Ms Tan"), 5: ("Beta Pte Ltd", "Mr Lim")}


def test_numbers_before_names_are_no_part_of_them() -> None:
    sheet = made(("Participating companies",), ("1. Alpha Pte Ltd",), ("2、贝塔有限公司",), ("3M Singapore Pte Ltd",))

    assert read(sheet, "company") == {2: ("Alpha Pte Ltd",), 3: ("贝塔有限公司",), 4: ("3M Singapore Pte Ltd",)}


def test_a_contact_with_its_address_in_one_cell() -> None:
    sheet = made(
        ("Organisation", "Contact"),
        ("Alpha Pte Ltd", "Tan Mei <a@a.example.org>"),
        ("Beta Pte Ltd", "Lim Bo (b@b.example.org)"),
    )

    assert read(sheet, "representative", "email") == {
        2: ("Tan Mei", "a@a.example.org"),
        3: ("Lim Bo", "b@b.example.org"),
    }


def test_an_address_names_its_owner_where_no_column_does() -> None:
    sheet = made(("Company", "E-mail"), ("Alpha Pte Ltd", '"Tan Mei" <a@a.example.org>'))

    assert read(sheet, "representative", "email") == {2: ("Tan Mei", "a@a.example.org")}


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("Ms Tan Mei, CEO", {"salutation": "Ms", "representative": "Tan Mei", "title": "CEO"}),
        ("Lim Bo (Sales Director)", {"representative": "Lim Bo", "title": "Sales Director"}),
        ("Tan, Mei Ling", {"representative": "Tan, Mei Ling", "family_name": "Tan", "given_name": "Mei Ling"}),
        ("陈美玲 Tan Mei Ling", {"representative": "Tan Mei Ling", "representative_zh": "陈美玲"}),
        ("Tan Mei Ling（陈美玲）", {"representative": "Tan Mei Ling", "representative_zh": "陈美玲"}),
        ("李四 Tony", {"representative": "李四 Tony"}),
    ],
)
def test_titles_and_second_scripts_behind_a_name_find_their_place(typed: str, person: dict[str, str]) -> None:
    found: dict[str, Any] = {"representative": typed}

    separate_name_parts(found)

    assert found == person


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("phone", "13800000002.0", "+86 138 0000 0002"),
        ("stock_code", "sz000736", "000736"),
        ("stock_code", "SH601005", "601005"),
    ],
)
def test_numbers_as_other_programs_write_them(field: str, typed: str, value: str) -> None:
    sheet = made(
        ("公司名称", "手机", "股票代码"), ("阿尔法有限公司", *((typed, None) if field == "phone" else (None, typed)))
    )

    assert read(sheet, field) == {2: (value,)}


def test_a_list_on_its_side_is_turned_and_a_firm_is_numbered_as_its_column() -> None:
    sheet = made(
        ("Delegation", "Company 1", "Company 2"),
        ("Company name", "Alpha Pte Ltd", "Beta Pte Ltd"),
        ("Contact person", "Ms Tan", "Mr Lim"),
        ("Email", "a@a.example.org", "b@b.example.org"),
        ("Mobile", None, "+65 0000 0002"),
    )

    assert read(sheet, "company", "representative", "phone") == {
        2: ("Alpha Pte Ltd", "Ms Tan", None),
        3: ("Beta Pte Ltd", "Mr Lim", "+65 0000 0002"),
    }


def test_two_lists_beside_each_other_are_two_lists() -> None:
    sheet = made(
        ("Singapore firms", None, None, "Chongqing firms", None, None, None),
        ("Company", "Contact", "Email", "No", "Company", "Contact", "Email"),
        ("Alpha Pte Ltd", "Ms Tan", "a@a.example.org", 1, "重庆一号有限公司", "李四", "l@c.example.org"),
        (None, None, None, 2, "重庆二号有限公司", "王五", "w@c.example.org"),
        merged=(MergedRange(1, 1, 1, 3), MergedRange(1, 4, 1, 7)),
    )

    rows = [row for row in plan_import([sheet], []).rows if not row.left_out]

    assert [(row.sheet, row.row, row.company, row.values["representative"]) for row in rows] == [
        ("List", 3, "Alpha Pte Ltd", "Ms Tan"),
        ("List / Chongqing firms", 3, "重庆一号有限公司", "李四"),
        ("List / Chongqing firms", 4, "重庆二号有限公司", "王五"),
    ]


def test_people_numbered_in_one_cell_are_told_apart() -> None:
    sheet = made(
        ("Company", "Delegates", "Email"),
        ("Alpha Pte Ltd", "1) Tan Mei\n2) Lim Bo", "1) t@a.example.org\n2) l@a.example.org"),
    )

    [row] = [row for row in plan_import([sheet], []).rows if not row.left_out]

    assert (row.values["representative"], row.values["email"]) == ("Tan Mei", "t@a.example.org")
    assert [(one["representative"], one["email"]) for one in row.people] == [("Lim Bo", "l@a.example.org")]
