"""Walking between the zones of a hall: where somebody can sit, given the meetings shortly before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from app.core.clock import Span

ANYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """A meeting as those who sit there walk to it. ``zone_then``: where its table stands from then on, if elsewhere."""

    meeting_id: int
    span: Span
    zone: str
    people: tuple[int, ...]
    zone_then: str = ""


def hurried(stays: Iterable[Stay], *, before: timedelta, after: timedelta) -> frozenset[int]:
    """The meetings to which somebody comes from another zone, in time while the walk took so long as ``before`` and
    the tables stood where they did, but no longer if it takes as long as ``after``."""
    of: dict[int, list[Stay]] = defaultdict(list)
    for stay in sorted(stays, key=lambda one: one.span.start):
        for person in stay.people:
            of[person].append(stay)
    return frozenset(
        then.meeting_id
        for theirs in of.values()
        for first, then in pairwise(theirs)
        if not _is_short(first.zone, then.zone, gap := then.span.start - first.span.end, before)
        and _is_short(first.zone_then or first.zone, then.zone_then or then.zone, gap, after)
    )


def _is_short(zone: str, other: str, gap: timedelta, walk: timedelta) -> bool:
    return zone != other and gap < walk


def bound_to(
    held: Mapping[int, str], spans: Mapping[int, Span], stretch: Sequence[Span], *, walk: timedelta
) -> frozenset[str]:
    """The zones of the meetings (slot → zone) from or to which there is no time to walk; ``ANYWHERE`` for none.

    Slots that ``spans`` does not know, and those of the stretch itself, do not count.
    """
    if not walk or not held:
        return ANYWHERE
    first, last = stretch[0], stretch[-1]
    near = (
        zone
        for slot_id, zone in held.items()
        if (span := spans.get(slot_id)) is not None and span not in stretch and _gap(span, first, last) < walk
    )
    return frozenset(near)


def can_reach(bound: Set[str], zone: str) -> bool:
    """Whether who is bound to these zones can sit in this one."""
    return not bound or bound == {zone}


def _gap(span: Span, first: Span, last: Span) -> timedelta:
    return first.start - span.end if span.end <= first.start else span.start - last.end
