"""Meetings, their claims and their log as they are stored, of all events; and whether they can be: each rule of the
invariants, of deadlines and of limits, on all rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import String, cast, func, or_, select

from app.core.clock import Span, day_end
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import IdempotencyKey, Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.queries.lists import last_edit_of
from app.meetings import invariants
from app.meetings.group_meeting_seats import StoredSeat, find_seat_faults
from app.meetings.invariants import (
    GROUP_PREFIX,
    MEETING_PREFIX,
    MeetingNotice,
    StoredClaim,
    StoredMeeting,
    find_lost_meetings,
    find_replay_faults,
    find_sequence_faults,
)
from app.meetings.lifecycle import MeetingMove, MeetingState
from app.meetings.models import (
    GROUP,
    ONE_TO_ONE,
    Claim,
    GroupMeetingDetails,
    Meeting,
    MeetingParty,
    MeetingProposal,
    is_not_expired,
)
from app.meetings.occupancy import Occupancy
from app.meetings.policy import COUNTED_STATES, LIMITS_ACTION
from app.meetings.queries.group_meeting_parties import get_seated_companies
from app.meetings.queries.occupancy import list_away_slots
from app.meetings.runs import SlotTime
from app.registrations.models import Preference, Registration, Representation
from app.registrations.states import RegistrationState


def load_meeting_logs() -> dict[int, list[MeetingNotice]]:
    """By meeting all that was noted of it, oldest first."""
    rows = (
        select(Notice.subject_id, Notice.id, Notice.kind, Notice.details)
        .where(Notice.subject == Meeting.__tablename__)
        .order_by(Notice.subject_id, Notice.id)
    )
    groups = groupby(db.session.execute(rows), lambda row: row[0])
    return {number: [MeetingNotice(*row[1:]) for row in notices] for number, notices in groups}


def load_claims() -> list[StoredClaim]:
    """As they are stored."""
    columns = (Claim.id, Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id, Claim.interpreter_id)
    return [StoredClaim(*row) for row in db.session.execute(select(*columns).order_by(Claim.id))]


def load_meetings() -> list[StoredMeeting]:
    """As they are stored; of a group meeting the parties that sit there."""
    parties: dict[int, list[tuple[int, str]]] = defaultdict(list)
    missed: Counter[int] = Counter()
    sides = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id, MeetingParty.side, MeetingParty.missed)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(or_(Meeting.kind == ONE_TO_ONE, MeetingParty.side == "asker", MeetingParty.seat.is_not(None)))
    )
    for meeting, registration, side, is_missed in db.session.execute(sides):
        parties[meeting].append((registration, side))
        missed[meeting] += is_missed
    columns = (
        Meeting.id,
        Meeting.event_id,
        Meeting.kind,
        Meeting.state,
        Meeting.low_id,
        Meeting.high_id,
        Meeting.asker_id,
        Meeting.awaiting_id,
        Meeting.slot_id,
        Meeting.length,
        Meeting.version,
        Meeting.expires_at,
        Meeting.sequence,
    )
    proposed = Counter(db.session.scalars(select(MeetingProposal.meeting_id)))
    stored_meetings = []
    for row in db.session.execute(select(*columns).order_by(Meeting.id)):
        values = row._asdict()
        has_deadline = values.pop("expires_at") is not None
        values["state"] = MeetingState(values["state"])
        values |= {"missed": missed[row.id], "proposals": proposed[row.id], "parties": parties[row.id]}
        stored_meetings.append(StoredMeeting(**values, has_deadline=has_deadline))
    return stored_meetings


@integrity_check("meetings.twice", "Nobody and no table is held twice in a slot, and each claim has its meeting.")
def check_double_claims() -> Iterator[IntegrityFault]:
    claims = load_claims()
    yield from invariants.find_double_claims(claims)
    yield from invariants.find_orphan_claims(claims, set(db.session.scalars(select(Meeting.id))))


@integrity_check("meetings.claims", "Every meeting that holds time has exactly its claims, and no other has any.")
def check_claims() -> Iterator[IntegrityFault]:
    claims: dict[int, list[StoredClaim]] = defaultdict(list)
    for claim in load_claims():
        claims[claim.meeting_id].append(claim)
    people: dict[int, set[int]] = defaultdict(set)
    for registration, person in db.session.execute(
        select(Representation.registration_id, Representation.representative_id)
    ):
        people[registration].add(person)
    begun = set(db.session.scalars(select(Slot.id).where(Slot.starts_at <= now())))
    stretch = _make_find_stretch()
    for meeting in load_meetings():
        yield from invariants.find_claim_faults(meeting, claims[meeting.id], stretch, begun=begun, people=people)


@integrity_check("meetings.states", "What is written of a meeting fits its state, and a pair has one live meeting.")
def check_states() -> Iterator[IntegrityFault]:
    meetings = load_meetings()
    slots: dict[int, set[int]] = defaultdict(set)
    for event, slot in db.session.execute(select(Slot.event_id, Slot.id).where(Slot.kind == SlotKind.MEETING)):
        slots[event].add(slot)
    left = set(db.session.scalars(select(Registration.id).where(Registration.state == RegistrationState.CANCELLED)))
    for meeting in meetings:
        yield from invariants.find_state_faults(meeting, slots[meeting.event_id], left)
    yield from invariants.find_double_pairs(meetings)


@integrity_check(
    "meetings.seats", "No group meeting gave more seats than it has, and each seat is as its firm answered."
)
def check_seats() -> Iterator[IntegrityFault]:
    rows: dict[int, list[StoredSeat]] = defaultdict(list)
    columns = (MeetingParty.registration_id, MeetingParty.side, MeetingParty.answer, MeetingParty.seat)
    for row in db.session.execute(select(MeetingParty.meeting_id, *columns).order_by(MeetingParty.id)):
        rows[row[0]].append(StoredSeat(*row[1:]))
    counts: dict[int, int] = dict(
        db.session.execute(select(GroupMeetingDetails.meeting_id, GroupMeetingDetails.seats)).all()
    )
    for meeting in load_meetings():
        if meeting.kind == GROUP:
            yield from find_seat_faults(meeting, counts.get(meeting.id), rows[meeting.id])


@integrity_check(
    "meetings.log", "The log of every meeting leads to where it stands, and no meeting that it tells of is gone."
)
def check_log() -> Iterator[IntegrityFault]:
    logs, meetings = load_meeting_logs(), load_meetings()
    yield from find_lost_meetings(logs, {stored_meeting.id for stored_meeting in meetings})
    for meeting in meetings:
        log = logs.get(meeting.id, [])
        yield from find_replay_faults(meeting, log)
        yield from find_sequence_faults(meeting, log)


@integrity_check("meetings.answers", "Every meeting that a kept post was answered with is there.")
def check_answers() -> Iterator[IntegrityFault]:
    """Whoever posts it again would be told that it is done."""
    there = set(db.session.scalars(select(Meeting.id)))
    named = select(IdempotencyKey.id, IdempotencyKey.answer).where(
        cast(IdempotencyKey.answer, String).contains('"meeting"')
    )
    for number, answer in db.session.execute(named.order_by(IdempotencyKey.id)):
        meeting = answer.get("meeting") if isinstance(answer, dict) else None
        if meeting not in there:
            says = (
                f"Key {number} was answered with meeting {meeting}, which is not there: delete the key, and let its "
                "user post again."
            )
            yield IntegrityFault("answer_of_no_meeting", "idempotency_keys", (number,), says)


@integrity_check("meetings.availability", "Nobody sits at a booked meeting when they said that they are away.")
def check_availability() -> Iterator[IntegrityFault]:
    """Somebody's own times, and half days at which they are not there."""
    seats_by_event: dict[int, list[tuple[int, int | None, int]]] = defaultdict(list)
    seats = (
        select(Claim.event_id, Claim.slot_id, Claim.representative_id, Claim.meeting_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Meeting.state == MeetingState.BOOKED, Claim.representative_id.is_not(None))
    )
    for event_id, slot, person, meeting in db.session.execute(seats.order_by(Claim.id)):
        seats_by_event[event_id].append((slot, person, meeting))
    for event_id, sitting in seats_by_event.items():
        away = {
            (away_slot.slot_id, away_slot.representative_id)
            for away_slot in list_away_slots(db.session.get_one(Event, event_id))
        }
        for slot, person, meeting in sitting:
            if (slot, person) in away:
                says = f"Representative {person} sits at meeting {meeting} in slot {slot}, and is away then."
                yield IntegrityFault("sits_and_is_away", "meetings", (meeting,), says)


