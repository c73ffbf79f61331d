"""What becomes of meetings when something below them changes: a firm leaves, hours or tables go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select, update

from app.db import db
from app.events.models import Event, Slot, Table
from app.events.signals import HoursChange, Impact
from app.meetings import mails
from app.meetings.lifecycle import LIVE, Actor, Move, State
from app.meetings.models import Claim, Meeting, Unavailability
from app.meetings.queries.lists import MeetingRow, meetings_in
from app.meetings.services.steps import change, free_time, lock, noted, other_party
from app.registrations.models import Registration, Representative
from app.registrations.services.people import PersonHasMeetings

KEEPS_SLOT = (State.BOOKED, State.HELD, State.MISSED)


def end_meetings_of(registration: Registration, *, by: int | None) -> None:
    """End every live meeting of a firm that takes part no longer: time is free again, partners are told."""
    partners = _live_meetings(registration)
    firms = lock(registration.event_id, registration.id, *(other_party(one, registration.id) for one in partners))[1]
    for meeting in _live_meetings(registration):
        other = firms[other_party(meeting, registration.id)]
        was_booked = meeting.state == State.BOOKED
        held = db.session.get(Slot, meeting.slot_id) if was_booked else None
        act, actor = _way_out(meeting, registration.id)
        change(meeting, act, actor, awaiting_id=None, expires_at=None, sequence=Meeting.sequence + 1)
        free_time(meeting)
        notice = noted(meeting, act, by, left=registration.id)
        mails.tell(notice, meeting, other, "cancelled", about=registration, held=held)


def require_no_seat(person: Representative, registration: Registration) -> None:
    """Raises PersonHasMeetings if somebody holds a seat for this firm at a booked meeting."""
    seats = (
        select(func.count(Meeting.id.distinct()))
        .join(Claim, Claim.meeting_id == Meeting.id)
        .where(
            Claim.representative_id == person.id,
            Meeting.state == State.BOOKED,
            or_(Meeting.low_id == registration.id, Meeting.high_id == registration.id),
        )
    )
    if count := db.session.scalar(seats):
        raise PersonHasMeetings(count=count)


def impacts_of(event: Event, hours: HoursChange) -> Iterable[Impact]:
    """What each meeting would lose if slots and tables went; nothing is written."""
    tables = set(db.session.scalars(select(Table.label).where(Table.id.in_(hours.removed_tables))))
    resized = {slot_id for slot_id, _span in hours.resized_slots}
    for row in meetings_in(event.id, State.REQUESTED, State.BOOKED):
        kind = _loss(row, hours.removed_slots, resized, tables)
        if kind and row.starts_at is not None:
            yield Impact(row.starts_at, kind, (row.asker.name, row.asked.name), row.table, row.id)


def let_go(event: Event, hours: HoursChange, *, by: int | None) -> None:
    """Take meetings off the slots and tables that are about to leave, and tell those concerned."""
    resized = [slot_id for slot_id, _span in hours.resized_slots]
    for meeting in _booked_on(event.id, hours.removed_slots):
        _unplace(event, meeting, by)
    for meeting in _at_tables(event.id, hours.removed_tables):
        _reseat(event, meeting, hours.removed_tables, by)
    for meeting in _booked_on(event.id, resized):
        change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
        _tell_both(event, meeting, "moved", Move.MOVE, by)
    _forget(event.id, hours)


def _live_meetings(registration: Registration) -> Sequence[Meeting]:
    part = or_(Meeting.low_id == registration.id, Meeting.high_id == registration.id)
    found = select(Meeting).where(part, Meeting.state.in_(LIVE)).order_by(Meeting.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _way_out(meeting: Meeting, leaving_id: int) -> tuple[Move, Actor]:
    if meeting.state != State.REQUESTED:
        return Move.CANCEL, Actor.SYSTEM
    return (Move.DECLINE if meeting.awaiting_id == leaving_id else Move.WITHDRAW), Actor.SYSTEM


def _loss(row: MeetingRow, removed: frozenset[int], resized: set[int], tables: set[str]) -> str:
    booked = row.state == State.BOOKED
    if row.slot_id in removed:
        return "loses_time" if booked else "loses_proposal"
    if booked and row.table in tables:
        return "loses_table"
    return "new_length" if booked and row.slot_id in resized else ""


def _booked_on(event_id: int, slot_ids: Iterable[int]) -> Sequence[Meeting]:
    wanted = (Meeting.event_id == event_id, Meeting.slot_id.in_(list(slot_ids)), Meeting.state == State.BOOKED)
    return db.session.scalars(select(Meeting).where(*wanted).order_by(Meeting.id)).all()


def _at_tables(event_id: int, table_ids: Iterable[int]) -> Sequence[Meeting]:
    seated = select(Claim.meeting_id).where(Claim.table_id.in_(list(table_ids)))
    wanted = (Meeting.event_id == event_id, Meeting.state == State.BOOKED, Meeting.id.in_(seated))
    return db.session.scalars(select(Meeting).where(*wanted).order_by(Meeting.id)).all()


def _unplace(event: Event, meeting: Meeting, by: int | None) -> None:
    held = db.session.get(Slot, meeting.slot_id)
    change(meeting, Move.UNPLACE, Actor.SYSTEM, slot_id=None, sequence=Meeting.sequence + 1)
    free_time(meeting)
    _tell_both(event, meeting, "unplaced", Move.UNPLACE, by, held=held)


def _reseat(event: Event, meeting: Meeting, gone: frozenset[int], by: int | None) -> None:
    """Another table at the same time; without one, the meeting loses its time."""
    taken = select(Claim.table_id).where(Claim.slot_id == meeting.slot_id, Claim.table_id.is_not(None))
    free = (
        select(Table.id)
        .where(Table.event_id == event.id, Table.retired_at.is_(None), Table.id.not_in(gone), Table.id.not_in(taken))
        .order_by(Table.position)
        .limit(1)
    )
    table_id = db.session.scalar(free)
    if table_id is None:
        _unplace(event, meeting, by)
        return
    mine = (Claim.meeting_id == meeting.id, Claim.table_id.is_not(None))
    db.session.execute(update(Claim).where(*mine).values(table_id=table_id))
    change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
    _tell_both(event, meeting, "moved", Move.MOVE, by)


def _tell_both(
    event: Event, meeting: Meeting, kind: str, act: Move, by: int | None, *, held: Slot | None = None
) -> None:
    firms = lock(event.id, meeting.low_id, meeting.high_id)[1]
    notice = noted(meeting, act, by)
    for one, other in ((meeting.low_id, meeting.high_id), (meeting.high_id, meeting.low_id)):
        mails.tell(notice, meeting, firms[one], kind, about=firms[other], held=held)


def _forget(event_id: int, hours: HoursChange) -> None:
    """Drop what else points at slots and tables that leave: proposals, ended meetings' times, absences."""
    removed = list(hours.removed_slots)
    ended = (Meeting.event_id == event_id, Meeting.slot_id.in_(removed), Meeting.state.not_in(KEEPS_SLOT))
    db.session.execute(update(Meeting).where(*ended).values(slot_id=None))
    absent = or_(Unavailability.slot_id.in_(removed), Unavailability.table_id.in_(list(hours.removed_tables)))
    for row in db.session.scalars(select(Unavailability).where(Unavailability.event_id == event_id, absent)):
        db.session.delete(row)
    db.session.flush()
