"""Who interprets at booked meetings: reassigned where people speak otherwise or others attend, logged, and notified
to all who meet there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import NotFound
from app.events.models import Event, Interpreter
from app.meetings import mails
from app.meetings.displacement import BookedMeeting
from app.meetings.group_meeting_seating import choose_group_interpreter, lacks_interpreter, list_group_needs
from app.meetings.interpreter_assignment import InterpreterRenewal, list_renewals
from app.meetings.interpreters import NO_INTERPRETER_CHANGE, InterpreterChange
from app.meetings.lifecycle import MeetingActor, MeetingMove
from app.meetings.mails import NOT_NEEDED
from app.meetings.mails.interpreters import get_interpreter_change, get_interpreter_name
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.queries.availability import load_availability
from app.meetings.queries.displacement import get_interpreters_of_meetings, list_bookings_by_id, list_bookings_of_people
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    load_group_meeting,
    load_seated_group,
    notify_group,
    set_group_interpreter,
)
from app.meetings.services.transitions import insert_claims, log_action, transition
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration, Representative


def reassign_interpreters(registration: Registration, person: Representative | None, *, by: int | None) -> None:
    """What a company, or somebody of it, speaks has changed: who is needed no more goes from its meetings to come,
    who is needed now comes where anybody is free, and both sides read it in one email of all."""
    event_id, person_id = registration.event_id, person.id if person is not None else None
    if not list_bookings_of_people(event_id, registration.id, person_id):
        return
    event = lock_event(event_id)
    for store_renewal in _store_renewals(event, list_bookings_of_people(event_id, registration.id, person_id)):
        if store_renewal.by != store_renewal.before:
            notify_renewal(
                db.session.get_one(Meeting, store_renewal.meeting_id, populate_existing=True), store_renewal, by=by
            )


def renew_interpreters(event_id: int, meetings: Sequence[Meeting]) -> dict[int, InterpreterRenewal]:
    """By meeting what becomes of its interpreter, where others sit there than before. It is for the caller to tell."""
    if not meetings:
        return {}
    event = lock_event(event_id)
    renewed = _store_renewals(event, list_bookings_by_id(event_id, [meeting.id for meeting in meetings]))
    return {renewal.meeting_id: renewal for renewal in renewed}


def _store_renewals(event: Event, sittings: Sequence[BookedMeeting]) -> list[InterpreterRenewal]:
    hall = load_availability(event, {party for sitting in sittings for party in sitting.parties})
    slots = {item.meeting_id: item.slot_ids for item in sittings}
    renewed = list_renewals(hall.board, sittings, hall.parties, get_interpreters_of_meetings(slots))
    others = [item for item in renewed if item.by != item.before]
    left = [other.meeting_id for other in others]
    db.session.execute(delete(Claim).where(Claim.meeting_id.in_(left), Claim.interpreter_id.is_not(None)))
    insert_claims(
        event.id,
        (
            (slot, "interpreter_id", item.by, item.meeting_id)
            for item in others
            for slot in slots[item.meeting_id]
            if item.by is not None
        ),
    )
    return renewed


def get_renewal_change(renewal: InterpreterRenewal | None, *, is_any: bool) -> InterpreterChange:
    """What a letter of something else says of it; ``is_any``: the event has interpreters."""
    if renewal is None or (renewal.by == renewal.before and not (renewal.lacks and is_any)):
        return NO_INTERPRETER_CHANGE
    return InterpreterChange(get_interpreter_name(renewal.by), get_interpreter_name(renewal.before), renewal.lacks)


def notify_renewal(meeting: Meeting, renewal: InterpreterRenewal, *, by: int | None) -> None:
    """In a letter of its own."""
    instead_of = get_interpreter_name(renewal.before)
    notify_new_interpreter(meeting, renewal.by, by, together=True, instead_of=instead_of, is_needed=renewal.is_needed)


def assign_group_interpreter(group_meeting: GroupMeeting) -> bool:
    """As it now sits: who is needed comes, who is needed no more goes. False where one is needed and nobody free."""
    hall, seated_group = load_seated_group(group_meeting)
    if not list_group_needs(seated_group.people):
        set_group_interpreter(group_meeting.meeting, seated_group, None)
        return True
    if not lacks_interpreter(hall.board, seated_group):
        return True
    interpreter = choose_group_interpreter(hall.board, seated_group)
    if interpreter is not None:
        set_group_interpreter(group_meeting.meeting, seated_group, interpreter)
    return interpreter is not None


def find_interpreter_id(meeting: Meeting) -> int | None:
    """Who interprets there now."""
    query = select(Claim.interpreter_id).where(Claim.meeting_id == meeting.id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(query.limit(1))


def notify_if_interpreter_changed(
    group_meeting: GroupMeeting, before: int | None, *, by: int | None, but: int | None = None
) -> None:
    """``before``: who interpreted until now. Told to all who sit there, save ``but``, a firm that comes only now."""
    now_there = find_interpreter_id(group_meeting.meeting)
    if now_there in (None, before):
        return
    bump_group_version(group_meeting.meeting)
    notice = log_action(group_meeting.meeting, "interpret", by, interpreter=now_there)
    interpreters = get_interpreter_change(now_there, before)
    notify_group(
        group_meeting,
        notice,
        "interpreter",
        *(company for company in group_meeting.seated if company.id != but),
        interpreters=interpreters,
    )


def lock_event(event_id: int) -> Event:
    """No meeting changes meanwhile: whoever acts on one holds the event for reading, and its companies before that.
    So they are not locked after it: who waits for the event holds them. Raises NotFound.
    """
    row = select(Event).where(Event.id == event_id).with_for_update(key_share=True)
    event = db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()
    if event is None:
        raise NotFound
    return event


def notify_new_interpreter(
    meeting: Meeting,
    interpreter_id: int | None,
    by: int | None,
    *,
    together: bool,
    instead_of: str = "",
    is_needed: bool = True,
    **details: str,
) -> None:
    """Note that another interpreter works at a booked meeting, or none, and tell its companies, naming who did until
    now (``instead_of``), or that nobody need (``is_needed``); behind ``lock_event``.
    ``together``: other meetings change now, too, and each reader gets one email of all of them."""
    name = db.session.get_one(Interpreter, interpreter_id).name if interpreter_id is not None else ""
    if meeting.kind == GROUP:
        group_details = {"instead_of": instead_of, **details}
        notify_new_group_interpreter(
            meeting, name, interpreter_id, by, together=together, is_needed=is_needed, **group_details
        )
        return
    transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
    notice = log_action(meeting, MeetingMove.MOVE, by, interpreter=interpreter_id, **details)
    companies = {
        registration_id: db.session.get_one(Registration, registration_id)
        for registration_id in (meeting.low_id, meeting.high_id)
    }
    kinds = dict.fromkeys(companies, "interpreter")
    why = name if is_needed else mails.NOT_NEEDED
    notify_companies(MeetingNews(notice, meeting, companies, kinds, why=why, instead_of=instead_of, together=together))


def notify_new_group_interpreter(
    meeting: Meeting,
    interpreter: str,
    number: int | None,
    by: int | None,
    *,
    together: bool,
    instead_of: str = "",
    is_needed: bool = True,
    **more: str,
) -> None:
    """Another interpreter works there, or none; behind the lock of the event, under which no company can be locked.
    ``instead_of``: who did until now; ``is_needed``: somebody is."""
    group_meeting = load_group_meeting(meeting)
    bump_group_version(meeting)
    notice = log_action(meeting, "interpret", by, interpreter=number, **more)
    why = "" if is_needed else NOT_NEEDED
    interpreters = InterpreterChange(interpreter, instead_of)
    notify_group(
        group_meeting,
        notice,
        "interpreter",
        *group_meeting.seated,
        why=why,
        interpreters=interpreters,
        together=together,
    )
