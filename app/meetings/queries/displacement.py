"""The booked meetings of an event as they stand, what a change of hours would make of them, and at which somebody is
elsewhere already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.core.clock import Span
from app.core.db import cached_read, db, now
from app.delegations.queries.visits import get_event_visits
from app.events.hours_change import GroupAbsence, HoursChange
from app.events.models import Event, Slot
from app.meetings.displacement import BookedMeeting, Displacement, find_displacements, is_absent_at
from app.meetings.group_meeting_seats import get_table_capacity
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.occupancy import WalkedMeeting, find_hurried_meetings
from app.meetings.queries.availability import load_availability
from app.meetings.queries.group_meeting_parties import HAS_SEAT, has_group_seat
from app.meetings.queries.occupancy import get_event_layout, get_zone_key
from app.registrations.models import Registration


def find_event_displacements(event: Event, change: HoursChange) -> dict[int, Displacement]:
    """What becomes of each booked meeting that the change touches, by its id, in the order of the ids."""
    sittings = _list_bookings(event.id)
    hall = load_availability(event, {party for sitting in sittings for party in sitting.parties})
    absent = set(find_meetings_without_company(event.id, change)) | find_groups_without_host(event.id, change)
    displacements = find_displacements(hall.board, sittings, hall.parties, change, absent=absent)
    return dict(sorted(displacements.items()))


def find_meetings_without_company(
    event_id: int, change: HoursChange, state: MeetingState = MeetingState.BOOKED
) -> Iterator[int]:
    """Ids of the meetings of two in this state that have, or propose, a time at which one of them is newly
    elsewhere."""
    if not change.absences:
        return
    low, high = aliased(Registration), aliased(Registration)
    rows = (
        select(
            Meeting.id,
            Slot.starts_at,
            Slot.ends_at,
            low.id,
            low.group_id,
            low.delegation_id,
            high.id,
            high.group_id,
            high.delegation_id,
        )
        .join(low, low.id == Meeting.low_id)
        .join(high, high.id == Meeting.high_id)
        .outerjoin(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, (Slot.id == Claim.slot_id) | (Slot.id == Meeting.slot_id))
        .where(Meeting.event_id == event_id, Meeting.state == state)
        .distinct()
    )
    for (
        meeting_id,
        starts,
        ends,
        low_id,
        low_group_id,
        low_delegation_id,
        other,
        of_other,
        with_other,
    ) in db.session.execute(rows):
        span = Span(starts, ends)
        companies = ((low_id, low_group_id, low_delegation_id), (other, of_other, with_other))
        if any(is_absent_at(change, span, *company) for company in companies):
            yield meeting_id


def find_hurried_by(event: Event, change: HoursChange) -> frozenset[int]:
    """The booked meetings still to come to which somebody has too little time to walk once the walk takes as long as
    the change says or the tables stand where it says, and had enough before."""
    walk = event.walk_minutes if change.walk_minutes is None else change.walk_minutes
    if not walk or (change.walk_minutes is None and not change.zones):
        return frozenset()
    moved = {table_id: get_zone_key(zone.en, zone.zh, zone.fr) for table_id, zone in change.zones}
    frame = get_event_layout(event.id)
    spans = {slot.id: slot.span for slot in frame.slots}
    zones = {table.id: table.zone for table in frame.tables}
    stays = [
        WalkedMeeting(
            booking.meeting_id,
            Span(spans[booking.slot_ids[0]].start, spans[booking.slot_ids[-1]].end),
            zone,
            booking.people,
            moved.get(booking.table_id or 0, ""),
        )
        for booking in _list_bookings(event.id)
        if (zone := zones.get(booking.table_id or 0)) is not None and spans.keys() >= set(booking.slot_ids)
    ]
    before, after = (timedelta(minutes=minutes) for minutes in (event.walk_minutes, walk))
    to_come = {stay.meeting_id for stay in stays if stay.span.start > now()}
    return find_hurried_meetings(stays, before=before, after=after) & to_come


def find_crowded_by(event_id: int, change: HoursChange) -> dict[int, tuple[int, int]]:
    """The booked group meetings still to come that their table holds now but no longer once so many sit there: how many
    it then holds, and how many the meeting takes."""
    then = {table_id: get_table_capacity(seats) for table_id, seats in change.chairs}
    if not then:
        return {}
    now_there = {table.id: table.seats for table in get_event_layout(event_id).tables}
    return {
        booking.meeting_id: (then[booking.table_id], booking.places)
        for booking in _list_bookings_ahead(event_id, Meeting.kind == GROUP)
        if booking.table_id in then and then[booking.table_id] < booking.places <= now_there.get(booking.table_id, 0)
    }


def list_bookings_with_interpreter(event_id: int, interpreter_id: int) -> list[BookedMeeting]:
    """The booked meetings that are still to come and at which this interpreter works, by time."""
    works = select(Claim.meeting_id).where(Claim.interpreter_id == interpreter_id)
    return _list_bookings_ahead(event_id, Meeting.id.in_(works))


def list_bookings_without_interpreter(event_id: int) -> list[BookedMeeting]:
    """The booked meetings that are still to come and have no interpreter, needed or not, by time."""
    served = select(Claim.meeting_id).where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None))
    return _list_bookings_ahead(event_id, Meeting.id.not_in(served))


def list_bookings_of_company(event_id: int, registration_id: int) -> list[BookedMeeting]:
    """The booked meetings of two that are still to come and in which this firm has a part, by time."""
    mine = or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id)
    return _list_bookings_ahead(event_id, Meeting.kind != GROUP, mine)


def list_bookings_by_id(event_id: int, meeting_ids: Collection[int]) -> list[BookedMeeting]:
    """Those of these meetings that are booked and still to come, by time."""
    return _list_bookings_ahead(event_id, Meeting.id.in_(meeting_ids))


def list_bookings_of_people(event_id: int, registration_id: int, person_id: int | None) -> list[BookedMeeting]:
    """The booked meetings still to come at which this person sits, or anybody of the firm, by time."""
    if person_id is not None:
        return _list_bookings_ahead(
            event_id, Meeting.id.in_(select(Claim.meeting_id).where(Claim.representative_id == person_id))
        )
    pair = or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id)
    return _list_bookings_ahead(event_id, pair | has_group_seat(registration_id))


def get_interpreters_of_meetings(meeting_ids: Collection[int]) -> dict[int, int]:
    """By meeting who interprets there."""
    works = select(Claim.meeting_id, Claim.interpreter_id).where(Claim.meeting_id.in_(meeting_ids))
    rows = db.session.execute(works.where(Claim.interpreter_id.is_not(None)).distinct())
    return {meeting_id: interpreter for meeting_id, interpreter in rows if interpreter is not None}


def list_bookings_in_slots(event_id: int, slot_ids: Collection[int]) -> list[BookedMeeting]:
    """The booked meetings that hold any of these slots, by their ids."""
    holding = select(Claim.meeting_id).where(Claim.event_id == event_id, Claim.slot_id.in_(slot_ids))
    return _list_bookings(event_id, Meeting.id.in_(holding))


def _list_bookings_ahead(event_id: int, *conditions: ColumnElement[bool]) -> list[BookedMeeting]:
    ahead = select(Meeting.id).join(Slot, Slot.id == Meeting.slot_id).where(Slot.starts_at > now())
    bookings = _list_bookings(event_id, *conditions, Meeting.id.in_(ahead))
    starts = {slot.id: slot.span.start for slot in get_event_layout(event_id).slots}
    return sorted(bookings, key=lambda booking: (starts[booking.slot_ids[0]], booking.meeting_id))


def _list_bookings(event_id: int, *where: ColumnElement[bool]) -> list[BookedMeeting]:
    rows = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Claim.slot_id, Claim.table_id, Claim.representative_id)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(
            Meeting.event_id == event_id, Meeting.state == MeetingState.BOOKED, Claim.interpreter_id.is_(None), *where
        )
        .order_by(Meeting.id, Slot.starts_at, Claim.id)
    )
    pairs: dict[int, tuple[int, int]] = {}
    slots: dict[int, list[int]] = defaultdict(list)
    tables: dict[int, int] = {}
    people: dict[int, list[int]] = defaultdict(list)
    for meeting_id, low, high, slot_id, table_id, person_id in db.session.execute(rows):
        pairs[meeting_id] = (low, high)
        if table_id is not None:
            slots[meeting_id].append(slot_id)
            tables[meeting_id] = table_id
        elif person_id is not None and person_id not in people[meeting_id]:
            people[meeting_id].append(person_id)
    groups, places = get_booked_groups(event_id)
    return [
        BookedMeeting(
            booked_id,
            tuple(slot),
            tables.get(booked_id),
            groups.get(booked_id, pairs[booked_id]),
            tuple(people[booked_id]),
            places.get(booked_id, 0),
        )
        for booked_id, slot in slots.items()
    ]


@cached_read
def get_booked_groups(event_id: int) -> tuple[dict[int, tuple[int, ...]], dict[int, int]]:
    """Of booked group meetings who sits there, the host first, and how many places their tables must have."""
    rows = (
        select(GroupMeetingDetails.meeting_id, GroupMeetingDetails.seats, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == GroupMeetingDetails.meeting_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(GroupMeetingDetails.event_id == event_id, Meeting.state == MeetingState.BOOKED, HAS_SEAT)
        .order_by(Meeting.id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    companies: dict[int, tuple[int, ...]] = {}
    places = {}
    for meeting_id, seats, company in db.session.execute(rows):
        companies[meeting_id] = (*companies.get(meeting_id, ()), company)
        places[meeting_id] = seats + 1
    return companies, places


def find_absent_guests(event_id: int, change: HoursChange) -> dict[int, set[int]]:
    """By booked group meeting the firms that sit there and are newly elsewhere then."""
    result: dict[int, set[int]] = defaultdict(set)
    if not change.absences:
        return result
    rows = (
        select(Meeting.id, Slot.starts_at, Slot.ends_at)
        .add_columns(Registration.id, Registration.group_id, Registration.delegation_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.kind == GROUP, Meeting.state == MeetingState.BOOKED, HAS_SEAT)
    )
    for meeting_id, starts, ends, *company in db.session.execute(rows):
        if is_absent_at(change, Span(starts, ends), *company):
            result[meeting_id].add(company[0])
    return result


def find_groups_without_host(event_id: int, change: HoursChange) -> set[int]:
    """Ids of the booked group meetings whose host is newly elsewhere then."""
    absent = find_absent_guests(event_id, change)
    hosts = dict(db.session.execute(select(Meeting.id, Meeting.asker_id).where(Meeting.id.in_(absent))).all())
    return {meeting_id for meeting_id, companies in absent.items() if hosts[meeting_id] in companies}


class ElsewhereCheck(Protocol):
    """Whether a firm, of this group and delegation, is elsewhere in one of these slots."""

    def __call__(
        self, slot_ids: Iterable[int | None], registration_id: int, group_id: int | None, delegation_id: int | None
    ) -> bool: ...


def find_clashing_meetings(event_id: int) -> frozenset[int]:
    """Ids of the booked meetings of an event that the programme, a visit or a stay clashes with."""
    return frozenset(find_meetings_without_company(event_id, _get_current_absences(event_id)))


@cached_read
def get_elsewhere_check(event_id: int) -> ElsewhereCheck:
    """The same for one side of a meeting, where that is known."""
    away, spans = _get_current_absences(event_id), {slot.id: slot.span for slot in get_event_layout(event_id).slots}

    def elsewhere(
        slot_ids: Iterable[int | None], registration_id: int, group_id: int | None, delegation_id: int | None
    ) -> bool:
        times = (spans[slot_id] for slot_id in slot_ids if slot_id is not None)
        return any(is_absent_at(away, span, registration_id, group_id, delegation_id) for span in times)

    return elsewhere


def _get_current_absences(event_id: int) -> HoursChange:
    return HoursChange(absences=tuple(_iter_group_absences(event_id)))


def _iter_group_absences(event_id: int) -> Iterator[GroupAbsence]:
    for group_id, spans in get_event_layout(event_id).busy.items():
        yield from (GroupAbsence(span, group_id=group_id) for span in spans)
    visits = get_event_visits(event_id)
    for block in visits.blocks:
        span = Span(block.busy_from, block.ends_at)
        members_of = None if block.sign_up else block.delegation_id
        yield GroupAbsence(span, delegation_id=members_of, registration_ids=visits.only.get(block.id))
    for delegation_id in visits.stays:
        yield from (GroupAbsence(span, delegation_id=delegation_id) for span in visits.outside(delegation_id))
