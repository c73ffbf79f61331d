"""People of an event are kept for so many days after it, then erased, unless a hold postpones it; numbers of
identity papers are removed from old lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.core.spreadsheets import Worksheet
from app.events.models import Event
from app.events.retention import LEAST_KEEP_DAYS, MOST_KEEP_DAYS, RetentionState
from app.importing.fixes import parse_choices
from app.importing.services.preview import lock_batch
from app.privacy import mails
from app.privacy.queries.erasure import create_event_erasure
from app.privacy.queries.retention import get_retention_period, list_events_with_people, list_organizers
from app.privacy.services.erasure import erase_data
from app.registrations.models import ImportBatch
from app.sheets.identity_numbers import list_identity_headers, remove_identity_numbers
from app.sheets.list_reading import read_sheets

ERASE_EVENT_JOB = "erase_event"
MAX_HOLD_REASON_LENGTH = 200


def set_keep_days(event: Event, days: int, *, by: int) -> None:
    """Keep them for so many days after the last one. An email that was sent for the old date counts no more.

    Raises Invalid ``keep_days_bad``.
    """
    if not LEAST_KEEP_DAYS <= days <= MOST_KEEP_DAYS:
        raise Invalid("keep_days_bad", least=LEAST_KEEP_DAYS, most=MOST_KEEP_DAYS)
    with transaction() as session:
        stored_event = session.get_one(Event, event.id)
        if stored_event.keep_days != days:
            stored_event.keep_days, stored_event.erasure_told_at = days, None
            audit.log_action("event.keep_days_set", stored_event, event_id=stored_event.id, by=by, days=days)


def place_hold(event: Event, reason: str, *, by: int) -> None:
    """Nothing is erased until the hold is lifted. Raises Invalid ``hold_reason_missing``."""
    if not reason.strip():
        raise Invalid("hold_reason_missing")
    with transaction() as session:
        stored_event = session.get_one(Event, event.id)
        stored_event.hold_reason = reason.strip()[:MAX_HOLD_REASON_LENGTH]
        audit.log_action("event.hold_placed", stored_event, event_id=stored_event.id, by=by)


def lift_hold(event: Event, *, by: int) -> None:
    """The days count again; the organizer is told anew before anything goes."""
    with transaction() as session:
        stored_event = session.get_one(Event, event.id)
        if stored_event.hold_reason is not None:
            stored_event.hold_reason = stored_event.erasure_told_at = None
            audit.log_action("event.hold_lifted", stored_event, event_id=stored_event.id, by=by)


def apply_retention(moment: datetime) -> dict[int, RetentionState]:
    """Tell the organizers of events whose people go soon, and let a job erase those that are due; what was done."""
    done: dict[int, RetentionState] = {}
    for event in list_events_with_people():
        standing = get_retention_period(event).standing(moment)
        if standing in (RetentionState.TELL, RetentionState.DUE):
            _announce_erasure(event.id, moment) if standing is RetentionState.TELL else _enqueue_erasure(event.id)
            done[event.id] = standing
    return done


def erase_event(event_id: int) -> int:
    """Erase the people of an event if it is due; how many. Safe to run twice."""
    with transaction() as session:
        event = session.get_one(Event, event_id, populate_existing=True, with_for_update={"key_share": True})
        if get_retention_period(event).standing(now()) is not RetentionState.DUE:
            return 0
        erasure = create_event_erasure(event, by=None)
        event.erased_at = now()
        session.flush()
        erase_data(erasure)
    return len(erasure.people)


def _announce_erasure(event_id: int, moment: datetime) -> None:
    with transaction() as session:
        event = session.get_one(Event, event_id, populate_existing=True, with_for_update={"key_share": True})
        if get_retention_period(event).standing(moment) is not RetentionState.TELL:
            return
        event.erasure_told_at = moment
        notice = audit.log_action("event.erasure_announced", event, event_id=event.id, by=None)
        goes_at = get_retention_period(event).goes_at(moment)
        for user in list_organizers(event):
            mails.send_erasure_announcement(notice, event, user, goes_at)


def _enqueue_erasure(event_id: int) -> None:
    with transaction():
        enqueue(ERASE_EVENT_JOB, user_id=None, event_id=event_id, event=event_id)


IDENTITY_NUMBERS_JOB: Final = "registrations.forget_numbers"


def delete_identity_numbers(batch_id: int) -> bool:
    """Whether a sheet asks for such numbers; then it holds them no longer, and its file is empty. It is read before
    anybody has to wait for the write lock, and once more where it changed meanwhile."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or batch.is_being_read:
        return False
    sheets_before = batch.sheets
    cleaned = _clean_worksheets(batch)
    if cleaned is None:
        return False
    with transaction() as session:
        batch = lock_batch(batch_id)
        batch.sheets = cleaned if batch.sheets == sheets_before else _clean_worksheets(batch) or batch.sheets
        session.get_one(StoredFile, batch.file_id).content = b""
    return True


def _clean_worksheets(batch: ImportBatch) -> list[Any] | None:
    sheets = [Worksheet.from_plain(plain) for plain in batch.sheets]
    choices = parse_choices(batch.choices)
    parsed_sheets = read_sheets(sheets, choices.columns, choices.sheets)
    if not list_identity_headers(parsed_sheets):
        return None
    return [sheet.to_plain() for sheet in remove_identity_numbers(sheets, parsed_sheets)]
