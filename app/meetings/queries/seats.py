"""Who sits at the meetings that are still to come, and which colleague could take the seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from app.companies.wording import called
from app.db import db, now
from app.events.models import Event, Slot
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting, Unavailability
from app.registrations.half_days import half_day_of
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.from_above import Seat


def seats_held(people: Collection[int]) -> list[tuple[int, int]]:
    """(meeting, person) of the booked meetings that are still to come, by meeting."""
    chosen = (
        select(Claim.meeting_id, Claim.representative_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Claim.representative_id.in_(people), Meeting.state == State.BOOKED, Slot.starts_at > now())
        .order_by(Claim.meeting_id)
        .distinct()
    )
    return [(meeting_id, person_id) for meeting_id, person_id in db.session.execute(chosen) if person_id is not None]


def seats_of(people: Collection[int]) -> Sequence[Seat]:
    """The same for a page: with whom, when, and whether a colleague would take the seat."""
    found = []
    for meeting_id, person_id in seats_held(people):
        meeting = db.session.get_one(Meeting, meeting_id)
        firm_id = _firm_of(meeting, person_id)
        other = db.session.get_one(Registration, meeting.low_id if firm_id == meeting.high_id else meeting.high_id)
        event, slot = db.session.get_one(Event, meeting.event_id), db.session.get_one(Slot, meeting.slot_id)
        stays = next(free_colleagues(event, meeting, firm_id, without=people), None) is not None
        found.append(Seat(called(other.company) if other.company else "", slot.starts_at, event.zone, firm_id, stays))
    return sorted(found, key=lambda seat: seat.starts_at)


def free_colleagues(event: Event, meeting: Meeting, firm_id: int, *, without: Collection[int] = ()) -> Iterator[int]:
    """Who else stands for the firm, is there, and has no seat in the meeting's slots; by rank."""
    slots = set(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting.id)))
    starts = list(db.session.scalars(select(Slot.starts_at).where(Slot.id.in_(slots))))
    taken = [
        select(table.representative_id).where(table.slot_id.in_(slots), table.representative_id.is_not(None))
        for table in (Claim, Unavailability)
    ]
    chosen = (
        select(Representative)
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Representation.registration_id == firm_id, Representative.id.not_in(without))
        .where(*(Representative.id.not_in(one) for one in taken))
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    return (one.id for one in db.session.scalars(chosen) if not _absent(one, starts, event.zone))


def _firm_of(meeting: Meeting, person_id: int) -> int:
    mine = (
        Representation.representative_id == person_id,
        Representation.registration_id.in_((meeting.low_id, meeting.high_id)),
    )
    return db.session.scalar(select(Representation.registration_id).where(*mine).limit(1)) or meeting.low_id


def _absent(person: Representative, starts: Collection[datetime], zone: str) -> bool:
    return any(half_day_of(one, zone) in (person.absent or ()) for one in starts)
