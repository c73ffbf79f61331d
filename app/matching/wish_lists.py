"""What a company wishes: a line of its wish list as it is keyed in, and its answers to suggestions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.errors import DomainError

MOST_DIGITS: Final = 6
_DASH_SIGNS: Final = dict.fromkeys(map(ord, "‐‑‒–—―−⁃˗"), "-")
_SEPARATORS: Final = re.compile(r"[\s,;、。،/|+&]+")
_NUMBER_RANGE: Final = re.compile(r"(?<![0-9])[0-9]+!*(?:-|\s+-\s+)[0-9]+!*")
_ENTRY: Final = re.compile(r"(?P<never>-)?#?(?P<number>[0-9]+)(?P<must>!*)")


class WishMark(StrEnum):
    MUST = "must"
    WANT = "want"
    NEVER = "never"


_MARK_SIGNS: Final = {WishMark.MUST: "{}!", WishMark.WANT: "{}", WishMark.NEVER: "−{}"}


@dataclass(frozen=True, slots=True)
class WishProblem:
    """``text``: what of the line it is about, as it was typed, or a number.

    Codes of a line that cannot be read: ``unreadable``, ``range`` (two numbers with a dash between), ``contradiction``
    (wanted and never). Of numbers: ``unknown``, ``own``, ``barred`` (the rules let nobody of this side ask), ``gone``
    (takes part no more). Of the line: ``changed`` (by somebody else meanwhile). Only said, and no problem:
    ``repeated``, ``already`` (the two have a request or a meeting).
    """

    code: str
    text: str = ""

    @property
    def is_note(self) -> bool:
        return self.code in NOTE_CODES


NOTE_CODES: Final = frozenset({"repeated", "already"})


@dataclass(frozen=True, slots=True)
class WishLine:
    """``marks``: by number, in the order of the line; ``problems``: what there is to say about it."""

    marks: Mapping[int, WishMark]
    problems: tuple[WishProblem, ...] = ()

    @property
    def is_good(self) -> bool:
        return all(problem.is_note for problem in self.problems)


@dataclass(frozen=True, slots=True)
class CompanyNumbers:
    """What the numbers mean to one company: its own ones, those of companies that take part, those that it may ask,
    and those with which it has a request or a meeting already."""

    own: Collection[int]
    known: Collection[int]
    taking_part: Collection[int]
    askable: Collection[int]
    met: Collection[int] = ()


def parse_wish_line(text: str) -> WishLine:
    """Full-width digits and signs, any dash, 、 and blanks count as on the paper; what cannot be read is named."""
    plain = unicodedata.normalize("NFKC", text.replace("❗", "!").replace("‼", "!")).translate(_DASH_SIGNS)
    problems = [WishProblem("range", " ".join(range_text.split())) for range_text in _NUMBER_RANGE.findall(plain)]
    plain = _NUMBER_RANGE.sub(" ", plain)
    plain = re.sub(r"(?<=[0-9])\s+(?=!)", "", re.sub(r"-\s+(?=[0-9])", "-", plain))
    marks: dict[int, WishMark] = {}
    for token in filter(None, _SEPARATORS.split(plain)):
        match = _ENTRY.fullmatch(token)
        if match is None or (match["never"] and match["must"]):
            problems.append(WishProblem("unreadable", token))
        elif len(match["number"]) > MOST_DIGITS:
            problems.append(WishProblem("unknown", match["number"]))
        else:
            problems += _add_mark(marks, int(match["number"]), _entry_mark(match))
    return WishLine(marks, tuple(dict.fromkeys(problems)))


def _entry_mark(match: re.Match[str]) -> WishMark:
    if match["never"]:
        return WishMark.NEVER
    return WishMark.MUST if match["must"] else WishMark.WANT


def _add_mark(marks: dict[int, WishMark], number: int, mark: WishMark) -> list[WishProblem]:
    """A number that stands twice counts once, as the stronger of its marks."""
    before = marks.get(number)
    if before is not None and WishMark.NEVER in (before, mark) and before != mark:
        return [WishProblem("contradiction", str(number))]
    marks[number] = mark if before is None or mark == WishMark.MUST else before
    return [] if before is None else [WishProblem("repeated", str(number))]


def checked_line(line: WishLine, numbers: CompanyNumbers) -> WishLine:
    """The same line with what there is to say about its numbers; a mark that cannot be kept is left out."""
    problems, marks = list(line.problems), {}
    for number, mark in line.marks.items():
        code = _problem_code(number, mark, numbers)
        if code:
            problems.append(WishProblem(code, str(number)))
        if code in (None, "already"):
            marks[number] = mark
    return WishLine(marks, tuple(problems))


def _problem_code(number: int, mark: WishMark, numbers: CompanyNumbers) -> str | None:
    if number not in numbers.known:
        return "unknown"
    if number in numbers.own:
        return "own"
    if mark == WishMark.NEVER:
        return "already" if number in numbers.met else None
    if number not in numbers.taking_part:
        return "gone"
    if number in numbers.met:
        return "already"
    return None if number in numbers.askable else "barred"


def wish_line_text(marks: Mapping[int, WishMark]) -> str:
    """The line that says just this: ``12!, 7, 31, −9``; musts first, then wants, nevers last, each by number."""
    order = list(WishMark)
    pairs = sorted(marks.items(), key=lambda pair: (order.index(pair[1]), pair[0]))
    return ", ".join(_MARK_SIGNS[mark].format(number) for number, mark in pairs)


class SuggestionAnswer(StrEnum):
    WANT = "want"
    NO = "no"


@dataclass
class AnswerOutcome:
    """Ids of the other companies: ``asked`` got a request; ``saved`` are noted until requests can be sent; ``hidden``;
    ``refused``: with why nothing was sent."""

    asked: list[int] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    refused: dict[int, DomainError] = field(default_factory=dict)


TEMPORARY_REFUSALS = frozenset({"phase_forbids", "not_taking_part"})
"""Refusals that time may lift: requests are not open yet, or the firm is not approved yet."""


def parse_answers(sent: Mapping[str, str], offered: Sequence[int]) -> dict[int, SuggestionAnswer]:
    """The answers to the firms that were offered, by id; what is neither want nor no says nothing."""
    answers = {}
    for other_id in offered:
        answer = sent.get(f"firm-{other_id}", "")
        if answer in list(SuggestionAnswer):
            answers[other_id] = SuggestionAnswer(answer)
    return answers
