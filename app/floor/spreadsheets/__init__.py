"""Spreadsheets that people upload: read in a child process, handed on as plain values."""

from app.floor.spreadsheets.limits import SheetRefused
from app.floor.spreadsheets.reading import read_workbook
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value, address

__all__ = ["Cell", "Range", "Sheet", "SheetRefused", "Value", "address", "read_workbook"]
