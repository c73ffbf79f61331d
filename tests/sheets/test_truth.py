"""Each row of three real chambers' sheets is what the truth says, in whatever format the sheet comes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from app.core.spreadsheets import Worksheet, read_workbook
from app.importing.fixes import ImportChoices
from app.importing.plan import RowVerdict, plan_to_json
from app.importing.planner import plan_import, plan_rows
from app.sheets.list_reading import read_list
from tests.core.spreadsheet_files import ods_of
from tests.sheets.workbooks import DATA, is_firm, truth

ENGLISH, CHINESE, TEXT = "messy_1_en_delegation.xlsx", "messy_2_zh_baomingbiao.xlsx", "messy_4_zh_gb18030.csv"


def sheets_of(name: str) -> list[Worksheet]:
    return read_workbook((DATA / name).read_bytes(), name)


def rows_of(sheets: list[Worksheet]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = plan_to_json(plan_import(sheets, []))["rows"]
    return rows


@pytest.mark.parametrize("name", [ENGLISH, CHINESE, TEXT])
def test_every_row_is_what_the_truth_says(name: str) -> None:
    rows = {(row["sheet"], row["row"]): row for row in rows_of(sheets_of(name))}
    told = {(one["sheet"], int(one["row"])): one for one in truth(name)}

    assert {at: rows[at]["verdict"] != RowVerdict.LEFT_OUT for at in told} == {
        at: is_firm(one["kind"]) for at, one in told.items()
    }
    firms = {at: one["canonical_id"] or f"alone {at}" for at, one in told.items() if is_firm(one["kind"])}
    for at in firms:
        assert {other for other in firms if rows[other]["key"] == rows[at]["key"]} == {
            other for other in firms if firms[other] == firms[at]
        }


@pytest.mark.full
@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_an_opendocument_copy_is_read_alike(name: str) -> None:
    sheets = sheets_of(name)

    assert rows_of(read_workbook(ods_of(sheets), "copy.ods")) == rows_of(sheets)


def _with(separator: str, encoding: str) -> Callable[[str], bytes]:
    def written(text: str) -> bytes:
        held = io.StringIO()
        csv.writer(held, delimiter=separator).writerows(csv.reader(io.StringIO(text)))
        return held.getvalue().encode(encoding)

    return written


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8"), (";", "utf-16"), ("\t", "utf-16-le"), ("|", "gb18030"), ("^", "utf-8-sig")],
)
def test_text_in_another_encoding_or_with_another_separator_is_read_alike(separator: str, encoding: str) -> None:
    text = (DATA / TEXT).read_text("gb18030")

    copy = _with(separator, encoding)(text)

    assert rows_of(read_workbook(copy, "copy.txt")) == rows_of(sheets_of(TEXT))


@pytest.mark.parametrize("name", [ENGLISH, CHINESE, TEXT])
def test_rows_that_were_read_once_are_compared_again_as_if_for_the_first_time(name: str) -> None:
    read = read_list(sheets_of(name))

    plans = [plan_rows(read, (), ImportChoices()) for _ in range(3)]

    assert plans == [plan_import(sheets_of(name), ())] * 3
