"""Whether a meeting took place, and which companies came to a group: recorded from its beginning on, corrected until
the event closes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select

from app.core.db import db, now, transaction
from app.core.errors import NotFound
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.errors import MeetingNotBegun, SlotTaken
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import IllegalMeetingMove, MeetingActor, MeetingMove, MeetingState
from app.meetings.models import Claim, Meeting, MeetingParty
from app.meetings.queries.attendees import get_attendees
from app.meetings.queries.claims import list_meeting_slots
from app.meetings.services.group_meetings import bump_group_version, lock_any_meeting, lock_group_meeting
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import (
    NO_CLAIM,
    insert_claims,
    log_action,
    retry_on_conflict,
    transition,
)

PERSON_COLUMN = "representative_id"


@retry_on_conflict
def record_missed(event_id: int, meeting_id: int, *, by: int | None) -> Meeting:
    """Nobody met, or too few did. The meeting. Raises NotBegun, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        meeting, event = lock_any_meeting(meeting_id, event_id)
        _require_begun(event, meeting)
        move = MeetingMove.CORRECT if meeting.state == MeetingState.HELD else MeetingMove.MISS
        _apply_correction(meeting, move, MeetingState.MISSED, by)
        _release_ahead(meeting)
        return meeting


@retry_on_conflict
def record_took_place(event_id: int, meeting_id: int, *, by: int | None) -> Meeting:
    """A meeting noted as missed took place after all; what it gave back it has again. Raises SlotTaken where that is
    somebody else's by now, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        meeting, event = lock_any_meeting(meeting_id, event_id)
        require_phase(event, EventAct.RECORD_HELD)
        _apply_correction(meeting, MeetingMove.CORRECT, MeetingState.HELD, by)
        _claim_again(
            meeting,
            _list_claims(meeting) - {(PERSON_COLUMN, absent_person) for absent_person in _list_absent_people(meeting)},
        )
        return meeting


@retry_on_conflict
def record_guest(event_id: int, meeting_id: int, guest_id: int, *, came: bool, by: int | None) -> Meeting:
    """A guest of a group that took place did not come, or ``came`` after all; nothing where it is noted so already.

    Raises as ``note_missed`` and ``note_held``; NotFound for a company without a seat.
    """
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        _require_begun(group_meeting.event, group_meeting.meeting)
        if group_meeting.meeting.state not in (MeetingState.BOOKED, MeetingState.HELD):
            raise IllegalMeetingMove(
                state=MeetingState(group_meeting.meeting.state), move=MeetingMove.CORRECT, actor=MeetingActor.ORGANIZER
            )
        party = group_meeting.party(guest_id)
        if party is None or party.answer != GuestAnswer.ACCEPTED:
            raise NotFound
        if party.missed is not came:
            return group_meeting.meeting
        party.missed = not came
        person = get_attendees(group_meeting.meeting).get(guest_id)
        if person is not None and came:
            _claim_again(group_meeting.meeting, {(PERSON_COLUMN, person)})
        elif person is not None:
            _release_ahead(group_meeting.meeting, Claim.representative_id == person)
        bump_group_version(group_meeting.meeting)
        log_action(group_meeting.meeting, "came" if came else "absent", by, guest=guest_id)
        return group_meeting.meeting


def _list_absent_people(meeting: Meeting) -> list[int]:
    """The people of guests that did not come."""
    missed = select(MeetingParty.registration_id).where(MeetingParty.meeting_id == meeting.id, MeetingParty.missed)
    attendees = get_attendees(meeting)
    return [
        attendees[registration_id] for registration_id in db.session.scalars(missed) if registration_id in attendees
    ]


def _require_begun(event: Event, meeting: Meeting) -> None:
    require_phase(event, EventAct.RECORD_HELD)
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    if slot is not None and slot.starts_at > now():
        raise MeetingNotBegun


def _apply_correction(meeting: Meeting, move: MeetingMove, target: MeetingState, by: int | None) -> None:
    """Raises IllegalMove; a correction leads back and forth, so also for one that is ``target`` already."""
    if meeting.state == target:
        raise IllegalMeetingMove(state=MeetingState(meeting.state), move=move, actor=MeetingActor.ORGANIZER)
    transition(meeting, move, MeetingActor.ORGANIZER)
    log_action(meeting, move, by)


def _release_ahead(meeting: Meeting, *what: ColumnElement[bool]) -> None:
    ahead = select(Slot.id).where(Slot.event_id == meeting.event_id, Slot.starts_at > now())
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id, Claim.slot_id.in_(ahead), *what))


def _list_claims(meeting: Meeting) -> set[tuple[str, int]]:
    """What a meeting holds in any of its slots, as (column, number)."""
    rows = db.session.scalars(select(Claim).where(Claim.meeting_id == meeting.id)).all()
    return {(name, number) for row in rows for name in NO_CLAIM if (number := getattr(row, name)) is not None}


def _claim_again(meeting: Meeting, resources: set[tuple[str, int]]) -> None:
    """Claim these for the whole meeting, which holds them in what has begun of it. Raises SlotTaken."""
    wanted = sorted((slot, name, number) for slot in list_meeting_slots(meeting) for name, number in resources)
    mine: set[tuple[int, str, int]] = set()
    for slot, name, number in wanted:
        column = getattr(Claim, name)
        holder = db.session.scalar(select(Claim.meeting_id).where(Claim.slot_id == slot, column == number))
        if holder not in (None, meeting.id):
            raise SlotTaken(slot_id=slot, reason=None, meeting_id=None)
        if holder is not None:
            mine.add((slot, name, number))
    insert_claims(meeting.event_id, ((*claim, meeting.id) for claim in wanted if claim not in mine))
