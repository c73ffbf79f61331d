"""Whom each list shows: pairs that the organizer pinned, and out of the candidates those whom it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import chain, pairwise
from typing import Final

import numpy as np

from app.matching.candidates import NOBODY, CandidatePool, ShowingRules, TieOrder
from app.matching.exposure import (
    ExposureSettings,
    OpenLists,
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


def pinned_rows(pins: PinsByPair, rows: Mapping[CompanyKey, int], rules: ShowingRules) -> dict[int, list[int]]:
    """Row → the rows that stand first in its list, as far as the rules let them; pairs hold both ways round."""
    by_row: dict[int, list[int]] = {}
    for (company, other), pin in pins.items():
        if pin is PinKind.UP and company in rows and other in rows:
            for looking, seen in ((rows[company], rows[other]), (rows[other], rows[company])):
                if rules.may(looking, seen) and seen not in by_row.setdefault(looking, []):
                    by_row[looking].append(seen)
    return by_row


def pair_keys(first: Mapping[int, Sequence[int]], companies: int) -> Ints:
    """The same as looking · firms + seen, ascending."""
    return np.array(sorted(row * companies + seen for row, each in first.items() for seen in each), dtype=np.intp)


def lists_with_pins(lists: PinnedLists, first: Mapping[int, Sequence[int]], places: int) -> PinnedLists:
    """The lists with those who stand first; others, the last ones, go where there is no room for both."""
    with_pins = list(lists)
    for row, pinned in first.items():
        rest = [each for each in lists[row] if each not in pinned]
        with_pins[row] = [*pinned, *rest[: max(places - len(pinned), 0)]]
    return with_pins


LOOK_STEP: Final = 64


def composed_lists(
    pool: CandidatePool,
    rules: ShowingRules,
    turns: TieOrder,
    exposure: ExposureSettings,
    pinned: Mapping[int, Sequence[int]],
    *,
    places: int,
    whole: bool,
) -> tuple[PinnedLists, PinnedLists]:
    """Whom each list holds in its first places, and whom in the others, so that everybody is seen; in no order that
    matters. ``whole`` as in ``rank_companies``.

    The first ones are for who is ``pinned`` there and who scores best, but for the floor. The others make up, by
    their prices, for how unevenly that shows companies.
    """
    order = turns.order.tolist()
    # companies of one side that say the same share a number
    alike = np.unique(turns.first * len(rules.allowed) + rules.group, return_inverse=True)[1].reshape(-1)

    def added(current: PinnedLists, places: int, exposure: ExposureSettings) -> PinnedLists:
        """Who is added to lists that hold these, until there are so many."""
        known = list_shares(rules, places)
        room = np.maximum(known.places - np.fromiter(map(len, current), dtype=np.intp, count=len(current)), 0)
        shown = np.bincount(np.fromiter(chain.from_iterable(current), dtype=np.intp), minlength=len(current))
        left = pool.without(pair_keys(dict(enumerate(current)), len(current)))
        taken = spread_places(left, replace(known, places=room), shown, alike, exposure)
        some = taken != NOBODY
        seen = np.take_along_axis(left.seen, np.where(some, taken, 0), axis=1) if taken.size else taken
        flat, ends = seen[some].tolist(), np.cumsum(some.sum(axis=1)).tolist()
        rows = [flat[start:stop] for start, stop in pairwise([0, *ends])]
        lists = OpenLists(rows, current, room.tolist(), rules)
        if whole:
            fill_short_lists(lists, order)
        raise_exposure(lists, exposure_goals(known, exposure), left, exposure, order)
        return lists.filled

    stands_first = [pinned.get(row, ()) for row in range(len(pool.seen))]
    best = added(stands_first, min(FIRST_PLACES, places), replace(exposure, rounds=0))
    early = [[*first, *rest] for first, rest in zip(stands_first, best, strict=True)]
    return early, added(early, places, exposure)


def fillers_without_common_ground(
    pool: CandidatePool, rules: ShowingRules, turns: TieOrder, places: int
) -> PinnedLists:
    """For each firm whose list is short, those who fill it: others whom it may see, as their turn comes."""
    lacks = np.maximum(list_shares(rules, places).places - (pool.seen != NOBODY).sum(axis=1), 0).tolist()
    return [_next_fillers(row, lack, pool, rules, turns) if lack else () for row, lack in enumerate(lacks)]


def _next_fillers(row: int, lack: int, pool: CandidatePool, rules: ShowingRules, turns: TieOrder) -> Sequence[int]:
    known, fillers, first = set(pool.seen[row].tolist()), list[int](), 0
    while len(fillers) < lack:
        some = turns.who(np.array(row), np.arange(first, min(first + LOOK_STEP, len(turns.order))))
        fillers += [each for each in some.tolist() if each not in known and rules.may(row, each)]
        first += LOOK_STEP
    return fillers[:lack]
