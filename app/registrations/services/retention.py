"""People of an event are kept for so many days after it, then erased; a hold puts it off."""

from __future__ import annotations

from datetime import datetime

from app.core import audit
from app.core.db import now, transaction
from app.core.errors import Invalid
from app.core.jobs import enqueue
from app.events.models import Event
from app.events.retention import LEAST_KEEP_DAYS, MOST_KEEP_DAYS, RetentionState
from app.registrations import mails
from app.registrations.queries.erasing import of_event
from app.registrations.queries.retention import events_with_people, keeping_of, organizers_of
from app.registrations.services.erasing import erase

JOB = "erase_event"
REASON_LENGTH = 200


def set_days(event: Event, days: int, *, by: int) -> None:
    """Keep them for so many days after the last one. A letter that was sent for the old date counts no more.

    Raises Invalid ``keep_days_bad``.
    """
    if not LEAST_KEEP_DAYS <= days <= MOST_KEEP_DAYS:
        raise Invalid("keep_days_bad", least=LEAST_KEEP_DAYS, most=MOST_KEEP_DAYS)
    with transaction() as session:
        kept = session.get_one(Event, event.id)
        if kept.keep_days != days:
            kept.keep_days, kept.erasure_told_at = days, None
            audit.log_action("event.keep_days_set", kept, event_id=kept.id, by=by, days=days)


def hold(event: Event, reason: str, *, by: int) -> None:
    """Nothing is erased until the hold is lifted. Raises Invalid ``hold_reason_missing``."""
    if not reason.strip():
        raise Invalid("hold_reason_missing")
    with transaction() as session:
        kept = session.get_one(Event, event.id)
        kept.hold_reason = reason.strip()[:REASON_LENGTH]
        audit.log_action("event.hold_placed", kept, event_id=kept.id, by=by)


def lift(event: Event, *, by: int) -> None:
    """The days count again; the organizer is told anew before anything goes."""
    with transaction() as session:
        kept = session.get_one(Event, event.id)
        if kept.hold_reason is not None:
            kept.hold_reason = kept.erasure_told_at = None
            audit.log_action("event.hold_lifted", kept, event_id=kept.id, by=by)


def look_after(moment: datetime) -> dict[int, RetentionState]:
    """Tell the organizers of events whose people go soon, and let a job erase those that are due; what was done."""
    done: dict[int, RetentionState] = {}
    for event in events_with_people():
        standing = keeping_of(event).standing(moment)
        if standing in (RetentionState.TELL, RetentionState.DUE):
            _tell(event.id, moment) if standing is RetentionState.TELL else _begin(event.id)
            done[event.id] = standing
    return done


def erase_event(event_id: int) -> int:
    """Erase the people of an event if it is due; how many. Safe to run twice."""
    with transaction() as session:
        event = session.get_one(Event, event_id, populate_existing=True, with_for_update={"key_share": True})
        if keeping_of(event).standing(now()) is not RetentionState.DUE:
            return 0
        erasure = of_event(event, by=None)
        event.erased_at = now()
        session.flush()
        erase(erasure)
    return len(erasure.people)


def _tell(event_id: int, moment: datetime) -> None:
    with transaction() as session:
        event = session.get_one(Event, event_id, populate_existing=True, with_for_update={"key_share": True})
        if keeping_of(event).standing(moment) is not RetentionState.TELL:
            return
        event.erasure_told_at = moment
        notice = audit.log_action("event.erasure_announced", event, event_id=event.id, by=None)
        goes_at = keeping_of(event).goes_at(moment)
        for user in organizers_of(event):
            mails.tell_of_erasure(notice, event, user, goes_at)


def _begin(event_id: int) -> None:
    with transaction():
        enqueue(JOB, user_id=None, event_id=event_id, event=event_id)
