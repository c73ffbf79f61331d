"""What is stored of a ranking: a company's list as bytes, the log of what it was shown, and whether it is behind
a profile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from struct import Struct
from typing import Final, NamedTuple

from app.matching.reasons import MatchReason, ReasonKind

LIST_HEADER: Final = Struct("<IHH")
PACKED_PLACE: Final = Struct("<qdddH")
"""Key of the other firm, score, fit, fit back, how many reasons, with WIDENED where it stands there to be seen."""
WIDENED_BIT: Final = 1 << 15
PACKED_REASON: Final = Struct("<BHHId")
"""Place of its kind among all, of its code and of what meets it among the names, how many firms, points."""
PACKED_KINDS: Final = tuple(ReasonKind)


class StoredPlace(NamedTuple):
    """Score and both fits lie in [0, 100]; the points of the reasons add up to ``fit``. ``widened``: it stands there so
    that the other is seen, though somebody who scores higher is left out; for organizers' eyes alone."""

    other: int
    score: float
    fit: float
    fit_back: float
    reasons: tuple[MatchReason, ...]
    widened: bool = False


def unpacked_places(packed: bytes) -> tuple[StoredPlace, ...]:
    """The places of a list, the best first; raises struct.error for bytes that are no list."""
    companies, names, places, packed_reasons = _list_parts(packed)
    reasons = _unpacked_reasons(packed_reasons, names.decode().split("\n"), companies)
    return tuple(
        StoredPlace(
            other, score, fit, fit_back, tuple(next(reasons) for _ in range(count % WIDENED_BIT)), count >= WIDENED_BIT
        )
        for other, score, fit, fit_back, count in PACKED_PLACE.iter_unpack(places)
    )


def find_reasons(packed: bytes, others: Collection[int]) -> dict[int, tuple[MatchReason, ...]]:
    """Why these suit, as far as they stand in the list; the reasons of the rest are not read."""
    companies, names, places, packed_reasons = _list_parts(packed)
    name_list, at, by_company = names.decode().split("\n"), 0, dict[int, tuple[MatchReason, ...]]()
    for other, _score, _fit, _fit_back, count in PACKED_PLACE.iter_unpack(places):
        end = at + count % WIDENED_BIT * PACKED_REASON.size
        if other in others:
            by_company[other] = tuple(_unpacked_reasons(packed_reasons[at:end], name_list, companies))
        at = end
    return by_company


def places_without_reasons(packed: bytes) -> tuple[StoredPlace, ...]:
    """The same with no reasons, in a fraction of the time: for who reads all lists of an event."""
    return tuple(
        StoredPlace(other, score, fit, fit_back, (), count >= WIDENED_BIT)
        for other, score, fit, fit_back, count in PACKED_PLACE.iter_unpack(_list_parts(packed)[2])
    )


def _list_parts(packed: bytes) -> tuple[int, bytes, bytes, bytes]:
    """How many firms the event has, the names, the places, the reasons."""
    companies, places, length = LIST_HEADER.unpack_from(packed)
    names_end = LIST_HEADER.size + length
    places_end = names_end + places * PACKED_PLACE.size
    return companies, packed[LIST_HEADER.size : names_end], packed[names_end:places_end], packed[places_end:]


def _unpacked_reasons(packed: bytes, names: Sequence[str], companies: int) -> Iterator[MatchReason]:
    for kind, code, met_by, holders, points in PACKED_REASON.iter_unpack(packed):
        yield MatchReason(PACKED_KINDS[kind], names[code], points, names[met_by], holders, companies if holders else 0)


LOGGED_PLACE: Final = Struct("<IH")
"""Key of the other firm, and its score in hundredths."""
HUNDREDTHS: Final = 100


def log_entry(packed: bytes | None) -> bytes:
    """Out of a list as it is stored (``packed``); nothing for no list."""
    if not packed:
        return b""
    return b"".join(
        LOGGED_PLACE.pack(place.other, round(place.score * HUNDREDTHS)) for place in places_without_reasons(packed)
    )


def parse_log_entry(places: bytes) -> tuple[tuple[int, float], ...]:
    """(other firm, score in [0, 100]) by position, the best first."""
    return tuple((other, score / HUNDREDTHS) for other, score in LOGGED_PLACE.iter_unpack(places))


SAME_ACT_WITHIN: Final = timedelta(seconds=5)
"""A saved profile asks for its ranking in the same transaction, a moment later."""


def is_ranking_behind(*, saved_at: datetime, computed_at: datetime | None, waits_since: datetime | None) -> bool:
    """Whether a profile saved at ``saved_at`` waits to be ranked.

    ``computed_at``: when the newest ranking was stored; ``waits_since``: when the one that is still to come was asked
    for, None where none is. A ranking that was stored after the profile may have read before it: then the one to come
    was asked for by that profile.
    """
    if waits_since is None:
        return False
    return computed_at is None or saved_at > computed_at or waits_since <= saved_at + SAME_ACT_WITHIN
