"""The styles of an OpenDocument spreadsheet as far as they mean something: hidden sheets, struck text, formats."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_STYLE, _TABLE, _NUMBER = (_NS % name for name in ("style", "table", "datastyle"))
_STRIKES: Final = ("text-line-through-style", "text-line-through-type")


class Styles:
    """Filled as the elements pass; the styles stand before the tables."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.struck: set[str] = set()
        self.formats: dict[str, str] = {}
        self.format_of: dict[str, str] = {}

    def shows(self, sheet_style: str) -> bool:
        return sheet_style not in self.hidden

    def of_cell(self, style: str) -> tuple[str, bool]:
        """The format of numbers, "" for none, and whether a line goes through the text."""
        return self.formats.get(self.format_of.get(style, ""), ""), style in self.struck

    def take(self, element: Element) -> None:
        if element.tag == f"{_STYLE}style":
            self._style(element)
        elif element.tag == f"{_NUMBER}number-style":
            self._number_style(element)

    def _style(self, element: Element) -> None:
        name = element.get(f"{_STYLE}name", "")
        self.format_of[name] = element.get(f"{_STYLE}data-style-name", "")
        for each in element:
            if each.get(f"{_TABLE}display") == "false":
                self.hidden.add(name)
            if any(each.get(f"{_STYLE}{strike}", "none") != "none" for strike in _STRIKES):
                self.struck.add(name)

    def _number_style(self, element: Element) -> None:
        """``0.00E+00`` for a scientific one, ``000000`` for one that fills up with zeros."""
        for each in element:
            if each.tag == f"{_NUMBER}scientific-number":
                self.formats[element.get(f"{_STYLE}name", "")] = "0.00E+00"
            elif each.tag == f"{_NUMBER}number":
                digits = int(each.get(f"{_NUMBER}min-integer-digits", 1))
                self.formats[element.get(f"{_STYLE}name", "")] = "0" * digits if 1 < digits <= 20 else ""
