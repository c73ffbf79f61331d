"""The booked meetings of an event as they sit, and what a change of hours would make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.core.clock import Span
from app.core.db import cached_read, db, now
from app.events.hours_change import HoursChange
from app.events.models import Event, Slot
from app.meetings.displaced import Fate, Sitting, absent_at, fates
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Roundtable
from app.meetings.queries.boards import hall_of
from app.meetings.queries.frame import frame_of, zone_key
from app.meetings.queries.round_parties import SITS, has_seat_in
from app.meetings.roundtables import room_at
from app.meetings.walking import Stay, hurried
from app.registrations.models import Registration


def fates_of(event: Event, change: HoursChange) -> dict[int, Fate]:
    """What becomes of each booked meeting that the change touches, by its id, in the order of the ids."""
    sittings = _sittings(event.id)
    hall = hall_of(event, {party for one in sittings for party in one.parties})
    absent = set(meetings_without_a_firm(event.id, change)) | groups_without_a_host(event.id, change)
    found = fates(hall.board, sittings, hall.parties, change, absent=absent)
    return dict(sorted(found.items()))


def meetings_without_a_firm(event_id: int, change: HoursChange, state: State = State.BOOKED) -> Iterator[int]:
    """Ids of the meetings of two in this state that have, or propose, a time at which one of them is newly
    elsewhere."""
    if not change.absences:
        return
    low, high = aliased(Registration), aliased(Registration)
    rows = (
        select(
            *(Meeting.id, Slot.starts_at, Slot.ends_at),
            *(low.id, low.group_id, low.delegation_id, high.id, high.group_id, high.delegation_id),
        )
        .join(low, low.id == Meeting.low_id)
        .join(high, high.id == Meeting.high_id)
        .outerjoin(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, (Slot.id == Claim.slot_id) | (Slot.id == Meeting.slot_id))
        .where(Meeting.event_id == event_id, Meeting.state == state)
        .distinct()
    )
    for meeting_id, starts, ends, one, of_one, with_one, other, of_other, with_other in db.session.execute(rows):
        span = Span(starts, ends)
        firms = ((one, of_one, with_one), (other, of_other, with_other))
        if any(absent_at(change, span, *firm) for firm in firms):
            yield meeting_id


def hurried_by(event: Event, change: HoursChange) -> frozenset[int]:
    """The booked meetings still to come to which somebody has too little time to walk once the walk takes as long as
    the change says or the tables stand where it says, and had enough before."""
    walk = event.walk_minutes if change.walk_minutes is None else change.walk_minutes
    if not walk or (change.walk_minutes is None and not change.zones):
        return frozenset()
    moved = {table_id: zone_key(zone.en, zone.zh, zone.fr) for table_id, zone in change.zones}
    frame = frame_of(event.id)
    spans = {slot.id: slot.span for slot in frame.slots}
    zones = {table.id: table.zone for table in frame.tables}
    stays = [
        Stay(
            one.meeting_id,
            Span(spans[one.slot_ids[0]].start, spans[one.slot_ids[-1]].end),
            zone,
            one.people,
            moved.get(one.table_id or 0, ""),
        )
        for one in _sittings(event.id)
        if (zone := zones.get(one.table_id or 0)) is not None and spans.keys() >= set(one.slot_ids)
    ]
    before, after = (timedelta(minutes=minutes) for minutes in (event.walk_minutes, walk))
    to_come = {stay.meeting_id for stay in stays if stay.span.start > now()}
    return hurried(stays, before=before, after=after) & to_come


def crowded_by(event_id: int, change: HoursChange) -> dict[int, tuple[int, int]]:
    """The booked group meetings still to come that their table holds now but no longer once so many sit there: how many
    it then holds, and how many the meeting takes."""
    then = {table_id: room_at(seats) for table_id, seats in change.chairs}
    if not then:
        return {}
    now_there = {table.id: table.seats for table in frame_of(event_id).tables}
    return {
        one.meeting_id: (then[one.table_id], one.places)
        for one in _ahead(event_id, Meeting.kind == GROUP)
        if one.table_id in then and then[one.table_id] < one.places <= now_there.get(one.table_id, 0)
    }


def sittings_with(event_id: int, interpreter_id: int) -> list[Sitting]:
    """The booked meetings that are still to come and at which this interpreter works, by time."""
    works = select(Claim.meeting_id).where(Claim.interpreter_id == interpreter_id)
    return _ahead(event_id, Meeting.id.in_(works))


def sittings_without(event_id: int) -> list[Sitting]:
    """The booked meetings that are still to come and have no interpreter, needed or not, by time."""
    served = select(Claim.meeting_id).where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None))
    return _ahead(event_id, Meeting.id.not_in(served))


def sittings_of(event_id: int, registration_id: int) -> list[Sitting]:
    """The booked meetings of two that are still to come and in which this firm has a part, by time."""
    mine = or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id)
    return _ahead(event_id, Meeting.kind != GROUP, mine)


def sittings_at(event_id: int, meeting_ids: Collection[int]) -> list[Sitting]:
    """Those of these meetings that are booked and still to come, by time."""
    return _ahead(event_id, Meeting.id.in_(meeting_ids))


def sittings_that_hear(event_id: int, registration_id: int, person_id: int | None) -> list[Sitting]:
    """The booked meetings still to come at which this person sits, or anybody of the firm, by time."""
    if person_id is not None:
        return _ahead(event_id, Meeting.id.in_(select(Claim.meeting_id).where(Claim.representative_id == person_id)))
    pair = or_(Meeting.low_id == registration_id, Meeting.high_id == registration_id)
    return _ahead(event_id, pair | has_seat_in(registration_id))


def voices_at(meeting_ids: Collection[int]) -> dict[int, int]:
    """By meeting who interprets there."""
    works = select(Claim.meeting_id, Claim.interpreter_id).where(Claim.meeting_id.in_(meeting_ids))
    rows = db.session.execute(works.where(Claim.interpreter_id.is_not(None)).distinct())
    return {meeting_id: voice for meeting_id, voice in rows if voice is not None}


def sittings_in(event_id: int, slot_ids: Collection[int]) -> list[Sitting]:
    """The booked meetings that hold any of these slots, by their ids."""
    holding = select(Claim.meeting_id).where(Claim.event_id == event_id, Claim.slot_id.in_(slot_ids))
    return _sittings(event_id, Meeting.id.in_(holding))


def _ahead(event_id: int, *conditions: ColumnElement[bool]) -> list[Sitting]:
    ahead = select(Meeting.id).join(Slot, Slot.id == Meeting.slot_id).where(Slot.starts_at > now())
    found = _sittings(event_id, *conditions, Meeting.id.in_(ahead))
    starts = {slot.id: slot.span.start for slot in frame_of(event_id).slots}
    return sorted(found, key=lambda one: (starts[one.slot_ids[0]], one.meeting_id))


def _sittings(event_id: int, *where: ColumnElement[bool]) -> list[Sitting]:
    rows = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Claim.slot_id, Claim.table_id, Claim.representative_id)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.state == State.BOOKED, Claim.interpreter_id.is_(None), *where)
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
    groups, places = groups_booked(event_id)
    return [
        Sitting(one, tuple(held), tables.get(one), groups.get(one, pairs[one]), tuple(people[one]), places.get(one, 0))
        for one, held in slots.items()
    ]


@cached_read
def groups_booked(event_id: int) -> tuple[dict[int, tuple[int, ...]], dict[int, int]]:
    """Of booked group meetings who sits there, the host first, and how many places their tables must have."""
    rows = (
        select(Roundtable.meeting_id, Roundtable.seats, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == Roundtable.meeting_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(Roundtable.event_id == event_id, Meeting.state == State.BOOKED, SITS)
        .order_by(Meeting.id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    firms: dict[int, tuple[int, ...]] = {}
    places = {}
    for meeting_id, seats, firm in db.session.execute(rows):
        firms[meeting_id] = (*firms.get(meeting_id, ()), firm)
        places[meeting_id] = seats + 1
    return firms, places


def absent_from_groups(event_id: int, change: HoursChange) -> dict[int, set[int]]:
    """By booked group meeting the firms that sit there and are newly elsewhere then."""
    found: dict[int, set[int]] = defaultdict(set)
    if not change.absences:
        return found
    rows = (
        select(Meeting.id, Slot.starts_at, Slot.ends_at)
        .add_columns(Registration.id, Registration.group_id, Registration.delegation_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .join(Slot, Slot.id == Claim.slot_id)
        .where(Meeting.event_id == event_id, Meeting.kind == GROUP, Meeting.state == State.BOOKED, SITS)
    )
    for meeting_id, starts, ends, *firm in db.session.execute(rows):
        if absent_at(change, Span(starts, ends), *firm):
            found[meeting_id].add(firm[0])
    return found


def groups_without_a_host(event_id: int, change: HoursChange) -> set[int]:
    """Ids of the booked group meetings whose host is newly elsewhere then."""
    absent = absent_from_groups(event_id, change)
    hosts = dict(db.session.execute(select(Meeting.id, Meeting.asker_id).where(Meeting.id.in_(absent))).all())
    return {one for one, firms in absent.items() if hosts[one] in firms}
