"""The formula's terms as reasons, for many pairs at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.core.localized import LANGUAGES
from app.matching.nodes import NOTHING, Floats, Ints, nodes
from app.matching.reasons import Kind, Reason
from app.matching.terms import Pairs, Terms, deepest, sums
from app.matching.vectors import Vectors

KINDS: Final = tuple(Kind)
BAR: Final = 100.0
Whole = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Reasons as columns, of whole numbers of any size. ``name`` and ``met_by`` are places among the codes
    of sectors, certificates and languages (``names_of``)."""

    pair: Whole
    kind: Whole
    name: Whole
    met_by: Whole
    firms: Whole
    points: Floats

    def take(self, rows: Ints | slice) -> "Lines":
        pair, kind, name, met_by, firms = (
            column[rows] for column in (self.pair, self.kind, self.name, self.met_by, self.firms)
        )
        return Lines(pair, kind, name, met_by, firms, self.points[rows])

    def small(self) -> "Lines":
        """In half the memory, to be kept."""
        pair, firms = self.pair.astype(np.int32), self.firms.astype(np.int32)
        kind, name, met_by = self.kind.astype(np.int8), self.name.astype(np.int16), self.met_by.astype(np.int16)
        return Lines(pair, kind, name, met_by, firms, self.points)

    def from_pair(self, first: int) -> "Lines":
        """The same, of pairs that are counted from ``first`` on."""
        return Lines(self.pair + first, self.kind, self.name, self.met_by, self.firms, self.points)


def explain(pairs: Pairs, limit: int | None = None) -> list[tuple[Reason, ...]]:
    """For each pair the reasons of the looking firm's fit, strongest first; their points add up to the fit × 100.

    With a ``limit`` only so many lines that speak for the pair are told, as ``reasons.top`` would.
    """
    return list(_told(lines_of(pairs, limit), pairs.firms, len(pairs)))


def lines_of(pairs: Pairs, limit: int | None = None) -> Lines:
    """The same as columns, in the order of the pairs; a pair of which nothing is known has a line that says so."""
    lines = _for_it(pairs)
    base = sums(lines.pair, lines.points, len(pairs))
    lines = joined(
        _ordered(lines) if limit is None else _cut(_ordered(lines), limit),
        *_against(pairs, base),
        _for_them(pairs, base),
    )
    silent = np.flatnonzero(np.bincount(lines.pair, minlength=len(pairs)) == 0)
    if len(silent):
        nothing, none = np.full_like(silent, NOTHING), np.zeros_like(silent)
        lines = joined(
            lines, Lines(silent, _all(Kind.NOTHING_KNOWN, silent), nothing, nothing, none, np.zeros(len(silent)))
        )
    return lines.take(np.argsort(lines.pair, kind="stable"))


def names_of(firms: Vectors) -> tuple[str, ...]:
    """What ``name`` and ``met_by`` of lines point into; nothing is the last of them."""
    return (*nodes().codes, *firms.losses.standards, *LANGUAGES, "")


def _for_it(pairs: Pairs) -> Lines:
    weights = BAR * pairs.firms.weights[pairs.looking]
    information = pairs.firms.information
    parts = (
        (Kind.YOU_SEEK, pairs.got, information.offering),
        (Kind.THEY_SEEK, pairs.given, information.offering),
        (Kind.SAME_ACTIVITY, pairs.like, information.offering),
        (Kind.COMMON_GROUND, deepest(pairs.profile), information.concerned),
    )
    lines = (_part(*part, weights[:, column]) for column, part in enumerate(parts))
    if pairs.firms.texts is None:
        return joined(*lines)
    tongues = pairs.firms.texts.tongue + len(nodes()) + len(pairs.firms.losses.standards)
    return joined(
        *lines,
        _in_words(Kind.THEIR_TEXT, weights[:, 0] * pairs.told, tongues[pairs.seen]),
        _in_words(Kind.YOUR_TEXT, weights[:, 1] * pairs.told_back, tongues[pairs.looking]),
    )


def _in_words(kind: Kind, points: Floats, tongues: Ints) -> Lines:
    some = np.flatnonzero(points > 0)
    nothing = np.full_like(some, NOTHING)
    return Lines(some, _all(kind, some), tongues[some], nothing, 0 * some, points[some])


