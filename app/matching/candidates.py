"""Who comes into question for each company: rough scores of all pairs, tile by tile; equals in the order of
their turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, pairwise
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.matching.profiles import TieDraw
from app.matching.sector_arrays import Floats, Ints
from app.matching.vectors import EventVectors, OfferNearness

Singles = NDArray[np.float32]
CandidateNumbers = NDArray[np.int64]
SCORE_STEPS: Final = 10**12
TURN_COUNT: Final = 1 << 23
NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class TieOrder:
    """Who goes first among equals. Companies stand in ``order`` of their profiles; those that say the same form a round
    (``first``, ``size``, ``place`` in it), and each looking company starts the round one further on.
    """

    order: Ints
    rank: Ints
    first: Ints
    size: Ints
    place: Ints

    def of(self, looking: Ints, seen: Ints) -> Ints:
        """The turn of each seen firm for the firm that looks, from 0; pair by pair."""
        return self.first[seen] + (self.place[seen] + self.rank[looking]) % self.size[seen]

    def who(self, looking: Ints, turns: Ints) -> Ints:
        """The firms behind the turns; the two of shapes that go together."""
        ranked = self.order[turns]
        place = (self.place[ranked] - self.rank[looking]) % self.size[ranked]
        return self.order[self.first[ranked] + place]


def tie_order(drawn: Sequence[TieDraw]) -> TieOrder:
    """The turns of firms: by profile (the ``order`` of each), and within a round by ``lot``."""
    rows = sorted(range(len(drawn)), key=drawn.__getitem__)
    begins = [place for place, row in enumerate(rows) if not place or drawn[row][0] != drawn[rows[place - 1]][0]]
    order, sizes = np.array(rows, dtype=np.intp), np.diff([*begins, len(rows)])
    rank, first, size = np.empty_like(order), np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(len(rows))
    first[order], size[order] = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    return TieOrder(order, rank, first, size, rank - first)


def candidate_numbers(scores: Singles, turn: Ints) -> CandidateNumbers:
    """Scores above 0 with their turns as numbers to sort; the bits of a positive float sort as it does."""
    return scores.view(np.int32).astype(np.int64) * TURN_COUNT + (TURN_COUNT - 1 - turn)


def candidate_scores(among: CandidateNumbers) -> Singles:
    """The scores that went into candidates, 0 for nobody."""
    return np.where(among == NOBODY, 0, among // TURN_COUNT).astype(np.int32).view(np.float32)


def candidate_turns(among: CandidateNumbers) -> Ints:
    """The turns that went into candidates; without meaning for nobody."""
    return TURN_COUNT - 1 - among % TURN_COUNT


def score_steps(scores: Floats) -> CandidateNumbers:
    """Scores in [0, 1] as whole numbers: what differs by less than 10⁻¹² is a tie, however its sum was rounded."""
    return np.rint(scores * SCORE_STEPS).astype(np.int64)


SingleRows = sparse.csr_array[np.float32, tuple[int, int]]
LEAST_TOTAL: Final = np.float32(1e-30)


@dataclass(frozen=True, slots=True)
class CompanyStrip:
    """A run of companies with their parts of the matrices, cut once and used in many tiles.

    ``needs``, ``does``, ``profile``: companies × nodes; ``unmet``, ``unlike``, ``profile_columns``: nodes × companies;
    ``weights``: of what a fit is made of × companies.
    """

    rows: slice
    needs: SingleRows
    does: SingleRows
    unmet: Singles
    unlike: Singles
    profile: SingleRows
    profile_columns: Singles
    weights: Singles


def company_strip(companies: EventVectors, rows: slice, near: OfferNearness) -> CompanyStrip:
    """The firms ``rows`` (a slice with both ends given); ``near`` of all firms, in single precision."""
    needs, does, profile = (
        part[rows].astype(np.float32) for part in (companies.needs, companies.does, companies.profile)
    )
    unmet, unlike = (np.asarray(logs, dtype=np.float32) for logs in companies.unmet(rows, near))
    return CompanyStrip(
        rows,
        needs,
        does,
        unmet,
        unlike,
        profile,
        np.ascontiguousarray(profile.toarray().T),
        np.ascontiguousarray(companies.weights[rows].T, dtype=np.float32),
    )


def strip_scores(companies: EventVectors, left: CompanyStrip, right: CompanyStrip) -> Singles:
    """The score of each of left with each of right, in [0, 1]; left × right.

    2·f·b / (f + b) of f = L·Q·[a·u(i←j) + b·u(j←i) + c·g(i←j) + d·x] and b, the same from the other side.
    """
    got, returned = _strip_met(left.needs, right.unmet), np.ascontiguousarray(_strip_met(right.needs, left.unmet).T)
    if companies.texts is not None:
        np.maximum(got, companies.texts.answered(left.rows, right.rows), out=got)
        np.maximum(returned, companies.texts.answered(right.rows, left.rows).T, out=returned)
    like, like_back = _strip_met(left.does, right.unlike), np.ascontiguousarray(_strip_met(right.does, left.unlike).T)
    profile = _single_product(left.profile, right.profile_columns)
    fit = _weighted_parts([weight[:, None] for weight in left.weights], (got, returned, like, profile))
    back = _weighted_parts(list(right.weights), (returned, got, like_back, profile))
    if not companies.losses.none:
        fit *= companies.losses.singles(left.rows, right.rows)
        back *= companies.losses.singles(right.rows, left.rows).T
    total = np.add(fit, back, out=got)
    total += LEAST_TOTAL
    fit *= back
    fit += fit
    fit /= total
    return fit


def _single_product(rows: SingleRows, columns: Singles) -> Singles:
    return np.asarray(rows @ columns, dtype=np.float32)


def _strip_met(asking: SingleRows, unmet: Singles) -> Singles:
    """u(i←j) = 1 − Π(1 − s_n)^w_n, g(i←j) likewise; asking × offering."""
    met = _single_product(asking, unmet)
    np.exp(met, out=met)
    np.subtract(1, met, out=met)
    return met


def _weighted_parts(weights: list[NDArray[np.float32]], parts: tuple[Singles, ...]) -> Singles:
    total = weights[0] * parts[0]
    part = np.empty_like(total)
    for weight, each in zip(weights[1:], parts[1:], strict=True):
        if weight.any():
            np.multiply(weight, each, out=part)
            total += part
    return total


COMPANIES_IN_STRIP: Final = 256  # the arrays of a tile then stay in a core's cache
THREADS: Final = 2
FEW_TILES: Final = 3
HINT_BYTES: Final = 31 << 20  # the most that glibc takes as a hint
TileCells = tuple[Ints, Ints]


@dataclass(frozen=True)
class ShowingRules:
    """Who may be shown to whom. ``group`` of each company, companies of one standing together; ``allowed[group,
    other]``; ``barred``: rows of companies, n × 2: the first is not shown the second."""

    group: Ints
    allowed: NDArray[np.bool_]
    barred: Ints

    @cached_property
    def apart(self) -> frozenset[tuple[int, int]]:
        return frozenset((looking, seen) for looking, seen in self.barred.tolist())

    def may(self, looking: int, seen: int) -> bool:
        """Whether the second may stand in the list of the first."""
        allowed = bool(self.allowed[self.group[looking], self.group[seen]])
        return allowed and looking != seen and (looking, seen) not in self.apart


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """Companies × so many: the best of the allowed others of each company with a score above 0, the best first,
    equals by turn. ``seen`` is NOBODY and the score 0 where a company has no more, or another is taken out."""

    seen: Ints
    scores: Singles

    def without(self, pairs: Ints) -> CandidatePool:
        """Without these, given as looking · firms + seen."""
        removed = np.isin(np.arange(len(self.seen))[:, None] * len(self.seen) + self.seen, pairs)
        return CandidatePool(np.where(removed, NOBODY, self.seen), np.where(removed, np.float32(0), self.scores))


def candidate_pool(companies: EventVectors, turns: TieOrder, rules: ShowingRules, count: int) -> CandidatePool:
    """Those who come into question for each firm, at most ``count``."""
    cut = list(group_runs(rules.group))
    barred = _barred_cells(cut, rules.barred)
    best = _BestCandidates(turns, [np.full((run.stop - run.start, count), NOBODY, dtype=np.int64) for run in cut])

    near = companies.near.single()

    def play(tile: tuple[int, int]) -> None:
        left, right = (strips[each] for each in tile)
        tile_scores = strip_scores(companies, left, right)
        if left is right:
            np.fill_diagonal(tile_scores, 0)  # nobody is shown to himself
        if may(tile[0], tile[1]):
            best.keep(tile[0], left.rows.start, right.rows.start, _without_barred(tile_scores, barred.get(tile)))
        if left is not right and may(tile[1], tile[0]):
            best.keep(
                tile[1], right.rows.start, left.rows.start, _without_barred(tile_scores.T, barred.get(tile[::-1]))
            )

    def may(looking: int, seen: int) -> bool:
        return bool(rules.allowed[rules.group[cut[looking].start], rules.group[cut[seen].start]])

    tiles = [
        (low, high)
        for low, high in combinations_with_replacement(range(len(cut)), 2)
        if may(low, high) or may(high, low)
    ]
    # freeing a large array that nobody touched tells glibc to keep what smaller ones free, a third faster than to fetch
    # it anew for each tile
    np.empty(HINT_BYTES, dtype=np.uint8)
    if len(tiles) <= FEW_TILES:  # others would take longer to begin than these take
        strips = [company_strip(companies, rows, near) for rows in cut]
        for tile in tiles:
            play(tile)
    else:
        with ThreadPoolExecutor(THREADS) as workers:
            strips = list(workers.map(lambda rows: company_strip(companies, rows, near), cut))
            list(workers.map(play, tiles))
    return best.pool(count)


def group_runs(group: Ints) -> Iterable[slice]:
    """Cut the firms, of which each has the number of its group, into strips, none across two groups."""
    borders = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(group)]
    for start, stop in pairwise(borders):
        for first in range(start, stop, COMPANIES_IN_STRIP):
            yield slice(first, min(first + COMPANIES_IN_STRIP, stop))


class _BestCandidates:
    """The best so far of each strip, as candidates, in no order."""

    def __init__(self, turns: TieOrder, best: list[CandidateNumbers]) -> None:
        self.turns, self.best = turns, best
        self.least = [np.full(len(each), np.nextafter(np.float32(0), np.float32(1))) for each in best]
        self.locks = [Lock() for _ in best]

    def keep(self, which: int, first: int, first_seen: int, tile_scores: Singles) -> None:
        """Take what is as good as the worst that is held."""
        row, column = _true_cells(tile_scores >= self.least[which][:, None])
        if not len(row):
            return
        new = candidate_numbers(
            np.ascontiguousarray(tile_scores[row, column]), self.turns.of(row + first, column + first_seen)
        )
        counts = np.bincount(row, minlength=len(tile_scores))
        rows = np.flatnonzero(counts)
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        padded = np.full((len(rows), int(counts.max())), NOBODY, dtype=np.int64)
        padded[np.searchsorted(rows, row), place] = new
        with self.locks[which]:
            best = self.best[which]
            count = best.shape[1]
            both = np.concatenate((best[rows], padded), axis=1)
            both = np.partition(both, both.shape[1] - count, axis=1)[:, -count:]
            best[rows] = both
            full = both[:, 0] != NOBODY  # what partition leaves first is the least
            self.least[which][rows[full]] = candidate_scores(both[full, 0])

    def pool(self, count: int) -> CandidatePool:
        best = np.sort(np.concatenate([np.empty((0, count), dtype=np.int64), *self.best]), axis=1)[:, ::-1]
        looking = np.arange(len(best))[:, None]
        some = best != NOBODY
        seen = (
            np.where(some, self.turns.who(looking, np.where(some, candidate_turns(best), 0)), NOBODY)
            if best.size
            else best
        )
        return CandidatePool(seen.astype(np.intp), candidate_scores(best))


def _true_cells(mask: NDArray[np.bool_]) -> TileCells:
    """Rows and columns of what is true, by row; also of a transposed tile without walking it the slow way."""
    if mask.flags.c_contiguous:
        return np.divmod(np.flatnonzero(mask), mask.shape[1])
    column, row = np.divmod(np.flatnonzero(mask.T), mask.shape[0])
    order = np.argsort(row, kind="stable")
    return row[order], column[order]


def _barred_cells(cut: Sequence[slice], barred: Ints) -> Mapping[tuple[int, int], TileCells]:
    """The barred pairs by strip of who looks and strip of who is seen, as rows and columns of that tile."""
    starts = np.array([run.start for run in cut], dtype=np.intp)
    strips = np.searchsorted(starts, barred, side="right") - 1
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (strip_looking, strip_seen), (looking, seen) in zip(strips.tolist(), barred.tolist(), strict=True):
        cell = looking - cut[strip_looking].start, seen - cut[strip_seen].start
        cells.setdefault((strip_looking, strip_seen), []).append(cell)
    return {tile: (np.array(each).T[0], np.array(each).T[1]) for tile, each in cells.items()}


def _without_barred(tile_scores: Singles, barred: TileCells | None) -> Singles:
    """0 for who is not shown; the scores themselves stay, as they serve the other side too."""
    if barred is None:
        return tile_scores
    shown = tile_scores.copy()
    shown[barred] = 0
    return shown
