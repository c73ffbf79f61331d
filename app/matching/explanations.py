"""The formula's terms as reasons, for many pairs at once."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.core.localized import LANGUAGES
from app.matching.reasons import MatchReason, ReasonKind
from app.matching.sector_arrays import NOTHING, Floats, Ints, sector_arrays
from app.matching.terms import PairTerms, deepest_terms, group_sums
from app.matching.vectors import EventVectors

LINE_KINDS: Final = tuple(ReasonKind)
FULL_BAR: Final = 100.0
WholeNumbers = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class ReasonColumns:
    """Reasons as columns, of whole numbers of any size. ``name`` and ``met_by`` are places among the codes
    of sectors, certificates and languages (``line_names``)."""

    pair: WholeNumbers
    kind: WholeNumbers
    name: WholeNumbers
    met_by: WholeNumbers
    firms: WholeNumbers
    points: Floats

    def take(self, rows: Ints | slice) -> "ReasonColumns":
        pair, kind, name, met_by, companies = (
            column[rows] for column in (self.pair, self.kind, self.name, self.met_by, self.firms)
        )
        return ReasonColumns(pair, kind, name, met_by, companies, self.points[rows])

    def small(self) -> "ReasonColumns":
        """In half the memory, to be kept."""
        pair, companies = self.pair.astype(np.int32), self.firms.astype(np.int32)
        kind, name, met_by = self.kind.astype(np.int8), self.name.astype(np.int16), self.met_by.astype(np.int16)
        return ReasonColumns(pair, kind, name, met_by, companies, self.points)

    def renumbered_from(self, first: int) -> "ReasonColumns":
        """The same, of pairs that are counted from ``first`` on."""
        return ReasonColumns(self.pair + first, self.kind, self.name, self.met_by, self.firms, self.points)


def pair_reasons(pairs: PairTerms, limit: int | None = None) -> list[tuple[MatchReason, ...]]:
    """For each pair the reasons of the looking company's fit, strongest first; their points add up to the fit × 100.

    With a ``limit`` only so many lines that speak for the pair are told, as ``reasons.top`` would.
    """
    lines, names = reason_lines(pairs, limit), line_names(pairs.companies)
    companies = pairs.companies.information.companies
    columns = (lines.kind, lines.name, lines.points, lines.met_by, lines.firms)
    reasons = [
        MatchReason(LINE_KINDS[kind], names[name], points, names[met_by], holders, companies if holders else 0)
        for kind, name, points, met_by, holders in zip(*(column.tolist() for column in columns), strict=True)
    ]
    ends = np.searchsorted(lines.pair, np.arange(len(pairs) + 1)).tolist()
    return [tuple(reasons[start:stop]) for start, stop in pairwise(ends)]


def reason_lines(pairs: PairTerms, limit: int | None = None) -> ReasonColumns:
    """The same as columns, in the order of the pairs; a pair of which nothing is known has a line that says so."""
    lines = _supporting_lines(pairs)
    base = group_sums(lines.pair, lines.points, len(pairs))
    # by pair, the most points first; ties by kind, then in the order of the tree
    lines = lines.take(np.lexsort((-lines.points, lines.pair)))
    lines = joined_lines(
        lines if limit is None else _limited_lines(lines, limit),
        *_loss_lines(pairs, base),
        _other_side_lines(pairs, base),
    )
    silent = np.flatnonzero(np.bincount(lines.pair, minlength=len(pairs)) == 0)
    if len(silent):
        nothing, none = np.full_like(silent, NOTHING), np.zeros_like(silent)
        lines = joined_lines(
            lines,
            ReasonColumns(
                silent, _kind_column(ReasonKind.NOTHING_KNOWN, silent), nothing, nothing, none, np.zeros(len(silent))
            ),
        )
    return lines.take(np.argsort(lines.pair, kind="stable"))


def line_names(companies: EventVectors) -> tuple[str, ...]:
    """What ``name`` and ``met_by`` of lines point into; nothing is the last of them."""
    return (*sector_arrays().codes, *companies.losses.standards, *LANGUAGES, "")


def _supporting_lines(pairs: PairTerms) -> ReasonColumns:
    weights = FULL_BAR * pairs.companies.weights[pairs.looking]
    information = pairs.companies.information
    parts = (
        (ReasonKind.YOU_SEEK, pairs.got, information.offering),
        (ReasonKind.THEY_SEEK, pairs.given, information.offering),
        (ReasonKind.SAME_ACTIVITY, pairs.like, information.offering),
        (ReasonKind.COMMON_GROUND, deepest_terms(pairs.profile), information.concerned),
    )
    lines = []
    for (kind, terms, holders), weight in zip(parts, weights.T, strict=True):
        points = weight[terms.pair] * terms.value
        some = np.flatnonzero(points > 0)
        node, by = terms.node[some], terms.by[some]
        companies = holders[np.where(by == NOTHING, node, by)]
        lines.append(ReasonColumns(terms.pair[some], _kind_column(kind, some), node, by, companies, points[some]))
    if pairs.companies.texts is None:
        return joined_lines(*lines)
    tongues = pairs.companies.texts.tongue + len(sector_arrays()) + len(pairs.companies.losses.standards)
    return joined_lines(
        *lines,
        _text_lines(ReasonKind.THEIR_TEXT, weights[:, 0] * pairs.stated, tongues[pairs.seen]),
        _text_lines(ReasonKind.YOUR_TEXT, weights[:, 1] * pairs.stated_back, tongues[pairs.looking]),
    )


def _text_lines(kind: ReasonKind, points: Floats, tongues: Ints) -> ReasonColumns:
    some = np.flatnonzero(points > 0)
    nothing = np.full_like(some, NOTHING)
    return ReasonColumns(some, _kind_column(kind, some), tongues[some], nothing, 0 * some, points[some])


def _loss_lines(pairs: PairTerms, base: Floats) -> tuple[ReasonColumns, ReasonColumns]:
    """(L − 1)·base, and L·(Q − 1)·base in equal parts for each certificate that is missing."""
    losses = pairs.companies.losses
    language = losses.of_languages(pairs.looking, pairs.seen)
    apart = np.flatnonzero((language - 1) * base)
    nothing = np.full_like(apart, NOTHING)
    lines = ReasonColumns(
        apart, _kind_column(ReasonKind.NO_LANGUAGE, apart), nothing, nothing, 0 * apart, ((language - 1) * base)[apart]
    )
    lost = language * (losses.of_certificates(pairs.looking, pairs.seen) - 1) * base
    missing = losses.missing(pairs.looking, pairs.seen) & (lost < 0)[:, None]
    pair, standard = missing.nonzero()
    points = (lost / np.maximum(missing.sum(axis=1), 1))[pair]
    name, holders = standard + len(sector_arrays()), losses.holders[standard]
    return lines, ReasonColumns(
        pair, _kind_column(ReasonKind.CERTIFICATE, pair), name, np.full_like(pair, NOTHING), holders, points
    )


def _other_side_lines(pairs: PairTerms, base: Floats) -> ReasonColumns:
    """The certificates that the looking firm does not show and the other one needs, where both would gain."""
    losses = pairs.companies.losses
    some = np.flatnonzero((losses.of_certificates(pairs.seen, pairs.looking) < 1) & (base > 0))
    if len(some):
        some = some[pairs.fits()[2][some] > 0]
    row, standard = losses.missing(pairs.seen[some], pairs.looking[some]).nonzero()
    pair, name = some[row], standard + len(sector_arrays())
    nothing, none = np.full_like(pair, NOTHING), np.zeros(len(pair))
    return ReasonColumns(
        pair, _kind_column(ReasonKind.YOUR_CERTIFICATE, pair), name, nothing, losses.holders[standard], none
    )


def _limited_lines(lines: ReasonColumns, limit: int) -> ReasonColumns:
    """The first ``limit`` lines of each pair, the rest summed up in one."""
    rank = np.arange(len(lines.pair)) - np.searchsorted(lines.pair, lines.pair)
    rest, head = np.flatnonzero(rank >= limit), np.flatnonzero(rank < limit)
    points = group_sums(lines.pair[rest], lines.points[rest], int(lines.pair.max(initial=0)) + 1)
    pair = lines.pair[rest][np.flatnonzero(np.diff(lines.pair[rest], prepend=-1))]
    nothing = np.full_like(pair, NOTHING)
    return joined_lines(
        lines.take(head),
        ReasonColumns(
            pair, _kind_column(ReasonKind.FURTHER, pair), nothing, nothing, np.zeros_like(pair), points[pair]
        ),
    )


def joined_lines(*parts: ReasonColumns) -> ReasonColumns:
    """All lines, part by part."""
    return ReasonColumns(
        *(
            np.concatenate([getattr(part, column) for part in parts])
            for column in ("pair", "kind", "name", "met_by", "firms", "points")
        )
    )


def _kind_column(kind: ReasonKind, like: Ints) -> Ints:
    return np.full_like(like, LINE_KINDS.index(kind))
