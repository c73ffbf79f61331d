"""Excel workbooks: values and merged cells by calamine; what it loses (formats, hidden, formulas) by us."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse, parse
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.core.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetRefused, damage_refusal, require_place
from app.core.spreadsheets.values import CellValue, MergedRange, SheetCell, Worksheet, note_text

_MAIN_NS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN_FORMATS: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    48: "##0.0E+0",
    49: "@",
}
_MAIL_LINK: Final = re.compile(r"mailto:([^?@\s]+@[^?\s]+)", re.IGNORECASE)
_CELL_ADDRESS: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class CellMarks:
    """What to know about the cells of one sheet, at (row, column) from 1."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    mails: dict[tuple[int, int], str] = field(default_factory=dict)
    """Addresses that links behind the cells write to."""
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    """Comments that are pinned to the cells."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filled_rows: int = 0
    """So far, while the pass goes on."""


def marks_by_sheet(data: bytes) -> dict[str, CellMarks]:
    """Raises ``SheetRefused`` for cells too far out or too many, and the errors of zip and XML for damage."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        styles = _cell_styles(packed)
        by_sheet = {}
        for name, part in _sheet_parts(packed).items():
            with packed.open(part) as xml:
                by_sheet[name] = _sheet_marks(xml, styles, _mail_links(packed, part))
            by_sheet[name].notes = _sheet_notes(packed, part)
        return by_sheet


def _mail_links(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Id of a link → the address it writes to."""
    targets = ((each.get("Id", ""), _MAIL_LINK.match(each.get("Target", ""))) for each in _part_links(packed, part))
    return {key: unquote(match[1]) for key, match in targets if match}


def _part_links(packed: zipfile.ZipFile, part: str) -> list[Element]:
    folder, name = posixpath.split(part)
    links = f"{folder}/_rels/{name}.rels"
    return list(_xml_root(packed, links)) if links in packed.namelist() else []


def _sheet_notes(packed: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """Of the sheet in ``part``, without who wrote them and what Excel says of itself."""
    part_names = set(packed.namelist())
    targets = [
        each.get("Target", "") for each in _part_links(packed, part) if each.get("Type", "").endswith("/comments")
    ]
    paths = [posixpath.normpath(posixpath.join("/", posixpath.dirname(part), each)).lstrip("/") for each in targets]
    notes = {}
    for path in filter(part_names.__contains__, paths):
        for each in _xml_root(packed, path).iter(f"{_MAIN_NS}comment"):
            text = "".join(run.text or "" for run in each.iter(f"{_MAIN_NS}t"))
            if (at := _cell_position(each.get("ref", ""))) and (note := note_text(text)):
                notes[at] = note
    return notes


def _xml_root(packed: zipfile.ZipFile, part: str) -> Element:
    """The root of one part; a part without one is damaged."""
    with packed.open(part) as xml:
        root = parse(xml).getroot()
    if root is None:
        raise ValueError(part)
    return root


def _sheet_parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its file in the package."""
    targets = {link.get("Id"): link.get("Target", "") for link in _xml_root(packed, "xl/_rels/workbook.xml.rels")}
    elements = _xml_root(packed, "xl/workbook.xml").iter()
    sheets = [(each.get("name", ""), each.get(_LINK_ID)) for each in elements if each.tag.endswith("}sheet")]
    paths = {
        name: posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/") for name, link in sheets
    }
    part_names = set(packed.namelist())
    return {name: path for name, path in paths.items() if path in part_names}


@dataclass(frozen=True, slots=True)
class _CellStyle:
    """``format``: of numbers; ``struck``: a line goes through the text."""

    format: str
    struck: bool


def _cell_styles(packed: zipfile.ZipFile) -> list[_CellStyle]:
    """By the number that cells carry."""
    if "xl/styles.xml" not in packed.namelist():
        return []
    root = _xml_root(packed, "xl/styles.xml")
    own = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in root.iter(f"{_MAIN_NS}numFmt")}
    known = _BUILT_IN_FORMATS | own
    struck = {str(at) for at, font in enumerate(root.iterfind(f"{_MAIN_NS}fonts/{_MAIN_NS}font")) if _is_struck(font)}
    styles = root.iterfind(f"{_MAIN_NS}cellXfs/{_MAIN_NS}xf")
    return [_CellStyle(known.get(int(xf.get("numFmtId", 0)), ""), xf.get("fontId") in struck) for xf in styles]


