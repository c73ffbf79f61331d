"""What a bench found: figures with their goals, as a table for people and as JSON for machines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WIDTHS = (58, 12, 14, 5)


@dataclass(frozen=True)
class Figure:
    """One number with its unit. ``value`` None: not measured, and ``note`` says why.

    ``goal`` None: told without a judgement; ``more``: whether more than the goal is better than less.
    """

    name: str
    value: float | None
    unit: str = ""
    goal: float | None = None
    more: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none or nothing was measured."""
        if self.goal is None or self.value is None:
            return None
        return self.value >= self.goal if self.more else self.value <= self.goal

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "met": self.met}


def missing(name: str, why: str, goal: float | None = None, unit: str = "", *, more: bool = False) -> Figure:
    """A figure that could not be measured here."""
    return Figure(name, None, unit, goal, more, why)


@dataclass(frozen=True)
class Section:
    """``lines``: examples to read, below the figures."""

    title: str
    figures: Sequence[Figure]
    lines: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        return {"title": self.title, "figures": [figure.to_json() for figure in self.figures], "lines": [*self.lines]}


def table(section: Section) -> str:
    """The section as lines of text: name, value, goal, whether it is met, note."""
    return "\n".join([section.title, *(_line(figure) for figure in section.figures), *section.lines, ""])


def summary(sections: Iterable[Section]) -> str:
    """How many goals are met, and which are not."""
    judged = [figure for section in sections for figure in section.figures if figure.met is not None]
    short = [figure.name for figure in judged if not figure.met]
    told = f"{len(judged) - len(short)} of {len(judged)} goals are met."
    return f"{told} Not met: {'; '.join(short)}." if short else told


def _line(figure: Figure) -> str:
    goal = "" if figure.goal is None else f"{'≥' if figure.more else '≤'} {_number(figure.goal)} {figure.unit}"
    value = "–" if figure.value is None else f"{_number(figure.value)} {figure.unit}"
    verdict = {True: "met", False: "MISS", None: ""}[figure.met]
    cells = (figure.name.ljust(WIDTHS[0]), value.rjust(WIDTHS[1]), goal.rjust(WIDTHS[2]), verdict.rjust(WIDTHS[3]))
    return f"  {'  '.join(cells)}  {figure.note}".rstrip()


def _number(value: float) -> str:
    """Three digits that tell something: 0.0123, 1.23, 12.3, 1234."""
    if value == int(value) and abs(value) < 1e9:
        return str(int(value))
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:.{min(max(digits, 0), 4)}f}"
