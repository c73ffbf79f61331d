"""Whether what stands in the database of meetings can be: each rule of ``invariants`` and ``replay``, on all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import String, cast, select

from app.core.clock import Span
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import IdempotencyKey
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.meetings import invariants
from app.meetings.board import Board
from app.meetings.invariants import ClaimRow
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Roundtable
from app.meetings.queries.stored import all_claims, all_meetings, logs_of_meetings
from app.meetings.queries.taken import away_of
from app.meetings.replay import lost, replayed, sequence_amiss
from app.meetings.round_invariants import SeatRow, seats_amiss
from app.meetings.runs import SlotTime
from app.registrations.models import Registration, Representation
from app.registrations.states import RegistrationState


@integrity_check("meetings.twice", "Nobody and no table is held twice in a slot, and each claim has its meeting.")
def claims_twice() -> Iterator[IntegrityFault]:
    claims = all_claims()
    yield from invariants.held_twice(claims)
    yield from invariants.orphans(claims, set(db.session.scalars(select(Meeting.id))))


@integrity_check("meetings.claims", "Every meeting that holds time has exactly its claims, and no other has any.")
def claims_of_meetings() -> Iterator[IntegrityFault]:
    claims: dict[int, list[ClaimRow]] = defaultdict(list)
    for one in all_claims():
        claims[one.meeting_id].append(one)
    people: dict[int, set[int]] = defaultdict(set)
    for registration, person in db.session.execute(
        select(Representation.registration_id, Representation.representative_id)
    ):
        people[registration].add(person)
    begun = set(db.session.scalars(select(Slot.id).where(Slot.starts_at <= now())))
    stretch = _stretches()
    for meeting in all_meetings():
        yield from invariants.claims_amiss(meeting, claims[meeting.id], stretch, begun=begun, people=people)


@integrity_check("meetings.states", "What is written of a meeting fits its state, and a pair has one live meeting.")
def states() -> Iterator[IntegrityFault]:
    meetings = all_meetings()
    slots: dict[int, set[int]] = defaultdict(set)
    for event, slot in db.session.execute(select(Slot.event_id, Slot.id).where(Slot.kind == SlotKind.MEETING)):
        slots[event].add(slot)
    left = set(db.session.scalars(select(Registration.id).where(Registration.state == RegistrationState.CANCELLED)))
    for meeting in meetings:
        yield from invariants.state_amiss(meeting, slots[meeting.event_id], left)
    yield from invariants.two_live(meetings)


@integrity_check(
    "meetings.seats", "No group meeting gave more seats than it has, and each seat is as its firm answered."
)
def seats() -> Iterator[IntegrityFault]:
    rows: dict[int, list[SeatRow]] = defaultdict(list)
    columns = (MeetingParty.registration_id, MeetingParty.side, MeetingParty.answer, MeetingParty.seat)
    for row in db.session.execute(select(MeetingParty.meeting_id, *columns).order_by(MeetingParty.id)):
        rows[row[0]].append(SeatRow(*row[1:]))
    counts: dict[int, int] = dict(db.session.execute(select(Roundtable.meeting_id, Roundtable.seats)).all())
    for meeting in all_meetings():
        if meeting.kind == GROUP:
            yield from seats_amiss(meeting, counts.get(meeting.id), rows[meeting.id])


@integrity_check(
    "meetings.log", "The log of every meeting leads to where it stands, and no meeting that it tells of is gone."
)
def log() -> Iterator[IntegrityFault]:
    logs, meetings = logs_of_meetings(), all_meetings()
    yield from lost(logs, {one.id for one in meetings})
    for meeting in meetings:
        told = logs.get(meeting.id, [])
        yield from replayed(meeting, told)
        yield from sequence_amiss(meeting, told)


@integrity_check("meetings.answers", "Every meeting that a kept post was answered with is there.")
def answers() -> Iterator[IntegrityFault]:
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
def away() -> Iterator[IntegrityFault]:
    """Somebody's own times, and half days at which they are not there."""
    held: dict[int, list[tuple[int, int | None, int]]] = defaultdict(list)
    seats = (
        select(Claim.event_id, Claim.slot_id, Claim.representative_id, Claim.meeting_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Meeting.state == State.BOOKED, Claim.representative_id.is_not(None))
    )
    for event_id, slot, person, meeting in db.session.execute(seats.order_by(Claim.id)):
        held[event_id].append((slot, person, meeting))
    for event_id, sitting in held.items():
        gone = {(one.slot_id, one.representative_id) for one in away_of(db.session.get_one(Event, event_id))}
        for slot, person, meeting in sitting:
            if (slot, person) in gone:
                says = f"Representative {person} sits at meeting {meeting} in slot {slot}, and is away then."
                yield IntegrityFault("sits_and_is_away", "meetings", (meeting,), says)


def _stretches() -> invariants.Stretch:
    """As ``board`` tells which slots stand in a row."""
    boards: list[Board] = []
    rows = select(Slot.event_id, Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).order_by(Slot.event_id, Slot.id)
    for _event, found in groupby(db.session.execute(rows), lambda row: row.event_id):
        times = (SlotTime(slot, Span(starts, ends), SlotKind(kind)) for _, slot, starts, ends, kind in found)
        boards.append(Board.of(times, []))
    places = {slot.id: (board, index) for board in boards for index, slot in enumerate(board.slots)}

    def stretch(slot_id: int, length: int) -> Sequence[int] | None:
        board, index = places.get(slot_id, (None, 0))
        found = board.stretch(index, length) if board is not None else None
        return [slot.id for slot in found] if found is not None else None

    return stretch
