"""A pass over the XML of a workbook for what a reader of values loses: formats, lines through the text, hidden rows,
formulas, far cells."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse, parse

from app.floor.spreadsheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetRefused, check_place
from app.floor.spreadsheets.values import note_in

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN: Final = {
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
_MAIL: Final = re.compile(r"mailto:([^?@\s]+@[^?\s]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Marks:
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


def marks_by_sheet(data: bytes) -> dict[str, Marks]:
    """Raises ``SheetRefused`` for cells too far out or too many, and the errors of zip and XML for damage."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        styles = _styles(packed)
        found = {}
        for name, part in _parts(packed).items():
            with packed.open(part) as xml:
                found[name] = _marks(xml, styles, _mail_links(packed, part))
            found[name].notes = _notes(packed, part)
        return found


def _mail_links(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Id of a link → the address it writes to."""
    told = ((each.get("Id", ""), _MAIL.match(each.get("Target", ""))) for each in _links(packed, part))
    return {key: unquote(found[1]) for key, found in told if found}


def _links(packed: zipfile.ZipFile, part: str) -> list[Element]:
    folder, name = posixpath.split(part)
    links = f"{folder}/_rels/{name}.rels"
    return list(_tree(packed, links)) if links in packed.namelist() else []


def _notes(packed: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """Of the sheet in ``part``, without who wrote them and what Excel says of itself."""
    held = set(packed.namelist())
    targets = [each.get("Target", "") for each in _links(packed, part) if each.get("Type", "").endswith("/comments")]
    paths = [posixpath.normpath(posixpath.join("/", posixpath.dirname(part), each)).lstrip("/") for each in targets]
    found = {}
    for path in filter(held.__contains__, paths):
        for each in _tree(packed, path).iter(f"{_MAIN}comment"):
            text = "".join(one.text or "" for one in each.iter(f"{_MAIN}t"))
            if (at := _place(each.get("ref", ""))) and (note := note_in(text)):
                found[at] = note
    return found


def _tree(packed: zipfile.ZipFile, part: str) -> Element:
    """The root of one part; a part without one is damaged."""
    with packed.open(part) as xml:
        root = parse(xml).getroot()
    if root is None:
        raise ValueError(part)
    return root


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its file in the package."""
    targets = {link.get("Id"): link.get("Target", "") for link in _tree(packed, "xl/_rels/workbook.xml.rels")}
    elements = _tree(packed, "xl/workbook.xml").iter()
    sheets = [(each.get("name", ""), each.get(_LINK)) for each in elements if each.tag.endswith("}sheet")]
    paths = {
        name: posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/") for name, link in sheets
    }
    held = set(packed.namelist())
    return {name: path for name, path in paths.items() if path in held}


@dataclass(frozen=True, slots=True)
class _Style:
    """``format``: of numbers; ``struck``: a line goes through the text."""

    format: str
    struck: bool


def _styles(packed: zipfile.ZipFile) -> list[_Style]:
    """By the number that cells carry."""
    if "xl/styles.xml" not in packed.namelist():
        return []
    root = _tree(packed, "xl/styles.xml")
    own = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in root.iter(f"{_MAIN}numFmt")}
    known = _BUILT_IN | own
    struck = {str(at) for at, font in enumerate(root.iterfind(f"{_MAIN}fonts/{_MAIN}font")) if _is_struck(font)}
    styles = root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    return [_Style(known.get(int(xf.get("numFmtId", 0)), ""), xf.get("fontId") in struck) for xf in styles]


def _is_struck(font: Element) -> bool:
    found = font.find(f"{_MAIN}strike")
    return found is not None and found.get("val", "1") not in ("0", "false")


def _marks(xml: IO[bytes], styles: list[_Style], mails: Mapping[str, str]) -> Marks:
    marks = Marks()
    row, seen = 0, 0
    for event, element in iterparse(xml, events=("start", "end")):
        if event == "start":
            if element.tag == f"{_MAIN}row":
                row = int(element.get("r", row + 1))
                if element.get("hidden") in ("1", "true"):
                    marks.hidden_rows.add(row)
            continue
        if element.tag == f"{_MAIN}c":
            seen += 1
            _note_cell(marks, element, styles, seen)
        elif element.tag == f"{_MAIN}col" and element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max", 1)), MAX_COLUMNS)
            marks.hidden_columns.update(range(int(element.get("min", 1)), last + 1))
        elif element.tag == f"{_MAIN}hyperlink":
            at, mail = _place(element.get("ref", "").partition(":")[0]), mails.get(element.get(_LINK, ""))
            marks.mails |= {at: mail} if at and mail else {}
        elif element.tag == f"{_MAIN}row":
            marks.filled_rows += len(element) > 0
            element.clear()
    marks.hidden_rows = {hidden for hidden in marks.hidden_rows if hidden <= MAX_ROWS}
    return marks


def _note_cell(marks: Marks, cell: Element, styles: list[_Style], seen: int) -> None:
    value = cell.findtext(f"{_MAIN}v") or ""
    formula = cell.find(f"{_MAIN}f") is not None
    if not value and not formula and cell.find(f"{_MAIN}is") is None:
        return
    at = _place(cell.get("r", ""))
    if at is None:
        return
    if seen > MAX_CELLS:
        raise SheetRefused("sheet_too_big")
    check_place(*at, marks.filled_rows, cell.get("r", ""))
    kind = cell.get("t", "n")
    if kind == "e":
        marks.errors[at] = value
    elif formula and not value and kind != "str":
        marks.formulas.add(at)
    style = styles[number] if (number := int(cell.get("s", 0))) < len(styles) else _Style("", struck=False)
    if kind == "n" and style.format and at not in marks.formulas:
        marks.formats[at] = style.format
    if style.struck:
        marks.struck.add(at)


def _place(text: str) -> tuple[int, int] | None:
    if not (found := _ADDRESS.fullmatch(text)):
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
