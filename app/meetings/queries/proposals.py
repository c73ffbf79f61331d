"""How one meeting stands, and what one company proposed to the other: times instead, another time for a booked
meeting, why it declined; which of these can still be had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import aliased

from app.core.db import db, now
from app.core.errors import Invalid
from app.events.models import Event, EventDay, Slot, Table
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.availability import SlotNotFree, iter_options, pick_seat
from app.meetings.lifecycle import MeetingState, get_current_state
from app.meetings.models import Claim, Meeting, MeetingProposal, MeetingReason, MoveProposal, is_not_expired
from app.meetings.policy import get_remaining
from app.meetings.queries.availability import EventAvailability, load_company_availability, load_slot_availability
from app.meetings.queries.claims import get_event_meeting_ends
from app.meetings.queries.policy import get_event_limits


@dataclass(frozen=True, slots=True)
class ProposedTime:
    """A time that an open request proposes; ``until``: when that ends, of one that takes several slots."""

    slot_id: int
    starts_at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndingReason:
    """Why ``by_id`` declined, or called off. The other side may read it only where it is ``shared``."""

    by_id: int
    choice: str
    shared: bool
    words: str


_PROPOSED_SLOTS = (
    select(MeetingProposal.meeting_id, Slot.id, Slot.starts_at)
    .join(Slot, Slot.id == MeetingProposal.slot_id)
    .where(MeetingProposal.meeting_id.in_(bindparam("requests", expanding=True)))
    .order_by(MeetingProposal.position)
)
_REASONS = select(
    MeetingReason.meeting_id,
    MeetingReason.registration_id,
    MeetingReason.choice,
    MeetingReason.shared,
    MeetingReason.words,
).where(MeetingReason.meeting_id.in_(bindparam("ended", expanding=True)))
"""Made once: every list of meetings asks."""


def get_proposals(requests: Sequence[int]) -> dict[int, tuple[ProposedTime, ...]]:
    """By open request the times of a counter that stands."""
    if not requests:
        return {}
    times_by_request: dict[int, list[ProposedTime]] = defaultdict(list)
    for meeting_id, slot_id, starts_at in db.session.execute(_PROPOSED_SLOTS, {"requests": requests}):
        times_by_request[meeting_id].append(ProposedTime(slot_id, starts_at))
    return {meeting_id: tuple(times) for meeting_id, times in times_by_request.items()}


def get_ending_reasons(ended: Sequence[int]) -> dict[int, EndingReason]:
    """By meeting why it was declined or called off, of those at which anything was said."""
    if not ended:
        return {}
    return {
        meeting_id: EndingReason(registration_id, choice, shared, words or "")
        for meeting_id, registration_id, choice, shared, words in db.session.execute(_REASONS, {"ended": list(ended)})
    }


def list_proposed_slots(meeting: Meeting) -> list[Slot]:
    """Where the times of a counter begin, the dearest first; else the one that the request came with, if any."""
    several = (
        select(Slot)
        .join(MeetingProposal, MeetingProposal.slot_id == Slot.id)
        .where(MeetingProposal.meeting_id == meeting.id)
        .order_by(MeetingProposal.position)
    )
    if times := list(db.session.scalars(several)):
        return times
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return [slot] if slot is not None else []


def get_shared_reason(meeting: Meeting) -> str:
    """The choice of who declined, where the other side may read it; else ""."""
    shared = MeetingReason.meeting_id == meeting.id, MeetingReason.shared, MeetingReason.choice != "other"
    return db.session.scalar(select(MeetingReason.choice).where(*shared)) or ""


_CLAIMED_SLOT, _SLOT_CLAIM = aliased(Slot), aliased(Claim)
_IS_MEETING = Meeting.id == bindparam("meeting_id", type_=Integer)
_STANDING_QUERY = select(
    Meeting.id,
    Meeting.state,
    Meeting.slot_id,
    Meeting.version,
    Meeting.low_id,
    Meeting.high_id,
    Meeting.length,
    Meeting.expires_at,
).where(_IS_MEETING)
_END_QUERY = (
    select(func.max(_CLAIMED_SLOT.ends_at))
    .join(_SLOT_CLAIM, _SLOT_CLAIM.slot_id == _CLAIMED_SLOT.id)
    .where(_SLOT_CLAIM.meeting_id == Meeting.id)
    .scalar_subquery()
)
_DAY_COUNT = select(func.count()).where(EventDay.event_id == Meeting.event_id).scalar_subquery()
_BOOKED_QUERY = (
    select(Slot.starts_at, Table.label, Meeting.length, _END_QUERY, _DAY_COUNT)
    .select_from(Meeting)
    .join(Slot, Slot.id == Meeting.slot_id)
    .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
    .join(Table, Table.id == Claim.table_id)
    .where(_IS_MEETING)
    .limit(1)
)
"""Made once: everybody books in the same minutes."""


@dataclass(frozen=True, slots=True)
class MeetingStanding:
    """A meeting's state, its time (or the one proposed), its version and its pair."""

    id: int
    state: MeetingState
    slot_id: int | None
    version: int
    low_id: int
    high_id: int
    length: int

    def other_than(self, registration_id: int) -> int:
        """The party that is not this firm."""
        return self.high_id if registration_id == self.low_id else self.low_id


