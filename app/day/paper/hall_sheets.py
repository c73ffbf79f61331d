"""Sheets for the hall: table signs, the hall plan of each slot, a tick slip for each meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.core.localized import Localized
from app.day.paper.day_data import DayData, PaperMeeting, PaperSheet
from app.day.paper.people_sheets import PaperName, get_company_name, list_person_names


@dataclass(frozen=True, slots=True)
class TableMeeting:
    """A meeting as the hall names it; ``number``: by which its outcome is keyed; ``guest``: of a group's slip, of which
    guest and the host it is."""

    number: int
    starts_at: datetime
    ends_at: datetime
    firms: tuple[PaperName, ...]
    topic: str = ""
    interpreter: str = ""
    guest: int | None = None


@dataclass(frozen=True, slots=True)
class TableSign:
    """One table on one day; ``keeper``: the firm whose own it is."""

    day: date
    label: str
    zone: Localized
    keeper: PaperName | None
    meetings: tuple[TableMeeting, ...]


@dataclass(frozen=True, slots=True)
class HallCell:
    """One table at one time; nobody meets there where ``meeting`` is None."""

    label: str
    zone: Localized
    meeting: TableMeeting | None


@dataclass(frozen=True, slots=True)
class HallPlan:
    """All tables at one time."""

    starts_at: datetime
    ends_at: datetime
    cells: tuple[HallCell, ...]


@dataclass(frozen=True, slots=True)
class TickSlip:
    """A meeting to be ticked off at its table, with who sits there; of a group its host and one guest."""

    label: str
    zone: Localized
    meeting: TableMeeting
    people: tuple[tuple[PaperName, ...], ...]


def create_table_signs(ground: DayData) -> list[PaperSheet[TableSign]]:
    """For each day and table, also one at which nobody meets yet: who looks for it must find it."""
    return [_create_table_sign(ground, day, place_id) for day in ground.meeting_days for place_id in ground.places]


def create_hall_plans(ground: DayData) -> list[PaperSheet[HallPlan]]:
    """For each time of meetings."""
    result: list[PaperSheet[HallPlan]] = []
    for time in ground.times if ground.places else ():
        there = {
            sitting.table_id: sitting
            for sitting in ground.sittings
            if sitting.starts_at < time.ends_at and time.starts_at < sitting.ends_at
        }
        cells = tuple(
            HallCell(
                place.label, place.zone, build_table_meeting(ground, there[place.id]) if place.id in there else None
            )
            for place in ground.places.values()
        )
        day = ground.day_of(time.starts_at)
        says = HallPlan(time.starts_at, time.ends_at, cells)
        result.append(PaperSheet(f"s{time.starts_at:%Y%m%dT%H%M}", says, day=day))
    return result


def create_tick_slips(ground: DayData) -> list[PaperSheet[TickSlip]]:
    """By day, table and time, so that a pile can be laid out table by table; of a group one for each guest."""
    order = {item: place for place, item in enumerate(ground.places)}
    sittings = sorted(
        ground.sittings, key=lambda item: (ground.day_of(item.starts_at), order[item.table_id], item.starts_at, item.id)
    )
    return [_create_tick_slip(ground, sitting, pair) for sitting in sittings for pair in _list_slip_parties(sitting)]


def _list_slip_parties(sitting: PaperMeeting) -> list[tuple[int, ...]]:
    """The firms of each slip: of a group the host with each guest."""
    host, guests = sitting.companies[0], sitting.companies[1:]
    return [(host, guest) for guest in guests] if sitting.topic and guests else [sitting.companies]


def build_table_meeting(ground: DayData, sitting: PaperMeeting) -> TableMeeting:
    companies = tuple(get_company_name(ground.companies[company]) for company in sitting.companies)
    return TableMeeting(sitting.id, sitting.starts_at, sitting.ends_at, companies, sitting.topic, sitting.interpreter)


def _create_table_sign(ground: DayData, day: date, place_id: int) -> PaperSheet[TableSign]:
    place = ground.places[place_id]
    here = [
        sitting
        for sitting in ground.sittings
        if sitting.table_id == place_id and ground.day_of(sitting.starts_at) == day
    ]
    keeper = ground.companies.get(place.fixed_for or 0)
    says = TableSign(
        day,
        place.label,
        place.zone,
        get_company_name(keeper) if keeper else None,
        tuple(build_table_meeting(ground, sitting) for sitting in here),
    )
    return PaperSheet(f"t{place_id}:{day}", says, day=day)


def _create_tick_slip(ground: DayData, sitting: PaperMeeting, talk: tuple[int, ...]) -> PaperSheet[TickSlip]:
    place = ground.places[sitting.table_id]
    people = tuple(
        list_person_names(
            ground, [attendee.person_id for attendee in sitting.attendees if attendee.registration_id == company]
        )
        for company in talk
    )
    guest = talk[1] if sitting.topic and len(talk) > 1 else None
    meeting = replace(
        build_table_meeting(ground, sitting),
        firms=tuple(get_company_name(ground.companies[company]) for company in talk),
        guest=guest,
    )
    says, day = TickSlip(place.label, place.zone, meeting, people), ground.day_of(sitting.starts_at)
    number = f"{sitting.id}-{guest}" if guest is not None else f"{sitting.id}"
    return PaperSheet(f"m{number}", says, day=day)
