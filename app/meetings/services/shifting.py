"""Meetings go along with times that move: their claims stay, their calendars and partners learn of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.core.clock import Span
from app.core.db import current_transaction, db
from app.core.errors import NotFound
from app.events.models import Event, Slot
from app.meetings import mails
from app.meetings.lifecycle import Actor, Move, State
from app.meetings.models import GROUP, Claim, Meeting, MeetingProposal
from app.meetings.queries.lengths import slots_of
from app.meetings.services.rescheduling import withdraw_moves_to
from app.meetings.services.rounds.saying import say, say_to_invited
from app.meetings.services.rounds.steps import noted_round, touch, unlocked_round
from app.meetings.services.steps import change, forget_moves, noted
from app.registrations.models import Registration


def alone_with(event_id: int) -> tuple[Event, dict[int, Registration]]:
    """The event with all its firms, which nobody else writes about until this transaction is over.

    Whoever writes about meetings locks their firms and then shares the event; so does this, of all of them, and then
    takes the event for itself. Raises NotFound.
    """
    current_transaction()
    mine = select(Registration).where(Registration.event_id == event_id).order_by(Registration.id)
    firms = db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).all()
    db.session.execute(update(Event).where(Event.id == event_id).values(version=Event.version + 1))
    event = db.session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    return event, {one.id: one for one in firms}


def booked_in(event_id: int, slot_ids: list[int]) -> list[Meeting]:
    """The booked meetings that hold any of these slots, by their ids."""
    holding = select(Claim.meeting_id).where(Claim.slot_id.in_(slot_ids))
    rows = select(Meeting).where(Meeting.event_id == event_id, Meeting.state == State.BOOKED, Meeting.id.in_(holding))
    return list(db.session.scalars(rows.order_by(Meeting.id).execution_options(populate_existing=True)))


def forget_proposals(event_id: int, slot_id: int) -> None:
    """A time that is given up is proposed by no open request any more."""
    withdraw_moves_to(event_id, [slot_id])
    db.session.execute(delete(MeetingProposal).where(MeetingProposal.slot_id == slot_id))
    open_ones = (Meeting.event_id == event_id, Meeting.slot_id == slot_id, Meeting.state == State.REQUESTED)
    db.session.execute(update(Meeting).where(*open_ones).values(slot_id=None))


def follow(event: Event, before: Mapping[int, Span], firms: Mapping[int, Registration], *, by: int | None) -> int:
    """Say of each booked meeting whose slots have moved that it has; how many. ``before``: slots and where they were.

    Inside a transaction that is ``alone_with`` the event. Each reader gets one letter of all of them, after a moment in
    which it may be undone.
    """
    meetings = booked_in(event.id, sorted(before))
    for meeting in meetings:
        if meeting.kind == GROUP:
            _follow_round(meeting, before, by)
            continue
        change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
        forget_moves([meeting.id])
        held, ended = _as_it_was(meeting, before)
        notice = noted(meeting, Move.MOVE, by, placer=None, **_shifted_from(held))
        both = {one: firms[one] for one in (meeting.low_id, meeting.high_id)}
        told = dict.fromkeys(both, "moved")
        mails.tell(notice, meeting, both, told, held=held, ended=ended, together=True, settles=True)
    withdraw_moves_to(event.id, sorted(before), before)
    return len(meetings)


def _follow_round(meeting: Meeting, before: Mapping[int, Span], by: int | None) -> None:
    found = unlocked_round(meeting)
    touch(meeting)
    invited = sorted(one.id for one in found.asked)
    was = _as_it_was(meeting, before)
    said = {"registration": found.host.id, "lost": [], "invited": invited, **_shifted_from(was[0])}
    notice = noted_round(meeting, "move", by, **said)
    say(found, notice, "moved", *found.held, was=was, together=True, settles=True)
    say_to_invited(found, notice, was=was, together=True, settles=True)


def _shifted_from(held: Slot | None) -> dict[str, Any]:
    """What a notice of a shift says of the time before (seconds since 1970): a digest sees by it what was undone."""
    return {"shifted": True, "was": int(held.starts_at.timestamp()) if held is not None else None}


def _as_it_was(meeting: Meeting, before: Mapping[int, Span]) -> tuple[Slot | None, datetime | None]:
    """Its first slot at the time from which it has moved, and when it was to end; what has begun stays where it was."""
    alone = meeting.length == 1 and meeting.slot_id is not None
    ids = [meeting.slot_id or 0] if alone else slots_of(meeting)
    held = [one for slot_id in ids if (one := _slot_before(slot_id, before, meeting.event_id)) is not None]
    return next(iter(held), None), max((one.ends_at for one in held), default=None)


def _slot_before(slot_id: int, before: Mapping[int, Span], event_id: int) -> Slot | None:
    if slot_id not in before:
        return db.session.get(Slot, slot_id)
    span = before[slot_id]
    return Slot(id=slot_id, event_id=event_id, starts_at=span.start, ends_at=span.end, kind="meeting")
