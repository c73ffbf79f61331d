"""Meetings that had a time and have it no longer: what calendars that hold them must strike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.models import Notice
from app.events.models import Slot
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.queries.lengths import Ends, ends_in
from app.meetings.queries.lists import MeetingRow, meetings_of


@dataclass(frozen=True, slots=True)
class CalledOff:
    """``starts_at``, ``ends_at``: the last time that the meeting had."""

    row: MeetingRow
    starts_at: datetime
    ends_at: datetime


def called_off_of(registration_id: int) -> list[CalledOff]:
    """The meetings of a firm that are cancelled or wait for another time, as far as a slot still tells when they were.

    At most three more queries than ``meetings_of``, whatever their number.
    """
    rows = [row for row in meetings_of(registration_id, State.CANCELLED, State.AGREED) if row.sequence > 0]
    last = _last_slots([row.id for row in rows])
    slots = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.id.in_(last.values())))}
    longer = any(row.length > 1 for row in rows)
    ends = ends_in({slot.event_id for slot in slots.values()}) if longer else Ends()
    found = [(row, slots[last[row.id]]) for row in rows if last.get(row.id) in slots]
    return [
        CalledOff(row, slot.starts_at, ends.after(slot.event_id, slot.id, row.length) or slot.ends_at)
        for row, slot in found
    ]


def _last_slots(meeting_ids: Sequence[int]) -> dict[int, int]:
    """The last slot that each of these meetings held, as the log tells it."""
    told = (
        select(Notice.subject_id, Notice.details)
        .where(Notice.subject == Meeting.__tablename__, Notice.subject_id.in_(meeting_ids))
        .order_by(Notice.id)
    )
    held: dict[int, int] = {}
    for meeting_id, details in db.session.execute(told):
        if details.get("state") == State.BOOKED and details.get("slot"):
            held[meeting_id] = details["slot"]
    return held
