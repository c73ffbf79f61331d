"""Filters on any column: what is asked of a cell, how an address says it, and whether a cell holds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.documents.csv import CellValue, value_text

TESTS: Final = ("has", "is", "not", "filled", "empty", "from", "to")
"""The text stands in it; it is just that, or one of several between semicolons; it is not; there is something, or
nothing; it is at least, or at most that: a number, a day, a text."""
ALONE: Final = frozenset({"filled", "empty"})
"""Tests that need no value."""
LONGEST: Final = 100
MOST: Final = 8
COLUMN: Final = re.compile(r"[a-z][a-z0-9_]{0,60}(?:[A-Z])?")


@dataclass(frozen=True, slots=True)
class Condition:
    column: str
    test: str
    value: str = ""

    @property
    def written(self) -> str:
        """As an address says it: ``city.is.Singapore``."""
        return f"{self.column}.{self.test}.{self.value}"


def conditions_in(texts: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that an address says, each once; what is none is passed over."""
    found = (_condition(text) for text in texts)
    return tuple(dict.fromkeys(one for one in found if one is not None))[:MOST]


def _condition(text: str) -> Condition | None:
    column, _, rest = text.partition(".")
    test, _, value = rest.partition(".")
    value = " ".join("".join(one for one in value if one.isprintable()).split())[:LONGEST].strip()
    if not COLUMN.fullmatch(column) or test not in TESTS or (not value and test not in ALONE):
        return None
    return Condition(column, test, "" if test in ALONE else value)


def holds(condition: Condition, values: Iterable[CellValue]) -> bool:
    """Whether a cell fulfils it; ``values``: what stands in the cell in each language. All of them must not be what is
    excluded; one is enough for the rest."""
    if condition.test in ("not", "empty"):
        return all(_holds(condition, value) for value in values)
    return any(_holds(condition, value) for value in values)


def _holds(condition: Condition, value: CellValue) -> bool:
    text = _folded(value_text(value))
    wanted = _folded(condition.value)
    match condition.test:
        case "has":
            return wanted in text
        case "is":
            return wanted == text or wanted in text.split("; ")
        case "not":
            return wanted != text and wanted not in text.split("; ")
        case "filled":
            return bool(text)
        case "empty":
            return not text
    return bool(text) and _between(condition.test, value, text, wanted)


def _between(test: str, value: CellValue, text: str, wanted: str) -> bool:
    """A day is as long as what it is compared with: all of 2027-03-18 is up to 2027-03-18."""
    if isinstance(value, int | float):
        try:
            limit = float(wanted.replace(",", "."))
        except ValueError:
            return False
        return value >= limit if test == "from" else value <= limit
    return text >= wanted if test == "from" else text[: len(wanted)] <= wanted


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    """Without regard to capitals and to full-width forms."""
    return unicodedata.normalize("NFKC", text).casefold()
