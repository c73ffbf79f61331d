"""Who sits at a booked meeting for a firm, and who of it could instead."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.events.models import Event, Slot
from app.meetings.models import Claim, Meeting, Unavailability
from app.meetings.queries.boards import hall_of
from app.meetings.queries.seats import seated_at
from app.meetings.sitters import who_sits_for
from app.meetings.standing_in import StandIn, stand_ins
from app.registrations.models import Registration, Representative


@dataclass(frozen=True)
class Sits:
    """``sits``: who sits there now; ``able``: everybody of the firm, as far as it could."""

    sits: int
    able: list[StandIn]


def who_could_sit(event: Event, meeting: Meeting, registration_id: int) -> Sits | None:
    """None where the meeting holds no time."""
    firms = seated_at(meeting)
    hall = hall_of(event, firms, ignoring=meeting.id)
    claims = hall.claims_of(meeting.id)
    table = next((one.table_id for one in claims if one.table_id is not None), None)
    sitting = {one.representative_id for one in claims if one.representative_id is not None}
    sitters = who_sits_for({one: sorted(hall.parties[one].representatives) for one in firms}, sitting)
    mine = hall.parties[registration_id]
    sits = sitters.get(registration_id)
    if sits is None or table is None:
        return None
    others = [(hall.parties[one], sitters.get(one, 0)) for one in firms if one != registration_id]
    able = stand_ins(
        hall.board,
        mine,
        others[0][0] if others else None,
        their_person=others[0][1] if others else 0,
        table_id=table,
        slot_ids=sorted({one.slot_id for one in claims}),
        guests=others[1:],
        hosts=registration_id == firms[0],
    )
    return Sits(sits, able)


def seats_at(event: Event, meeting_id: int, registration_id: int) -> Sits | None:
    """The same by the meeting's id."""
    return who_could_sit(event, db.session.get_one(Meeting, meeting_id), registration_id)


@dataclass(frozen=True)
class Times:
    """When one of the firm's people is away: slots, and why, which is for its own side alone."""

    person: Representative
    away: frozenset[int]
    reason: str


def times_of(registration: Registration) -> list[Times]:
    """Of everybody of a firm, by rank; in a constant number of queries."""
    people = list(registration.representatives)
    rows = select(Unavailability.representative_id, Unavailability.slot_id, Unavailability.reason)
    found: dict[int, set[int]] = {}
    reasons: dict[int, str] = {}
    for person_id, slot_id, reason in db.session.execute(
        rows.where(Unavailability.representative_id.in_([one.id for one in people])).order_by(Unavailability.slot_id)
    ):
        if person_id is not None:
            found.setdefault(person_id, set()).add(slot_id)
            reasons[person_id] = reason or ""
    return [Times(one, frozenset(found.get(one.id, ())), reasons.get(one.id, "")) for one in people]


def meetings_at(person_id: int, slot_ids: frozenset[int]) -> list[int]:
    """The booked meetings at which somebody sits in one of these slots."""
    held = (
        select(Claim.meeting_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Claim.representative_id == person_id, Claim.slot_id.in_(slot_ids), Meeting.state == "booked")
        .distinct()
    )
    return sorted(db.session.scalars(held))


def slots_of(event_id: int) -> list[Slot]:
    """The times of meetings of an event, in order."""
    rows = select(Slot).where(Slot.event_id == event_id, Slot.kind == "meeting").order_by(Slot.starts_at)
    return list(db.session.scalars(rows))
