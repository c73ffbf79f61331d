"""Reasons as they are told: one line for each sector, though the formula counts it in several terms; same sum."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from app.companies.sectors.tree import sector_tree
from app.matching.reasons import Kind, Reason

MOST_FIRMS: Final = 0.5
"""What more than this part of the firms share says nothing about a pair."""
LEAST_POINTS: Final = 3.0
"""A line with fewer points, of a bar of 100, is noise to who reads it."""
_DIRECT: Final = (Kind.YOU_SEEK, Kind.THEY_SEEK)
_SHARED: Final = (Kind.SAME_ACTIVITY, Kind.COMMON_GROUND)
_TEXTS: Final = (Kind.THEIR_TEXT, Kind.YOUR_TEXT)


def gather(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Lines about one sector in one, with the sum of their points, under what says most: a need, then the same
    activity, then common ground. What both have in common goes into a line of a sector that lies in it.

    What the companies say in their own words first, then the strongest; what most firms share after the rest, then
    ``further`` and what takes away, as they were. ``further`` takes in what ``sum_up_weak`` leaves out.
    """
    given = list(reasons)
    lines: list[Reason] = []
    related = [each for each in given if each.kind in _SHARED or (each.kind in _DIRECT and is_related(each))]
    for one in sorted(related, key=_telling):
        place = next((place for place, other in enumerate(lines) if _says_it(other, one)), None)
        if place is None:
            lines.append(one)
        else:
            lines[place] = _both(lines[place], one)
    lines += [each for each in given if each.kind in _TEXTS]
    unrelated = [each for each in given if each.kind in _DIRECT and not is_related(each)]
    rest = [each for each in given if each.kind not in (*_DIRECT, *_SHARED, *_TEXTS)]
    ordered = sorted(lines, key=lambda each: (is_common(each), each.kind not in _TEXTS, -each.points))
    return sum_up_weak([*ordered, *unrelated, *rest])


def sum_up_weak(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The lines in their order, but for those that speak for the pair with fewer than LEAST_POINTS or about unrelated
    sectors: these are one line ``further``, before what takes away. Same sum."""
    given = list(reasons)
    for_it = [each for each in given if each.points > 0]
    strong = [each for each in for_it if _is_strong(each)]
    weak = math.fsum(each.points for each in for_it if not _is_strong(each))
    further = [Reason(Kind.FURTHER, "", weak)] if weak else []
    return (*strong, *further, *(each for each in given if each.points <= 0))


def is_related(reason: Reason) -> bool:
    """Whether the sectors of the line lie in one division, or one of them in the other; of what both share, whether it
    is less than a whole section. Lines about anything else are."""
    if reason.kind in _SHARED:
        return sector_tree().division(reason.code) is not None
    if reason.kind not in _DIRECT:
        return True
    sought, offered = sector_tree().path(reason.code), sector_tree().path(reason.met_by)
    return sought[:2] == offered[:2] or reason.code in offered or reason.met_by in sought


def _is_strong(reason: Reason) -> bool:
    return reason.kind is not Kind.FURTHER and reason.points >= LEAST_POINTS and is_related(reason)


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
    return other.code in sectors or all(other.code in sector_tree().path(each) for each in sectors)


def _both(told: Reason, other: Reason) -> Reason:
    """One line for two; where each seeks what the other offers, it says so."""
    mutual = {told.kind, other.kind} == set(_DIRECT) and told.exact
    kind = Kind.EACH_SEEKS if mutual else told.kind
    return told._replace(kind=kind, points=told.points + other.points)
