"""Another time for a booked meeting: proposed to the other side, or taken at once where the event says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from app.core.clock import Span
from app.core.db import db, end_read_transaction, transaction
from app.core.models import Notice
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.errors import MeetingMovedOn, SlotTaken
from app.meetings.lifecycle import Actor, IllegalMove, Move, State, party_actor
from app.meetings.models import Meeting, MoveProposal
from app.meetings.queries.move_proposals import gone_proposals, proposal_of, proposed_span
from app.meetings.services.arranging import move, take_time
from app.meetings.services.asking import proposed
from app.meetings.services.requirements import require_length, require_phase, require_taking_part, slot_of
from app.meetings.services.seen import require_seen, told_by
from app.meetings.services.steps import change, forget_moves, lock, locked_meeting, noted, other_party, settled
from app.meetings.telling import TOLD
from app.registrations.models import Registration

NOWHERE: Final[Mapping[int, Span]] = {}


class Outcome(StrEnum):
    """What came of a wish for another time."""

    UNCHANGED = "unchanged"  # the meeting has that time already
    MOVED = "moved"  # it has the new time
    PROPOSED = "proposed"
    PENDING = "pending"  # the same time is proposed already


@settled
def reschedule(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    length: int | None = None,
    seen: int | None = None,
    at_once: bool = False,
) -> Outcome:
    """Propose another time to the other side; the meeting stays where it is until that accepts. It is moved where the
    event lets companies do so, ``at_once`` (for who runs the event), or to a time that the other side has proposed.

    A proposal takes the place of any that is pending. Raises as ``move`` does.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        wanted = length or meeting.length
        pending = proposal_of(meeting.id)
        mine = pending is not None and pending.proposer_id == registration_id
        if pending is not None and (pending.slot_id, pending.length) == (slot_id, wanted):
            if mine:
                return Outcome.PENDING
            accept_time(meeting_id, registration_id, by=by, seen=pending.version)
            return Outcome.MOVED
        if at_once or event.moves_at_once:
            is_moved = move(meeting_id, registration_id, slot_id, by=by, length=length, seen=seen)
            return Outcome.MOVED if is_moved else Outcome.UNCHANGED
        require_phase(event, EventAct.BOOK)
        _kept = slot_of(event, slot_id)  # a session forgets what nobody holds, and letters name it
        require_taking_part(firms[registration_id], firms[other])
        if wanted != meeting.length:
            require_length(event, wanted)
        if (meeting.state, meeting.slot_id, meeting.length) == (State.BOOKED, slot_id, wanted):
            return Outcome.UNCHANGED
        require_seen(meeting, seen)
        _propose(event, meeting, firms, registration_id, slot_id, wanted, by=by)
        return Outcome.PROPOSED


def _propose(
    event: Event,
    meeting: Meeting,
    firms: Mapping[int, Registration],
    registration_id: int,
    slot_id: int,
    length: int,
    *,
    by: int | None,
) -> None:
    other = other_party(meeting, registration_id)
    change(meeting, Move.PROPOSE, _actor(meeting, registration_id))
    proposed(event, registration_id, other, slot_id, length=length, ignoring=meeting.id)
    forget_moves([meeting.id])
    proposal = MoveProposal(
        event_id=event.id,
        meeting_id=meeting.id,
        proposer_id=registration_id,
        slot_id=slot_id,
        length=length,
        version=meeting.version,
    )
    db.session.add(proposal)
    db.session.flush()
    notice = noted(meeting, Move.PROPOSE, by, answerer=registration_id, times=[slot_id])
    told = {other: "move_proposed", **_for_it(notice, registration_id, "move_proposed_for_you")}
    mails.tell(notice, meeting, firms, told, offered=proposed_span(proposal))


def accept_time(
    meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None, by_link: bool = False
) -> None:
    """Move the meeting to the time that the other side proposes; ``seen``: the version of the proposal.

    A proposal that cannot be had any more is withdrawn, and both are told. Raises MeetingMovedOn where that proposal
    is pending no more, SlotTaken, and as ``move`` does.
    """
    try:
        _accept(meeting_id, registration_id, by=by, seen=seen, by_link=by_link)
    except SlotTaken:
        _withdraw_gone(meeting_id)
        raise


