"""A firm says that it comes late to its next meeting, and takes that back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound
from app.day.phone import mails
from app.day.phone.errors import NotLateNow
from app.day.phone.lateness import CHOICES, needs_letter, open_choices
from app.day.phone.models import LateWord
from app.day.phone.queries.late_words import word_of
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.steps import locked_round
from app.meetings.services.steps import locked_meeting
from app.registrations.models import Registration


def say_late(event_id: int, meeting_id: int, registration_id: int, minutes: int, *, by: int | None) -> LateWord:
    """In place of what it said before; nothing changes where it said just that.

    Raises NotFound for a meeting of others and another event's, PhaseForbids, NotLateNow, Invalid for other minutes
    than ``CHOICES``.
    """
    if minutes not in CHOICES:
        raise Invalid
    with transaction() as session:
        meeting, event, firm, waiting = _locked(event_id, meeting_id, registration_id)
        require_phase(event, EventAct.SAY_LATE)
        starts_at = _may_say(event, meeting, minutes)
        before = word_of(meeting_id, registration_id)
        if before is not None and (before.minutes, before.starts_at) == (minutes, starts_at):
            return before
        told = before is not None and before.by_letter and before.starts_at == starts_at
        if before is not None:
            before.ended_at = now()
            session.flush()
        writes = needs_letter(minutes, starts_at, now(), told=told)
        said = {"event_id": event.id, "meeting_id": meeting_id, "registration_id": registration_id}
        made = LateWord(**said, minutes=minutes, starts_at=starts_at, by_letter=told or writes, said_by=by)
        session.add(made)
        session.flush()
        notice = audit.log_action("late.said", made, event_id=event.id, by=by, firm=registration_id, minutes=minutes)
        if writes:
            mails.tell(notice, made, firm, waiting)
        return made


def take_back(event_id: int, meeting_id: int, registration_id: int, *, by: int | None) -> None:
    """The firm comes in time after all; who was written to is written to again while the meeting is ahead. Raises
    NotFound, also where nothing was said."""
    with transaction():
        meeting, event, firm, waiting = _locked(event_id, meeting_id, registration_id)
        require_phase(event, EventAct.SAY_LATE)
        word = word_of(meeting_id, registration_id)
        if word is None:
            raise NotFound
        word.ended_at = now()
        notice = audit.log_action("late.taken_back", word, event_id=event.id, by=by, firm=registration_id)
        if word.by_letter and _still_stands(meeting, word):
            mails.tell(notice, word, firm, waiting)


def _locked(
    event_id: int, meeting_id: int, registration_id: int
) -> tuple[Meeting, Event, Registration, list[Registration]]:
    """A meeting behind its locks, the firm that sits at it and those that wait for it. Raises NotFound for a firm that
    does not sit there."""
    kind = db.session.scalar(select(Meeting.kind).where(Meeting.id == meeting_id, Meeting.event_id == event_id))
    if kind == GROUP:
        found = locked_round(meeting_id, event_id=event_id)
        meeting, event, firms = found.meeting, found.event, {one.id: one for one in found.held}
    else:
        meeting, event, firms = locked_meeting(meeting_id, event_id)
    if registration_id not in firms:
        raise NotFound
    return meeting, event, firms[registration_id], [one for one in firms.values() if one.id != registration_id]


def _may_say(event: Event, meeting: Meeting, minutes: int) -> datetime:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    if slot is None or meeting.state != State.BOOKED:
        raise NotLateNow
    if minutes not in open_choices(Span(slot.starts_at, slot.ends_at), now(), ZoneInfo(event.zone)):
        raise NotLateNow
    return slot.starts_at


def _still_stands(meeting: Meeting, word: LateWord) -> bool:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return meeting.state == State.BOOKED and slot is not None and slot.starts_at == word.starts_at > now()
