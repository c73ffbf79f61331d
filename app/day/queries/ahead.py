"""What firms, or people, still have before them: how many meetings, and the first of those with its table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from app.core.db import db
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting, MeetingParty


@dataclass(frozen=True, slots=True)
class Ahead:
    """``meetings``: booked ones that are not over; ``starts_at`` and ``table``: of the first of them."""

    meetings: int
    starts_at: datetime
    table: str


AT_TABLE: Final = (
    select(Table.label)
    .join(Claim, Claim.table_id == Table.id)
    .where(Claim.meeting_id == Meeting.id)
    .limit(1)
    .correlate(Meeting)
    .scalar_subquery()
)


def ahead_of(event_id: int, registration_ids: Collection[int], now: datetime) -> Mapping[int, Ahead]:
    """By firm; those with nothing before them are absent. A table is "" where the meeting is online."""
    chosen = (
        select(MeetingParty.registration_id, Slot.starts_at, AT_TABLE)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(MeetingParty.registration_id.in_(registration_ids))
        .where((Meeting.kind == "one_to_one") | (MeetingParty.side == "asker") | MeetingParty.seat.is_not(None))
    )
    return _first_of_each(chosen, event_id, now)


def ahead_for(event_id: int, people: Collection[int], now: datetime) -> Mapping[int, Ahead]:
    """By person: the meetings at which it sits, and no colleague in its place."""
    chosen = (
        select(Claim.representative_id, Slot.starts_at, AT_TABLE)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Claim.representative_id.in_(people), Claim.slot_id == Meeting.slot_id)
    )
    return _first_of_each(chosen, event_id, now)


def _first_of_each(chosen: Select[Any], event_id: int, now: datetime) -> Mapping[int, Ahead]:
    left = Meeting.event_id == event_id, Meeting.state == State.BOOKED, Slot.ends_at > now
    found: dict[int, Ahead] = {}
    for whose, starts_at, table in db.session.execute(
        chosen.where(*left).order_by(Slot.starts_at.desc(), Meeting.id.desc())
    ):
        known = found.get(whose)
        found[whose] = Ahead(known.meetings + 1 if known else 1, starts_at, table or "")
    return found
