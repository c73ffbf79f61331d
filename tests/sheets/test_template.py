"""The empty sheet that the product gives out comes back whole: every column known, every value as it was typed."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from app import demo
from app.companies.facts import is_uen
from app.core.spreadsheets import read_workbook
from app.importing.plan import RowVerdict
from app.importing.planner import plan_import
from app.sheets.fields import ColumnCertainty, SheetField
from app.sheets.template import TEMPLATE_COLUMNS, render_list_template, template_filename

MADE_AT = datetime(2032, 1, 5, 9, 0, tzinfo=UTC)
TYPED = {
    SheetField.COMPANY: "Alpha Trading Pte Ltd",
    SheetField.COMPANY_ZH: "阿尔法贸易有限公司",
    SheetField.UEN: "201912345R",
    SheetField.USCC: "91500000MA5U00000W",
    SheetField.STOCK_CODE: "1E3",
    SheetField.WEBSITE: "https://alpha.example.org",
    SheetField.COUNTRY: "Singapore",
    SheetField.CITY: "Singapore",
    SheetField.SECTORS: "Batteries; logistics",
    SheetField.OFFERS: "Lithium batteries for ships",
    SheetField.SEEKS: "Makers of battery packs",
    SheetField.CERTIFICATES_HELD: "ISO 9001",
    SheetField.SALUTATION: "Ms",
    SheetField.REPRESENTATIVE: "Tan Mei Ling",
    SheetField.FAMILY_NAME: "Tan",
    SheetField.GIVEN_NAME: "Mei Ling",
    SheetField.REPRESENTATIVE_ZH: "陈美玲",
    SheetField.TITLE: "Director",
    SheetField.EMAIL: "meiling@alpha.example.org",
    SheetField.PHONE: "+65 0000 0001",
    SheetField.WECHAT: "alpha_mei",
    SheetField.LANGUAGES: "English; Chinese",
    SheetField.DIETARY: "Vegetarian",
    SheetField.REMARKS: "Arrives late",
}
DAYS = {SheetField.ARRIVAL: date(2032, 3, 17), SheetField.DEPARTURE: date(2032, 3, 20)}
ANSWERS = {
    SheetField.NEEDS_INTERPRETER: False,
    SheetField.VIP: True,
    SheetField.CONSENT_LIST: True,
    SheetField.CONSENT_CONTACTS: False,
    SheetField.CONSENT_CROSS_BORDER: False,
}


def filled(language: str) -> bytes:
    """As somebody fills it in: two firms, the second with a choice of each list and two people."""
    book = openpyxl.load_workbook(BytesIO(render_list_template(language, made_at=MADE_AT)))
    page = book.worksheets[0]
    offered = {str(one.sqref): str(one.formula1).strip('"').split(",") for one in page.data_validations.dataValidation}
    for at, column in enumerate(TEMPLATE_COLUMNS, 1):
        letter = get_column_letter(at)
        answers = next((told for ref, told in offered.items() if ref.startswith(f"{letter}2:")), [])
        typed: Any = {**TYPED, **DAYS}.get(column.field)
        page.cell(2, at, answers[not ANSWERS[column.field]] if column.is_answer else typed)
    for row, name in ((3, "陈美玲"), (4, "Lim Boon")):
        page.cell(row, 1, "重庆阿尔法港股份有限公司")
        page.cell(row, 1 + [one.field for one in TEMPLATE_COLUMNS].index(SheetField.REPRESENTATIVE), name)
        page.cell(row, 1 + [one.field for one in TEMPLATE_COLUMNS].index(SheetField.STOCK_CODE), "000062")
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
def test_the_template_comes_back_whole(language: str) -> None:
    plan = plan_import(read_workbook(filled(language), template_filename(language)), [])

    firms, guide = plan.sheets
    columns = firms.tables[0].columns
    assert [column.field for column in columns] == [column.field for column in TEMPLATE_COLUMNS]
    assert {column.field for column in columns if column.certainty is not ColumnCertainty.SURE} == {SheetField.SECTORS}
    assert guide.why_not == "sheet_guide"
    alpha, beta, more = (row for row in plan.rows if row.company)
    expected = {**TYPED, **ANSWERS, **{field: day.isoformat() for field, day in DAYS.items()}}
    assert {name: alpha.values.get(name) for name in expected} == {str(name): value for name, value in expected.items()}
    assert [row.verdict for row in (alpha, beta, more)] == [RowVerdict.NEW, RowVerdict.NEW, RowVerdict.SAME]
    assert (more.key, beta.values["stock_code"], more.values["representative"]) == (beta.key, "000062", "Lim Boon")
    assert {code for row in plan.rows for code in row.looks} == set()


def test_an_empty_template_brings_nobody() -> None:
    plan = plan_import(read_workbook(render_list_template("en", made_at=MADE_AT), template_filename("en")), [])

    assert ([row for row in plan.rows if not row.left_out], plan.sheets[0].is_bare) == ([], True)


def test_the_examples_of_the_template_are_nobodys_and_can_be_right() -> None:
    examples = {column.field: column.example for column in TEMPLATE_COLUMNS}
    with (Path(demo.__file__).parent / "data" / "singapore.csv").open(encoding="utf-8") as file:
        listed = {row["stock_code"] for row in csv.DictReader(file)}

    assert is_uen(examples[SheetField.UEN])
    assert examples[SheetField.STOCK_CODE] not in listed
