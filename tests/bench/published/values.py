"""The assignments of a MiniZinc data file: numbers, sets, ranges, arrays of one and of two dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from tests.bench.published.tokens import Misread, Token, tokens

MOST_IN_RANGES: Final = 1_000_000
"""Numbers that the ranges of one file may stand for altogether."""
_ARRAYS: Final = {"array1d": 1, "array2d": 2}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Number:
    line: int
    value: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A set, or a range of numbers."""

    line: int
    items: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Array:
    line: int
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """An array of two dimensions. Rows may differ in length: the reader tells which is wrong."""

    line: int
    rows: tuple[Array, ...]


Value = Number | Numbers | Array | Rows


@dataclass(frozen=True, slots=True)
class Assignment:
    name: str
    line: int
    value: Value


def assignments(text: str) -> Iterator[Assignment]:
    """In the order of the file. Raises Misread."""
    yield from _Reading(text).assignments()


class _Reading:
    """Looks one word ahead."""

    def __init__(self, text: str) -> None:
        self.words = tokens(text)
        self.next = next(self.words)
        self.ranged = 0

    def assignments(self) -> Iterator[Assignment]:
        while self.next.kind != "end":
            name = self.take("name", "the name of a value, such as nMeetings")
            self.sign("=", f"= after {name.text}")
            yield Assignment(name.text, name.line, self.value())
            if self.next.kind != "end":  # the last semicolon may be left out
                self.sign(";", f"; after the value of {name.text}")

    def step(self) -> Token:
        taken = self.next
        if taken.kind != "end":
            self.next = next(self.words)
        return taken

    def wrong(self, expected: str) -> Misread:
        return Misread(self.next.line, f"{expected}, found {self.next.shown}")

    def take(self, kind: str, expected: str) -> Token:
        if self.next.kind != kind:
            raise self.wrong(expected)
        return self.step()

    def sign(self, text: str, expected: str) -> Token:
        if not self.at(text):
            raise self.wrong(expected)
        return self.step()

    def at(self, *texts: str) -> bool:
        return self.next.kind == "sign" and self.next.text in texts

    def value(self) -> Value:
        if self.at("[|"):
            return self.rows()
        if self.at("["):
            return self.array()
        if self.next.kind == "name" and self.next.text in _ARRAYS:
            return self.shaped()
        return self.item()

    def item(self) -> Number | Numbers:
        """What stands within arrays."""
        if self.at("{"):
            return self.set()
        number = self.number("a whole number or a set")
        return self.range(number) if self.at("..") else number

    def number(self, expected: str = "a whole number") -> Number:
        token = self.take("number", expected)
        return Number(token.line, int(token.text))

    def range(self, first: Number) -> Numbers:
        self.step()
        last = self.number()
        self.ranged += max(last.value - first.value + 1, 0)
        if self.ranged > MOST_IN_RANGES:
            raise Misread(first.line, f"ranges of at most {MOST_IN_RANGES:,} numbers in a file, found more")
        return Numbers(first.line, tuple(Number(first.line, n) for n in range(first.value, last.value + 1)))

    def set(self) -> Numbers:
        line = self.step().line
        found = self.listed("}", lambda: self.number("a whole number or }"), "}")
        return Numbers(line, tuple(found))

    def array(self) -> Array:
        line = self.step().line
        return Array(line, tuple(self.listed("]", self.item, "]")))

    def listed(self, end: str, one: Callable[[], T], expected: str) -> list[T]:
        """What stands between commas, up to and with ``end``; a comma may stand before it."""
        found: list[T] = []
        while not self.at(end):
            found.append(one())
            if not self.at(end):
                self.sign(",", f", or {expected}")
        self.step()
        return found

    def rows(self) -> Rows:
        line = self.step().line
        found: list[Array] = []
        while not self.at("|]"):
            found.append(self.row())
        self.step()
        return Rows(line, tuple(found))

    def row(self) -> Array:
        line, items = self.next.line, list[Value]()
        while not self.at("|", "|]"):
            items.append(self.item())
            if not self.at("|", "|]"):
                self.sign(",", ", or | or |]")
        if self.at("|"):
            self.step()
        return Array(line, tuple(items))

    def shaped(self) -> Array:
        """``array1d(1..3, […])`` and ``array2d(1..3, 1..2, […])``: the items alone."""
        name = self.step()
        self.sign("(", f"( after {name.text}")
        for _ in range(_ARRAYS[name.text]):
            self.item()
            self.sign(",", ", and the next of what stands in the brackets")
        if not self.at("["):
            raise self.wrong("[ and the items of the array")
        made = self.array()
        self.sign(")", ")")
        return made
