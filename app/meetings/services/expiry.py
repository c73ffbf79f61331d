"""What time does to meetings: requests expire, who must answer is reminded, meetings that are over count as held,
digests are sent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select

from app.core import audit
from app.core.db import db, end_read_transaction, now, transaction
from app.core.mail.digests import create_digest, list_due_digests
from app.events.models import Event, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.errors import RemindedRecently
from app.meetings.lifecycle import REMINDER_LEAD, MeetingActor, MeetingMove, MeetingState, is_expiring_soon
from app.meetings.mails.digests import get_current_lines
from app.meetings.models import Meeting
from app.meetings.queries.claims import get_meeting_ends
from app.meetings.services.group_meetings import lock_any_meeting
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import (
    get_other_party,
    lock_meeting,
    log_action,
    require_open_request,
    retry_on_conflict,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration


def expire_request(meeting: Meeting, companies: Mapping[int, Registration]) -> None:
    """Behind the locks of both firms, in the transaction of the caller; who waited for an answer is told."""
    other_times = meeting.awaiting_id == meeting.asker_id
    transition(meeting, MeetingMove.EXPIRE, MeetingActor.SYSTEM, awaiting_id=None)
    kinds = {meeting.asker_id: "expired"}
    if other_times:  # the asked company answered, and waits: it is told too
        kinds[get_other_party(meeting, meeting.asker_id)] = "times_expired"
    notice = log_action(meeting, MeetingMove.EXPIRE, None)
    notify_companies(MeetingNews(notice, meeting, companies, kinds, why="other_times" if other_times else ""))


BOOKED_PHASES = (Phase.BOOKING, Phase.PUBLISHED, Phase.RUNNING)


def expire_due_requests() -> int:
    """Let every request lapse whose time is over; how many. Each in a transaction of its own."""
    due = select(Meeting.id).where(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at <= now())
    ids = list(db.session.scalars(due.order_by(Meeting.id)))
    end_read_transaction()
    return sum(_expire_meeting(meeting_id) for meeting_id in ids)


@retry_on_conflict
def _expire_meeting(meeting_id: int) -> bool:
    with transaction():
        meeting, _event, companies = lock_meeting(meeting_id)
        still_due = meeting.expires_at is not None and meeting.expires_at <= now()
        if meeting.state != MeetingState.REQUESTED or not still_due:
            return False
        expire_request(meeting, companies)
        return True


def finish_due_meetings() -> int:
    """Count every booked meeting whose end has passed as held, until somebody says otherwise; how many."""
    return sum(_finish_meeting(meeting_id) for meeting_id in _list_finished_meetings())


def _list_finished_meetings() -> list[int]:
    """The booked meetings whose first time has passed; ends the transaction that read them.

    Only while their event is on: what a closed or planned one says stays as it is.
    """
    over = (
        select(Meeting.id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Event, Event.id == Meeting.event_id)
        .where(
            Meeting.state == MeetingState.BOOKED,
            Slot.ends_at <= now(),
            Event.phase.in_(BOOKED_PHASES),
        )
        .order_by(Meeting.id)
    )
    ids = list(db.session.scalars(over))
    end_read_transaction()
    return ids


def _is_finished(meeting: Meeting) -> bool:
    """Whether it is booked and its last time has passed."""
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    ends_at = get_meeting_ends([meeting]).of(meeting) or (slot.ends_at if slot is not None else None)
    return meeting.state == MeetingState.BOOKED and ends_at is not None and ends_at <= now()


@retry_on_conflict
def _finish_meeting(meeting_id: int) -> bool:
    with transaction():
        meeting, _event = lock_any_meeting(meeting_id)
        if not _is_finished(meeting):
            return False
        transition(meeting, MeetingMove.HOLD, MeetingActor.SYSTEM)
        log_action(meeting, MeetingMove.HOLD, None)
        return True


def remind_due_requests() -> int:
    """Write to who must answer each request that lapses soon and of which it was not reminded lately; how many. Each in
    a transaction of its own."""
    near = select(Meeting).where(
        Meeting.state == MeetingState.REQUESTED,
        or_(Meeting.reminded_at.is_(None), Meeting.reminded_at <= now() - REMINDER_LEAD),
        Meeting.expires_at > now(),
        Meeting.expires_at <= now() + REMINDER_LEAD,
    )
    ids = [meeting.id for meeting in db.session.scalars(near.order_by(Meeting.id)) if _is_near_expiry(meeting)]
    db.session.rollback()
    return sum(_remind_if_due(meeting_id) for meeting_id in ids)


@retry_on_conflict
def _remind_if_due(meeting_id: int) -> bool:
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        takes_answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
        if not _is_near_expiry(meeting) or _was_reminded_recently(meeting) or not takes_answers:
            return False
        _write_reminder(meeting, companies, by=None)
        return True


@retry_on_conflict
def send_reminder(event_id: int, meeting_id: int, *, by: int | None) -> None:
    """Write to who must answer a request. Raises IllegalMove for what is none any more, RemindedLately where it was
    reminded within a day, PhaseForbids, NotFound."""
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id, event_id)
        require_phase(event, EventAct.ANSWER)
        require_open_request(meeting)
        if _was_reminded_recently(meeting):
            raise RemindedRecently
        _write_reminder(meeting, companies, by=by)


def _write_reminder(meeting: Meeting, companies: Mapping[int, Registration], *, by: int | None) -> None:
    meeting.reminded_at = now()
    notice = audit.log_action(
        "meeting.reminded",
        meeting,
        event_id=meeting.event_id,
        by=by,
        reminded=meeting.awaiting_id,
        state=meeting.state,
    )
    if meeting.awaiting_id is not None:
        notify_companies(MeetingNews(notice, meeting, companies, {meeting.awaiting_id: "reminder"}))


def _was_reminded_recently(meeting: Meeting) -> bool:
    return meeting.reminded_at is not None and meeting.reminded_at > now() - REMINDER_LEAD


def _is_near_expiry(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.REQUESTED and is_expiring_soon(
        meeting.changed_at, meeting.expires_at, now=now()
    )


def send_digests() -> int:
    """How many letters; each is written in a transaction of its own, so that whoever dies leaves whole ones."""
    due = list_due_digests()
    return sum(
        bool(create_digest(db.session.get_one(Event, event_id), address, get_current_lines))
        for event_id, address in due
    )