def _make_find_stretch() -> invariants.FindStretch:
    """As ``board`` tells which slots stand in a row."""
    boards: list[Occupancy] = []
    rows = select(Slot.event_id, Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).order_by(Slot.event_id, Slot.id)
    for _event, slot_rows in groupby(db.session.execute(rows), lambda row: row.event_id):
        times = (SlotTime(slot, Span(starts, ends), SlotKind(kind)) for _, slot, starts, ends, kind in slot_rows)
        boards.append(Occupancy.of(times, []))
    places = {slot.id: (board, index) for board in boards for index, slot in enumerate(board.slots)}

    def stretch(slot_id: int, length: int) -> Sequence[int] | None:
        board, index = places.get(slot_id, (None, 0))
        slots = board.stretch(index, length) if board is not None else None
        return [slot.id for slot in slots] if slots is not None else None

    return stretch


DEADLINE_FIELDS = frozenset({"request_expiry_days", "dates"})
"""Fields of ``EventDraft`` that say when requests lapse."""
OVERDUE_MARGIN = timedelta(hours=1)
"""The job that lets requests lapse runs each minute; who starts a server after a night gives it some time."""


@integrity_check("meetings.deadlines", "An open request lapses as its event says, and none stays open past that.")
def check_deadlines() -> Iterator[IntegrityFault]:
    moment = now()
    open_ = (Meeting.state == MeetingState.REQUESTED,)
    late = select(Meeting.id, Meeting.expires_at).where(*open_, Meeting.expires_at < moment - OVERDUE_MARGIN)
    for number, ends in db.session.execute(late.order_by(Meeting.id)):
        says = f"Request {number} is open though it lapsed at {str(ends)[:16]}: the job meetings.expire is overdue."
        yield IntegrityFault("lapse_overdue", "meetings", (number,), says)
    yield from _find_late_invitations(moment)
    yield from _find_endless_requests()


