"""Other times are proposed no more: who proposed them takes them back, or none of them can be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.db import db, end_read_transaction, now, transaction
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.lifecycle import Actor, Move, awaiting_after, party_actor
from app.meetings.models import Meeting, MeetingProposal
from app.meetings.queries.gone_times import requests_with_gone_times, with_gone_times
from app.meetings.replay import PREFIX
from app.meetings.services.asking import lapses
from app.meetings.services.requirements import require_phase
from app.meetings.services.seen import answered, require_seen
from app.meetings.services.steps import change, locked_meeting, noted, other_party, settled
from app.meetings.telling import TOLD

PROPOSES = (f"{PREFIX}{Move.REQUEST}", f"{PREFIX}{Move.COUNTER}")


@settled
def recall(meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None) -> None:
    """The times that this firm proposed instead are proposed no more; those before them are, as far as they lie ahead.

    The request gets new time to be answered. Raises MeetingMovedOn for another version than was ``seen``, IllegalMove,
    PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_seen(meeting, seen)
        actor = party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        swapped = awaiting_after(
            Move.RECALL, awaiting_id=meeting.awaiting_id, low_id=meeting.low_id, high_id=meeting.high_id
        )
        slots, length = _as_before(event, meeting)
        slot = slots[0].id if slots else None
        anew: dict[str, Any] = {"awaiting_id": swapped, "slot_id": slot, "expires_at": lapses(event, slots)}
        change(meeting, Move.RECALL, actor, **anew, length=length, reply=None, reminded_at=None)
        _propose_again(meeting, slots)
        answered(meeting, registration_id, None)
        notice = noted(meeting, Move.RECALL, by, answerer=registration_id)
        mails.tell(notice, meeting, firms, {other: "recalled"})


def recall_gone_times() -> int:
    """Take back the other times of each request of which none can be had any more, and tell both; how many. Each in a
    transaction of its own."""
    ids = requests_with_gone_times()
    end_read_transaction()
    return sum(_recall_gone_times(meeting_id) for meeting_id in ids)


@settled
def _recall_gone_times(meeting_id: int) -> bool:
    """The request is back with the firm that proposed them, without a time."""
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        if not with_gone_times(event, [meeting]):
            return False
        proposer = other_party(meeting, meeting.asker_id)
        values: dict[str, Any] = {"awaiting_id": proposer, "slot_id": None, "expires_at": lapses(event, [])}
        change(meeting, Move.RECALL, Actor.SYSTEM, **values, reply=None, reminded_at=None)
        answered(meeting, proposer, None)
        notice = noted(meeting, Move.RECALL, None, **{TOLD: sorted(firms)})
        mails.tell(notice, meeting, firms, {proposer: "times_gone", meeting.asker_id: "recalled"}, why="times_gone")
        return True


def _as_before(event: Event, meeting: Meeting) -> tuple[list[Slot], int]:
    """The times that stood before the last proposal, as far as they are still to come, and the length of then."""
    log = select(Notice.details).where(
        Notice.subject == Meeting.__tablename__, Notice.subject_id == meeting.id, Notice.kind.in_(PROPOSES)
    )
    told = db.session.scalars(log.order_by(Notice.id)).all()
    first, last = (told[-2], told[-1]) if len(told) > 1 else ({}, {})
    wanted = first.get("times") or [first.get("slot")]
    rows = select(Slot).where(
        Slot.event_id == event.id, Slot.id.in_(wanted), Slot.kind == SlotKind.MEETING, Slot.starts_at > now()
    )
    found = {slot.id: slot for slot in db.session.scalars(rows)}
    return [found[one] for one in wanted if one in found], last.get("length_before") or meeting.length


def _propose_again(meeting: Meeting, slots: Sequence[Slot]) -> None:
    """Several times stand in rows of their own; the one that a request came with is the meeting's."""
    for position, slot in enumerate(slots if len(slots) > 1 else ()):
        db.session.add(
            MeetingProposal(event_id=meeting.event_id, meeting_id=meeting.id, slot_id=slot.id, position=position)
        )
    db.session.flush()
