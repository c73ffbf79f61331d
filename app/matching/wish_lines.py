"""A line of a wish list as somebody keys it in: ``12!, 7, 31, −9`` is one must, two wants, one never."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_DIGITS: Final = 6
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−⁃˗"), "-")
_BETWEEN: Final = re.compile(r"[\s,;、。،/|+&]+")
_RANGE: Final = re.compile(r"(?<![0-9])[0-9]+!*(?:-|\s+-\s+)[0-9]+!*")
_ONE: Final = re.compile(r"(?P<never>-)?#?(?P<number>[0-9]+)(?P<must>!*)")


class Mark(StrEnum):
    MUST = "must"
    WANT = "want"
    NEVER = "never"


_SIGNS: Final = {Mark.MUST: "{}!", Mark.WANT: "{}", Mark.NEVER: "−{}"}


@dataclass(frozen=True, slots=True)
class Problem:
    """``said``: what of the line it is about, as it was typed, or a number.

    Codes of a line that cannot be read: ``unreadable``, ``range`` (two numbers with a dash between), ``contradiction``
    (wanted and never). Of numbers: ``unknown``, ``own``, ``barred`` (the rules let nobody of this side ask), ``gone``
    (takes part no more). Of the line: ``changed`` (by somebody else meanwhile). Only said, and no problem:
    ``repeated``, ``already`` (the two have a request or a meeting).
    """

    code: str
    said: str = ""

    @property
    def is_note(self) -> bool:
        return self.code in NOTES


NOTES: Final = frozenset({"repeated", "already"})


@dataclass(frozen=True, slots=True)
class Line:
    """``marks``: by number, in the order of the line; ``said``: what there is to say about it."""

    marks: Mapping[int, Mark]
    said: tuple[Problem, ...] = ()

    @property
    def is_good(self) -> bool:
        return all(one.is_note for one in self.said)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the numbers mean to one firm: its own ones, those of firms that take part, those that it may ask, and those
    with which it has a request or a meeting already."""

    own: Collection[int]
    known: Collection[int]
    taking_part: Collection[int]
    askable: Collection[int]
    met: Collection[int] = ()


def read_line(text: str) -> Line:
    """Full-width digits and signs, any dash, 、 and blanks count as on the paper; what cannot be read is named."""
    plain = unicodedata.normalize("NFKC", text.replace("❗", "!").replace("‼", "!")).translate(_DASHES)
    said = [Problem("range", " ".join(found.split())) for found in _RANGE.findall(plain)]
    plain = _RANGE.sub(" ", plain)
    plain = re.sub(r"(?<=[0-9])\s+(?=!)", "", re.sub(r"-\s+(?=[0-9])", "-", plain))
    marks: dict[int, Mark] = {}
    for token in filter(None, _BETWEEN.split(plain)):
        one = _ONE.fullmatch(token)
        if one is None or (one["never"] and one["must"]):
            said.append(Problem("unreadable", token))
        elif len(one["number"]) > MOST_DIGITS:
            said.append(Problem("unknown", one["number"]))
        else:
            said += _add(marks, int(one["number"]), _mark(one))
    return Line(marks, tuple(dict.fromkeys(said)))


def _mark(one: re.Match[str]) -> Mark:
    if one["never"]:
        return Mark.NEVER
    return Mark.MUST if one["must"] else Mark.WANT


def _add(marks: dict[int, Mark], number: int, mark: Mark) -> list[Problem]:
    """A number that stands twice counts once, as the stronger of its marks."""
    before = marks.get(number)
    if before is not None and Mark.NEVER in (before, mark) and before != mark:
        return [Problem("contradiction", str(number))]
    marks[number] = mark if before is None or mark == Mark.MUST else before
    return [] if before is None else [Problem("repeated", str(number))]


def judged(line: Line, numbers: Numbers) -> Line:
    """The same line with what there is to say about its numbers; a mark that cannot be kept is left out."""
    said, kept = list(line.said), {}
    for number, mark in line.marks.items():
        code = _bar(number, mark, numbers)
        if code:
            said.append(Problem(code, str(number)))
        if code in (None, "already"):
            kept[number] = mark
    return Line(kept, tuple(said))


def _bar(number: int, mark: Mark, numbers: Numbers) -> str | None:
    if number not in numbers.known:
        return "unknown"
    if number in numbers.own:
        return "own"
    if mark == Mark.NEVER:
        return "already" if number in numbers.met else None
    if number not in numbers.taking_part:
        return "gone"
    if number in numbers.met:
        return "already"
    return None if number in numbers.askable else "barred"


def written(marks: Mapping[int, Mark]) -> str:
    """The line that says just this: ``12!, 7, 31, −9``; musts first, then wants, nevers last, each by number."""
    order = list(Mark)
    pairs = sorted(marks.items(), key=lambda pair: (order.index(pair[1]), pair[0]))
    return ", ".join(_SIGNS[mark].format(number) for number, mark in pairs)
