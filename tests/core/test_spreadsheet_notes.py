"""Comments that are pinned to cells are read with them, without who wrote them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from app.core.spreadsheets.values import SheetCell, note_text
from app.core.spreadsheets.workbooks import read_workbook
from tests.core.spreadsheet_files import ods, ods_row


def _xlsx() -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Company", "Email"])
    book.active.append(["Bayfront Yachts", "o@bayfront.example.org"])
    book.active["A2"].comment = Comment("Jasmine:\nWithdrawn 3 March", "Jasmine")
    book.active["D9"].comment = Comment("of a blank cell", "Jasmine")
    book.create_sheet("Other").append(["Company"])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _ods() -> bytes:
    note = "<office:annotation><dc:creator xmlns:dc='urn:dc'>Jasmine</dc:creator><text:p>Withdrawn 3 March</text:p>"
    cell = f"<table:table-cell office:value-type='string'>{note}</office:annotation><text:p>Bayfront Yachts</text:p>"
    return ods(f"<table:table table:name='Sheet'>{ods_row()}{ods_row(cell + '</table:table-cell>')}</table:table>")


@pytest.mark.parametrize(("name", "written"), [("list.xlsx", _xlsx), ("list.ods", _ods)])
def test_a_note_comes_with_its_cell(name: str, written: Callable[[], bytes]) -> None:
    sheet = read_workbook(written(), name)[0]

    assert sheet.at(2, 1) == SheetCell("Bayfront Yachts", note="Withdrawn 3 March")
    assert [at for at, cell in sheet.cells.items() if cell.note] == [(2, 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Threaded comment]\n\nYour version of Excel allows you to read it.\n\nComment:\n    Withdrawn", "Withdrawn"),
        ("Withdrawn: see mail", "Withdrawn: see mail"),
        ("", ""),
        ("x" * 900, "x" * 500),
    ],
)
def test_a_note_says_no_more_than_it_says(text: str, said: str) -> None:
    assert note_text(text) == said


def test_a_note_survives_json() -> None:
    assert SheetCell.from_plain(SheetCell("A", note="B").to_plain()) == SheetCell("A", note="B")
