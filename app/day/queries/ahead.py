"""What firms still have before them today: how many meetings, and the first of those with its table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting, MeetingParty


@dataclass(frozen=True, slots=True)
class Ahead:
    """``meetings``: booked ones that are not over; ``starts_at`` and ``table``: of the first of them."""

    meetings: int
    starts_at: datetime
    table: str


def ahead_of(event_id: int, registration_ids: Collection[int], now: datetime) -> Mapping[int, Ahead]:
    """By firm; those with nothing before them are absent. A table is "" where the meeting is online."""
    at_table = (
        select(Table.label)
        .join(Claim, Claim.table_id == Table.id)
        .where(Claim.meeting_id == Meeting.id)
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    chosen = (
        select(MeetingParty.registration_id, Slot.starts_at, at_table)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == event_id, Meeting.state == State.BOOKED, Slot.ends_at > now)
        .where(MeetingParty.registration_id.in_(registration_ids))
        .where((Meeting.kind == "one_to_one") | (MeetingParty.side == "asker") | MeetingParty.seat.is_not(None))
        .order_by(Slot.starts_at.desc(), Meeting.id.desc())
    )
    found: dict[int, Ahead] = {}
    for firm_id, starts_at, table in db.session.execute(chosen):
        known = found.get(firm_id)
        found[firm_id] = Ahead(known.meetings + 1 if known else 1, starts_at, table or "")
    return found
