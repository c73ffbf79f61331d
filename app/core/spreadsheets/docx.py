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

from app.core.spreadsheets.limits import SheetRefused, damage_refusal, require_place
from app.core.spreadsheets.values import MergedRange, SheetCell, Worksheet, cell_address

MAX_TEXT_BYTES: Final = 30_000_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SYMBOLS: Final = {
    "F052": "☑",
    "F053": "☒",
    "F054": "☒",
    "F0FC": "√",
    "F0FD": "☒",
    "F0FE": "☑",
    "F06F": "☐",
    "F0A8": "☐",
    "F0A3": "☐",
}
"""Boxes and ticks of the Wingdings fonts."""
_COLUMN_GAPS: Final = re.compile(r"\t+|\s{3,}|\u3000{2,}")


@dataclass(slots=True)
class _DocxPage:
    row: int = 0
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)

    def put(self, column: int, text: str) -> None:
        require_place(self.row, column, self.row - 1, cell_address(self.row, column))
        if text.strip():
            self.cells[self.row, column] = SheetCell(text)


def read_docx(data: bytes) -> list[Worksheet]:
    """One sheet without a name; raises ``SheetRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if packed.getinfo("word/document.xml").file_size > MAX_TEXT_BYTES:
                raise SheetRefused("sheet_too_big")
            with packed.open("word/document.xml") as xml:
                root = parse(xml).getroot()
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as broken:
        raise damage_refusal(broken) from broken
    body = root.find(f"{_W}body") if root is not None else None
    page = _DocxPage()
    for element in _blocks(body if body is not None else Element("body")):
        if element.tag == f"{_W}p":
            _read_paragraph(page, element)
        else:
            _read_table(page, element)
    return [Worksheet("", page.cells, merged=tuple(page.merged))]


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, those in content controls too."""
    for element in parent:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _blocks(element)


def _read_paragraph(page: _DocxPage, element: Element) -> None:
    """Each line a row; what tabs or wide gaps part, side by side."""
    for line in _element_text(element).split("\n"):
        page.row += 1
        pieces = [piece for piece in _COLUMN_GAPS.split(line.strip()) if piece.strip(" _＿")]
        for column, piece in enumerate(pieces, 1):
            page.put(column, piece)


def _read_table(page: _DocxPage, table: Element) -> None:
    open_below: dict[int, tuple[int, int]] = {}
    page.row += 1
    for row in _named_children(table, "tr"):
        page.row += 1
        column = 1 + _number_value(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _named_children(row, "tc"):
            width = _number_value(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            if not (goes_on and column in open_below):
                page.put(column, "\n".join(filter(None, (_element_text(p) for p in cell.iter(f"{_W}p")))))
                open_below[column] = page.row, width
            _close_merges(page, open_below, column, width, goes_on)
            column += width
    page.row += 1


def _close_merges(
    page: _DocxPage, open_below: dict[int, tuple[int, int]], column: int, width: int, goes_on: bool
) -> None:
    """Note the merged cells that end, for now, in this row."""
    top = open_below[column][0]
    if goes_on:
        page.merged = [
            merged_range for merged_range in page.merged if (merged_range.top, merged_range.left) != (top, column)
        ]
    if width > 1 or top < page.row:
        page.merged.append(MergedRange(top, column, page.row, column + width - 1))


def _named_children(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, those in content controls too."""
    for element in parent:
        if element.tag == f"{_W}{name}":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _named_children(element, name)


def _number_value(element: Element | None, otherwise: int) -> int:
    return int(element.get(f"{_W}val", otherwise)) if element is not None else otherwise


def _element_text(element: Element) -> str:
    return "".join(_text_pieces(element)).replace("\xa0", " ")


def _text_pieces(element: Element) -> Iterator[str]:
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
    state = box.find(f"{_W}checked")
    state = box.find(f"{_W}default") if state is None else state
    return state is not None and state.get(f"{_W}val", "1") not in ("0", "false")