@settled
def _accept(meeting_id: int, registration_id: int, *, by: int | None, seen: int | None, by_link: bool) -> None:
    with transaction():
        meeting, _event, _firms = locked_meeting(meeting_id)
        other_party(meeting, registration_id)
        pending = _require_pending(meeting, seen)
        if pending.proposer_id == registration_id:
            raise IllegalMove(state=State(meeting.state), move=Move.MOVE, actor=_actor(meeting, registration_id))
        slot_id, length = pending.slot_id, pending.length
        take_time(meeting_id, registration_id, slot_id, Move.MOVE, by=by, length=length, agreed=True, by_link=by_link)


@settled
def keep_time(
    meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None, by_link: bool = False
) -> None:
    """Keep the meeting where it is: the other side declines the new time, or who proposed it takes it back.

    Raises MeetingMovedOn where the proposal of the version ``seen`` is pending no more, PhaseForbids, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        pending = _require_pending(meeting, seen)
        offered, taken_back = proposed_span(pending), pending.proposer_id == registration_id
        change(meeting, Move.KEEP, _actor(meeting, registration_id))
        forget_moves([meeting.id])
        said = {"answerer": registration_id, "proposer": pending.proposer_id, **told_by(link=by_link)}
        notice = noted(meeting, Move.KEEP, by, **said)
        told = {other: "move_withdrawn" if taken_back else "move_declined"}
        told |= _for_it(notice, registration_id, "move_withdrawn_for_you" if taken_back else "move_declined_for_you")
        mails.tell(notice, meeting, firms, told, offered=offered)


def withdraw_gone_moves() -> int:
    """Withdraw each pending new time that can be had no more, and tell both; how many. Each in a transaction of its
    own."""
    pending = gone_proposals(db.session.scalars(select(MoveProposal).order_by(MoveProposal.meeting_id)).all())
    ids = [one.meeting_id for one in pending]
    end_read_transaction()
    return sum(_withdraw_gone(meeting_id) for meeting_id in ids)


@settled
def _withdraw_gone(meeting_id: int) -> bool:
    with transaction():
        meeting, _event, firms = locked_meeting(meeting_id)
        pending = proposal_of(meeting.id)
        if pending is None or not gone_proposals([pending]):
            return False
        _withdraw(meeting, firms, pending, proposed_span(pending))
        return True


def withdraw_moves_to(event_id: int, slot_ids: Collection[int], before: Mapping[int, Span] = NOWHERE) -> None:
    """The same for all that propose one of these slots, which go or move, in the caller's transaction; ``before``:
    where they were."""
    rows = select(MoveProposal).where(MoveProposal.event_id == event_id, MoveProposal.slot_id.in_(slot_ids))
    for pending in db.session.scalars(rows.order_by(MoveProposal.meeting_id)).all():
        meeting = db.session.get_one(Meeting, pending.meeting_id, populate_existing=True)
        firms = lock(event_id, meeting.low_id, meeting.high_id)[1]
        was = before.get(pending.slot_id)
        _withdraw(meeting, firms, pending, (was.start, None) if was else proposed_span(pending), together=True)


def _withdraw(
    meeting: Meeting,
    firms: Mapping[int, Registration],
    pending: MoveProposal,
    offered: tuple[datetime, datetime | None],
    *,
    together: bool = False,
) -> None:
    change(meeting, Move.KEEP, Actor.SYSTEM)
    forget_moves([meeting.id])
    notice = noted(meeting, Move.KEEP, None, proposer=pending.proposer_id, **{TOLD: sorted(firms)})
    other = other_party(meeting, pending.proposer_id)
    told = {pending.proposer_id: "move_gone", other: "move_withdrawn"}
    mails.tell(notice, meeting, firms, told, offered=offered, why="times_gone", together=together, settles=together)


def _require_pending(meeting: Meeting, seen: int | None) -> MoveProposal:
    pending = proposal_of(meeting.id)
    if pending is None or (seen is not None and pending.version != seen):
        raise MeetingMovedOn(state=meeting.state)
    return pending


def _actor(meeting: Meeting, registration_id: int) -> Actor:
    return party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)


def _for_it(notice: Notice, registration_id: int, kind: str) -> dict[int, str]:
    """A firm reads what somebody else did in its name."""
    return {registration_id: kind} if notice.organisation_id is not None else {}
