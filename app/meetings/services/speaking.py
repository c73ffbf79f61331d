"""Who interprets at booked meetings, looked at anew where people speak otherwise or others come: the need follows from
those who meet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.core.db import db
from app.events.models import Event
from app.meetings.displaced import Sitting
from app.meetings.mails.voices import NO_CHANGE, Voices, interpreter_called
from app.meetings.models import Claim, Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.queries.sittings import sittings_at, sittings_that_hear, voices_at
from app.meetings.relieving import Renewal, renewals
from app.meetings.services.interpreters import lock_event, say_who_interprets
from app.registrations.models import Registration, Representative


def hear_anew(registration: Registration, person: Representative | None, *, by: int | None) -> None:
    """What a firm, or somebody of it, speaks has changed: who is needed no more goes from its meetings to come, who is
    needed now comes where anybody is free, and both sides read it in one letter of all."""
    event_id, person_id = registration.event_id, person.id if person is not None else None
    if not sittings_that_hear(event_id, registration.id, person_id):
        return
    event = lock_event(event_id)
    for one in _renew(event, sittings_that_hear(event_id, registration.id, person_id)):
        if one.by != one.before:
            tell_who_interprets(db.session.get_one(Meeting, one.meeting_id, populate_existing=True), one, by=by)


def renew_voices(event_id: int, meetings: Sequence[Meeting]) -> dict[int, Renewal]:
    """By meeting what becomes of its interpreter, where others sit there than before. It is for the caller to tell."""
    if not meetings:
        return {}
    event = lock_event(event_id)
    renewed = _renew(event, sittings_at(event_id, [one.id for one in meetings]))
    return {one.meeting_id: one for one in renewed}


def _renew(event: Event, sittings: Sequence[Sitting]) -> list[Renewal]:
    hall = hall_of(event, {party for one in sittings for party in one.parties})
    slots = {one.meeting_id: one.slot_ids for one in sittings}
    renewed = renewals(hall.board, sittings, hall.parties, voices_at(slots))
    others = [one for one in renewed if one.by != one.before]
    left = [one.meeting_id for one in others]
    db.session.execute(delete(Claim).where(Claim.meeting_id.in_(left), Claim.interpreter_id.is_not(None)))
    for one in others:
        for slot in sorted(slots[one.meeting_id]) if one.by is not None else ():
            db.session.add(Claim(event_id=event.id, slot_id=slot, meeting_id=one.meeting_id, interpreter_id=one.by))
    db.session.flush()
    return renewed


def voices_of(renewal: Renewal | None, *, is_any: bool) -> Voices:
    """What a letter of something else says of it; ``is_any``: the event has interpreters."""
    if renewal is None or (renewal.by == renewal.before and not (renewal.lacks and is_any)):
        return NO_CHANGE
    return Voices(interpreter_called(renewal.by), interpreter_called(renewal.before), renewal.lacks)


def tell_who_interprets(meeting: Meeting, renewal: Renewal, *, by: int | None) -> None:
    """In a letter of its own."""
    instead_of = interpreter_called(renewal.before)
    say_who_interprets(*(meeting, renewal.by, by), together=True, instead_of=instead_of, is_needed=renewal.is_needed)
