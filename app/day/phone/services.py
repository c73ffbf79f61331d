"""Announce a delay and withdraw it; save and erase private notes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from app.accounts.models import User
from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.day.phone import mails
from app.day.phone.models import DelayNotice, PrivateNote
from app.day.phone.queries import find_delay_notice, get_notes
from app.day.phone.rules import DELAY_MINUTES, NOTE_LENGTH, list_delay_choices, merge_note, needs_email
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Meeting
from app.meetings.services.group_meetings import lock_group_meeting
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import lock_meeting
from app.registrations.models import Registration


class DelayNotAllowed(Conflict):
    """It cannot be said of this meeting, or not these minutes: too early, over, another day, or it has no time."""

    code = "not_late_now"


def announce_delay(
    event_id: int, meeting_id: int, registration_id: int, minutes: int, *, by: int | None
) -> DelayNotice:
    """In place of what it said before; nothing changes where it said just that.

    Raises NotFound for a meeting of others and another event's, PhaseForbids, NotLateNow, Invalid for other minutes
    than ``DELAY_MINUTES``.
    """
    if minutes not in DELAY_MINUTES:
        raise Invalid
    with transaction() as session:
        meeting, event, company, waiting = _lock_meeting(event_id, meeting_id, registration_id)
        require_phase(event, EventAct.SAY_LATE)
        starts_at = _require_delay_allowed(event, meeting, minutes)
        before = find_delay_notice(meeting_id, registration_id)
        if before is not None and (before.minutes, before.starts_at) == (minutes, starts_at):
            return before
        was_emailed = before is not None and before.by_letter and before.starts_at == starts_at
        if before is not None:
            before.ended_at = now()
            session.flush()
        writes = needs_email(minutes, starts_at, now(), was_emailed=was_emailed)
        ids = {"event_id": event.id, "meeting_id": meeting_id, "registration_id": registration_id}
        made = DelayNotice(**ids, minutes=minutes, starts_at=starts_at, by_letter=was_emailed or writes, said_by=by)
        session.add(made)
        session.flush()
        notice = audit.log_action("late.said", made, event_id=event.id, by=by, firm=registration_id, minutes=minutes)
        if writes:
            mails.send_delay_emails(notice, made, company, waiting)
        return made


def withdraw_delay(event_id: int, meeting_id: int, registration_id: int, *, by: int | None) -> None:
    """The company comes in time after all; who was written to is written to again while the meeting is ahead. Raises
    NotFound, also where nothing was said."""
    with transaction():
        meeting, event, company, waiting = _lock_meeting(event_id, meeting_id, registration_id)
        require_phase(event, EventAct.SAY_LATE)
        word = find_delay_notice(meeting_id, registration_id)
        if word is None:
            raise NotFound
        word.ended_at = now()
        notice = audit.log_action("late.taken_back", word, event_id=event.id, by=by, firm=registration_id)
        if word.by_letter and _still_stands(meeting, word):
            mails.send_delay_emails(notice, word, company, waiting)


def _lock_meeting(
    event_id: int, meeting_id: int, registration_id: int
) -> tuple[Meeting, Event, Registration, list[Registration]]:
    """A meeting behind its locks, the company that sits at it and those that wait for it. Raises NotFound for a
    company that does not sit there."""
    kind = db.session.scalar(select(Meeting.kind).where(Meeting.id == meeting_id, Meeting.event_id == event_id))
    if kind == GROUP:
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        meeting, event, companies = (
            group_meeting.meeting,
            group_meeting.event,
            {company.id: company for company in group_meeting.seated},
        )
    else:
        meeting, event, companies = lock_meeting(meeting_id, event_id)
    if registration_id not in companies:
        raise NotFound
    return (
        meeting,
        event,
        companies[registration_id],
        [company for company in companies.values() if company.id != registration_id],
    )


def _require_delay_allowed(event: Event, meeting: Meeting, minutes: int) -> datetime:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    if slot is None or meeting.state != MeetingState.BOOKED:
        raise DelayNotAllowed
    if minutes not in list_delay_choices(Span(slot.starts_at, slot.ends_at), now(), ZoneInfo(event.zone)):
        raise DelayNotAllowed
    return slot.starts_at


def _still_stands(meeting: Meeting, word: DelayNotice) -> bool:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return meeting.state == MeetingState.BOOKED and slot is not None and slot.starts_at == word.starts_at > now()


def save_note(about: Registration, words: str, *, seen: int, by: int) -> PrivateNote:
    """The note as it then stands. ``seen``: the version that was written over, 0 for none; where another one stands by
    now, both are kept. Raises Invalid ``note_too_long``."""
    registration_id, event_id = about.id, about.event_id
    with transaction() as session:
        session.execute(select(User.id).where(User.id == by).with_for_update())
        private_note = get_notes(by, [registration_id]).get(registration_id)
        if private_note is None:
            private_note = PrivateNote(
                event_id=event_id, user_id=by, registration_id=registration_id, words="", version=0
            )
            session.add(private_note)
        merged = merge_note(private_note.words, words, is_current=seen == private_note.version)
        if len(merged) > NOTE_LENGTH:
            raise Invalid("note_too_long", most=NOTE_LENGTH)
        if merged != private_note.words:
            private_note.words, private_note.version, private_note.changed_at = merged, private_note.version + 1, now()
        return private_note


def erase_notes_of_user(user_id: int) -> None:
    """All that a user wrote."""
    db.session.execute(delete(PrivateNote).where(PrivateNote.user_id == user_id))
