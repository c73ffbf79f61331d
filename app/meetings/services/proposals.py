"""Other times: a request answered with some, these recalled; another time for a booked meeting, proposed, accepted,
declined, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from app.core.clock import Span
from app.core.db import db, end_read_transaction, now, transaction
from app.core.errors import Invalid
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.errors import MeetingStale, SlotTaken
from app.meetings.lifecycle import (
    MEETING_PREFIX,
    IllegalMeetingMove,
    MeetingActor,
    MeetingMove,
    MeetingState,
    get_next_awaiting,
    get_party_actor,
)
from app.meetings.models import MOST_PROPOSALS, Meeting, MeetingProposal, MoveProposal
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.policy import count_tallies, load_meeting_facts
from app.meetings.queries.proposals import (
    BookedTime,
    MeetingStanding,
    filter_requests_without_times,
    find_requests_without_times,
    find_unavailable_proposals,
    get_booked_time,
    get_move_proposal,
    get_proposed_span,
)
from app.meetings.services.bookings import book, change_time, move
from app.meetings.services.policy import (
    clean_message,
    get_meeting_slot,
    require_length,
    require_phase,
)
from app.meetings.services.requests import accept, get_request_expiry, require_proposable_slot
from app.meetings.services.transitions import (
    delete_move_proposals,
    get_link_details,
    get_other_party,
    lock_companies,
    lock_meeting,
    log_action,
    record_answer,
    require_version,
    retry_on_conflict,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration


@retry_on_conflict
def counter(
    meeting_id: int,
    registration_id: int,
    *,
    slots: Sequence[int],
    by: int | None,
    message: str = "",
    length: int | None = None,
    seen: int | None = None,
    by_link: bool = False,
) -> None:
    """Propose one to three other times instead, the dearest first; none of them is held. The request gets new time to
    be answered, and its answer is the other side's. ``length``: in so many slots, where that is not as it was asked.

    Raises Invalid ``times_missing`` and ``too_many_times``, what ``accept`` raises, and SlotTaken for a time that does
    not suit both now.
    """
    wanted = _list_distinct_slots(slots)
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.ANSWER)
        require_phase(event, EventAct.BOOK)
        _loaded_slots = [
            get_meeting_slot(event, slot_id) for slot_id in wanted
        ]  # before any is written down: it may be none of this event
        require_version(meeting, seen)
        actor = get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        swapped = get_next_awaiting(
            MeetingMove.COUNTER, awaiting_id=meeting.awaiting_id, low_id=meeting.low_id, high_id=meeting.high_id
        )
        words = clean_message(message)
        values: dict[str, Any] = {"awaiting_id": swapped, "slot_id": wanted[0], "reply": words, "reminded_at": None}
        if length is not None and length != meeting.length:
            require_length(event, length)
            values["length"] = length
        length_before = meeting.length
        transition(meeting, MeetingMove.COUNTER, actor, **values)
        counted = count_tallies(event.id, companies, ignoring=meeting.id)
        mine, theirs = companies[registration_id], companies[other]
        require_allowed(load_meeting_facts(event, MeetingAct.ACCEPT, mine, theirs, tallies=counted))
        _replace_proposals(event, meeting, wanted, mine=registration_id, theirs=other)
        record_answer(meeting, registration_id, "countered")
        details = {
            "answerer": registration_id,
            "times": wanted,
            "length_before": length_before,
            **get_link_details(link=by_link),
        }
        notice = log_action(meeting, MeetingMove.COUNTER, by, **details)
        kinds = {other: "countered"}
        if notice.organisation_id is not None:
            kinds[registration_id] = "countered_for_you"
        notify_companies(MeetingNews(notice, meeting, companies, kinds))


def _list_distinct_slots(slots: Sequence[int]) -> list[int]:
    """Each slot once, in the order in which they were named."""
    wanted = list(dict.fromkeys(slots))
    if not wanted:
        raise Invalid("times_missing")
    if len(wanted) > MOST_PROPOSALS:
        raise Invalid("too_many_times", most=MOST_PROPOSALS)
    return wanted


def _replace_proposals(event: Event, meeting: Meeting, wanted: Sequence[int], *, mine: int, theirs: int) -> None:
    """The new proposals in place of all earlier ones, and how long they may be answered."""
    slots = [
        require_proposable_slot(event, mine, theirs, slot_id, length=meeting.length, ignoring=meeting.id)
        for slot_id in wanted
    ]
    for position, slot in enumerate(slots):
        db.session.add(MeetingProposal(event_id=event.id, meeting_id=meeting.id, slot_id=slot.id, position=position))
    meeting.expires_at = get_request_expiry(event, slots)
    db.session.flush()


PROPOSING_ACTIONS = (f"{MEETING_PREFIX}{MeetingMove.REQUEST}", f"{MEETING_PREFIX}{MeetingMove.COUNTER}")


@retry_on_conflict
def recall(meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None) -> None:
    """The times that this company proposed instead are proposed no more; those before them are, as far as they lie
    ahead.

    The request gets new time to be answered. Raises MeetingMovedOn for another version than was ``seen``, IllegalMove,
    PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_version(meeting, seen)
        actor = get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        swapped = get_next_awaiting(
            MeetingMove.RECALL, awaiting_id=meeting.awaiting_id, low_id=meeting.low_id, high_id=meeting.high_id
        )
        slots, length = _get_previous_proposal(event, meeting)
        slot = slots[0].id if slots else None
        anew: dict[str, Any] = {"awaiting_id": swapped, "slot_id": slot, "expires_at": get_request_expiry(event, slots)}
        transition(meeting, MeetingMove.RECALL, actor, **anew, length=length, reply=None, reminded_at=None)
        _propose_again(meeting, slots)
        record_answer(meeting, registration_id, None)
        notice = log_action(meeting, MeetingMove.RECALL, by, answerer=registration_id)
        notify_companies(MeetingNews(notice, meeting, companies, {other: "recalled"}))


