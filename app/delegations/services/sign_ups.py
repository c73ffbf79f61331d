"""Companies sign up for open visits; people are seated in buses and ticked off as they board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Update, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.delegations.programme import NO_BUS, create_snapshot, programme_from_json, programme_to_json
from app.delegations.queries.programme import list_riders
from app.delegations.queries.visits import is_open_to
from app.events.hours_change import GroupAbsence, HoursChange
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import BusSeat, Delegation, Registration, VisitBlock, VisitMember
from app.registrations.queries.hooks import list_affected_meetings
from app.registrations.states import RegistrationState


def assign_seats(delegation: Delegation, visit: VisitBlock, buses: Mapping[int, str], *, by: int) -> int:
    """Put people (ids of representatives) into buses, ``NO_BUS`` for none; how many ride elsewhere now.

    Ticks stay. Raises NotFound for somebody for whom the visit is not, Invalid ``bus_unknown`` and ``bus_full``,
    PhaseForbids.
    """
    with transaction():
        open_visit = _lock_open_visit(delegation, visit, alone=True)
        riders = {rider.member.id: rider.bus for rider in list_riders(open_visit)}
        if set(buses) - set(riders):
            raise NotFound
        if set(buses.values()) - {*open_visit.buses, NO_BUS}:
            raise Invalid("bus_unknown")
        _require_seats(open_visit, riders, buses)
        changed = [person_id for person_id, bus in buses.items() if bus != riders[person_id]]
        for person_id in changed:
            _ensure_seat(open_visit.id, person_id)
            own = (BusSeat.visit_id == open_visit.id, BusSeat.representative_id == person_id)
            db.session.execute(update(BusSeat).where(*own).values(bus=buses[person_id]))
        if changed:
            audit.log_action("bus.seated", open_visit, event_id=delegation.event_id, by=by, people=changed)
    return len(changed)


def seat_company(visit: VisitBlock, registration_id: int, people: int) -> None:
    """Inside the caller's transaction, behind the lock of the visit: a company that signs up rides in the first bus
    with seats for all of it, else in the one that has most; who has a seat keeps it."""
    if visit.seats_per_bus is None or not visit.buses:
        return
    riders = list_riders(visit)
    taken = Counter(rider.bus for rider in riders if rider.member.registration_id != registration_id)
    roomy = (bus for bus in visit.buses if taken[bus] + people <= visit.seats_per_bus)
    chosen = next(roomy, min(visit.buses, key=lambda bus: taken[bus]))
    for passenger in riders:
        if passenger.member.registration_id == registration_id:
            _ensure_seat(visit.id, passenger.member.id)
            unset = update(BusSeat).where(*_find_seat(visit, passenger.member.id), BusSeat.bus.is_(None))
            db.session.execute(unset.values(bus=chosen))


def board_person(delegation: Delegation, visit: VisitBlock, person_id: int, *, by: int) -> bool:
    """Tick somebody off as aboard; False where that was done before, by whomever. Raises NotFound, PhaseForbids."""
    with transaction():
        open_visit = _lock_open_visit(delegation, visit)
        _require_rider(open_visit, person_id)
        _ensure_seat(open_visit.id, person_id)
        ticked = update(BusSeat).where(*_find_seat(open_visit, person_id), BusSeat.boarded_at.is_(None))
        new = _is_changed(ticked.values(boarded_at=now(), boarded_by=by))
        if new:
            audit.log_action("bus.boarded", open_visit, event_id=delegation.event_id, by=by, person=person_id)
    return new


def unboard_person(delegation: Delegation, visit: VisitBlock, person_id: int, *, by: int) -> bool:
    """Take a tick back; False where there was none. Raises NotFound, PhaseForbids."""
    with transaction():
        open_visit = _lock_open_visit(delegation, visit)
        _require_rider(open_visit, person_id)
        ticked = update(BusSeat).where(*_find_seat(open_visit, person_id), BusSeat.boarded_at.is_not(None))
        changed = _is_changed(ticked.values(boarded_at=None, boarded_by=None))
        if changed:
            audit.log_action("bus.unboarded", open_visit, event_id=delegation.event_id, by=by, person=person_id)
    return changed


def _require_seats(visit: VisitBlock, riders: Mapping[int, str], buses: Mapping[int, str]) -> None:
    """No bus that somebody gets into holds more people than seats."""
    if visit.seats_per_bus is None:
        return
    before, after = Counter(riders.values()), Counter({**riders, **buses}.values())
    for bus in visit.buses:
        if after[bus] > max(before[bus], visit.seats_per_bus):
            raise Invalid("bus_full", bus=bus, seats=visit.seats_per_bus)


def _lock_open_visit(delegation: Delegation, visit: VisitBlock, *, alone: bool = False) -> VisitBlock:
    """``alone``: nobody else seats or signs up meanwhile."""
    event = db.session.get_one(Event, delegation.event_id)
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    chosen = select(VisitBlock).where(VisitBlock.id == visit.id, VisitBlock.delegation_id == delegation.id)
    visit_block = db.session.scalar(chosen.with_for_update(read=not alone).execution_options(populate_existing=True))
    if visit_block is None:
        raise NotFound
    return visit_block


def _require_rider(visit: VisitBlock, person_id: int) -> None:
    if person_id not in {rider.member.id for rider in list_riders(visit) if rider.bus != NO_BUS}:
        raise NotFound


def _find_seat(visit: VisitBlock, person_id: int) -> tuple[ColumnElement[bool], ...]:
    return BusSeat.visit_id == visit.id, BusSeat.representative_id == person_id


def _is_changed(change: Update) -> bool:
    count: int = db.session.execute(change).rowcount  # type: ignore[attr-defined]
    return count == 1


def _ensure_seat(visit_id: int, person_id: int) -> None:
    """There is a row for the person's seat from now on, whoever makes it first."""
    insert = insert_postgresql if db.engine.dialect.name == "postgresql" else insert_sqlite
    values = insert(BusSeat).values(visit_id=visit_id, representative_id=person_id)
    db.session.execute(values.on_conflict_do_nothing(index_elements=["visit_id", "representative_id"]))


