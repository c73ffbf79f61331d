"""Meetings in a row without a pause."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from app.core.clock import Span
from app.events.calendar import SlotKind


@dataclass(frozen=True, slots=True)
class SlotTime:
    """A slot of the event, by its id."""

    id: int
    span: Span
    kind: SlotKind = SlotKind.MEETING


def get_run_positions(slots: Iterable[SlotTime]) -> dict[int, int]:
    """Place numbers of the meeting slots, in order of time, such that neighbours in a run differ by exactly 1.

    A break, a plenary, or a gap as long as the slot before it is a pause: the number jumps by 2 there.
    """
    positions: dict[int, int] = {}
    place = 0
    before: SlotTime | None = None
    for slot in sorted(slots, key=lambda slot: slot.span):
        if slot.kind == SlotKind.MEETING:
            is_next = before is None or (
                before.kind == SlotKind.MEETING and slot.span.start - before.span.end < before.span.length
            )
            place += 1 if is_next else 2
            positions[slot.id] = place
        before = slot
    return positions


def get_run_length_with(positions: Set[int], added: Sequence[int]) -> int:
    """How long the run would be that the added places (neighbours, ascending) belong to."""
    left = right = 0
    while added[0] - left - 1 in positions:
        left += 1
    while added[-1] + right + 1 in positions:
        right += 1
    return left + len(added) + right
