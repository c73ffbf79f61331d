"""Who rides where to the visits of a delegation, and who is aboard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, select

from app.core.db import db
from app.registrations.buses import NO_BUS, bus_of
from app.registrations.models import BusSeat, Registration, Representation, Representative, VisitBlock
from app.registrations.queries.party import Member, members_of, people_of
from app.registrations.queries.visits import Visits, visits_of_delegation
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True, slots=True)
class Rider:
    """A person for whom a visit is; ``bus`` ``NO_BUS`` for who rides in none; ``boarded_at``: ticked off then."""

    member: Member
    bus: str
    boarded_at: datetime | None


@dataclass(frozen=True, slots=True)
class BusList:
    """Those who ride in one bus, in the order of the delegation."""

    bus: str
    riders: Sequence[Rider]

    @property
    def aboard(self) -> int:
        return sum(one.boarded_at is not None for one in self.riders)


def riders_of(block: VisitBlock) -> list[Rider]:
    """Everybody for whom the visit is, in the order of the delegation."""
    visits = visits_of_delegation(block.delegation_id)
    seats = {one.representative_id: one for one in db.session.scalars(_seats([block.id]))}
    members = people_of(visits.people.get(block.id, {})) if block.sign_up else members_of(block.delegation_id)
    return [_rider(block, one, seats.get(one.id)) for one in going(visits, block, members)]


def going(visits: Visits, block: VisitBlock, members: Sequence[Member]) -> list[Member]:
    """Those of the members who take part."""
    coming = set(visits.coming(block, ((one.id, one.registration_id) for one in members)))
    return [one for one in members if one.id in coming]


def bus_lists(block: VisitBlock) -> list[BusList]:
    """One for each of its buses; of all who signed up where there is none."""
    riders = riders_of(block)
    if block.sign_up and not block.buses:
        return [BusList(NO_BUS, riders)]
    return [BusList(bus, [one for one in riders if one.bus == bus]) for bus in block.buses]


def buses_of_firm(registration_id: int, blocks: Iterable[VisitBlock]) -> Mapping[int, tuple[str, ...]]:
    """By visit, of those that concern a firm: the buses in which its people ride."""
    only = frozenset({registration_id})
    by_bus = [block for block in blocks if block.buses]
    people = {block.id: {one.registration_id: one.people for one in block.members} for block in by_bus if block.sign_up}
    visits = Visits(by_bus, {block.id: only for block in by_bus}, people=people)
    found = buses_by_firm(visits, [registration_id])
    return {visit_id: buses for (visit_id, _firm), buses in found.items()}


def buses_by_firm(visits: Visits, registration_ids: Collection[int]) -> Mapping[tuple[int, int], tuple[str, ...]]:
    """(visit, registration) → the buses in which its people ride, in the order of the visit's."""
    by_bus = [block for block in visits.blocks if block.buses]
    if not by_bus or not registration_ids:
        return {}
    seat = and_(BusSeat.representative_id == Representation.representative_id, BusSeat.visit_id.in_(_ids(by_bus)))
    rows = (
        select(Representation.registration_id, Representation.representative_id, BusSeat.visit_id, BusSeat.bus)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(BusSeat, seat)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(registration_ids), Registration.state.not_in(OUT_OF_SIGHT))
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    people: dict[int, dict[int, None]] = {}
    seats = {}
    for registration_id, person, visit_id, bus in db.session.execute(rows):
        people.setdefault(registration_id, {})[person] = None
        seats[visit_id, person] = bus
    found = {}
    for block in by_bus:
        for registration_id, all_of_it in people.items():
            theirs = visits.coming(block, ((one, registration_id) for one in all_of_it))
            taken = {bus_of(seats.get((block.id, one)), block.buses) for one in theirs} - {NO_BUS}
            if visits.concerns(block, registration_id):
                found[block.id, registration_id] = tuple(bus for bus in block.buses if bus in taken)
    return found


def riders_by_bus(visits: Visits, members: Sequence[Member]) -> Mapping[int, Mapping[str, int]]:
    """Visit → bus → how many of the members ride in it."""
    by_bus = [block for block in visits.blocks if block.buses]
    if not by_bus:
        return {}
    seats = {(one.visit_id, one.representative_id): one.bus for one in db.session.scalars(_seats(_ids(by_bus)))}
    found: dict[int, dict[str, int]] = {block.id: dict.fromkeys(block.buses, 0) for block in by_bus}
    for block in by_bus:
        for one in going(visits, block, members):
            bus = bus_of(seats.get((block.id, one.id)), block.buses)
            if bus != NO_BUS:
                found[block.id][bus] += 1
    return found


def _ids(blocks: Collection[VisitBlock]) -> list[int]:
    return [block.id for block in blocks]


def _seats(visit_ids: Collection[int]) -> Select[BusSeat]:
    return select(BusSeat).where(BusSeat.visit_id.in_(visit_ids))


def _rider(block: VisitBlock, member: Member, seat: BusSeat | None) -> Rider:
    bus = bus_of(seat.bus if seat is not None else None, block.buses)
    return Rider(member, bus, seat.boarded_at if seat is not None else None)