def get_own_standing(registration_id: int, meeting_id: int) -> MeetingStanding | None:
    """How a meeting of this firm stands; None where the firm has no part in it."""
    row = db.session.execute(_STANDING_QUERY, {"meeting_id": meeting_id}).one_or_none()
    if row is None or registration_id not in (row.low_id, row.high_id):
        return None
    state = get_current_state(MeetingState(row.state), row.expires_at, now=now())
    return MeetingStanding(row.id, state, row.slot_id, row.version, row.low_id, row.high_id, row.length)


@dataclass(frozen=True, slots=True)
class BookedTime:
    """When and where a meeting takes place; ``until``: when it ends, of one of several slots; ``several_days``: of its
    event."""

    starts_at: datetime
    table: str
    until: datetime | None
    several_days: bool


def get_booked_time(meeting_id: int) -> BookedTime | None:
    """When a booked meeting takes place and at which table; None where it is not booked."""
    row = db.session.execute(_BOOKED_QUERY, {"meeting_id": meeting_id}).one_or_none()
    if row is None:
        return None
    starts_at, table, length, ends_at, days = row
    return BookedTime(starts_at, table, ends_at if length > 1 else None, days > 1)


def get_move_proposal(meeting_id: int) -> MoveProposal | None:
    """What is pending for a meeting, as it now is."""
    rows = select(MoveProposal).where(MoveProposal.meeting_id == meeting_id)
    return db.session.scalar(rows.execution_options(populate_existing=True))


def get_proposed_span(proposal: MoveProposal) -> tuple[datetime, datetime | None]:
    """When it begins, and when it ends of a meeting of several slots."""
    slot = db.session.get_one(Slot, proposal.slot_id)
    if proposal.length == 1:
        return slot.starts_at, None
    return slot.starts_at, get_event_meeting_ends([slot.event_id]).after(slot.event_id, slot.id, proposal.length)


def find_unavailable_proposals(proposals: Iterable[MoveProposal]) -> list[MoveProposal]:
    """Which of these both sides cannot take any more; none while companies give no times."""
    return [proposal for proposal in proposals if _is_unavailable(proposal)]


def _is_unavailable(proposal: MoveProposal) -> bool:
    event = db.session.get_one(Event, proposal.event_id)
    if not is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode)):
        return False
    meeting = db.session.get_one(Meeting, proposal.meeting_id)
    if meeting.state != MeetingState.BOOKED:
        return False
    registration_id, other, slot_id = meeting.low_id, meeting.high_id, proposal.slot_id
    hall = load_slot_availability(event, (registration_id, other), slot_id, length=proposal.length, ignoring=meeting.id)
    try:
        pick_seat(
            hall.board, hall.parties[registration_id], hall.parties[other], slot_id, now=now(), length=proposal.length
        )
    except (SlotNotFree, Invalid):
        return True
    return False


def find_requests_without_times() -> list[int]:
    """The requests of all events of which no time that was proposed instead can be had any more."""
    proposing = (
        select(Meeting)
        .where(Meeting.state == MeetingState.REQUESTED, Meeting.awaiting_id == Meeting.asker_id, is_not_expired(now()))
        .order_by(Meeting.id)
    )
    by_event: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in db.session.scalars(proposing):
        by_event[meeting.event_id].append(meeting)
    return [
        number
        for event_id, meetings in by_event.items()
        for number in filter_requests_without_times(db.session.get_one(Event, event_id), meetings)
    ]


def filter_requests_without_times(event: Event, requests: Sequence[Meeting]) -> list[int]:
    """To which of these requests other times were proposed, none of which both can take; none while companies take
    none.

    A time that the event no longer has is proposed no more.
    """
    phase, mode = Phase(event.phase), BookingMode(event.booking_mode)
    waiting = [
        request
        for request in requests
        if request.state == MeetingState.REQUESTED and request.awaiting_id == request.asker_id
    ]
    if not waiting or not (is_allowed(phase, EventAct.ANSWER, mode) and is_allowed(phase, EventAct.BOOK, mode)):
        return []
    proposed = get_proposals([waiting_request.id for waiting_request in waiting])
    hall = load_company_availability(
        event, {company for waiting_request in waiting for company in (waiting_request.low_id, waiting_request.high_id)}
    )
    full = {
        company
        for company, tally in hall.tallies.items()
        if get_remaining(get_event_limits(event), tally).meetings == 0
    }
    return [
        waiting_request.id
        for waiting_request in waiting
        if full & {waiting_request.low_id, waiting_request.high_id}
        or not _is_any_free(hall, waiting_request, proposed.get(waiting_request.id, ()))
    ]


def _is_any_free(hall: EventAvailability, request: Meeting, proposed: Sequence[ProposedTime]) -> bool:
    parties = hall.parties[request.low_id], hall.parties[request.high_id]
    among = {proposed_time.slot_id for proposed_time in proposed}
    options = iter_options(hall.board, *parties, now=now(), length=request.length, among=among)
    return any(option.is_free for option in options)
