"""What becomes of meetings when somebody leaves: their firm, or a person who sits at one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update

from app.core.db import db, now
from app.events.models import Event, Slot
from app.meetings import mails
from app.meetings.lifecycle import LIVE, Actor, Move, State
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.queries.round_parties import has_seat_in
from app.meetings.queries.unserved import has_interpreters
from app.meetings.services.rounds.leaving import end_rounds_of
from app.meetings.services.speaking import renew_voices, tell_who_interprets, voices_of
from app.meetings.services.standing_in import say_somebody_else_sits
from app.meetings.services.steps import change, free_time, lock, noted, other_party
from app.registrations.half_days import half_day_of
from app.registrations.models import Registration, Representative
from app.registrations.queries.party import Firm
from app.registrations.services.people import PersonHasMeetings


def end_meetings_of(registration: Registration, *, by: int | None) -> None:
    """End every live meeting of a firm that takes part no longer: time is free again, partners are told, and the firm
    itself of those that had a time."""
    end_rounds_of(registration, by=by)
    partners = _live_meetings(registration)
    firms = lock(registration.event_id, registration.id, *(other_party(one, registration.id) for one in partners))[1]
    for meeting in _live_meetings(registration):
        other = other_party(meeting, registration.id)
        was_booked = meeting.state == State.BOOKED
        held = db.session.get(Slot, meeting.slot_id) if was_booked else None
        act, actor = _way_out(meeting, registration.id)
        # the reply goes: who countered once said nothing of this end
        change(meeting, act, actor, awaiting_id=None, expires_at=None, reply=None, sequence=Meeting.sequence + 1)
        free_time(meeting)
        notice = noted(meeting, act, by, left=registration.id)
        told = (other, registration.id) if held is not None else (other,)  # whose calendars hold it, too
        mails.tell(notice, meeting, firms, dict.fromkeys(told, "cancelled"), held=held)


def require_no_seat(person: Representative, registration: Registration) -> None:
    """Raises PersonHasMeetings if somebody holds a seat for this firm at a booked meeting."""
    seats = (
        select(func.count(Meeting.id.distinct()))
        .join(Claim, Claim.meeting_id == Meeting.id)
        .where(
            Claim.representative_id == person.id,
            Meeting.state == State.BOOKED,
            _has_part(registration.id),
        )
    )
    if count := db.session.scalar(seats):
        raise PersonHasMeetings(count=count)


def hand_seats_on(new: Representative, *, old: Representative, registration: Registration, by: int | None) -> None:
    """Somebody else takes the seats of who no longer comes for a firm, from this day on: the times and tables stay, and
    who sat at the meetings of days before sat there. All at the tables that are still ahead read who comes."""
    zone = ZoneInfo(db.session.get_one(Event, new.event_id).zone)
    today = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    meetings = select(Meeting.id).where(_has_part(registration.id))
    ahead = select(Slot.id).where(Slot.event_id == new.event_id, Slot.starts_at >= today.astimezone(UTC))
    held = (Claim.representative_id == old.id, Claim.meeting_id.in_(meetings), Claim.slot_id.in_(ahead))
    to_come = _booked_ahead(held)
    db.session.execute(
        update(Claim).where(*held).values(representative_id=new.id).execution_options(synchronize_session="fetch")
    )
    firm = registration.company
    sat = [(Firm(old.display_name, old.name_zh), Firm(firm.name, firm.name_zh))] if firm is not None else []
    renewed = renew_voices(new.event_id, to_come)
    is_any = has_interpreters(new.event_id)
    for meeting in to_come:
        other = renewed.get(meeting.id)
        is_other = other is not None and other.by != other.before
        told = {"interpreter": other.by} if other is not None and is_other else {}
        voices = voices_of(other, is_any=is_any)
        say_somebody_else_sits(meeting, registration.id, sat, by=by, also=new.email, voices=voices, **told)
        if other is not None and is_other and meeting.kind == GROUP:
            tell_who_interprets(meeting, other, by=by)


def _booked_ahead(held: tuple[ColumnElement[bool], ...]) -> Sequence[Meeting]:
    """Those that are to come of the meetings with these claims."""
    found = select(Meeting).join(Slot, Slot.id == Meeting.slot_id)
    ids = select(Claim.meeting_id).where(*held)
    booked = found.where(Meeting.id.in_(ids), Meeting.state == State.BOOKED, Slot.starts_at > now())
    return db.session.scalars(booked.order_by(Meeting.id).execution_options(populate_existing=True)).all()


def require_no_seat_at(person: Representative, zone: str) -> None:
    """Raises PersonHasMeetings if somebody holds a seat at a half day at which it is absent."""
    seats = (
        select(Slot.starts_at)
        .join(Claim, Claim.slot_id == Slot.id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Claim.representative_id == person.id, Meeting.state == State.BOOKED)
    )
    count = sum(half_day_of(starts_at, zone) in person.absent for starts_at in db.session.scalars(seats))
    if count:
        raise PersonHasMeetings(count=count)


def _live_meetings(registration: Registration) -> Sequence[Meeting]:
    part = or_(Meeting.low_id == registration.id, Meeting.high_id == registration.id)
    found = select(Meeting).where(part, Meeting.state.in_(LIVE)).order_by(Meeting.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def _has_part(registration_id: int) -> ColumnElement[bool]:
    """It is one of the two, or sits at a group meeting."""
    return or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id, has_seat_in(registration_id))


def _way_out(meeting: Meeting, leaving_id: int) -> tuple[Move, Actor]:
    if meeting.state != State.REQUESTED:
        return Move.CANCEL, Actor.SYSTEM
    return (Move.WITHDRAW if meeting.asker_id == leaving_id else Move.DECLINE), Actor.SYSTEM
