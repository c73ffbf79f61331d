"""Bring a meeting about for others, give it a time, move it, call it off."""

from __future__ import annotations

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.errors import TakesNoMore
from app.meetings.lifecycle import Actor, Move, State, party_actor
from app.meetings.mails.places import ends_at_of
from app.meetings.mails.voices import NO_CHANGE, changed_voices
from app.meetings.models import Meeting
from app.meetings.queries.tallies import full_among, tallies_of
from app.meetings.refusals import Refusal
from app.meetings.services.asking import add_parties
from app.meetings.services.overdue import let_lapse
from app.meetings.services.reasons import keep_why
from app.meetings.services.requirements import (
    require_length,
    require_no_live_meeting,
    require_phase,
    require_rules,
    require_taking_part,
    slot_of,
    who_said_never,
    written,
)
from app.meetings.services.rounds.voices import voice_at
from app.meetings.services.seen import require_seen, told_by
from app.meetings.services.steps import change, free_time, hold_time, lock, locked_meeting, noted, other_party, settled
from app.registrations.models import Registration


@settled
def arrange(
    event_id: int,
    one_id: int,
    other_id: int,
    *,
    by: int,
    slot_id: int | None = None,
    message: str = "",
    length: int = 1,
    priority: str = "want",
    table_id: int | None = None,
    settles: bool = False,
) -> int:
    """Organizer or chamber brings two firms together; with a slot it is booked at once. The meeting's id.

    Both firms see who arranged it and may decline. ``settles``: one of many that a button takes back, so that letters
    wait a moment. Raises as ``ask`` does (without the limit of requests; a limit of
    either firm and *never* are TakesNoMore alike), SlotTaken.
    """
    with transaction() as session:
        event, firms = lock(event_id, one_id, other_id)
        over = require_may_arrange(event, firms[one_id], firms[other_id])
        require_length(event, length)
        if over is not None:
            let_lapse(over, firms)
        low, high = sorted((one_id, other_id))
        meeting = Meeting(
            event_id=event_id,
            state=State.AGREED.value,
            low_id=low,
            high_id=high,
            asker_id=one_id,
            arranged_by=by,
            length=length,
            priority=priority,
            message=written(message),
        )
        session.add(meeting)
        session.flush()
        add_parties(meeting)
        notice = noted(meeting, Move.ARRANGE, by)
        if slot_id is not None:
            require_phase(event, EventAct.BOOK)
            held = hold_time(event, meeting, one_id, slot_id, table_id=table_id)
            change(meeting, Move.PLACE, Actor.ARRANGER, slot_id=slot_id)
            notice = noted(meeting, Move.PLACE, by, **held)
        mails.tell(notice, meeting, firms, dict.fromkeys((one_id, other_id), "arranged"), settles=settles)
        return meeting.id


def require_may_arrange(event: Event, one: Registration, other: Registration) -> Meeting | None:
    """All that bars an arranged meeting whatever its time: a firm and itself, phase, approval, another meeting of the
    two, rules, *never*, limits. Reads only. What it gives back: as ``require_no_live_meeting``.
    """
    if one.id == other.id:
        raise Invalid("asks_itself")
    require_phase(event, EventAct.ARRANGE)
    require_taking_part(one, other)
    over = require_no_live_meeting(one.id, other.id, event.id)
    require_rules(one, other, either_way=True)
    _require_both_take_more(event, one.id, other.id)
    return over


def _require_both_take_more(event: Event, one_id: int, other_id: int) -> None:
    """Raises TakesNoMore where one has its most or said *never*; who arranges is not told which."""
    full = full_among(event, tallies_of(event.id, (one_id, other_id)))
    if who_said_never(one_id, other_id) or full:
        raise TakesNoMore(arranged=True)


@settled
def place(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    actor: Actor | None = None,
    length: int | None = None,
) -> None:
    """Give an agreed meeting its time; ``length``: in so many slots, where that is to change. Raises SlotTaken,
    IllegalMove, PhaseForbids, Stale.
    """
    take_time(meeting_id, registration_id, slot_id, Move.PLACE, by=by, actor=actor, length=length)


@settled
def move(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    actor: Actor | None = None,
    length: int | None = None,
    seen: int | None = None,
) -> bool:
    """Give a booked meeting another time; the old one is held until the new one is had. Raises as ``place``, and
    MeetingMovedOn for another version than was ``seen``.

    False where it was booked at that time already: nothing is written and nobody is told.
    """
    return take_time(meeting_id, registration_id, slot_id, Move.MOVE, by=by, actor=actor, length=length, seen=seen)


def take_time(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    act: Move,
    *,
    by: int | None,
    actor: Actor | None = None,
    length: int | None = None,
    seen: int | None = None,
    agreed: bool = False,
    by_link: bool = False,
) -> bool:
    """What ``place`` and ``move`` share; ``agreed``: to the time that the other side proposed."""
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.BOOK)
        _kept = slot_of(event, slot_id)  # a session forgets what nobody holds, and letters name it
        require_taking_part(firms[registration_id], firms[other])
        wanted = length or meeting.length
        if wanted != meeting.length:
            require_length(event, wanted)
        if act is Move.MOVE and (meeting.state, meeting.slot_id, meeting.length) == (State.BOOKED, slot_id, wanted):
            return False
        require_seen(meeting, seen)
        before = db.session.get(Slot, meeting.slot_id) if meeting.state == State.BOOKED else None
        ended = ends_at_of(meeting, before) if before is not None else None
        voice = voice_at(meeting) if before is not None else None
        who = actor or party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        change(meeting, act, who, slot_id=slot_id, length=wanted, sequence=Meeting.sequence + 1)
        held = hold_time(event, meeting, registration_id, slot_id)
        placer = registration_id if actor is None else None
        notice = noted(meeting, act, by, placer=placer, **held, **told_by(link=by_link))
        kind = "booked" if act is Move.PLACE else "moved"
        said = "by_organizer" if actor is Actor.ORGANIZER else "agreed" if agreed else ""
        told = dict.fromkeys((registration_id, other), kind)
        voices = changed_voices(held["interpreter"], voice) if before is not None else NO_CHANGE
        mails.tell(notice, meeting, firms, told, held=before, ended=ended, why=said, voices=voices)
        return True


@settled
def cancel(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    actor: Actor | None = None,
    reason: str = "",
    seen: int | None = None,
) -> None:
    """Call off an agreed or booked meeting; its time is free again at once, and the other side is told.

    Of one that was arranged the other side learns no more than that, and who arranged it who called it off.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_seen(meeting, seen)
        held = db.session.get(Slot, meeting.slot_id) if meeting.state == State.BOOKED else None
        who = actor or party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        change(meeting, Move.CANCEL, who, awaiting_id=None, reply=written(reason), sequence=Meeting.sequence + 1)
        free_time(meeting)
        if actor is None:
            keep_why(meeting, registration_id, Refusal(words=meeting.reply or "", shared=meeting.arranged_by is None))
        canceller = registration_id if actor is None else None  # in no firm's name where somebody else calls it off
        notice = noted(meeting, Move.CANCEL, by, freed=held.id if held else None, canceller=canceller)
        told = {other: "cancelled"} if actor is None else {registration_id: "cancelled", other: "cancelled"}
        if actor is None and held is not None:  # whose calendars hold it, too
            told[registration_id] = "called_off"
        said = "" if meeting.arranged_by is not None else "by_firm" if actor is None else "by_organizer"
        mails.tell(notice, meeting, firms, told, held=held, why=said)
        if actor is None:
            mails.tell_arranger(notice, meeting, declined_by=firms[registration_id], other=firms[other])
