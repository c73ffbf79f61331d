"""The child process: bytes in on stdin, the sheets as JSON out on stdout, under limits of memory and time."""

from __future__ import annotations

import json
import math
import resource
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from app.core.spreadsheets.values import Worksheet

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 10
READERS: Final = {
    "csv": ("text", "read_text"),
    "docx": ("docx", "read_docx"),
    "html": ("markup", "read_html"),
    "ods": ("ods", "read_ods"),
    "xls": ("xls", "read_xls"),
    "xlsm": ("xlsx", "read_xlsx"),
    "xlsx": ("xlsx", "read_xlsx"),
    "xml": ("markup", "read_xml_table"),
}


def limit_resources() -> None:
    """From here on no file may be written and neither memory nor time be taken beyond the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_answer(kind: str, data: bytes) -> dict[str, Any]:
    """``{"sheets": […]}`` or ``{"refused": code, "details": {…}}``."""
    from app.core.spreadsheets.limits import MAX_ROWS, SheetRefused

    try:
        sheets = read_sheets(kind, data)
        if sum(sheet.last_row for sheet in sheets) > 2 * MAX_ROWS:
            raise SheetRefused("sheet_rows", limit=MAX_ROWS)
        return {"sheets": [sheet.to_plain() for sheet in sheets]}
    except SheetRefused as refused:
        return {"refused": refused.code, "details": refused.details}


def read_sheets(kind: str, data: bytes) -> list[Worksheet]:
    """By the reader for the kind, which alone is loaded."""
    if kind == "zip":
        from app.core.spreadsheets.workbooks import read_archive

        return read_archive(data, read_sheets)
    module, function = READERS[kind]
    sheets = cast("list[Worksheet]", getattr(import_module(f"app.core.spreadsheets.{module}"), function)(data))
    require_finite(sheets)
    return sheets


def require_finite(sheets: Iterable[Worksheet]) -> None:
    """Refuse NaN and infinite numbers, which JSON and the databases do not hold. Raises ``SheetRefused``."""
    from app.core.spreadsheets.limits import SheetRefused
    from app.core.spreadsheets.values import cell_address

    for sheet in sheets:
        for at, cell in sheet.cells.items():
            if isinstance(cell.value, float) and not math.isfinite(cell.value):
                raise SheetRefused("sheet_not_finite", cell=cell_address(*at), sheet=sheet.name, value=str(cell.value))


if __name__ == "__main__":
    limit_resources()
    json.dump(read_answer(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
