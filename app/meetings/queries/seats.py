"""Who sits at the meetings that are still to come, and which colleague could take the seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from app.companies.wording import company_label
from app.core.db import db, now
from app.events.models import Event, Slot
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting, Unavailability
from app.meetings.queries.round_parties import about_of, seated_by_meeting
from app.meetings.sitters import who_sits_for
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
        firm_id = sits_for(meeting, person_id) or meeting.asker_id
        event, slot = db.session.get_one(Event, meeting.event_id), db.session.get_one(Slot, meeting.slot_id)
        stays = next(free_colleagues(event, meeting, firm_id, without=people), None) is not None
        found.append(Seat(_with_whom(meeting, firm_id), slot.starts_at, event.zone, firm_id, stays))
    return sorted(found, key=lambda seat: seat.starts_at)


def _with_whom(meeting: Meeting, firm_id: int) -> str:
    """The other firm, or what a group meeting is about."""
    if meeting.kind == GROUP:
        return about_of(meeting.id).topic
    other = db.session.get_one(Registration, meeting.low_id if firm_id == meeting.high_id else meeting.high_id)
    return company_label(other.company) if other.company else ""


def seated_at(meeting: Meeting) -> list[int]:
    """The registrations that sit at a meeting; of a group the host first."""
    if meeting.kind == GROUP:
        return seated_by_meeting([meeting.id]).get(meeting.id, [])
    return [meeting.low_id, meeting.high_id]


def sitters_at(meeting: Meeting) -> dict[int, int]:
    """Registration → its person, of those that sit at a meeting which holds time."""
    claimed = db.session.scalars(select(Claim.representative_id).where(Claim.meeting_id == meeting.id))
    sitting = {one for one in claimed if one is not None}
    stands = (
        select(Representation.registration_id, Representation.representative_id)
        .where(Representation.representative_id.in_(sitting))
        .order_by(Representation.representative_id)
    )
    firms: dict[int, list[int]] = {one: [] for one in seated_at(meeting)}
    for firm_id, person_id in db.session.execute(stands.where(Representation.registration_id.in_(firms))):
        firms[firm_id].append(person_id)
    return who_sits_for(firms, sitting)


def sits_for(meeting: Meeting, person_id: int) -> int | None:
    """For which of its firms somebody sits at a meeting; None for who does not."""
    return next((firm for firm, person in sitters_at(meeting).items() if person == person_id), None)


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


def _absent(person: Representative, starts: Collection[datetime], zone: str) -> bool:
    return any(half_day_of(one, zone) in (person.absent or ()) for one in starts)
