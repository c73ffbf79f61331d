"""Bus lists: who rides in which bus of a tour, to be ticked off with a pen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.localized import Localized
from app.day.paper.agendas import Name, firm_name, name_of
from app.day.paper.ground import Ground, Held, Person
from app.day.paper.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Rider:
    name: Name
    firm: Name


@dataclass(frozen=True, slots=True)
class BusList:
    """One bus of one tour, its riders in the order of the delegation."""

    bus: str
    title: Localized
    place: Localized
    note: str
    delegation: Localized
    starts_at: datetime
    ends_at: datetime
    riders: tuple[Rider, ...]
    pickup_at: datetime | None = None
    pickup_place: str = ""


def bus_lists(ground: Ground) -> list[Sheet[BusList]]:
    """A sheet for each bus in which somebody rides."""
    return [sheet for one in ground.held if one.riders for sheet in _of_tour(ground, one)]


def _of_tour(ground: Ground, tour: Held) -> list[Sheet[BusList]]:
    riding = [one for one in ground.people if tour.riders.get(one.id)]
    found = []
    for place, bus in enumerate(tour.buses):
        people = [one for one in riding if tour.riders[one.id] == bus]
        if people:
            found.append(_sheet(ground, tour, f"v{tour.visit_id}:{place}", bus, people))
    return found


def _sheet(ground: Ground, tour: Held, key: str, bus: str, people: list[Person]) -> Sheet[BusList]:
    firms = [ground.firms[one.firm_ids[0]] for one in people]
    riders = tuple(Rider(name_of(one), firm_name(firm)) for one, firm in zip(people, firms, strict=True))
    led = firms[0]
    says = BusList(
        bus,
        tour.title,
        tour.place,
        tour.note,
        led.delegation,
        tour.starts_at,
        tour.ends_at,
        riders,
        tour.pickup_at,
        tour.pickup_place,
    )
    title = f"{tour.title.in_language('en')[0]} · {bus}"
    return Sheet(key, title, says, day=ground.day_of(tour.starts_at), delegation_id=led.delegation_id)
