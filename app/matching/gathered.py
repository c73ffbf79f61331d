"""Reasons as they are told: one line for each sector, though the formula counts it in several terms; same sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.companies.sectors import tree
from app.matching.reasons import Kind, Reason

MOST_FIRMS: Final = 0.5
"""What more than this part of the firms share says nothing about a pair."""
_DIRECT: Final = (Kind.YOU_SEEK, Kind.THEY_SEEK)
_SHARED: Final = (Kind.SAME_ACTIVITY, Kind.COMMON_GROUND)
_TEXTS: Final = (Kind.THEIR_TEXT, Kind.YOUR_TEXT)


def gather(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Lines about one sector in one, with the sum of their points, under what says most: a need, then the same
    activity, then common ground. What both have in common goes into a line of a sector that lies in it.

    Strongest first; what most firms share after the rest, then ``further`` and what takes away, as they were.
    """
    given = list(reasons)
    lines: list[Reason] = []
    for one in sorted((each for each in given if each.kind in (*_DIRECT, *_SHARED)), key=_telling):
        place = next((place for place, other in enumerate(lines) if _says_it(other, one)), None)
        if place is None:
            lines.append(one)
        else:
            lines[place] = _both(lines[place], one)
    lines += [each for each in given if each.kind in _TEXTS]
    rest = [each for each in given if each.kind not in (*_DIRECT, *_SHARED, *_TEXTS)]
    return (*sorted(lines, key=lambda each: (is_common(each), -each.points)), *rest)


def is_common(reason: Reason) -> bool:
    """Whether the line is about something that most firms share."""
    return reason.kind in _SHARED and reason.firms > MOST_FIRMS * reason.of


def _telling(reason: Reason) -> tuple[int, float]:
    return (0 if reason.kind in _DIRECT else _SHARED.index(reason.kind) + 1), -reason.points


def _says_it(told: Reason, other: Reason) -> bool:
    """Whether ``told`` names what ``other`` does, or something more precise."""
    if other.kind in _DIRECT:
        return (told.code, told.met_by) in {(other.code, other.met_by), (other.met_by, other.code)}
    sectors = [each for each in (told.code, told.met_by) if each]
    return other.code in sectors or all(other.code in tree().path(each) for each in sectors)


def _both(told: Reason, other: Reason) -> Reason:
    """One line for two; where each seeks what the other offers, it says so."""
    mutual = {told.kind, other.kind} == set(_DIRECT) and told.exact
    kind = Kind.EACH_SEEKS if mutual else told.kind
    return told._replace(kind=kind, points=told.points + other.points)
