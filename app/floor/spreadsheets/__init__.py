"""Spreadsheets that people upload: read in a child process, handed on as plain values."""

from app.floor.spreadsheets.archive import together
from app.floor.spreadsheets.limits import SheetRefused, check_bytes
from app.floor.spreadsheets.reading import read_workbook
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value, address

__all__ = ["Cell", "Range", "Sheet", "SheetRefused", "Value", "address", "check_bytes", "read_workbook", "together"]
