"""Spreadsheets that people upload: read in a child process, handed on as plain values."""

from app.core.spreadsheets.limits import SheetRefused, require_size
from app.core.spreadsheets.values import CellValue, MergedRange, SheetCell, Worksheet, cell_address
from app.core.spreadsheets.workbooks import pack_files, read_workbook

__all__ = [
    "CellValue",
    "MergedRange",
    "SheetCell",
    "SheetRefused",
    "Worksheet",
    "cell_address",
    "pack_files",
    "read_workbook",
    "require_size",
]
