"""Forms of one firm with one or several people: all that is said of each stays theirs, wherever its labels stand."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange, read_workbook
from app.importing.planner import plan_import
from tests.core.spreadsheet_files import docx, docx_table
from tests.sheets.planned import made

ZHANG = ("张一", "经理", "+65 0000 0001", "z@a.example.org")
FIRM = "重庆甲有限公司"


def people(*rows: tuple[Any, ...], merged: tuple[MergedRange, ...] = ()) -> list[tuple[Any, ...]]:
    plan = plan_import([made(*rows, merged=merged)], [])
    [effect] = plan.effects
    assert effect.after.company["name"] in (FIRM, "Alpha Pte Ltd")
    assert "more_phones" not in effect.after.answers
    return [_told(one.values) for one in effect.after.people]


def _told(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(column) for column in ("display_name", "title", "phone", "email"))


@pytest.mark.parametrize("gap", [(), ((None,),)])
def test_what_stands_in_a_later_block_than_the_name_is_the_same_persons(gap: tuple[tuple[None], ...]) -> None:
    blocks = (
        (("企业参会回执",), ("企业名称", "所属行业"), (FIRM, "物流")),
        (("联系人", "职务"), ZHANG[:2]),
        (("手机", "邮箱"), ZHANG[2:]),
        (("合作需求",), ("寻找经销商",)),
    )

    assert people(*(row for block in blocks for row in (*block, *gap))) == [ZHANG]


def test_so_it_does_in_a_table_of_a_letter() -> None:
    pairs = (("Company name", "Website"), ("Alpha Pte Ltd", "alpha.example.org"), ("Representative", "Title"),
             ("Tan Lan", "CEO"), ("Mobile", "E-mail"), ("+65 0000 0009", "tan@alpha.example.org"))  # fmt: skip

    [effect] = plan_import(read_workbook(docx(docx_table(*pairs)), "form.docx"), []).effects

    assert [_told(one.values) for one in effect.after.people] == [
        ("Tan Lan", "CEO", "+65 0000 0009", "tan@alpha.example.org")
    ]


def test_a_block_of_a_second_representative_is_a_person_of_its_own() -> None:
    def block(label: str, name: str, title: str, phone: str, email: str) -> tuple[tuple[Any, ...], ...]:
        return (
            (label, None, None, "Title"), (name, None, None, title), (None,),
            ("Mobile", None, None, "Email"), (phone, None, None, email), (None,),
        )  # fmt: skip

    first = ("Tan Bird", "CEO", "+65 0000 0001", "tan@a.example.org")
    second = ("Lim Song", "CFO", "+65 0000 0002", "lim@a.example.org")
    head = (("Company name", None, None, "Website"), ("Alpha Pte Ltd", None, None, "a.example.org"), (None,))

    assert people(*head, *block("Representative", *first), *block("Second representative", *second)) == [first, second]


def test_headings_number_the_people_below_them() -> None:
    def block(number: int, name: str, title: str, email: str) -> tuple[tuple[Any, ...], ...]:
        return ((f"Representative {number}", None), ("Name", name), ("Title", title), ("Email", email))

    rows = (
        ("Company", "Alpha Pte Ltd"),
        *block(1, "Anna Lee", "CEO", "a@a.org"),
        *block(2, "Otto Ng", "CFO", "o@a.org"),
    )

    assert people(*rows) == [("Anna Lee", "CEO", None, "a@a.org"), ("Otto Ng", "CFO", None, "o@a.org")]
