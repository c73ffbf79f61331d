"""Tables as a workbook: texts stay texts, moments are dates."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.csv import FORMULA_STARTS, CellValue
from app.documents.xlsx import MAX_CELL_UNITS, WorkbookSheet, to_xlsx

NOW = datetime(2032, 3, 1, 9, 0, tzinfo=UTC)
SLOT = datetime(2032, 3, 18, 14, 30, tzinfo=timezone(timedelta(hours=8)))
storable = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), min_size=1, max_size=40)
nasty = st.builds(
    str.__add__, st.sampled_from([*sorted(FORMULA_STARTS - {"\r"}), "http://", "{=", "'=", "<r>"]), storable
)
marked = st.builds("<r>{}</r>".format, storable)


def reopened(*rows: tuple[CellValue, ...]) -> list[list[Any]]:
    content = to_xlsx([WorkbookSheet(name="list", header=["a", "b"], rows=rows)], made_at=NOW)
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))["list"].iter_rows(min_row=2)]


@pytest.mark.full
@settings(max_examples=40)
@given(st.lists(storable | nasty | marked, min_size=1, max_size=5))
def test_any_storable_text_comes_back_as_a_text(texts):
    cells = [row[0] for row in reopened(*((text, "end") for text in texts))]

    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(texts)


def test_moments_are_dates_and_numbers_are_numbers():
    ((moment, number),) = reopened((SLOT, 7))
    ((day, nothing),) = reopened((date(2032, 3, 18), None))

    assert (moment.value, moment.is_date, number.value) == (SLOT.replace(tzinfo=None), True, 7)
    assert (day.value, day.is_date, nothing.value) == (datetime(2032, 3, 18), True, None)  # noqa: DTZ001 as read back


@pytest.mark.parametrize("letter", ["a", "汉", "𝒳"])
def test_a_text_longer_than_a_cell_is_cut_at_a_whole_character(letter):
    ((cell, _),) = reopened((letter * (MAX_CELL_UNITS + 5), "end"))

    units = len(letter.encode("utf-16-le")) // 2
    assert cell.value == letter * (MAX_CELL_UNITS // units)


def test_each_sheet_has_its_name_its_frozen_header_and_its_filter():
    content = to_xlsx(
        [
            WorkbookSheet(name="attendees", header=["a"], rows=[["x"]]),
            WorkbookSheet(name="about", header=["b"], rows=[]),
        ],
        made_at=NOW,
    )
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["attendees", "about"]
    assert (book["attendees"].freeze_panes, book["attendees"].auto_filter.ref) == ("A2", "A1:A2")
    assert [cell.value for cell in book["about"][1]] == ["b"]
    assert book.properties.created == NOW.replace(tzinfo=None)
