"""Another time that is proposed for a booked meeting, and whether it can still be had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.core.db import db, now
from app.core.errors import Invalid
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.availability import SlotNotFree, pick
from app.meetings.lifecycle import State
from app.meetings.models import Meeting, MoveProposal
from app.meetings.queries.boards import hall_at
from app.meetings.queries.lengths import ends_in


def proposal_of(meeting_id: int) -> MoveProposal | None:
    """What is pending for a meeting, as it now is."""
    rows = select(MoveProposal).where(MoveProposal.meeting_id == meeting_id)
    return db.session.scalar(rows.execution_options(populate_existing=True))


def proposed_span(proposal: MoveProposal) -> tuple[datetime, datetime | None]:
    """When it begins, and when it ends of a meeting of several slots."""
    slot = db.session.get_one(Slot, proposal.slot_id)
    if proposal.length == 1:
        return slot.starts_at, None
    return slot.starts_at, ends_in([slot.event_id]).after(slot.event_id, slot.id, proposal.length)


def gone_proposals(proposals: Iterable[MoveProposal]) -> list[MoveProposal]:
    """Which of these both sides cannot take any more; none while companies give no times."""
    return [one for one in proposals if _is_gone(one)]


def _is_gone(proposal: MoveProposal) -> bool:
    event = db.session.get_one(Event, proposal.event_id)
    if not is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode)):
        return False
    meeting = db.session.get_one(Meeting, proposal.meeting_id)
    if meeting.state != State.BOOKED:
        return False
    one, other, slot_id = meeting.low_id, meeting.high_id, proposal.slot_id
    hall = hall_at(event, (one, other), slot_id, length=proposal.length, ignoring=meeting.id)
    try:
        pick(hall.board, hall.parties[one], hall.parties[other], slot_id, now=now(), length=proposal.length)
    except (SlotNotFree, Invalid):
        return True
    return False
