"""A firm's list as bytes: what is stored of a ranking, small and quick to compare. Read here, without numpy.

The list: how many firms the event has, how many places the list, and how long the names are (HEADER); the names, which
are codes of sectors and certificates, a line each; the places (PLACE); the reasons of all places (REASON).
"""

from collections.abc import Collection, Iterator, Sequence
from struct import Struct
from typing import Final, NamedTuple

from app.matching.reasons import Kind, Reason

HEADER: Final = Struct("<IHH")
PLACE: Final = Struct("<qdddH")
"""Key of the other firm, score, fit, fit back, how many reasons, with WIDENED where it stands there to be seen."""
WIDENED: Final = 1 << 15
REASON: Final = Struct("<BHHId")
"""Place of its kind among all, of its code and of what meets it among the names, how many firms, points."""
KINDS: Final = tuple(Kind)


class Place(NamedTuple):
    """Score and both fits lie in [0, 100]; the points of the reasons add up to ``fit``. ``widened``: it stands there so
    that the other is seen, though somebody who scores higher is left out; for organizers' eyes alone."""

    other: int
    score: float
    fit: float
    fit_back: float
    reasons: tuple[Reason, ...]
    widened: bool = False


def unpacked(packed: bytes) -> tuple[Place, ...]:
    """The places of a list, the best first; raises struct.error for bytes that are no list."""
    firms, names, places, told = _parts(packed)
    reasons = _reasons(told, names.decode().split("\n"), firms)
    return tuple(
        Place(other, score, fit, fit_back, tuple(next(reasons) for _ in range(count % WIDENED)), count >= WIDENED)
        for other, score, fit, fit_back, count in PLACE.iter_unpack(places)
    )


def reasons_in(packed: bytes, others: Collection[int]) -> dict[int, tuple[Reason, ...]]:
    """Why these suit, as far as they stand in the list; the reasons of the rest are not read."""
    firms, names, places, told = _parts(packed)
    said, at, found = names.decode().split("\n"), 0, dict[int, tuple[Reason, ...]]()
    for other, _score, _fit, _fit_back, count in PLACE.iter_unpack(places):
        end = at + count % WIDENED * REASON.size
        if other in others:
            found[other] = tuple(_reasons(told[at:end], said, firms))
        at = end
    return found


def without_reasons(packed: bytes) -> tuple[Place, ...]:
    """The same with no reasons, in a fraction of the time: for who reads all lists of an event."""
    return tuple(
        Place(other, score, fit, fit_back, (), count >= WIDENED)
        for other, score, fit, fit_back, count in PLACE.iter_unpack(_parts(packed)[2])
    )


def _parts(packed: bytes) -> tuple[int, bytes, bytes, bytes]:
    """How many firms the event has, the names, the places, the reasons."""
    firms, places, length = HEADER.unpack_from(packed)
    names_end = HEADER.size + length
    places_end = names_end + places * PLACE.size
    return firms, packed[HEADER.size : names_end], packed[names_end:places_end], packed[places_end:]


def _reasons(packed: bytes, names: Sequence[str], firms: int) -> Iterator[Reason]:
    for kind, code, met_by, holders, points in REASON.iter_unpack(packed):
        yield Reason(KINDS[kind], names[code], points, names[met_by], holders, firms if holders else 0)
