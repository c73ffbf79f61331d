"""Word documents: paragraphs and tables, one below the other, as the rows of one sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from app.floor.spreadsheets.limits import SheetRefused, check_place, refusal_of
from app.floor.spreadsheets.values import Cell, Range, Sheet, address

MAX_TEXT_BYTES: Final = 30_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SYMBOLS: Final = {
    "F052": "☑", "F053": "☒", "F054": "☒", "F0FC": "√", "F0FD": "☒", "F0FE": "☑", "F06F": "☐", "F0A8": "☐", "F0A3": "☐",
}  # fmt: skip
"""Boxes and ticks of the Wingdings fonts."""
_PIECES: Final = re.compile(r"\t+|\s{3,}|\u3000{2,}")


@dataclass(slots=True)
class _Page:
    row: int = 0
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)

    def put(self, column: int, text: str) -> None:
        check_place(self.row, column, self.row - 1, address(self.row, column))
        if text.strip():
            self.cells[self.row, column] = Cell(text)


def read_docx(data: bytes) -> list[Sheet]:
    """One sheet without a name; raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.getinfo("word/document.xml").file_size > MAX_TEXT_BYTES:
                raise SheetRefused("sheet_too_big")
            with packed.open("word/document.xml") as xml:
                root = parse(xml).getroot()
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise refusal_of(broken) from broken
    body = root.find(f"{_W}body") if root is not None else None
    page = _Page()
    for element in _blocks(body if body is not None else Element("body")):
        if element.tag == f"{_W}p":
            _paragraph(page, element)
        else:
            _table(page, element)
    return [Sheet("", page.cells, merged=tuple(page.merged))]


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, those in content controls too."""
    for element in parent:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _blocks(element)


def _paragraph(page: _Page, element: Element) -> None:
    """Each line a row; what tabs or wide gaps part, side by side."""
    for line in _text(element).split("\n"):
        page.row += 1
        pieces = [piece for piece in _PIECES.split(line.strip()) if piece.strip(" _＿")]
        for column, piece in enumerate(pieces, 1):
            page.put(column, piece)


def _table(page: _Page, table: Element) -> None:
    open_below: dict[int, tuple[int, int]] = {}
    page.row += 1
    for row in _named(table, "tr"):
        page.row += 1
        column = 1 + _value(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _named(row, "tc"):
            width = _value(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if not (goes_on and column in open_below):
                page.put(column, "\n".join(filter(None, (_text(p) for p in cell.iter(f"{_W}p")))))
                open_below[column] = page.row, width
            _close(page, open_below, column, width, goes_on)
            column += width
    page.row += 1


def _close(page: _Page, open_below: dict[int, tuple[int, int]], column: int, width: int, goes_on: bool) -> None:
    """Note the merged cells that end, for now, in this row."""
    top = open_below[column][0]
    if goes_on:
        page.merged = [one for one in page.merged if (one.top, one.left) != (top, column)]
    if width > 1 or top < page.row:
        page.merged.append(Range(top, column, page.row, column + width - 1))


def _named(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, those in content controls too."""
    for element in parent:
        if element.tag == f"{_W}{name}":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _named(element, name)


def _value(element: Element | None, otherwise: int) -> int:
    return int(element.get(f"{_W}val", otherwise)) if element is not None else otherwise


def _text(element: Element) -> str:
    return "".join(_pieces(element)).replace("\xa0", " ")


def _pieces(element: Element) -> Iterator[str]:
    for each in element.iter():
        name = each.tag.removeprefix(_W)
        if name == "t":
            yield each.text or ""
        elif name == "tab" and each.get(f"{_W}pos") is None:
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "sym":
            yield _SYMBOLS.get(each.get(f"{_W}char", "").upper(), "")
        elif name == "checkBox":
            yield "☑" if _is_ticked(each) else "☐"


def _is_ticked(box: Element) -> bool:
    """Of a form field of old: ticked by hand, or else from the start."""
    told = box.find(f"{_W}checked")
    told = box.find(f"{_W}default") if told is None else told
    return told is not None and told.get(f"{_W}val", "1") not in ("0", "false")
