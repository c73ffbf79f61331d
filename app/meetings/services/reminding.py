"""Remind who must answer a request before it lapses; once, or again where it lapses later than it did then."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select

from app.core import audit
from app.core.db import db, now, transaction
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings import mails
from app.meetings.errors import RemindedLately
from app.meetings.lapsing import AHEAD, lapses_soon
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.services.requirements import require_phase
from app.meetings.services.seen import require_open
from app.meetings.services.steps import locked_meeting, settled
from app.meetings.telling import TOLD
from app.registrations.models import Registration


def remind_due() -> int:
    """Write to who must answer each request that lapses soon and of which it was not reminded lately; how many. Each in
    a transaction of its own."""
    near = select(Meeting).where(
        Meeting.state == State.REQUESTED,
        or_(Meeting.reminded_at.is_(None), Meeting.reminded_at <= now() - AHEAD),
        Meeting.expires_at > now(),
        Meeting.expires_at <= now() + AHEAD,
    )
    ids = [one.id for one in db.session.scalars(near.order_by(Meeting.id)) if _is_near(one)]
    db.session.rollback()
    return sum(_remind(meeting_id) for meeting_id in ids)


@settled
def _remind(meeting_id: int) -> bool:
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        takes_answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
        if not _is_near(meeting) or _reminded_lately(meeting) or not takes_answers:
            return False
        _write(meeting, firms, by=None)
        return True


@settled
def remind(event_id: int, meeting_id: int, *, by: int | None) -> None:
    """Write to who must answer a request. Raises IllegalMove for what is none any more, RemindedLately where it was
    reminded within a day, PhaseForbids, NotFound."""
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id, event_id)
        require_phase(event, EventAct.ANSWER)
        require_open(meeting)
        if _reminded_lately(meeting):
            raise RemindedLately
        _write(meeting, firms, by=by)


def _write(meeting: Meeting, firms: Mapping[int, Registration], *, by: int | None) -> None:
    meeting.reminded_at = now()
    notice = audit.log_action(
        "meeting.reminded",
        meeting,
        event_id=meeting.event_id,
        by=by,
        reminded=meeting.awaiting_id,
        state=meeting.state,
        **{TOLD: [one for one in (meeting.awaiting_id,) if one is not None]},
    )
    if meeting.awaiting_id is not None:
        mails.tell(notice, meeting, firms, {meeting.awaiting_id: "reminder"})


def _reminded_lately(meeting: Meeting) -> bool:
    return meeting.reminded_at is not None and meeting.reminded_at > now() - AHEAD


def _is_near(meeting: Meeting) -> bool:
    return meeting.state == State.REQUESTED and lapses_soon(meeting.changed_at, meeting.expires_at, now=now())
