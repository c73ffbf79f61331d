"""The plan of the chamber's own messy sheet, and of small sheets written in the test."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from app.core.spreadsheets import MergedRange, SheetCell, Worksheet, read_workbook
from app.importing.plan import ImportPlan, PlannedRow
from app.importing.planner import plan_import
from app.registrations.existing_record import KnownCompany
from tests.sheets.workbooks import FILE, SHEET, messy

KNOWN = (
    KnownCompany(1, "DBS Group Holdings Ltd", "星展集团控股有限公司", "D05", "http://www.dbs.com"),
    KnownCompany(2, "Oversea-Chinese Banking Corporation Limited", "华侨银行", "O39", "http://www.ocbc.com"),
    KnownCompany(
        16, "Singapore Technologies Engineering Ltd", "新加坡科技工程有限公司", "S63", "http://www.stengg.com"
    ),
    KnownCompany(17, "Singapore Telecommunications Limited", "新加坡电信有限公司", "Z74", "http://www.singtel.com"),
    KnownCompany(21, "Raffles Education Corporation Limited", "莱佛士教育集团", "NR7", "http://raffles.education"),
    KnownCompany(32, "Keppel Ltd.", "吉宝有限公司", "BN4", "http://www.kepcorp.com"),
    KnownCompany(33, "Sanli Environmental Limited", "", "1E3", "http://www.sanli.com.sg"),
    KnownCompany(99, "Keppel Infrastructure Trust", "", "A7RU", "http://www.kepinfratrust.com"),
)


@cache
def workbook() -> tuple[Worksheet, ...]:
    return tuple(read_workbook(messy(), FILE))


@cache
def plan(known: tuple[KnownCompany, ...] = ()) -> ImportPlan:
    return plan_import(workbook(), known, country="SG")


def row(number: int, found: ImportPlan | None = None, sheet: str = SHEET) -> PlannedRow:
    return next(r for r in (found or plan()).rows if r.row == number and r.sheet == sheet)


def imported(sheet: Worksheet) -> list[dict[str, Any]]:
    """What is read of each row that would be imported."""
    return [row.values for row in plan_import([sheet], []).rows if not row.left_out]


def made(
    *rows: tuple[str | int | float | date | None, ...], merged: tuple[MergedRange, ...] = (), name: str = "Firms"
) -> Worksheet:
    cells = {(r, c): SheetCell(v) for r, record in enumerate(rows, 1) for c, v in enumerate(record, 1) if v is not None}
    return Worksheet(name, cells, merged=merged)
