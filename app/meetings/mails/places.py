"""Where a meeting sits as letters say it, who comes, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.core.db import db
from app.core.localized import Localized
from app.events.models import Interpreter, Slot, Table
from app.meetings.mails.invitations import Place
from app.meetings.models import Claim, Meeting
from app.registrations.models import Representative
from app.registrations.queries.party import Firm

_HELD = (
    select(
        Representative.id,
        Representative.display_name,
        Representative.name_zh,
        Interpreter.name,
        Table.label,
        Table.video_url,
        Table.zone_en,
        Table.zone_zh,
        Table.zone_fr,
    )
    .select_from(Claim)
    .outerjoin(Table, Claim.table_id == Table.id)
    .outerjoin(Representative, Claim.representative_id == Representative.id)
    .outerjoin(Interpreter, Claim.interpreter_id == Interpreter.id)
    .where(Claim.meeting_id == bindparam("meeting_id"))
    .order_by(Claim.id)
)
"""Made once, as everybody books in the same minutes."""


def ends_at_of(meeting: Meeting, slot: Slot) -> datetime:
    """When a meeting ends that begins, or began, with this slot."""
    if meeting.length == 1:
        return slot.ends_at
    after = select(Slot.ends_at).where(
        Slot.event_id == meeting.event_id, Slot.kind == slot.kind, Slot.starts_at >= slot.starts_at
    )
    taken = db.session.scalars(after.order_by(Slot.starts_at).limit(meeting.length)).all()
    return max(taken, default=slot.ends_at)


Was = tuple[Slot | None, datetime | None]
"""The first slot that a meeting held, and when it was to end; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Before:
    """When a meeting was to be held that has another time now. ``until``: None where its end need not be said, as it is
    one slot long; ``same_start``: it ends at another time alone, of which both ends are said."""

    at: datetime
    until: datetime | None = None
    same_start: bool = False


def before_of(was: Slot | None, ended: datetime | None, slot: Slot | None, ends_at: datetime | None) -> Before | None:
    """None where the time is as it was, or nobody knows what it was. ``was``: the first slot that the meeting held,
    ``ended``: when it was to end, where that may have changed or is not with this slot."""
    if was is None or slot is None:
        return None
    if was.starts_at != slot.starts_at:
        return Before(was.starts_at, ended if ended != was.ends_at else None)
    return Before(was.starts_at, ended, same_start=True) if ended is not None and ended != ends_at else None


def place_at(meeting: Meeting) -> Place:
    """Where a meeting sits now, who does, and who interprets."""
    rows = db.session.execute(_HELD, {"meeting_id": meeting.id}).all()
    people = {person: Firm(name, name_zh) for person, name, name_zh, *_at in rows if person}
    label, video_url, *zone = next((row[4:] for row in rows if row[4]), ("", ""))
    voice = next((row[3] for row in rows if row[3]), "")
    return Place(label, Localized(*(text or "" for text in zone)), video_url or "", tuple(people.values()), voice)
