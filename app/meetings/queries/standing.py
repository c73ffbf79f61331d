"""How one meeting stands, in one query each: what a post must know before it acts and says afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import aliased

from app.core.db import db, now
from app.events.models import EventDay, Slot, Table
from app.meetings.lapsing import stands
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting

_HELD_SLOT, _HELD = aliased(Slot), aliased(Claim)
_MEETING = Meeting.id == bindparam("meeting_id", type_=Integer)
_STANDS = select(
    Meeting.id,
    Meeting.state,
    Meeting.slot_id,
    Meeting.version,
    Meeting.low_id,
    Meeting.high_id,
    Meeting.length,
    Meeting.expires_at,
).where(_MEETING)
_END = (
    select(func.max(_HELD_SLOT.ends_at))
    .join(_HELD, _HELD.slot_id == _HELD_SLOT.id)
    .where(_HELD.meeting_id == Meeting.id)
    .scalar_subquery()
)
_DAYS = select(func.count()).where(EventDay.event_id == Meeting.event_id).scalar_subquery()
_BOOKED = (
    select(Slot.starts_at, Table.label, Meeting.length, _END, _DAYS)
    .select_from(Meeting)
    .join(Slot, Slot.id == Meeting.slot_id)
    .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
    .join(Table, Table.id == Claim.table_id)
    .where(_MEETING)
    .limit(1)
)
"""Made once: everybody books in the same minutes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A meeting's state, its time (or the one proposed), its version and its pair."""

    id: int
    state: State
    slot_id: int | None
    version: int
    low_id: int
    high_id: int
    length: int

    def other_than(self, registration_id: int) -> int:
        """The party that is not this firm."""
        return self.high_id if registration_id == self.low_id else self.low_id


def standing_of_own(registration_id: int, meeting_id: int) -> Standing | None:
    """How a meeting of this firm stands; None where the firm has no part in it."""
    row = db.session.execute(_STANDS, {"meeting_id": meeting_id}).one_or_none()
    if row is None or registration_id not in (row.low_id, row.high_id):
        return None
    state = stands(State(row.state), row.expires_at, now=now())
    return Standing(row.id, state, row.slot_id, row.version, row.low_id, row.high_id, row.length)


@dataclass(frozen=True, slots=True)
class BookedAt:
    """When and where a meeting takes place; ``until``: when it ends, of one of several slots; ``several_days``: of its
    event."""

    starts_at: datetime
    table: str
    until: datetime | None
    several_days: bool


def booked_at(meeting_id: int) -> BookedAt | None:
    """When a booked meeting takes place and at which table; None where it is not booked."""
    row = db.session.execute(_BOOKED, {"meeting_id": meeting_id}).one_or_none()
    if row is None:
        return None
    starts_at, table, length, ends_at, days = row
    return BookedAt(starts_at, table, ends_at if length > 1 else None, days > 1)
