"""The lists of a ranking with their reasons as bytes (see ``packed``), thousands at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.answering import answering
from app.matching.explain import KINDS, Lines, lines_of, names_of
from app.matching.nodes import NOTHING, Ints
from app.matching.packed import HEADER, WIDENED
from app.matching.passages import MOST
from app.matching.ranking import Ranking
from app.matching.reasons import Kind
from app.matching.said import Says
from app.matching.terms import pairs

FIRMS_AT_A_TIME: Final = 2_500
PASSAGES: Final = tuple(map(str, range(MOST**2)))
THEIRS, YOURS = KINDS.index(Kind.THEIR_TEXT), KINDS.index(Kind.YOUR_TEXT)
PLACES: Final = np.dtype([("other", "<i8"), ("numbers", "<f8", 3), ("reasons", "<u2")])
REASONS: Final = np.dtype([("kind", "u1"), ("code", "<u2"), ("met_by", "<u2"), ("firms", "<u4"), ("points", "<f8")])


def packed_lists(ranking: Ranking, limit: int) -> Iterator[tuple[int, bytes]]:
    """Each firm that has a list, and its list with at most ``limit`` reasons that speak for each place, the rest as
    one. The keys of the firms must be whole numbers.
    """
    for start in range(0, len(ranking.firms), FIRMS_AT_A_TIME):
        yield from _packed(ranking, start, min(start + FIRMS_AT_A_TIME, len(ranking.firms)), limit)


def _packed(ranking: Ranking, start: int, stop: int, limit: int) -> Iterator[tuple[int, bytes]]:
    """Of the firms ``start:stop``."""
    begins = ranking.starts[start : stop + 1] - ranking.starts[start]
    places = slice(int(ranking.starts[start]), int(ranking.starts[stop]))
    lines = _pointing(ranking, places, lines_in(ranking, places, limit))
    names, code, met_by = _named(ranking, ranking.looking[places][lines.pair] - start, lines, stop - start)
    keys = np.array([firm.key for firm in ranking.firms], dtype=np.int64)
    told, shown = _reasons(lines, code, met_by), _places(ranking, places, lines, keys)
    reasons = np.searchsorted(lines.pair, begins)
    firms = ranking.information.firms
    for row in np.flatnonzero(np.diff(begins)).tolist():
        codes = "\n".join(names[row]).encode()
        yield (
            int(keys[start + row]),
            HEADER.pack(firms, begins[row + 1] - begins[row], len(codes))
            + codes
            + shown[begins[row] : begins[row + 1]].tobytes()
            + told[reasons[row] : reasons[row + 1]].tobytes(),
        )


def lines_in(ranking: Ranking, places: slice, limit: int) -> Lines:
    """The reasons of these places, which are counted from the first of them on."""
    if ranking.told is None or ranking.limit != limit:
        return lines_of(pairs(ranking.vectors, ranking.looking[places], ranking.seen[places]), limit)
    start, stop = np.searchsorted(ranking.told.pair, (places.start, places.stop)).tolist()
    return ranking.told.take(slice(start, stop)).from_pair(-places.start)


def _pointing(ranking: Ranking, places: slice, lines: Lines) -> Lines:
    """Those about texts say which passages, as a place in ``_names``; the first ones say nothing."""
    about = np.flatnonzero((lines.kind == THEIRS) | (lines.kind == YOURS))
    if not len(about):
        return lines
    pair, theirs = lines.pair[about], lines.kind[about] == THEIRS
    looking, seen = (rows[places][pair] for rows in (ranking.looking, ranking.seen))
    says = [firm.says or Says() for firm in ranking.firms]
    wishes = [says[row].seeks for row in np.where(theirs, looking, seen).tolist()]
    offers = [says[row].offers for row in np.where(theirs, seen, looking).tolist()]
    which = answering(wishes, offers)
    met_by = lines.met_by.astype(np.intp)
    met_by[about] = np.where(which > 0, which + len(names_of(ranking.vectors)) - 1, NOTHING)
    return replace(lines, met_by=met_by)


def _names(ranking: Ranking) -> tuple[str, ...]:
    """What ``name`` and ``met_by`` of lines that point to passages point into."""
    *names, nothing = names_of(ranking.vectors)
    return (*names, *PASSAGES, nothing)


def _named(ranking: Ranking, owner: Ints, lines: Lines, firms: int) -> tuple[list[list[str]], Ints, Ints]:
    """The names that each firm's list uses, and for each line the places of its two names among them."""
    names = _names(ranking)
    said = np.concatenate((lines.name, lines.met_by)) % len(names)  # what is nothing stands last
    used, which = np.unique(np.tile(owner, 2) * len(names) + said, return_inverse=True)
    begins = np.searchsorted(used, np.arange(firms + 1) * len(names))
    local = which - begins[np.tile(owner, 2)]
    spelt = [names[each] for each in (used % len(names)).tolist()]
    lists = [spelt[begin:end] for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)]
    return lists, local[: len(owner)], local[len(owner) :]


def _reasons(lines: Lines, code: Ints, met_by: Ints) -> NDArray[np.void]:
    told = np.empty(len(lines.pair), REASONS)
    told["kind"], told["code"], told["met_by"] = lines.kind, code, met_by
    told["firms"], told["points"] = lines.firms, lines.points
    return told


def _places(ranking: Ranking, places: slice, lines: Lines, keys: Ints) -> NDArray[np.void]:
    seen = ranking.seen[places]
    shown = np.empty(len(seen), PLACES)
    shown["other"] = keys[seen]
    shown["numbers"] = ranking.numbers[places]
    shown["reasons"] = np.bincount(lines.pair, minlength=len(seen)) + WIDENED * ranking.widened[places]
    return shown
