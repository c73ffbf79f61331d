"""What stands in the hall: a sign on each table with its meetings, the hall at each time, a slip for each meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.core.localized import Localized
from app.day.paper.agendas import Name, firm_name, names_of
from app.day.paper.ground import Ground, Sitting
from app.day.paper.sheets import Sheet


@dataclass(frozen=True, slots=True)
class AtTable:
    """A meeting as the hall names it; ``number``: by which its outcome is keyed; ``guest``: of a group's slip, of which
    guest and the host it is."""

    number: int
    starts_at: datetime
    ends_at: datetime
    firms: tuple[Name, ...]
    topic: str = ""
    interpreter: str = ""
    guest: int | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One table on one day; ``keeper``: the firm whose own it is."""

    day: date
    label: str
    zone: Localized
    keeper: Name | None
    meetings: tuple[AtTable, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One table at one time; nobody meets there where ``meeting`` is None."""

    label: str
    zone: Localized
    meeting: AtTable | None


@dataclass(frozen=True, slots=True)
class Hall:
    """All tables at one time."""

    starts_at: datetime
    ends_at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A meeting to be ticked off at its table, with who sits there; of a group its host and one guest."""

    label: str
    zone: Localized
    meeting: AtTable
    people: tuple[tuple[Name, ...], ...]


def signs(ground: Ground) -> list[Sheet[Sign]]:
    """For each day and table, also one at which nobody meets yet: who looks for it must find it."""
    return [_sign(ground, day, place_id) for day in ground.meeting_days for place_id in ground.places]


def halls(ground: Ground) -> list[Sheet[Hall]]:
    """For each time of meetings."""
    found: list[Sheet[Hall]] = []
    for time in ground.times if ground.places else ():
        there = {
            one.table_id: one
            for one in ground.sittings
            if one.starts_at < time.ends_at and time.starts_at < one.ends_at
        }
        cells = tuple(
            Cell(place.label, place.zone, at_table(ground, there[place.id]) if place.id in there else None)
            for place in ground.places.values()
        )
        day = ground.day_of(time.starts_at)
        says = Hall(time.starts_at, time.ends_at, cells)
        found.append(Sheet(f"s{time.starts_at:%Y%m%dT%H%M}", f"{time.starts_at:%H:%M}", says, day=day))
    return found


def slips(ground: Ground) -> list[Sheet[Slip]]:
    """By day, table and time, so that a pile can be laid out table by table; of a group one for each guest."""
    order = {one: place for place, one in enumerate(ground.places)}
    sittings = sorted(
        ground.sittings, key=lambda one: (ground.day_of(one.starts_at), order[one.table_id], one.starts_at, one.id)
    )
    return [_slip(ground, one, pair) for one in sittings for pair in _talks(one)]


def _talks(sitting: Sitting) -> list[tuple[int, ...]]:
    """The firms of each slip: of a group the host with each guest."""
    host, guests = sitting.firms[0], sitting.firms[1:]
    return [(host, guest) for guest in guests] if sitting.topic and guests else [sitting.firms]


def at_table(ground: Ground, sitting: Sitting) -> AtTable:
    firms = tuple(firm_name(ground.firms[one]) for one in sitting.firms)
    return AtTable(sitting.id, sitting.starts_at, sitting.ends_at, firms, sitting.topic, sitting.interpreter)


def _sign(ground: Ground, day: date, place_id: int) -> Sheet[Sign]:
    place = ground.places[place_id]
    here = [one for one in ground.sittings if one.table_id == place_id and ground.day_of(one.starts_at) == day]
    keeper = ground.firms.get(place.kept_by or 0)
    says = Sign(
        day,
        place.label,
        place.zone,
        firm_name(keeper) if keeper else None,
        tuple(at_table(ground, one) for one in here),
    )
    return Sheet(f"t{place_id}:{day}", place.label, says, day=day)


def _slip(ground: Ground, sitting: Sitting, talk: tuple[int, ...]) -> Sheet[Slip]:
    place = ground.places[sitting.table_id]
    people = tuple(names_of(ground, [one.person_id for one in sitting.sitters if one.firm_id == firm]) for firm in talk)
    guest = talk[1] if sitting.topic and len(talk) > 1 else None
    meeting = replace(at_table(ground, sitting), firms=tuple(firm_name(ground.firms[one]) for one in talk), guest=guest)
    says, day = Slip(place.label, place.zone, meeting, people), ground.day_of(sitting.starts_at)
    number = f"{sitting.id}-{guest}" if guest is not None else f"{sitting.id}"
    return Sheet(f"m{number}", f"{place.label} · {number}", says, day=day)
