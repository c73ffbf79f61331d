"""What a change of hours does to the slots that exist, so that it can be said before it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.events.calendar import PlannedSlot

K = TypeVar("K")


@dataclass(frozen=True)
class SlotChanges(Generic[K]):
    """Every old slot stands in exactly one of ``kept``, ``resized`` and ``removed``.

    ``kept``: same time and kind (its label may be new) · ``resized``: same start and kind, another end; what is booked
    there can stay · ``removed``: keys of old slots; what is booked there loses its time · ``added``: in order of time.
    """

    kept: Mapping[K, PlannedSlot]
    resized: Mapping[K, PlannedSlot]
    removed: tuple[K, ...]
    added: tuple[PlannedSlot, ...]

    @property
    def changes_times(self) -> bool:
        """Whether any slot comes, goes or changes its length."""
        return bool(self.resized or self.removed or self.added)


def diff(old: Mapping[K, PlannedSlot], new: Sequence[PlannedSlot]) -> SlotChanges[K]:
    """Compare the slots that exist, by their keys, with those that a new calendar gives."""
    by_start = {(slot.span.start, slot.kind): slot for slot in new}
    kept: dict[K, PlannedSlot] = {}
    resized: dict[K, PlannedSlot] = {}
    removed: list[K] = []
    for key, slot in old.items():
        successor = by_start.pop((slot.span.start, slot.kind), None)
        if successor is None:
            removed.append(key)
        elif successor.span == slot.span:
            kept[key] = successor
        else:
            resized[key] = successor
    return SlotChanges(kept, resized, tuple(removed), tuple(sorted(by_start.values())))
