"""The words of a MiniZinc data file, each with its line; comments and white space fall away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST_DIGITS: Final = 18
"""Of a number; what is longer is no number of tables, slots or people."""
_SHOWN: Final = 30
_WORD: Final = re.compile(
    r"""(?P<space>\s+|%[^\n]*|/\*.*?\*/)
      | (?P<number>-?\d+(?!\.?\d)(?![A-Za-z_]))
      | (?P<name>[A-Za-z_]\w*)
      | (?P<sign>\[\||\|\]|\.\.|[\[\]{}(),;=|])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_NONSENSE: Final = re.compile(r"[^\s,;\[\]{}|]+|.", re.DOTALL)


class Misread(Exception):
    """What is wrong with a file: ``line`` counts from 1; ``expected`` goes on after "expected", as in "a whole number,
    found 'x'"."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(f"line {line}: expected {expected}")
        self.line = line
        self.expected = expected


class Token(NamedTuple):
    """``kind``: number, name, sign, or end after the last."""

    kind: str
    text: str
    line: int

    @property
    def shown(self) -> str:
        if self.kind == "end":
            return "the end of the file"
        return f"'{self.text}'" if len(self.text) <= _SHOWN else f"'{self.text[:_SHOWN]}…'"


def tokens(text: str) -> Iterator[Token]:
    """The last one is of the kind "end" and stands on the last line that holds anything.

    Raises Misread at what is no part of such a file.
    """
    at, line, last = 0, 1, 1
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise Misread(line, f"a number, a name or one of [ ] {{ }} | , ; =, found {_nonsense(text, at, line)}")
        kind = str(found.lastgroup)
        if kind != "space":
            last = line
            yield _sized(Token(kind, found.group(), line))
        line += found.group().count("\n")
        at = found.end()
    yield Token("end", "", last)


def _sized(token: Token) -> Token:
    if token.kind == "number" and len(token.text) > MOST_DIGITS:
        raise Misread(token.line, f"a number of at most {MOST_DIGITS} digits, found {token.shown}")
    return token


def _nonsense(text: str, at: int, line: int) -> str:
    if text.startswith("/*", at):
        return "a comment /* that does not end"
    found = _NONSENSE.match(text, at)
    word = found.group() if found else ""
    return Token("nonsense", word if word.isprintable() else ascii(word)[1:-1], line).shown