def recall_unavailable_times() -> int:
    """Take back the other times of each request of which none can be had any more, and tell both; how many. Each in a
    transaction of its own."""
    ids = find_requests_without_times()
    end_read_transaction()
    return sum(_recall_unavailable(meeting_id) for meeting_id in ids)


@retry_on_conflict
def _recall_unavailable(meeting_id: int) -> bool:
    """The request is back with the firm that proposed them, without a time."""
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        if not filter_requests_without_times(event, [meeting]):
            return False
        proposer = get_other_party(meeting, meeting.asker_id)
        values: dict[str, Any] = {"awaiting_id": proposer, "slot_id": None, "expires_at": get_request_expiry(event, [])}
        transition(meeting, MeetingMove.RECALL, MeetingActor.SYSTEM, **values, reply=None, reminded_at=None)
        record_answer(meeting, proposer, None)
        notice = log_action(meeting, MeetingMove.RECALL, None)
        notify_companies(
            MeetingNews(
                notice, meeting, companies, {proposer: "times_gone", meeting.asker_id: "recalled"}, why="times_gone"
            )
        )
        return True


def _get_previous_proposal(event: Event, meeting: Meeting) -> tuple[list[Slot], int]:
    """The times that stood before the last proposal, as far as they are still to come, and the length of then."""
    log = select(Notice.details).where(
        Notice.subject == Meeting.__tablename__, Notice.subject_id == meeting.id, Notice.kind.in_(PROPOSING_ACTIONS)
    )
    proposals = db.session.scalars(log.order_by(Notice.id)).all()
    first, last = (proposals[-2], proposals[-1]) if len(proposals) > 1 else ({}, {})
    wanted = first.get("times") or [first.get("slot")]
    rows = select(Slot).where(
        Slot.event_id == event.id, Slot.id.in_(wanted), Slot.kind == SlotKind.MEETING, Slot.starts_at > now()
    )
    slots_by_id = {slot.id: slot for slot in db.session.scalars(rows)}
    return [slots_by_id[slot_id] for slot_id in wanted if slot_id in slots_by_id], last.get(
        "length_before"
    ) or meeting.length


def _propose_again(meeting: Meeting, slots: Sequence[Slot]) -> None:
    """Several times stand in rows of their own; the one that a request came with is the meeting's."""
    for position, slot in enumerate(slots if len(slots) > 1 else ()):
        db.session.add(
            MeetingProposal(event_id=meeting.event_id, meeting_id=meeting.id, slot_id=slot.id, position=position)
        )
    db.session.flush()


NO_SPANS: Final[Mapping[int, Span]] = {}


class RescheduleOutcome(StrEnum):
    """What came of a wish for another time."""

    UNCHANGED = "unchanged"  # the meeting has that time already
    MOVED = "moved"  # it has the new time
    PROPOSED = "proposed"
    PENDING = "pending"  # the same time is proposed already