def _find_late_invitations(moment: datetime) -> Iterator[IntegrityFault]:
    late = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id, MeetingParty.expires_at)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(Meeting.state == MeetingState.BOOKED, MeetingParty.expires_at < moment - OVERDUE_MARGIN)
        .order_by(MeetingParty.id)
    )
    for number, company, ends in db.session.execute(late):
        says = (
            f"The invitation of firm {company} to group meeting {number} waits though it lapsed at {str(ends)[:16]}: "
            "the job meetings.expire is overdue."
        )
        yield IntegrityFault("invitation_overdue", "meetings", (number,), says)


def _find_endless_requests() -> Iterator[IntegrityFault]:
    """Requests that never lapse where the event's rules said when, as they stand since before they were sent."""
    sent = (
        select(Notice.subject_id, func.max(Notice.id).label("number"), func.max(Notice.at).label("at"))
        .where(
            Notice.subject == Meeting.__tablename__,
            Notice.kind.in_(
                [f"{MEETING_PREFIX}{move}" for move in (MeetingMove.REQUEST, MeetingMove.COUNTER, MeetingMove.RECALL)]
            ),
        )
        .group_by(Notice.subject_id)
        .subquery()
    )
    rows = (
        select(Meeting.id, Event, sent.c.number, sent.c.at)
        .join(Event, Event.id == Meeting.event_id)
        .join(sent, sent.c.subject_id == Meeting.id)
        .where(
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at.is_(None),
            or_(Event.request_expiry_days.is_not(None), Event.requests_until.is_not(None)),
        )
        .order_by(Meeting.id)
    )
    for number, event, last, at in db.session.execute(rows):
        days, until = event.request_expiry_days, event.requests_until
        ends = days is not None or (until is not None and day_end(until, event.zone) > at)
        if ends and last_edit_of(event.id, DEADLINE_FIELDS) < last:
            yield IntegrityFault(
                "never_lapses", "meetings", (number,), f"Request {number} never lapses; its event says when."
            )


COUNTING_MOVES = (MeetingMove.ARRANGE, MeetingMove.ACCEPT, MeetingMove.ACCEPT_WITH_TIME)


@integrity_check("meetings.limits", "No firm got more meetings, or sent more requests, than its event lets it.")
def check_limits() -> Iterator[IntegrityFault]:
    events = select(Event.id, Event.max_meetings, Event.max_open_requests)
    for event_id, meetings, requests in db.session.execute(events).all():
        since, own = last_edit_of(event_id, {"limits"}), _get_own_limits(event_id)
        if meetings is not None or own:
            yield from invariants.find_exceeded_limits(
                _iter_counted(event_id), meetings, "too_many_meetings", "meetings", since=since, own=own
            )
        if requests is not None:
            yield from invariants.find_exceeded_limits(
                _iter_open_requests(event_id), requests, "too_many_requests", "open requests", since=since
            )


