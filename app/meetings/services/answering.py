"""Answer a request: accept (with or without a time), decline."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from app.db import db, now, transaction
from app.events.models import Event
from app.events.phases import Act
from app.meetings import mails
from app.meetings.lifecycle import Actor, Condition, IllegalMove, Move, State, party_actor
from app.meetings.limits import check_meet
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.boards import limits_of, tallies_of
from app.meetings.services.steps import (
    change,
    hold_time,
    locked_meeting,
    noted,
    other_party,
    require_own_part,
    require_phase,
    require_takes_more,
    settled,
    slot_of,
    written,
)


@settled
def accept(meeting_id: int, registration_id: int, *, by: int | None, slot_id: int | None = None) -> State:
    """Say yes to a request; with a slot it is booked at once, else agreed until it gets a time. The new state.

    Raises IllegalMove, PhaseForbids, NotTakingPart, NeverYours, TakesNoMore, MostMeetingsReached, SlotTaken, Stale,
    NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, Act.ANSWER)
        if slot_id is not None:
            require_phase(event, Act.BOOK)
            slot_of(event, slot_id)
        actor = party_actor(registration_id, meeting.awaiting_id)
        act = Move.ACCEPT if slot_id is None else Move.ACCEPT_WITH_TIME
        values: dict[str, Any] = {"awaiting_id": None, "slot_id": slot_id, "expires_at": None}
        _require_in_time(meeting, act, actor)
        change(meeting, act, actor, **values)  # first, so that a settled request says so before anything else
        require_own_part(firms[registration_id])
        require_takes_more(event, registration_id, firms[other], ignoring=meeting.id)
        _within_limits(event, meeting, registration_id)
        if slot_id is not None:
            hold_time(event, meeting, registration_id, slot_id)
        _answered(meeting, registration_id, "accepted")
        notice = noted(meeting, act, by, answerer=registration_id)
        mails.tell(notice, meeting, firms[other], "accepted", about=firms[registration_id])
        if meeting.state == State.BOOKED:
            mails.tell(notice, meeting, firms[registration_id], "booked", about=firms[other])
        return State(meeting.state)


@settled
def decline(meeting_id: int, registration_id: int, *, by: int | None, reason: str = "") -> None:
    """Say no to a request; the reason, if any, goes to the other side.

    A meeting that was arranged is declined in private: the other side is told that it does not take place, as of any
    that is called off, and who arranged it learns who declined, and why.

    Raises IllegalMove, PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, Act.CALL_OFF)
        given = (Condition.ARRANGED,) if meeting.arranged_by is not None else ()
        actor = party_actor(registration_id, meeting.awaiting_id)
        change(meeting, Move.DECLINE, actor, given=given, awaiting_id=None, expires_at=None, reply=written(reason))
        _answered(meeting, registration_id, "declined")
        notice = noted(meeting, Move.DECLINE, by, answerer=registration_id)
        if meeting.arranged_by is not None:
            mails.tell(notice, meeting, firms[other], "cancelled", about=firms[registration_id])
            mails.tell_arranger(notice, meeting, declined_by=firms[registration_id], other=firms[other])
        else:
            mails.tell(notice, meeting, firms[other], "declined", about=firms[registration_id])


def _require_in_time(meeting: Meeting, act: Move, actor: Actor) -> None:
    """Raises IllegalMove for a request whose time is over, though nobody may have let it lapse yet."""
    if meeting.state == State.REQUESTED and meeting.expires_at is not None and meeting.expires_at <= now():
        raise IllegalMove(state=State.EXPIRED, move=act, actor=actor)


def _within_limits(event: Event, meeting: Meeting, mine: int) -> None:
    """Raises MostMeetingsReached, counting without the meeting at hand."""
    check_meet(limits_of(event), tallies_of(event.id, [mine], ignoring=meeting.id)[mine])


def _answered(meeting: Meeting, registration_id: int, answer: str) -> None:
    said = update(MeetingParty).where(
        MeetingParty.meeting_id == meeting.id, MeetingParty.registration_id == registration_id
    )
    db.session.execute(said.values(answer=answer, answered_at=now()))
