"""Whether those who meet can be where they are to sit: tables hold their groups, interpreters get there in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.models import Event, Slot, Table
from app.events.queries.lists import last_edit_of
from app.meetings.holdings import LOOK_AGAIN, given_at
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Roundtable
from app.meetings.queries.soundness_of_interpreters import HOURS, MOVED
from app.meetings.queries.stored import logs_of_meetings
from app.meetings.replay import Noted
from app.meetings.roundtables import room_at

WALKS = HOURS | {"tables", "walk_minutes"}
"""Fields of ``EventDraft`` that say how far it is from one meeting to the next."""


@integrity_check("meetings.table_sizes", "Every group meeting to come sits at a table that is large enough for it.")
def too_large() -> Iterator[IntegrityFault]:
    seated = (
        select(func.count())
        .where(MeetingParty.meeting_id == Meeting.id, MeetingParty.seat.is_not(None))
        .scalar_subquery()
    )
    rows = (
        select(Meeting.id, Roundtable.seats, seated, Table.label, Table.seats)
        .join(Roundtable, Roundtable.meeting_id == Meeting.id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .join(Slot, Slot.id == Claim.slot_id)
        .join(Table, Table.id == Claim.table_id)
        .where(Meeting.kind == GROUP, Meeting.state == State.BOOKED, Slot.starts_at > now())
        .distinct()
    )
    for number, seats, guests, label, at_table in db.session.execute(rows.order_by(Meeting.id)):
        if seats + 1 > (room := room_at(at_table)):
            says = (
                f"Group meeting {number} takes {seats + 1}, of whom {guests + 1} sit there now, and table {label} "
                f"holds {room}: set fewer seats on its page, move it to a time with a larger table, or say in the "
                f"settings of the event how many sit at table {label}."
            )
            yield IntegrityFault("group_larger_than_table", "meetings", (number,), says)


@dataclass(frozen=True, slots=True)
class _Work:
    """A meeting as its interpreter walks to it; ``given``: the notice by which it has table and interpreter."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    given: int


@integrity_check("meetings.walks", "Every interpreter has the time to walk from one meeting to the next.")
def too_far() -> Iterator[IntegrityFault]:
    """Of meetings to come, and only where one of the two was given table and interpreter since the event last said how
    far it is, and none was brought to another table later: who hurries after such a change is told so then."""
    walks = select(Event.id, Event.walk_minutes).where(Event.walk_minutes > 0).order_by(Event.id)
    walking: dict[int, int] = dict(db.session.execute(walks).all())
    logs = logs_of_meetings() if walking else {}
    for event_id, minutes in walking.items():
        moved = select(func.max(Notice.id)).where(Notice.event_id == event_id, Notice.kind.in_(MOVED))
        eased = max(last_edit_of(event_id, WALKS), db.session.scalar(moved) or 0)
        for interpreter, works in sorted(_works(event_id, logs).items()):
            for one, then in pairwise(sorted(works, key=lambda work: work.starts_at)):
                gap = then.starts_at - one.ends_at
                far = one.zone != then.zone and timedelta() <= gap < timedelta(minutes=minutes)
                if far and min(one.given, then.given) and max(one.given, then.given) > eased:
                    says = (
                        f"Interpreter {interpreter} goes from meeting {one.meeting_id} to meeting {then.meeting_id} in "
                        f"another zone in {gap.seconds // 60} minutes, and the walk takes {minutes}: {LOOK_AGAIN}."
                    )
                    yield IntegrityFault("interpreter_cannot_walk", "meetings", (one.meeting_id, then.meeting_id), says)


def _works(event_id: int, logs: dict[int, list[Noted]]) -> dict[int, list[_Work]]:
    """By interpreter the booked meetings to come."""
    table = select(Claim.meeting_id, func.max(Claim.table_id).label("table_id")).group_by(Claim.meeting_id).subquery()
    zone = func.coalesce(Table.zone_en, "") + "\x1f" + func.coalesce(Table.zone_zh, "")
    rows = (
        select(Claim.interpreter_id, Meeting.id, func.min(Slot.starts_at), func.max(Slot.ends_at), func.max(zone))
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Claim.slot_id)
        .join(table, table.c.meeting_id == Meeting.id)
        .join(Table, Table.id == table.c.table_id)
        .where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None), Meeting.state == State.BOOKED)
        .group_by(Claim.interpreter_id, Meeting.id)
    )
    found: dict[int, list[_Work]] = defaultdict(list)
    for interpreter, number, starts, ends, where in db.session.execute(rows):
        if starts > now():
            found[interpreter or 0].append(_Work(number, starts, ends, where, _given(logs.get(number, []))))
    return found


def _given(log: Sequence[Noted]) -> int:
    """0 where it came to another table since somebody looked who can interpret there."""
    since = given_at(log)
    return since if not any("table" in one.details for one in log if one.id > since) else 0