@retry_on_conflict
def reschedule(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    length: int | None = None,
    seen: int | None = None,
    at_once: bool = False,
) -> RescheduleOutcome:
    """Propose another time to the other side; the meeting stays where it is until that accepts. It is moved where the
    event lets companies do so, ``at_once`` (for who runs the event), or to a time that the other side has proposed.

    A proposal takes the place of any that is pending. Raises as ``move`` does.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        wanted = length or meeting.length
        pending = get_move_proposal(meeting.id)
        mine = pending is not None and pending.proposer_id == registration_id
        if pending is not None and (pending.slot_id, pending.length) == (slot_id, wanted):
            if mine:
                return RescheduleOutcome.PENDING
            accept_time(meeting_id, registration_id, by=by, seen=pending.version)
            return RescheduleOutcome.MOVED
        if at_once or event.moves_at_once:
            is_moved = move(meeting_id, registration_id, slot_id, by=by, length=length, seen=seen)
            return RescheduleOutcome.MOVED if is_moved else RescheduleOutcome.UNCHANGED
        require_allowed(load_meeting_facts(event, MeetingAct.SCHEDULE, companies[registration_id], companies[other]))
        _loaded_slot = get_meeting_slot(event, slot_id)  # a session forgets what nobody holds, and emails name it
        if wanted != meeting.length:
            require_length(event, wanted)
        if (meeting.state, meeting.slot_id, meeting.length) == (MeetingState.BOOKED, slot_id, wanted):
            return RescheduleOutcome.UNCHANGED
        require_version(meeting, seen)
        _propose_move(event, meeting, companies, registration_id, slot_id, wanted, by=by)
        return RescheduleOutcome.PROPOSED


@dataclass(frozen=True, slots=True)
class TimeChange:
    """What came of a choice of time: when the meeting was ``before`` and is ``booked`` now, and the time that is
    ``proposed`` to the other side."""

    outcome: RescheduleOutcome
    before: BookedTime | None
    booked: BookedTime | None
    proposed: tuple[datetime, datetime | None] | None

    @property
    def is_done(self) -> bool:
        return self.outcome in (RescheduleOutcome.MOVED, RescheduleOutcome.PROPOSED)


def choose_time(
    standing: MeetingStanding,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    length: int,
    seen: int | None = None,
    at_once: bool = False,
) -> TimeChange:
    """Accept a request with this time, give an agreed meeting its time, or propose it for a booked one: whichever the
    state asks for. ``at_once``: as of ``reschedule``.

    Raises MeetingStale where it does not stand as ``seen``: an old page must not take back what was agreed since.
    """
    before = get_booked_time(standing.id) if standing.state == MeetingState.BOOKED else None
    outcome = _choose_time(standing, registration_id, slot_id, by=by, length=length, seen=seen, at_once=at_once)
    waits = outcome in (RescheduleOutcome.PROPOSED, RescheduleOutcome.PENDING)
    pending = get_move_proposal(standing.id) if waits else None
    booked = get_booked_time(standing.id)
    return TimeChange(outcome, before, booked, get_proposed_span(pending) if pending is not None else None)


def _choose_time(
    standing: MeetingStanding,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    length: int,
    seen: int | None,
    at_once: bool,
) -> RescheduleOutcome:
    is_booked = standing.state == MeetingState.BOOKED
    has_it = is_booked and (standing.slot_id, standing.length) == (slot_id, length)
    if seen is not None and seen != standing.version and not has_it:
        raise MeetingStale
    if is_booked:
        return reschedule(standing.id, registration_id, slot_id, by=by, length=length, seen=seen, at_once=at_once)
    if standing.state == MeetingState.AGREED:
        book(standing.id, registration_id, slot_id, by=by, length=length)
    else:
        accept(standing.id, registration_id, by=by, slot_id=slot_id, length=length)
    return RescheduleOutcome.MOVED


def _propose_move(
    event: Event,
    meeting: Meeting,
    companies: Mapping[int, Registration],
    registration_id: int,
    slot_id: int,
    length: int,
    *,
    by: int | None,
) -> None:
    other = get_other_party(meeting, registration_id)
    transition(meeting, MeetingMove.PROPOSE, _get_actor(meeting, registration_id))
    require_proposable_slot(event, registration_id, other, slot_id, length=length, ignoring=meeting.id)
    delete_move_proposals([meeting.id])
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
    notice = log_action(meeting, MeetingMove.PROPOSE, by, answerer=registration_id, times=[slot_id])
    kinds = {other: "move_proposed", **_get_acting_kinds(notice, registration_id, "move_proposed_for_you")}
    notify_companies(MeetingNews(notice, meeting, companies, kinds, offered=get_proposed_span(proposal)))


def accept_time(
    meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None, by_link: bool = False
) -> None:
    """Move the meeting to the time that the other side proposes; ``seen``: the version of the proposal.

    A proposal that cannot be had any more is withdrawn, and both are told. Raises MeetingMovedOn where that proposal
    is pending no more, SlotTaken, and as ``move`` does.
    """
    try:
        _accept_time(meeting_id, registration_id, by=by, seen=seen, by_link=by_link)
    except SlotTaken:
        _withdraw_unavailable(meeting_id)
        raise


@retry_on_conflict
def _accept_time(meeting_id: int, registration_id: int, *, by: int | None, seen: int | None, by_link: bool) -> None:
    with transaction():
        meeting, _event, _companies = lock_meeting(meeting_id)
        get_other_party(meeting, registration_id)
        pending = _require_pending(meeting, seen)
        if pending.proposer_id == registration_id:
            raise IllegalMeetingMove(
                state=MeetingState(meeting.state), move=MeetingMove.MOVE, actor=_get_actor(meeting, registration_id)
            )
        slot_id, length = pending.slot_id, pending.length
        change_time(
            meeting_id, registration_id, slot_id, MeetingMove.MOVE, by=by, length=length, agreed=True, by_link=by_link
        )


@retry_on_conflict
def keep_time(
    meeting_id: int, registration_id: int, *, by: int | None, seen: int | None = None, by_link: bool = False
) -> None:
    """Keep the meeting where it is: the other side declines the new time, or who proposed it takes it back.

    Raises MeetingMovedOn where the proposal of the version ``seen`` is pending no more, PhaseForbids, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        pending = _require_pending(meeting, seen)
        offered, taken_back = get_proposed_span(pending), pending.proposer_id == registration_id
        transition(meeting, MeetingMove.KEEP, _get_actor(meeting, registration_id))
        delete_move_proposals([meeting.id])
        details = {"answerer": registration_id, "proposer": pending.proposer_id, **get_link_details(link=by_link)}
        notice = log_action(meeting, MeetingMove.KEEP, by, **details)
        kinds = {other: "move_withdrawn" if taken_back else "move_declined"}
        kinds |= _get_acting_kinds(
            notice, registration_id, "move_withdrawn_for_you" if taken_back else "move_declined_for_you"
        )
        notify_companies(MeetingNews(notice, meeting, companies, kinds, offered=offered))


