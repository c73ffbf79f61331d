"""Whether a meeting took place, and which firms came to a group: noted from its beginning on, corrected until the event
closes. Who did not come holds nothing of what is still ahead."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, insert, select

from app.core.db import db, now, transaction
from app.core.errors import NotFound
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.errors import NotBegun, SlotTaken
from app.meetings.lifecycle import Actor, IllegalMove, Move, State
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty
from app.meetings.queries.lengths import slots_of
from app.meetings.queries.seats import sitters_at
from app.meetings.roundtables import Answer
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.steps import locked_round, noted_round, touch
from app.meetings.services.steps import NOTHING, change, locked_meeting, noted, settled

PERSON = "representative_id"


@settled
def note_missed(event_id: int, meeting_id: int, *, by: int | None) -> Meeting:
    """Nobody met, or too few did. The meeting. Raises NotBegun, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        meeting, event = _locked(event_id, meeting_id)
        _require_begun(event, meeting)
        move = Move.CORRECT if meeting.state == State.HELD else Move.MISS
        _change(meeting, move, State.MISSED, by)
        _free_ahead(meeting)
        return meeting


@settled
def note_held(event_id: int, meeting_id: int, *, by: int | None) -> Meeting:
    """A meeting noted as missed took place after all; what it gave back it has again. Raises SlotTaken where that is
    somebody else's by now, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        meeting, event = _locked(event_id, meeting_id)
        require_phase(event, EventAct.RECORD_HELD)
        _change(meeting, Move.CORRECT, State.HELD, by)
        _take_again(meeting, _held(meeting) - {(PERSON, one) for one in _who_stayed_away(meeting)})
        return meeting


@settled
def note_guest(event_id: int, meeting_id: int, guest_id: int, *, came: bool, by: int | None) -> Meeting:
    """A guest of a group that took place did not come, or ``came`` after all; nothing where it is noted so already.

    Raises as ``note_missed`` and ``note_held``; NotFound for a firm without a seat.
    """
    with transaction():
        found = locked_round(meeting_id, event_id=event_id)
        _require_begun(found.event, found.meeting)
        if found.meeting.state not in (State.BOOKED, State.HELD):
            raise IllegalMove(state=State(found.meeting.state), move=Move.CORRECT, actor=Actor.ORGANIZER)
        party = found.party(guest_id)
        if party is None or party.answer != Answer.ACCEPTED:
            raise NotFound
        if party.missed is not came:
            return found.meeting
        party.missed = not came
        person = sitters_at(found.meeting).get(guest_id)
        if person is not None and came:
            _take_again(found.meeting, {(PERSON, person)})
        elif person is not None:
            _free_ahead(found.meeting, Claim.representative_id == person)
        touch(found.meeting)
        noted_round(found.meeting, "came" if came else "absent", by, guest=guest_id)
        return found.meeting


def _who_stayed_away(meeting: Meeting) -> list[int]:
    """The people of guests that did not come."""
    missed = select(MeetingParty.registration_id).where(MeetingParty.meeting_id == meeting.id, MeetingParty.missed)
    sitters = sitters_at(meeting)
    return [sitters[one] for one in db.session.scalars(missed) if one in sitters]


def _locked(event_id: int, meeting_id: int) -> tuple[Meeting, Event]:
    kind = db.session.scalar(select(Meeting.kind).where(Meeting.id == meeting_id, Meeting.event_id == event_id))
    if kind == GROUP:
        found = locked_round(meeting_id, event_id=event_id)
        return found.meeting, found.event
    meeting, event, _firms = locked_meeting(meeting_id, event_id)
    return meeting, event


def _require_begun(event: Event, meeting: Meeting) -> None:
    require_phase(event, EventAct.RECORD_HELD)
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    if slot is not None and slot.starts_at > now():
        raise NotBegun


def _change(meeting: Meeting, move: Move, target: State, by: int | None) -> None:
    """Raises IllegalMove; a correction leads back and forth, so also for one that is ``target`` already."""
    if meeting.state == target:
        raise IllegalMove(state=State(meeting.state), move=move, actor=Actor.ORGANIZER)
    change(meeting, move, Actor.ORGANIZER)
    if meeting.kind == GROUP:
        noted_round(meeting, move.value, by)
    else:
        noted(meeting, move, by)


def _free_ahead(meeting: Meeting, *what: ColumnElement[bool]) -> None:
    ahead = select(Slot.id).where(Slot.event_id == meeting.event_id, Slot.starts_at > now())
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id, Claim.slot_id.in_(ahead), *what))


def _held(meeting: Meeting) -> set[tuple[str, int]]:
    """What a meeting holds in any of its slots, as (column, number)."""
    rows = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id)).all()
    return {(name, number) for one in rows for name in NOTHING if (number := getattr(one, name)) is not None}


def _take_again(meeting: Meeting, resources: set[tuple[str, int]]) -> None:
    """Claim these for the whole meeting, which holds them in what has begun of it. Raises SlotTaken."""
    wanted = sorted((slot, name, number) for slot in slots_of(meeting) for name, number in resources)
    mine: set[tuple[int, str, int]] = set()
    for slot, name, number in wanted:
        column = getattr(Claim, name)
        holder = db.session.scalar(select(Claim.meeting_id).where(Claim.slot_id == slot, column == number))
        if holder not in (None, meeting.id):
            raise SlotTaken(slot_id=slot, reason=None, meeting_id=None)
        if holder is not None:
            mine.add((slot, name, number))
    claim = {"event_id": meeting.event_id, "meeting_id": meeting.id, **NOTHING}
    rows = [
        {**claim, "slot_id": slot, name: number} for slot, name, number in wanted if (slot, name, number) not in mine
    ]
    if rows:
        db.session.execute(insert(Claim), rows)
