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


def test_people_below_the_names_of_their_firms() -> None:
    sheet = made(
        ("Delegates", None, None),
        ("Name", "Designation", "Email"),
        ("ALPHA PTE LTD", None, None),
        ("Ms Tan", "CEO", "a@a.example.org"),
        ("Mr Lim", "CFO", "l@a.example.org"),
        ("BETA HOLDINGS LIMITED", None, None),
        ("Ms Ng", "MD", "n@b.example.org"),
        merged=(MergedRange(3, 1, 3, 3), MergedRange(6, 1, 6, 3)),
    )

    rows = [row for row in plan_import([sheet], []).rows if not row.left_out]

    assert [(row.row, row.company, row.values["representative"]) for row in rows] == [
        (4, "ALPHA PTE LTD", "Ms Tan"),
        (5, "ALPHA PTE LTD", "Mr Lim"),
        (7, "BETA HOLDINGS LIMITED", "Ms Ng"),
    ]


def test_ticks_below_a_group_of_sectors_say_which() -> None:
    sheet = made(
        ("Company", "Contact", "Sectors", None, None),
        (None, None, "Finance", "Trade", "Education"),
        ("Alpha Pte Ltd", "Ms Tan", "√", None, "√"),
        ("Beta Pte Ltd", "Mr Lim", None, "√", "×"),
        merged=(MergedRange(1, 1, 2, 1), MergedRange(1, 2, 2, 2), MergedRange(1, 3, 1, 5)),
    )

    assert read(sheet, "company", "sectors") == {
        3: ("Alpha Pte Ltd", "Finance; Education"),
        4: ("Beta Pte Ltd", "Trade"),
    }