MAX_SIGN_UP_PEOPLE = 50
"""Of one company at one visit."""


class VisitFull(Conflict):
    """Fewer places are left than people want to come. Details: left."""

    code = "visit_full"


class VisitStarted(Conflict):
    """Nobody signs up or withdraws any more."""

    code = "visit_begun"


class MeetingDuringVisit(Conflict):
    """The company has meetings while the visit lasts. Details: count."""

    code = "visit_meeting_then"


def sign_up_company(event: Event, registration_id: int, visit_id: int, people: int, *, by: int) -> None:
    """So many of a company's people come; who has signed up already comes with so many from now on.

    Raises NotFound for a visit that is not open to it, Invalid ``visit_people``, VisitFull, VisitBegun, MeetingThen,
    PhaseForbids.
    """
    with transaction() as session:
        registration, block = _lock_sign_up(event, registration_id, visit_id)
        mine = (VisitMember.visit_id == block.id, VisitMember.registration_id == registration.id)
        signed_up = session.scalar(select(VisitMember).where(*mine).execution_options(populate_existing=True))
        if registration.state != RegistrationState.APPROVED or not (signed_up or is_open_to(block, registration)):
            raise NotFound
        if not 1 <= people <= MAX_SIGN_UP_PEOPLE:
            raise Invalid("visit_people", most=MAX_SIGN_UP_PEOPLE)
        if block.places is not None:
            left = block.places - count_signed_up(block, registration)
            if people > left:
                raise VisitFull(left=max(0, left))
        if signed_up is None:
            _require_no_meeting_during(registration, block)
            signed_up = VisitMember(visit_id=block.id, registration_id=registration.id)
            session.add(signed_up)
        signed_up.people = people
        if registration.delegation_id == block.delegation_id:
            registration.programme_told = {
                **registration.programme_told,
                **programme_to_json({block.id: create_snapshot(block)}),
            }
        audit.log_action("visit.signed_up", registration, event_id=event.id, by=by, visit=block.id, people=people)
        session.flush()
        seat_company(block, registration.id, people)


def withdraw_sign_up(event: Event, registration_id: int, visit_id: int, *, by: int) -> None:
    """The company comes no more and its places are free. Raises NotFound where it has not signed up, VisitBegun,
    PhaseForbids."""
    with transaction() as session:
        registration, block = _lock_sign_up(event, registration_id, visit_id)
        mine = (VisitMember.visit_id == block.id, VisitMember.registration_id == registration.id)
        signed_up = session.scalar(select(VisitMember).where(*mine))
        if signed_up is None:
            raise NotFound
        session.delete(signed_up)
        programme = programme_from_json(registration.programme_told)
        registration.programme_told = programme_to_json(
            {number: item for number, item in programme.items() if number != block.id}
        )
        audit.log_action("visit.withdrawn", registration, event_id=event.id, by=by, visit=block.id)
        session.flush()


def end_sign_ups(registration: Registration) -> None:
    """Inside the caller's transaction: who takes part no longer leaves its places to others."""
    open_ones = select(VisitBlock.id).where(VisitBlock.sign_up.is_not(None))
    mine = (VisitMember.registration_id == registration.id, VisitMember.visit_id.in_(open_ones))
    db.session.execute(delete(VisitMember).where(*mine))


def count_signed_up(block: VisitBlock, registration: Registration | None = None) -> int:
    """How many people have signed up, but for those of this company. Behind the lock of the visit."""
    counted = select(func.coalesce(func.sum(VisitMember.people), 0)).where(VisitMember.visit_id == block.id)
    if registration is not None:
        counted = counted.where(VisitMember.registration_id != registration.id)
    return db.session.scalar(counted) or 0


def _lock_sign_up(event: Event, registration_id: int, visit_id: int) -> tuple[Registration, VisitBlock]:
    """Both as they now are, the company first: whoever books for it waits here, and whoever signs up there."""
    company = select(Registration).where(Registration.id == registration_id, Registration.event_id == event.id)
    registration = db.session.scalar(company.with_for_update().execution_options(populate_existing=True))
    here = db.session.get_one(Event, event.id, populate_existing=True, with_for_update={"read": True})
    require_act(Phase(here.phase), EventAct.ADD_COMPANIES, BookingMode(here.booking_mode))
    visit = select(VisitBlock).where(VisitBlock.id == visit_id, VisitBlock.sign_up.is_not(None))
    block = db.session.scalar(visit.with_for_update().execution_options(populate_existing=True))
    if registration is None or block is None or block.delegation.event_id != event.id:
        raise NotFound
    if block.busy_from <= now():
        raise VisitStarted
    return registration, block


def _require_no_meeting_during(registration: Registration, block: VisitBlock) -> None:
    span = Span(block.busy_from, block.ends_at)
    absence = GroupAbsence(span, registration_ids=frozenset({registration.id}))
    if meetings := list_affected_meetings(registration.event_id, HoursChange(absences=(absence,))):
        raise MeetingDuringVisit(count=len(meetings))
