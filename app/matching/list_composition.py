"""Whom each list shows: pairs that the organizer pinned, and out of the candidates those whom it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, pairwise
from typing import Final

import numpy as np

from app.matching.candidates import NOBODY, CandidatePool, ShowingRules, TieOrder
from app.matching.exposure import (
    ExposureSettings,
    OpenLists,
    ShowingBars,
    exposure_goals,
    fill_short_lists,
    list_shares,
    raise_exposure,
    spread_places,
)
from app.matching.parameters import FIRST_PLACES
from app.matching.profiles import CompanyKey
from app.matching.sector_arrays import Ints


class PinKind(StrEnum):
    UP = "up"
    DOWN = "down"


PinsByPair = Mapping[tuple[CompanyKey, CompanyKey], PinKind]
PinnedLists = Sequence[Sequence[int]]


def pinned_rows(pins: PinsByPair, rows: Mapping[CompanyKey, int], bars: ShowingBars) -> dict[int, list[int]]:
    """Row → the rows that stand first in its list, as far as rules and bars let them; pairs hold both ways round."""
    by_row: dict[int, list[int]] = {}
    for (company, other), pin in pins.items():
        if pin is PinKind.UP and company in rows and other in rows:
            for looking, seen in ((rows[company], rows[other]), (rows[other], rows[company])):
                if bars.may(looking, seen) and seen not in by_row.setdefault(looking, []):
                    by_row[looking].append(seen)
    return by_row


def pair_keys(first: Mapping[int, Sequence[int]], companies: int) -> Ints:
    """The same as looking · firms + seen, ascending."""
    return np.array(sorted(row * companies + seen for row, each in first.items() for seen in each), dtype=np.intp)


def lists_with_pins(lists: PinnedLists, first: Mapping[int, Sequence[int]], places: int) -> PinnedLists:
    """The lists with those who stand first; others, the last ones, go where there is no room for both."""
    if not first:
        return lists
    return [_list_with_pins(list(each), first[row], places) if row in first else each for row, each in enumerate(lists)]


def _list_with_pins(rows: list[int], first: Sequence[int], places: int) -> list[int]:
    rest = [each for each in rows if each not in first]
    return [*first, *rest[: max(places - len(first), 0)]]


ComposedLists = Sequence[Sequence[int]]
LOOK_STEP: Final = 64


@dataclass(frozen=True, slots=True)
class ListComposition:
    """Lists that see to it that everybody is seen; ``whole`` as in ``rank``."""

    pool: CandidatePool
    rules: ShowingRules
    turns: TieOrder
    exposure: ExposureSettings
    whole: bool

    def lists(self, places: int, pinned: Mapping[int, Sequence[int]]) -> tuple[ComposedLists, ComposedLists]:
        """Whom each list holds in its first places, and whom in the others; in no order that matters.

        The first ones are for who is ``pinned`` there and who scores best, but for the floor. The others make up, by
        their prices, for how unevenly that shows companies.
        """
        stands_first = [pinned.get(row, ()) for row in range(len(self.pool.seen))]
        best = self._added(stands_first, min(FIRST_PLACES, places), replace(self.exposure, rounds=0))
        early = [[*first, *rest] for first, rest in zip(stands_first, best, strict=True)]
        return early, self._added(early, places, self.exposure)

    def _added(self, current: ComposedLists, places: int, exposure: ExposureSettings) -> ComposedLists:
        """Who is added to lists that hold these, until there are so many."""
        known, order = list_shares(self.rules, places), self.turns.order.tolist()
        room = np.maximum(known.places - np.fromiter(map(len, current), dtype=np.intp, count=len(current)), 0)
        shown = np.bincount(np.fromiter(chain.from_iterable(current), dtype=np.intp), minlength=len(current))
        left = self.pool.without(pair_keys(dict(enumerate(current)), len(current)))
        taken = spread_places(
            left, replace(known, places=room), shown, _alike_numbers(self.rules, self.turns), exposure
        )
        lists = OpenLists(_rows_by_list(left, taken), current, room.tolist(), ShowingBars.of(self.rules))
        if self.whole:
            fill_short_lists(lists, order)
        raise_exposure(lists, exposure_goals(known, exposure), left, exposure, order)
        return lists.filled


def _rows_by_list(pool: CandidatePool, taken: Ints) -> list[list[int]]:
    some = taken != NOBODY
    seen = np.take_along_axis(pool.seen, np.where(some, taken, 0), axis=1) if taken.size else taken
    flat = seen[some].tolist()
    return [flat[start:stop] for start, stop in pairwise([0, *np.cumsum(some.sum(axis=1)).tolist()])]


def fillers_without_common_ground(
    pool: CandidatePool, rules: ShowingRules, turns: TieOrder, places: int
) -> ComposedLists:
    """For each firm whose list is short, those who fill it: others whom it may see, as their turn comes."""
    known, bars = list_shares(rules, places), ShowingBars.of(rules)
    counts = (pool.seen != NOBODY).sum(axis=1)
    lacks = np.maximum(known.places - counts, 0).tolist()
    return [_next_fillers(row, lack, pool, bars, turns) if lack else () for row, lack in enumerate(lacks)]


def _next_fillers(row: int, lack: int, pool: CandidatePool, bars: ShowingBars, turns: TieOrder) -> Sequence[int]:
    known, fillers, first = set(pool.seen[row].tolist()), list[int](), 0
    while len(fillers) < lack:
        some = turns.who(np.array(row), np.arange(first, min(first + LOOK_STEP, len(turns.order))))
        fillers += [each for each in some.tolist() if each not in known and bars.may(row, each)]
        first += LOOK_STEP
    return fillers[:lack]


def _alike_numbers(rules: ShowingRules, turns: TieOrder) -> Ints:
    """Firms of one side that say the same share a number."""
    number: Ints = np.unique(turns.first * len(rules.allowed) + rules.group, return_inverse=True)[1]
    return number.reshape(-1)