def _part(kind: Kind, terms: Terms, holders: Ints, weight: Floats) -> Lines:
    points = weight[terms.pair] * terms.value
    some = np.flatnonzero(points > 0)
    by = terms.by[some]
    firms = holders[np.where(by == NOTHING, terms.node[some], by)]
    return Lines(terms.pair[some], _all(kind, some), terms.node[some], by, firms, points[some])


def _against(pairs: Pairs, base: Floats) -> tuple[Lines, Lines]:
    """(L − 1)·base, and L·(Q − 1)·base in equal parts for each certificate that is missing."""
    losses = pairs.firms.losses
    language = losses.of_languages(pairs.looking, pairs.seen)
    apart = np.flatnonzero((language - 1) * base)
    nothing = np.full_like(apart, NOTHING)
    lines = Lines(apart, _all(Kind.NO_LANGUAGE, apart), nothing, nothing, 0 * apart, ((language - 1) * base)[apart])
    lost = language * (losses.of_certificates(pairs.looking, pairs.seen) - 1) * base
    missing = losses.missing(pairs.looking, pairs.seen) & (lost < 0)[:, None]
    pair, standard = missing.nonzero()
    points = (lost / np.maximum(missing.sum(axis=1), 1))[pair]
    name, holders = standard + len(nodes()), losses.holders[standard]
    return lines, Lines(pair, _all(Kind.CERTIFICATE, pair), name, np.full_like(pair, NOTHING), holders, points)


def _for_them(pairs: Pairs, base: Floats) -> Lines:
    """The certificates that the looking firm does not show and the other one needs, where both would gain."""
    losses = pairs.firms.losses
    some = np.flatnonzero((losses.of_certificates(pairs.seen, pairs.looking) < 1) & (base > 0))
    if len(some):
        some = some[pairs.fits()[2][some] > 0]
    row, standard = losses.missing(pairs.seen[some], pairs.looking[some]).nonzero()
    pair, name = some[row], standard + len(nodes())
    nothing, none = np.full_like(pair, NOTHING), np.zeros(len(pair))
    return Lines(pair, _all(Kind.YOUR_CERTIFICATE, pair), name, nothing, losses.holders[standard], none)


def _ordered(lines: Lines) -> Lines:
    """By pair, the most points first; ties by kind, then in the order of the tree."""
    return lines.take(np.lexsort((-lines.points, lines.pair)))


def _cut(lines: Lines, limit: int) -> Lines:
    """The first ``limit`` lines of each pair, the rest summed up in one."""
    rank = np.arange(len(lines.pair)) - np.searchsorted(lines.pair, lines.pair)
    rest, head = np.flatnonzero(rank >= limit), np.flatnonzero(rank < limit)
    points = sums(lines.pair[rest], lines.points[rest], int(lines.pair.max(initial=0)) + 1)
    pair = lines.pair[rest][np.flatnonzero(np.diff(lines.pair[rest], prepend=-1))]
    nothing = np.full_like(pair, NOTHING)
    return joined(
        lines.take(head), Lines(pair, _all(Kind.FURTHER, pair), nothing, nothing, np.zeros_like(pair), points[pair])
    )


def _saying_nothing(pair: Ints) -> Lines:
    nothing, none = np.full_like(pair, NOTHING), np.zeros_like(pair)
    return Lines(pair, _all(Kind.NOTHING_KNOWN, pair), nothing, nothing, none, np.zeros(len(pair)))


def joined(*parts: Lines) -> Lines:
    """All lines, part by part."""
    return Lines(
        *(
            np.concatenate([getattr(part, column) for part in parts])
            for column in ("pair", "kind", "name", "met_by", "firms", "points")
        )
    )


def _all(kind: Kind, like: Ints) -> Ints:
    return np.full_like(like, KINDS.index(kind))


def _told(lines: Lines, firms: Vectors, count: int) -> Iterator[tuple[Reason, ...]]:
    names = names_of(firms)
    columns = (lines.kind, lines.name, lines.points, lines.met_by, lines.firms)
    told = [
        Reason(KINDS[kind], names[name], points, names[met_by], holders, firms.information.firms if holders else 0)
        for kind, name, points, met_by, holders in zip(*(column.tolist() for column in columns), strict=True)
    ]
    ends = np.searchsorted(lines.pair, np.arange(count + 1)).tolist()
    return (tuple(told[start:stop]) for start, stop in pairwise(ends))
