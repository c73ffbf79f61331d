"""Which slots a meeting takes, and when one of several ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from app.core.db import db
from app.events.calendar import SlotKind
from app.events.models import Slot
from app.meetings.models import Meeting
from app.meetings.queries.frame import frame_of


class Timed(Protocol):
    """A meeting, or what was read of one."""

    event_id: Any
    slot_id: Any
    length: Any


@dataclass(frozen=True, slots=True)
class Ends:
    """When meetings of several slots end: the slots of their events in order, and when each of these ends."""

    ids: Mapping[int, list[int]] = field(default_factory=dict)
    ends: Mapping[int, datetime] = field(default_factory=dict)

    def of(self, meeting: Timed, slot_id: int | None = None) -> datetime | None:
        """When it ends as it stands, or if it begins with this slot; None for one of a single slot."""
        first = meeting.slot_id if slot_id is None else slot_id
        if meeting.length == 1 or first is None:
            return None
        return self.after(meeting.event_id, first, meeting.length)

    def after(self, event_id: int, first: int, length: int) -> datetime | None:
        """When so many slots from this one on are over; None for a slot that meetings do not have any more."""
        if first not in self.ends:
            return None
        ordered = self.ids[event_id]
        return self.ends[ordered[min(ordered.index(first) + length, len(ordered)) - 1]]


def ends_of(meetings: Collection[Timed]) -> Ends:
    """Of those that have, or propose, a time and take more than one slot: when the last one ends."""
    longer = [one for one in meetings if one.length > 1 and one.slot_id is not None]
    return ends_in({one.event_id for one in longer}) if longer else Ends()


def ends_in(event_ids: Collection[int]) -> Ends:
    """Of all meetings of these events."""
    slots = {
        event_id: [slot for slot in frame_of(event_id).slots if slot.kind == SlotKind.MEETING] for event_id in event_ids
    }
    return Ends(
        {event_id: [slot.id for slot in some] for event_id, some in slots.items()},
        {slot.id: slot.span.end for some in slots.values() for slot in some},
    )


def slots_of(meeting: Meeting) -> list[int]:
    """The slots of a meeting as it stands, in order."""
    first = select(Slot.starts_at).where(Slot.id == meeting.slot_id).scalar_subquery()
    rows = select(Slot.id).where(
        Slot.event_id == meeting.event_id, Slot.kind == SlotKind.MEETING, Slot.starts_at >= first
    )
    return list(db.session.scalars(rows.order_by(Slot.starts_at).limit(meeting.length)))
