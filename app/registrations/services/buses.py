"""Who rides in which bus of a visit, and who is ticked off as they board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Update, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.buses import NO_BUS
from app.registrations.models import BusSeat, Delegation, VisitBlock
from app.registrations.queries.buses import riders_of


def seat(delegation: Delegation, visit: VisitBlock, buses: Mapping[int, str], *, by: int) -> int:
    """Put people (ids of representatives) into buses, ``NO_BUS`` for none; how many ride elsewhere now.

    Ticks stay. Raises NotFound for somebody for whom the visit is not, Invalid ``bus_unknown`` and ``bus_full``,
    PhaseForbids.
    """
    with transaction():
        kept = _open(delegation, visit, alone=True)
        riders = {one.member.id: one.bus for one in riders_of(kept)}
        if set(buses) - set(riders):
            raise NotFound
        if set(buses.values()) - {*kept.buses, NO_BUS}:
            raise Invalid("bus_unknown")
        _require_seats(kept, riders, buses)
        changed = [one for one, bus in buses.items() if bus != riders[one]]
        for one in changed:
            _hold_seat(kept.id, one)
            own = (BusSeat.visit_id == kept.id, BusSeat.representative_id == one)
            db.session.execute(update(BusSeat).where(*own).values(bus=buses[one]))
        if changed:
            audit.log_action("bus.seated", kept, event_id=delegation.event_id, by=by, people=changed)
    return len(changed)


def seat_company(visit: VisitBlock, registration_id: int, people: int) -> None:
    """Inside the caller's transaction, behind the lock of the visit: a company that signs up rides in the first bus
    with seats for all of it, else in the one that has most; who has a seat keeps it."""
    if visit.seats_per_bus is None or not visit.buses:
        return
    riders = riders_of(visit)
    taken = Counter(one.bus for one in riders if one.member.registration_id != registration_id)
    roomy = (bus for bus in visit.buses if taken[bus] + people <= visit.seats_per_bus)
    chosen = next(roomy, min(visit.buses, key=lambda bus: taken[bus]))
    for one in riders:
        if one.member.registration_id == registration_id:
            _hold_seat(visit.id, one.member.id)
            unset = update(BusSeat).where(*_seat_of(visit, one.member.id), BusSeat.bus.is_(None))
            db.session.execute(unset.values(bus=chosen))


def board(delegation: Delegation, visit: VisitBlock, person_id: int, *, by: int) -> bool:
    """Tick somebody off as aboard; False where that was done before, by whomever. Raises NotFound, PhaseForbids."""
    with transaction():
        kept = _open(delegation, visit)
        _require_rides(kept, person_id)
        _hold_seat(kept.id, person_id)
        ticked = update(BusSeat).where(*_seat_of(kept, person_id), BusSeat.boarded_at.is_(None))
        new = _changes_one(ticked.values(boarded_at=now(), boarded_by=by))
        if new:
            audit.log_action("bus.boarded", kept, event_id=delegation.event_id, by=by, person=person_id)
    return new


def unboard(delegation: Delegation, visit: VisitBlock, person_id: int, *, by: int) -> bool:
    """Take a tick back; False where there was none. Raises NotFound, PhaseForbids."""
    with transaction():
        kept = _open(delegation, visit)
        _require_rides(kept, person_id)
        ticked = update(BusSeat).where(*_seat_of(kept, person_id), BusSeat.boarded_at.is_not(None))
        gone = _changes_one(ticked.values(boarded_at=None, boarded_by=None))
        if gone:
            audit.log_action("bus.unboarded", kept, event_id=delegation.event_id, by=by, person=person_id)
    return gone


def _require_seats(visit: VisitBlock, riders: Mapping[int, str], buses: Mapping[int, str]) -> None:
    """No bus that somebody gets into holds more people than seats."""
    if visit.seats_per_bus is None:
        return
    before, after = Counter(riders.values()), Counter({**riders, **buses}.values())
    for bus in visit.buses:
        if after[bus] > max(before[bus], visit.seats_per_bus):
            raise Invalid("bus_full", bus=bus, seats=visit.seats_per_bus)


def _open(delegation: Delegation, visit: VisitBlock, *, alone: bool = False) -> VisitBlock:
    """``alone``: nobody else seats or signs up meanwhile."""
    event = db.session.get_one(Event, delegation.event_id)
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    chosen = select(VisitBlock).where(VisitBlock.id == visit.id, VisitBlock.delegation_id == delegation.id)
    found = db.session.scalar(chosen.with_for_update(read=not alone).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _require_rides(visit: VisitBlock, person_id: int) -> None:
    if person_id not in {one.member.id for one in riders_of(visit) if one.bus != NO_BUS}:
        raise NotFound


def _seat_of(visit: VisitBlock, person_id: int) -> tuple[ColumnElement[bool], ...]:
    return BusSeat.visit_id == visit.id, BusSeat.representative_id == person_id


def _changes_one(change: Update) -> bool:
    count: int = db.session.execute(change).rowcount  # type: ignore[attr-defined]
    return count == 1


def _hold_seat(visit_id: int, person_id: int) -> None:
    """There is a row for the person's seat from now on, whoever makes it first."""
    insert = insert_postgresql if db.engine.dialect.name == "postgresql" else insert_sqlite
    values = insert(BusSeat).values(visit_id=visit_id, representative_id=person_id)
    db.session.execute(values.on_conflict_do_nothing(index_elements=["visit_id", "representative_id"]))
