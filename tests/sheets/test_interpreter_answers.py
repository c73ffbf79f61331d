"""Whether somebody needs an interpreter, where the cell says more than yes or no, and under whatever header."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import SheetCell
from app.importing.planner import plan_import
from app.sheets.cells import parse_interpreter_need
from tests.sheets.planned import imported, made


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Yes (Mandarin)", True),
        ("Oui (chinois)", True),
        ("Required", True),
        ("需要（英语）", True),
        ("英文翻译", True),
        ("中英", True),
        ("English-Chinese", True),
        ("English to Chinese", True),
        ("No, speaks Chinese", False),
        ("Not needed", False),
        ("Pas besoin", False),
        ("无需，会中文", False),
        ("Maybe", None),
        ("自带翻译", None),
        ("brings own interpreter", None),
        ("speaks Mandarin", None),
    ],
)
def test_an_answer_in_words_is_read_where_it_is_clear(text: str, needs: bool | None) -> None:
    assert parse_interpreter_need(SheetCell(text)) is needs


@pytest.mark.parametrize(
    ("said", "needs", "remark", "notes"),
    [
        ("Yes", True, None, ()),
        ("Yes (Mandarin)", True, "Interpreter needed?: Yes (Mandarin)", ()),
        ("Maybe", None, "Interpreter needed?: Maybe", ("interpreter_unread",)),
        ("TBC", None, None, ()),
    ],
)
def test_what_an_answer_says_beside_stays_as_a_remark(
    said: str, needs: bool | None, remark: str | None, notes: tuple[str, ...]
) -> None:
    (row,) = plan_import([made(("Company", "Interpreter needed?"), ("Aa Pte Ltd", said))], []).rows[1:]

    assert (row.values.get("needs_interpreter"), row.values.get("remarks"), row.notes) == (needs, remark, notes)


@pytest.mark.parametrize("header", ["需口譯", "需口译", "是否需翻譯", "需傳譯", "口譯員需求"])
def test_the_header_may_be_shorter_and_in_traditional_signs(header: str) -> None:
    assert [one.get("needs_interpreter") for one in imported(made(("公司名稱", header), ("甲公司", "是")))] == [True]
