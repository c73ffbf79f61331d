"""Headers that come again further down, and rows that sign a list or show how to fill it in."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.spreadsheets import MergedRange
from app.importing.planner import plan_import
from app.sheets.list_reading import read_sheet
from app.sheets.row_phrases import is_example, is_signature
from app.sheets.rows import RowKind
from tests.sheets.planned import made
from tests.sheets.test_more_mess import read

HEADER = ("No", "Company", "Contact Person", "Email")
ALPHA = (1, "Alpha Pte Ltd", "Ms Tan", "a@a.example.org")


def reasons(*rows: tuple[Any, ...]) -> dict[int, str]:
    """Row → why it is left out."""
    return {row.row: row.left_out for row in plan_import([made(*rows)], []).rows if row.left_out}


@pytest.mark.parametrize(
    "again",
    [
        ("S/N", "Organisation", "Name", "E-mail address"),
        ("序号", "公司名称", "联系人", "邮箱"),
        ("N°", "Entreprise", "Représentant", "Courriel"),
    ],
)
def test_a_header_that_comes_again_in_other_words_is_nobody(again: tuple[str, ...]) -> None:
    rows = (HEADER, ALPHA, again, (2, "Contact Singapore Pte Ltd", "Mr Lim", "b@b.example.org"))

    assert reasons(*rows) == {1: "header", 3: "repeated_header"}
    assert read(made(*rows), "company", "representative")[4] == ("Contact Singapore Pte Ltd", "Mr Lim")


@pytest.mark.parametrize(
    "again", [("No", "Contact Person", "Company", "Email"), ("序号", "联系人", "企业名称", "邮箱")]
)
def test_a_header_in_another_order_has_columns_of_its_own(again: tuple[str, ...]) -> None:
    sheet = made(HEADER, ALPHA, ("VISITING FIRMS",), again, (2, "Mr Lim", "Beta Pte Ltd", "b@b.example.org"))

    assert read(sheet, "company", "representative") == {2: ("Alpha Pte Ltd", "Ms Tan"), 5: ("Beta Pte Ltd", "Mr Lim")}


@pytest.mark.parametrize(
    "row",
    [
        ("Prepared by:", "Ms Ang", None, "62345678"),
        ("填表人：", "王小姐", None, "联系电话：62345678"),
        ("单位负责人签字：", None, "填报日期：", "2032.3.1"),
        ("Établi par :", "Mme Petit", None, "01 23 45 67 89"),
        ("Signature:", "_____", "Date:", "_____"),
    ],
)
def test_who_made_or_signed_the_list_is_no_firm(row: tuple[Any, ...]) -> None:
    assert reasons(HEADER, ALPHA, row) == {1: "header", 3: "footnote"}


@pytest.mark.parametrize("name", ["Signature Foods Pte Ltd", "Approved by Nature", "负责人科技有限公司", "Signature"])
def test_firms_whose_names_begin_as_signatures(name: str) -> None:
    assert not is_signature(name)


@pytest.mark.parametrize("first", ["例", "（例）", "e.g.", "Ex.", "Exemple", "范例"])
def test_a_row_that_shows_how_to_fill_in_the_list(first: str) -> None:
    assert reasons(HEADER, (first, "Muster", "John Doe", "john@muster.example.org"), ALPHA) == {
        1: "header",
        2: "example",
    }


@pytest.mark.parametrize(
    ("name", "made_up"),
    [("XX有限公司", True), ("某某科技有限公司", True), ("例外科技有限公司", False), ("Ex Libris Pte Ltd", False)],
)
def test_made_up_names_of_firms(name: str, made_up: bool) -> None:
    assert is_example(name) is made_up


WIDE = ("No.", "English name", "Chinese name", "Name", "Position", "E-mail", "Mobile", "Website", "Remarks")
GROUPED = ("No.", "Company", None, "Contact", None, None, None, "Website", "Remarks")
BELOW = (None, *WIDE[1:7])
FIRMS = (
    (1, "Alpha Marine Pte Ltd", "阿尔法航运", "Mr Lim Boon Huat", "CEO", "l@alpha.example", "+65 6123 4567"),
    (2, "Beta Foods Pte Ltd", "贝塔食品", "Ms Chan Li Fen", "COO", "c@beta.example"),
    (3, "Gamma Tech Pte Ltd", "伽马科技", "Mr Goh Wei", "CEO", None, "+65 6123 4568"),
)
MERGED = (MergedRange(3, 2, 3, 3), MergedRange(3, 4, 3, 7))


@pytest.mark.parametrize("merged", [MERGED, ()])
@pytest.mark.parametrize("again", [(WIDE,), (GROUPED, BELOW)])
def test_a_header_in_two_rows_that_comes_again(
    again: tuple[tuple[Any, ...], ...], merged: tuple[MergedRange, ...]
) -> None:
    title = ("Business mission, December 2026",)
    sheet = made(title, (), GROUPED, BELOW, *FIRMS[:2], *again, FIRMS[2], merged=merged)
    last = 7 + len(again)

    assert read(sheet, "company", "representative") == {
        5: ("Alpha Marine Pte Ltd", "Lim Boon Huat"),
        6: ("Beta Foods Pte Ltd", "Chan Li Fen"),
        last: ("Gamma Tech Pte Ltd", "Goh Wei"),
    }
    left_out = {row.number: row.reason for row in read_sheet(sheet).rows if row.kind is RowKind.LEFT_OUT}
    again_in = dict.fromkeys(range(7, last), "repeated_header")
    assert left_out == {1: "title", 2: "blank", 3: "header", 4: "header", **again_in}
