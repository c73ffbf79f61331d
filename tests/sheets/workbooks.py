"""The chamber's own sheet, its truth, and sheets made by hand."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.importing.fixes import RowFix

DATA = Path(__file__).parent / "data"
FILE = "messy_1_en_delegation.xlsx"
SHEET = "Delegation list "
FIXES = {
    (SHEET, 13): RowFix(email="bd@serialsystem.example.org"),
    (SHEET, 20): RowFix(without_email=True),
    (SHEET, 30): RowFix(email="bd@raffles.example.org"),
    (SHEET, 37): RowFix(without_email=True),
    (SHEET, 42): RowFix(stock_code="1E3"),
    (SHEET, 46): RowFix(same_as="s1r32"),
}
"""What a person would say to the rows that need a look."""


def messy() -> bytes:
    return (DATA / FILE).read_bytes()


def truth(name: str = FILE) -> list[dict[str, str]]:
    """What each row of a sheet is."""
    with (DATA / "truth.csv").open(encoding="utf-8-sig") as file:
        return [row for row in csv.DictReader(file) if row["file"] == name]


def is_firm(kind: str) -> bool:
    return kind in ("company", "duplicate", "different company") or kind.startswith("second contact")


def firms_of_truth() -> dict[int, str]:
    """Row → which company it is, for the rows of the sheet that are firms."""
    firms = [t for t in truth() if is_firm(t["kind"]) and t["sheet"] == SHEET]
    return {int(t["row"]): t["canonical_id"] or f"alone {t['row']}" for t in firms}


def xlsx(*rows: tuple[Any, ...], name: str = "Firms") -> bytes:
    """A workbook of one sheet."""
    return workbook({name: rows})


def workbook(sheets: Mapping[str, Sequence[tuple[Any, ...]]]) -> bytes:
    """``sheets``: name → rows."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    made = BytesIO()
    book.save(made)
    return made.getvalue()
