"""Excel workbooks: values and merged cells by calamine; what it loses (formats, hidden, formulas) by our own pass."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.floor.spreadsheets.limits import refusal_of
from app.floor.spreadsheets.marks import Marks, marks_by_sheet
from app.floor.spreadsheets.values import Cell, Range, Sheet, Value


def read_xlsx(data: bytes) -> list[Sheet]:
    """All worksheets in order; raises ``SheetRefused`` for cells too far out (which abort calamine) and for damage."""
    try:
        marks = marks_by_sheet(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        worksheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        return [
            _sheet(
                workbook.get_sheet_by_name(meta.name), meta.visible == SheetVisibleEnum.Visible, marks.get(meta.name)
            )
            for meta in worksheets
        ]
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise refusal_of(broken) from broken


def _sheet(found: Any, visible: bool, marks: Marks | None) -> Sheet:
    marks = marks or Marks()
    cells: dict[tuple[int, int], Cell] = {}
    for row, record in enumerate(found.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(record, 1):
            if value != "" and value is not None:
                at = row, column
                shown = _with_mail(value, marks.mails.get(at, ""))
                struck, note = at in marks.struck, marks.notes.get(at, "")
                cells[at] = Cell(_plain(shown), marks.formats.get(at, ""), struck=struck, note=note)
    cells |= {at: Cell(formula=True) for at in marks.formulas if at not in cells}
    cells |= {at: Cell(error=error) for at, error in marks.errors.items()}
    merged = [
        Range(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return Sheet(
        found.name, cells, visible, tuple(merged), frozenset(marks.hidden_rows), frozenset(marks.hidden_columns)
    )


_SAYS_MAIL: Final = re.compile(
    r"\W*(?:(?:send |envoyer un )?(?:e-?mail|courriel)(?: [^\W\d_]+)?|(?:click|cliquez|write)(?: (?:here|ici|to us))?"
    r"|(?:点击|发送)?(?:电子邮件|邮箱|电邮|邮件))\W*",
    re.IGNORECASE,
)


def _with_mail(value: Any, mail: str) -> Any:
    """Of a cell that only says that an address is behind it, Email Ivan or Click here, the address."""
    return mail if mail and isinstance(value, str) and "@" not in value and _SAYS_MAIL.fullmatch(value) else value


def _plain(value: Any) -> Value:
    """Whole floats are integers again; lengths of time, which nobody types into such sheets, become text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, str | int | float | bool) or hasattr(value, "isoformat") else str(value)