@integrity_check("meetings.never", "No two firms were brought together after one of them said never.")
def check_never_marks() -> Iterator[IntegrityFault]:
    marks = (
        select(Preference.registration_id, Preference.other_id, Preference.at)
        .where(Preference.kind == "never")
        .order_by(Preference.id)
    )
    since = {tuple(sorted((item, other))): at for item, other, at in db.session.execute(marks)}
    if not since:
        return
    acts = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Notice.kind, Notice.at)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.state.in_((MeetingState.REQUESTED, *COUNTED_STATES)),
            Notice.kind.in_([f"{MEETING_PREFIX}{item}" for item in (MeetingMove.REQUEST, *COUNTING_MOVES)]),
        )
        .order_by(Notice.id)
    )
    for number, low, high, kind, at in db.session.execute(acts):
        if (low, high) in since and at > since[low, high]:
            says = f"Meeting {number} saw {kind} after firm {low} or {high} had said never with the other."
            yield IntegrityFault("never_met", "meetings", (number,), says)
    for event_id in db.session.scalars(select(Event.id).order_by(Event.id)).all():
        for company, number, host, at in _iter_joined(event_id):
            if at > since.get((min(company, host), max(company, host)), at):
                says = f"Firm {company} came to a group of firm {host} after one of them had said never with the other."
                yield IntegrityFault("never_met", "notices", (number,), says)


def _get_own_limits(event_id: int) -> dict[int, tuple[int | None, int]]:
    """Of each firm that has or had limits of its own: its most meetings, and the notice that last changed them."""
    rows = (
        select(Registration.id, Registration.most_meetings, func.max(Notice.id))
        .join(Notice, (Notice.subject == Registration.__tablename__) & (Notice.subject_id == Registration.id))
        .where(Registration.event_id == event_id, Notice.kind == LIMITS_ACTION)
        .group_by(Registration.id, Registration.most_meetings)
    )
    return {company: (most, notice) for company, most, notice in db.session.execute(rows)}


def _iter_counted(event_id: int) -> Iterator[tuple[int, int]]:
    """Each firm of each meeting that counts, and the notice by which it came to count."""
    acts = (
        select(Meeting.low_id, Meeting.high_id, Notice.id)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.state.in_(COUNTED_STATES),
            Notice.kind.in_([f"{MEETING_PREFIX}{counting_move}" for counting_move in COUNTING_MOVES]),
        )
    )
    for low, high, notice in db.session.execute(acts):
        if low is not None:
            yield low, notice
            yield high, notice
    yield from ((company, notice) for company, notice, _host, _at in _iter_joined(event_id))


def _iter_joined(event_id: int) -> Iterator[tuple[int, int, int, datetime]]:
    """Of group meetings that count each firm that sits there, the notice by which it last came, the host, and when."""
    acts = (
        select(Notice.id, Notice.details, Notice.at, Meeting.id, Meeting.asker_id)
        .join(Meeting, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == GROUP,
            Meeting.state.in_(COUNTED_STATES),
            Notice.kind.in_([f"{GROUP_PREFIX}open", f"{GROUP_PREFIX}take"]),
        )
        .order_by(Notice.id)
    )
    last = {
        (meeting_id, details["registration"]): (number, host, at)
        for number, details, at, meeting_id, host in db.session.execute(acts)
    }
    sits = get_seated_companies({meeting_id for meeting_id, _company in last})
    for (meeting_id, company), (number, host, at) in last.items():
        if company in sits.get(meeting_id, ()):
            yield company, number, host, at


def _iter_open_requests(event_id: int) -> Iterator[tuple[int, int]]:
    """Each request that waits for an answer; not those countered, for a counter opens one that asks for no limit."""
    countered = select(Notice.subject_id).where(
        Notice.event_id == event_id, Notice.kind == f"{MEETING_PREFIX}{MeetingMove.COUNTER}"
    )
    asked = (
        select(Meeting.asker_id, Notice.id)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.state == MeetingState.REQUESTED,
            is_not_expired(now()),
            Meeting.awaiting_id != Meeting.asker_id,
            Meeting.id.not_in(countered),
            Notice.kind == f"{MEETING_PREFIX}{MeetingMove.REQUEST}",
        )
    )
    yield from ((asker, notice) for asker, notice in db.session.execute(asked))