def withdraw_unavailable_moves() -> int:
    """Withdraw each pending new time that can be had no more, and tell both; how many. Each in a transaction of its
    own."""
    pending = find_unavailable_proposals(
        db.session.scalars(select(MoveProposal).order_by(MoveProposal.meeting_id)).all()
    )
    ids = [proposal.meeting_id for proposal in pending]
    end_read_transaction()
    return sum(_withdraw_unavailable(meeting_id) for meeting_id in ids)


@retry_on_conflict
def _withdraw_unavailable(meeting_id: int) -> bool:
    with transaction():
        meeting, _event, companies = lock_meeting(meeting_id)
        pending = get_move_proposal(meeting.id)
        if pending is None or not find_unavailable_proposals([pending]):
            return False
        _withdraw_move(meeting, companies, pending, get_proposed_span(pending))
        return True


def withdraw_moves_to(event_id: int, slot_ids: Collection[int], before: Mapping[int, Span] = NO_SPANS) -> None:
    """The same for all that propose one of these slots, which go or move, in the caller's transaction; ``before``:
    where they were."""
    rows = select(MoveProposal).where(MoveProposal.event_id == event_id, MoveProposal.slot_id.in_(slot_ids))
    for pending in db.session.scalars(rows.order_by(MoveProposal.meeting_id)).all():
        meeting = db.session.get_one(Meeting, pending.meeting_id, populate_existing=True)
        companies = lock_companies(event_id, meeting.low_id, meeting.high_id)[1]
        was = before.get(pending.slot_id)
        _withdraw_move(
            meeting, companies, pending, (was.start, None) if was else get_proposed_span(pending), together=True
        )


def _withdraw_move(
    meeting: Meeting,
    companies: Mapping[int, Registration],
    pending: MoveProposal,
    offered: tuple[datetime, datetime | None],
    *,
    together: bool = False,
) -> None:
    transition(meeting, MeetingMove.KEEP, MeetingActor.SYSTEM)
    delete_move_proposals([meeting.id])
    notice = log_action(meeting, MeetingMove.KEEP, None, proposer=pending.proposer_id)
    other = get_other_party(meeting, pending.proposer_id)
    kinds = {pending.proposer_id: "move_gone", other: "move_withdrawn"}
    notify_companies(
        MeetingNews(
            notice, meeting, companies, kinds, offered=offered, why="times_gone", together=together, settles=together
        )
    )


def _require_pending(meeting: Meeting, seen: int | None) -> MoveProposal:
    pending = get_move_proposal(meeting.id)
    if pending is None or (seen is not None and pending.version != seen):
        raise MeetingStale(state=meeting.state)
    return pending


def _get_actor(meeting: Meeting, registration_id: int) -> MeetingActor:
    return get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)


def _get_acting_kinds(notice: Notice, registration_id: int, kind: str) -> dict[int, str]:
    """A firm reads what somebody else did in its name."""
    return {registration_id: kind} if notice.organisation_id is not None else {}
