"""Answer a request: accept (with or without a time), decline."""

from __future__ import annotations

from typing import Any

from app.core.db import transaction
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.lifecycle import Condition, Move, State, party_actor
from app.meetings.limits import check_meet
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.refusals import Refusal, Why
from app.meetings.services.reasons import keep_why
from app.meetings.services.requirements import (
    require_length,
    require_own_part,
    require_phase,
    require_takes_more,
    slot_of,
    written,
)
from app.meetings.services.seen import answered, require_seen, told_by
from app.meetings.services.steps import change, hold_time, locked_meeting, noted, other_party, settled


@settled
def accept(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    slot_id: int | None = None,
    length: int | None = None,
    seen: int | None = None,
    by_link: bool = False,
) -> State:
    """Say yes to a request; with a slot it is booked at once, else agreed until it gets a time. The new state.

    ``length``: in so many slots, where that is not as it was asked for; ``seen``: the version that was answered;
    ``by_link``: by the link of a letter, without an account.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, PhaseForbids, NotTakingPart, NeverYours,
    TakesNoMore, MostMeetingsReached, SlotTaken, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.ANSWER)
        if slot_id is not None:
            require_phase(event, EventAct.BOOK)
            _kept = slot_of(event, slot_id)  # a session forgets what nobody holds, and letters name it
        require_seen(meeting, seen)
        actor = party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        act = Move.ACCEPT if slot_id is None else Move.ACCEPT_WITH_TIME
        values: dict[str, Any] = {"awaiting_id": None, "slot_id": slot_id, "expires_at": None}
        if length is not None and length != meeting.length:
            require_length(event, length)
            values["length"] = length
        change(meeting, act, actor, **values)  # first, so that a settled request says so before anything else
        require_own_part(firms[registration_id])
        counted = tallies_of(event.id, firms, ignoring=meeting.id)
        require_takes_more(event, registration_id, firms[other], counted)
        check_meet(limits_of(event), counted[registration_id])
        held = hold_time(event, meeting, registration_id, slot_id, tallies=counted) if slot_id is not None else {}
        answered(meeting, registration_id, "accepted")
        notice = noted(meeting, act, by, answerer=registration_id, **held, **told_by(link=by_link))
        told = {other: "accepted"}
        if meeting.state == State.BOOKED:
            told[registration_id] = "booked"
        elif notice.organisation_id is not None:
            told[registration_id] = "accepted_for_you"
        mails.tell(notice, meeting, firms, told)
        return State(meeting.state)


@settled
def decline(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    reason: str = "",
    why: Why = Why.OTHER,
    shared: bool = True,
    seen: int | None = None,
    by_link: bool = False,
) -> None:
    """Say no to a request; the reason, if any, goes to the other side where it is ``shared``, else to nobody but who
    runs the event.

    A meeting that was arranged is declined in private: the other side is told that it does not take place, as of any
    that is called off, and who arranged it learns who declined, and why.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_seen(meeting, seen)
        arranged = meeting.arranged_by is not None
        given = (Condition.ARRANGED,) if arranged else ()
        actor = party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        words = written(reason)
        reply = words if shared or arranged else None
        change(meeting, Move.DECLINE, actor, given=given, awaiting_id=None, expires_at=None, reply=reply)
        answered(meeting, registration_id, "declined")
        keep_why(meeting, registration_id, Refusal(why, words or "", shared and not arranged))
        notice = noted(meeting, Move.DECLINE, by, answerer=registration_id, **told_by(link=by_link))
        told = {other: "cancelled" if arranged else "declined"}
        if notice.organisation_id is not None:
            told[registration_id] = "declined_for_you"
        mails.tell(notice, meeting, firms, told)
        if arranged:
            mails.tell_arranger(notice, meeting, declined_by=firms[registration_id], other=firms[other])
