"""What one side told the other besides words: the times that it proposes, why it declined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.core.db import db
from app.events.models import Slot
from app.meetings.models import Meeting, MeetingProposal, MeetingReason


@dataclass(frozen=True, slots=True)
class Proposed:
    """A time that an open request proposes; ``until``: when that ends, of one that takes several slots."""

    slot_id: int
    starts_at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Why ``by_id`` declined, or called off. The other side may read it only where it is ``shared``."""

    by_id: int
    choice: str
    shared: bool
    words: str


_SEVERAL = (
    select(MeetingProposal.meeting_id, Slot.id, Slot.starts_at)
    .join(Slot, Slot.id == MeetingProposal.slot_id)
    .where(MeetingProposal.meeting_id.in_(bindparam("requests", expanding=True)))
    .order_by(MeetingProposal.position)
)
_REASONS = select(
    MeetingReason.meeting_id,
    MeetingReason.registration_id,
    MeetingReason.choice,
    MeetingReason.shared,
    MeetingReason.words,
).where(MeetingReason.meeting_id.in_(bindparam("ended", expanding=True)))
"""Made once: every list of meetings asks."""


def proposals_of(requests: Sequence[int]) -> dict[int, tuple[Proposed, ...]]:
    """By open request the times of a counter that stands."""
    if not requests:
        return {}
    found: dict[int, list[Proposed]] = defaultdict(list)
    for meeting_id, slot_id, starts_at in db.session.execute(_SEVERAL, {"requests": requests}):
        found[meeting_id].append(Proposed(slot_id, starts_at))
    return {meeting_id: tuple(times) for meeting_id, times in found.items()}


def reasons_of(ended: Sequence[int]) -> dict[int, Given]:
    """By meeting why it was declined or called off, of those at which anything was said."""
    if not ended:
        return {}
    return {
        row[0]: Given(row[1], row[2], row[3], row[4] or "")
        for row in db.session.execute(_REASONS, {"ended": list(ended)})
    }


def proposed_slots(meeting: Meeting) -> list[Slot]:
    """Where the times of a counter begin, the dearest first; else the one that the request came with, if any."""
    several = (
        select(Slot)
        .join(MeetingProposal, MeetingProposal.slot_id == Slot.id)
        .where(MeetingProposal.meeting_id == meeting.id)
        .order_by(MeetingProposal.position)
    )
    if times := list(db.session.scalars(several)):
        return times
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return [slot] if slot is not None else []


def shared_reason(meeting: Meeting) -> str:
    """The choice of who declined, where the other side may read it; else ""."""
    shared = MeetingReason.meeting_id == meeting.id, MeetingReason.shared, MeetingReason.choice != "other"
    return db.session.scalar(select(MeetingReason.choice).where(*shared)) or ""
