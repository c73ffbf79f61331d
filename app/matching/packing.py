"""The lists of a ranking with their reasons as bytes, thousands at once; which passage of a text answers which wish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from app.companies import text_vectors
from app.matching.explanations import LINE_KINDS, ReasonColumns, line_names, reason_lines
from app.matching.profiles import MAX_PASSAGES, OwnWords, text_passages
from app.matching.ranking import EventRanking
from app.matching.reasons import ReasonKind
from app.matching.sector_arrays import NOTHING, Ints
from app.matching.stored_lists import LIST_HEADER, WIDENED_BIT
from app.matching.terms import pair_terms
from app.matching.vectors import TextRows

PAIRS_AT_A_TIME: Final = 1_024


def answering_passages(wishes: Sequence[str], offers: Sequence[str]) -> Ints:
    """For each pair of a wish and an offer which of their passages are nearest, as place in the offer · MOST +
    place in the wish; the first of those that are as near."""
    asked, offered = ([text_passages(text) for text in texts] for texts in (wishes, offers))
    nearest = np.zeros(len(asked), dtype=np.intp)
    several = [
        at
        for at, (wish_parts, other) in enumerate(zip(asked, offered, strict=True))
        if len(wish_parts) > 1 or len(other) > 1
    ]
    for start in range(0, len(several), PAIRS_AT_A_TIME):
        some = several[start : start + PAIRS_AT_A_TIME]
        wish, offer = (_padded_vectors([each[at] for at in some]) for each in (asked, offered))
        near = offer @ wish.transpose(0, 2, 1)
        near[near == 0] = -np.inf  # there is no such passage
        nearest[some] = near.reshape(len(some), -1).argmax(axis=1)
    return nearest


def _padded_vectors(texts: Sequence[tuple[str, ...]]) -> TextRows:
    """Texts × MOST × ``sentences.DIMENSIONS``; 0 where a text has no such passage."""
    vectors = text_vectors.cached_vectors([passage for text in texts for passage in text])
    rows = np.zeros((len(texts), MAX_PASSAGES, text_vectors.DIMENSIONS), dtype=np.float32)
    ends = np.cumsum([0, *map(len, texts)])
    for row, (start, stop) in zip(rows, pairwise(ends.tolist()), strict=True):
        row[: stop - start] = vectors[start:stop]
    return rows


COMPANIES_AT_A_TIME: Final = 2_500
PASSAGE_NAMES: Final = tuple(map(str, range(MAX_PASSAGES**2)))
THEIR_TEXT_KIND, YOUR_TEXT_KIND = LINE_KINDS.index(ReasonKind.THEIR_TEXT), LINE_KINDS.index(ReasonKind.YOUR_TEXT)
PLACE_DTYPE: Final = np.dtype([("other", "<i8"), ("numbers", "<f8", 3), ("reasons", "<u2")])
REASON_DTYPE: Final = np.dtype(
    [("kind", "u1"), ("code", "<u2"), ("met_by", "<u2"), ("firms", "<u4"), ("points", "<f8")]
)


def packed_lists(ranking: EventRanking, limit: int) -> Iterator[tuple[int, bytes]]:
    """Each company that has a list, and its list with at most ``limit`` reasons that speak for each place, the rest as
    one. The keys of the companies must be whole numbers.
    """
    for start in range(0, len(ranking.companies), COMPANIES_AT_A_TIME):
        yield from _packed_batch(ranking, start, min(start + COMPANIES_AT_A_TIME, len(ranking.companies)), limit)


def _packed_batch(ranking: EventRanking, start: int, stop: int, limit: int) -> Iterator[tuple[int, bytes]]:
    """Of the firms ``start:stop``."""
    begins = ranking.starts[start : stop + 1] - ranking.starts[start]
    places = slice(int(ranking.starts[start]), int(ranking.starts[stop]))
    lines = _lines_with_passages(ranking, places, lines_of_places(ranking, places, limit))
    names, code, met_by = _names_by_list(ranking, ranking.looking[places][lines.pair] - start, lines, stop - start)
    keys = np.array([company.key for company in ranking.companies], dtype=np.int64)
    records = np.empty(len(lines.pair), REASON_DTYPE)
    records["kind"], records["code"], records["met_by"] = lines.kind, code, met_by
    records["firms"], records["points"] = lines.firms, lines.points
    seen = ranking.seen[places]
    shown = np.empty(len(seen), PLACE_DTYPE)
    shown["other"], shown["numbers"] = keys[seen], ranking.numbers[places]
    shown["reasons"] = np.bincount(lines.pair, minlength=len(seen)) + WIDENED_BIT * ranking.widened[places]
    reasons = np.searchsorted(lines.pair, begins)
    companies = ranking.information.companies
    for row in np.flatnonzero(np.diff(begins)).tolist():
        codes = "\n".join(names[row]).encode()
        yield (
            int(keys[start + row]),
            LIST_HEADER.pack(companies, begins[row + 1] - begins[row], len(codes))
            + codes
            + shown[begins[row] : begins[row + 1]].tobytes()
            + records[reasons[row] : reasons[row + 1]].tobytes(),
        )


def lines_of_places(ranking: EventRanking, places: slice, limit: int) -> ReasonColumns:
    """The reasons of these places, which are counted from the first of them on."""
    if ranking.reason_columns is None or ranking.limit != limit:
        return reason_lines(pair_terms(ranking.vectors, ranking.looking[places], ranking.seen[places]), limit)
    start, stop = np.searchsorted(ranking.reason_columns.pair, (places.start, places.stop)).tolist()
    return ranking.reason_columns.take(slice(start, stop)).renumbered_from(-places.start)


def _lines_with_passages(ranking: EventRanking, places: slice, lines: ReasonColumns) -> ReasonColumns:
    """Those about texts say which passages, as a place among all names; the first ones say nothing."""
    about = np.flatnonzero((lines.kind == THEIR_TEXT_KIND) | (lines.kind == YOUR_TEXT_KIND))
    if not len(about):
        return lines
    pair, theirs = lines.pair[about], lines.kind[about] == THEIR_TEXT_KIND
    looking, seen = (rows[places][pair] for rows in (ranking.looking, ranking.seen))
    says = [company.says or OwnWords() for company in ranking.companies]
    wishes = [says[row].seeks for row in np.where(theirs, looking, seen).tolist()]
    offers = [says[row].offers for row in np.where(theirs, seen, looking).tolist()]
    which = answering_passages(wishes, offers)
    met_by = lines.met_by.astype(np.intp)
    met_by[about] = np.where(which > 0, which + len(line_names(ranking.vectors)) - 1, NOTHING)
    return replace(lines, met_by=met_by)


def _names_by_list(
    ranking: EventRanking, owner: Ints, lines: ReasonColumns, companies: int
) -> tuple[list[list[str]], Ints, Ints]:
    """The names that each firm's list uses, and for each line the places of its two names among them."""
    *known, nothing = line_names(ranking.vectors)
    names = (*known, *PASSAGE_NAMES, nothing)
    name_indices = np.concatenate((lines.name, lines.met_by)) % len(names)  # what is nothing stands last
    used, which = np.unique(np.tile(owner, 2) * len(names) + name_indices, return_inverse=True)
    begins = np.searchsorted(used, np.arange(companies + 1) * len(names))
    local = which - begins[np.tile(owner, 2)]
    spelt = [names[each] for each in (used % len(names)).tolist()]
    lists = [spelt[begin:end] for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)]
    return lists, local[: len(owner)], local[len(owner) :]
