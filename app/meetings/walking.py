"""Walking between the zones of a hall: where somebody can sit, given the meetings shortly before and after; and who
walks at all, where a side keeps its tables."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import timedelta
from enum import StrEnum

from app.kernel.spans import Span


class Part(StrEnum):
    """What a firm does between its meetings."""

    STAYS = "stays"  # it keeps its table, and the others come
    WALKS = "walks"  # it goes to the tables of the others


def part_of(group: int | None, partners: Collection[int], seated: Set[int], *, has_home: bool) -> Part | None:
    """The part of a firm of this side, which meets firms of the ``partners``' sides, where ``seated`` sides keep their
    tables; None where it is now this, now that. A table of its own counts among sides of which none is seated."""
    others = set(partners) - {group}
    if group in seated:
        return Part.STAYS if others and not others & seated else None
    if others & seated:
        return Part.WALKS if others <= seated and group not in partners else None
    return Part.STAYS if has_home else None


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
