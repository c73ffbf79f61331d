"""Walking between the zones of a hall: where somebody can sit, given the meetings shortly before and after."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from app.kernel.spans import Span

ANYWHERE: frozenset[str] = frozenset()


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