def _is_struck(font: Element) -> bool:
    strike = font.find(f"{_MAIN_NS}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _sheet_marks(xml: IO[bytes], styles: list[_CellStyle], mails: Mapping[str, str]) -> CellMarks:
    marks = CellMarks()
    row, cell_count = 0, 0
    for event, element in iterparse(xml, events=("start", "end")):
        if event == "start":
            if element.tag == f"{_MAIN_NS}row":
                row = int(element.get("r", row + 1))
                if element.get("hidden") in ("1", "true"):
                    marks.hidden_rows.add(row)
            continue
        if element.tag == f"{_MAIN_NS}c":
            cell_count += 1
            _mark_cell(marks, element, styles, cell_count)
        elif element.tag == f"{_MAIN_NS}col" and element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max", 1)), MAX_COLUMNS)
            marks.hidden_columns.update(range(int(element.get("min", 1)), last + 1))
        elif element.tag == f"{_MAIN_NS}hyperlink":
            at, mail = _cell_position(element.get("ref", "").partition(":")[0]), mails.get(element.get(_LINK_ID, ""))
            marks.mails |= {at: mail} if at and mail else {}
        elif element.tag == f"{_MAIN_NS}row":
            marks.filled_rows += len(element) > 0
            element.clear()
    marks.hidden_rows = {hidden for hidden in marks.hidden_rows if hidden <= MAX_ROWS}
    return marks


def _mark_cell(marks: CellMarks, cell: Element, styles: list[_CellStyle], cell_count: int) -> None:
    value = cell.findtext(f"{_MAIN_NS}v") or ""
    formula = cell.find(f"{_MAIN_NS}f") is not None
    if not value and not formula and cell.find(f"{_MAIN_NS}is") is None:
        return
    at = _cell_position(cell.get("r", ""))
    if at is None:
        return
    if cell_count > MAX_CELLS:
        raise SheetRefused("sheet_too_big")
    require_place(*at, marks.filled_rows, cell.get("r", ""))
    kind = cell.get("t", "n")
    if kind == "e":
        marks.errors[at] = value
    elif formula and not value and kind != "str":
        marks.formulas.add(at)
    style = styles[number] if (number := int(cell.get("s", 0))) < len(styles) else _CellStyle("", struck=False)
    if kind == "n" and style.format and at not in marks.formulas:
        marks.formats[at] = style.format
    if style.struck:
        marks.struck.add(at)


def _cell_position(text: str) -> tuple[int, int] | None:
    if not (match := _CELL_ADDRESS.fullmatch(text)):
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def read_xlsx(data: bytes) -> list[Worksheet]:
    """All worksheets in order; raises ``SheetRefused`` for cells too far out (which abort calamine) and for damage."""
    try:
        marks = marks_by_sheet(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        worksheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        return [
            _read_sheet(
                workbook.get_sheet_by_name(meta.name), meta.visible == SheetVisibleEnum.Visible, marks.get(meta.name)
            )
            for meta in worksheets
        ]
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise damage_refusal(broken) from broken


def _read_sheet(source: Any, visible: bool, marks: CellMarks | None) -> Worksheet:
    marks = marks or CellMarks()
    cells: dict[tuple[int, int], SheetCell] = {}
    for row, record in enumerate(source.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(record, 1):
            if value != "" and value is not None:
                at = row, column
                shown = _with_mail(value, marks.mails.get(at, ""))
                struck, note = at in marks.struck, marks.notes.get(at, "")
                cells[at] = SheetCell(_plain_value(shown), marks.formats.get(at, ""), struck=struck, note=note)
    cells |= {at: SheetCell(formula=True) for at in marks.formulas if at not in cells}
    cells |= {at: SheetCell(error=error) for at, error in marks.errors.items()}
    merged = [
        MergedRange(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    ]
    return Worksheet(
        source.name, cells, visible, tuple(merged), frozenset(marks.hidden_rows), frozenset(marks.hidden_columns)
    )


_MAIL_WORDS: Final = re.compile(
    r"\W*(?:(?:send |envoyer un )?(?:e-?mail|courriel)(?: [^\W\d_]+)?|(?:click|cliquez|write)(?: (?:here|ici|to us))?"
    r"|(?:点击|发送)?(?:电子邮件|邮箱|电邮|邮件))\W*",
    re.IGNORECASE,
)


def _with_mail(value: Any, mail: str) -> Any:
    """Of a cell that only says that an address is behind it, Email Ivan or Click here, the address."""
    return mail if mail and isinstance(value, str) and "@" not in value and _MAIL_WORDS.fullmatch(value) else value


def _plain_value(value: Any) -> CellValue:
    """Whole floats are integers again; lengths of time, which nobody types into such sheets, become text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, str | int | float | bool) or hasattr(value, "isoformat") else str(value)
