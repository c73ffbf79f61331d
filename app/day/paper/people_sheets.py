"""Sheets for people: personal agendas, badges, place cards and bus lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.localized import Localized
from app.day.paper.day_data import DayData, PaperCompany, PaperMeeting, PaperPerson, PaperProgrammeItem, PaperSheet


@dataclass(frozen=True, slots=True)
class PaperName:
    """A firm, or a person with its titles, as it is named in both scripts."""

    name: str
    name_zh: str = ""
    titles: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class PaperAgendaLine:
    """``kind``: meeting, group, held (a speech, a tour) or break. ``mine``: who gets the sheet sits there; ``ours``:
    who of the company does; ``bus``: in which one rides there; ``online``: the address at which a meeting is joined."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    mine: bool = True
    partners: tuple[PaperName, ...] = ()
    theirs: tuple[PaperName, ...] = ()
    ours: tuple[PaperName, ...] = ()
    title: Localized = field(default_factory=Localized)
    topic: str = ""
    table: str = ""
    zone: Localized = field(default_factory=Localized)
    place: Localized = field(default_factory=Localized)
    interpreter: str = ""
    note: str = ""
    bus: str = ""
    online: str = ""
    pickup_at: datetime | None = None
    pickup_place: str = ""


@dataclass(frozen=True, slots=True)
class PaperAgenda:
    """One day of one person; ``person``: None where a firm named nobody, so that the sheet is the firm's."""

    day: date
    person: PaperName | None
    firms: tuple[PaperName, ...]
    delegation: Localized
    table: str
    lines: tuple[PaperAgendaLine, ...]

    @property
    def meetings(self) -> int:
        """At how many the person sits itself."""
        return sum(line.mine for line in self.lines if line.kind in ("meeting", "group"))


def create_agendas(ground: DayData) -> list[PaperSheet[PaperAgenda]]:
    """A sheet for each person and day on which its firm meets somebody, in the order of the pack."""
    named = {item for person in ground.people for item in person.registration_ids}
    alone = [company for company in ground.companies.values() if company.category == "firm" and company.id not in named]
    agendas = [
        *_create_personal_agendas(ground),
        *(_create_agenda(ground, None, [company], day) for company in alone for day in ground.days),
    ]
    order = {
        item.id: place for place, item in enumerate(sorted(ground.companies.values(), key=lambda item: item.order))
    }
    return [
        sheet
        for _place, sheet in sorted(
            (
                (order[company], sheet)
                for company, sheet in agendas
                if any(line.kind in ("meeting", "group") for line in sheet.says.lines)
            ),
            key=lambda item: item[0],
        )
    ]


def _create_personal_agendas(ground: DayData) -> Iterator[tuple[int, PaperSheet[PaperAgenda]]]:
    for person in ground.people:
        for day in ground.days:
            yield _create_agenda(ground, person, ground.list_companies(person), day)


def _create_agenda(
    ground: DayData, person: PaperPerson | None, companies: list[PaperCompany], day: date
) -> tuple[int, PaperSheet[PaperAgenda]]:
    home = ground.places.get(companies[0].home_table_id or 0)
    says = PaperAgenda(
        day,
        get_person_name(person) if person else None,
        tuple(get_company_name(company) for company in companies),
        companies[0].delegation,
        home.label if home else "",
        tuple(_list_agenda_lines(ground, person, companies, day)),
    )
    key = f"p{person.id}" if person else f"f{companies[0].id}"
    spoken = person.spoken if person else ""
    return companies[0].id, PaperSheet(f"{key}:{day}", says, spoken, day, companies[0].delegation_id)


def _list_agenda_lines(
    ground: DayData, person: PaperPerson | None, companies: list[PaperCompany], day: date
) -> list[PaperAgendaLine]:
    ids = [company.id for company in companies]
    lines = [_build_meeting_line(ground, person, ids, sitting) for sitting in ground.sittings_of(ids, day)]
    lines += [_build_programme_line(entry, person) for entry in ground.list_programme_items(day, companies)]
    return sorted(lines, key=lambda entry: (entry.starts_at, entry.kind != "break", not entry.mine, entry.ends_at))


def _build_meeting_line(
    ground: DayData, person: PaperPerson | None, registration_ids: Sequence[int], sitting: PaperMeeting
) -> PaperAgendaLine:
    place = ground.places[sitting.table_id]
    partners = sitting.partners_of(registration_ids)
    ours = [
        attendee.person_id
        for attendee in sitting.attendees
        if attendee.registration_id in registration_ids and attendee.registration_id not in partners
    ]
    theirs = [attendee.person_id for attendee in sitting.attendees if attendee.registration_id in partners]
    return PaperAgendaLine(
        sitting.starts_at,
        sitting.ends_at,
        "group" if sitting.topic else "meeting",
        person is None or not ours or person.id in ours,
        tuple(get_company_name(ground.companies[partner]) for partner in partners),
        list_person_names(ground, theirs),
        list_person_names(ground, ours),
        topic=sitting.topic,
        table=place.label,
        zone=place.zone,
        interpreter=sitting.interpreter,
        online=place.online,
    )


def _build_programme_line(paper_programme_item: PaperProgrammeItem, person: PaperPerson | None) -> PaperAgendaLine:
    return PaperAgendaLine(
        paper_programme_item.starts_at,
        paper_programme_item.ends_at,
        "break" if paper_programme_item.is_break else "held",
        title=paper_programme_item.title,
        place=paper_programme_item.place,
        note=paper_programme_item.note,
        bus=paper_programme_item.riders.get(person.id, "") if person else "",
        pickup_at=paper_programme_item.pickup_at,
        pickup_place=paper_programme_item.pickup_place,
    )


def get_person_name(person: PaperPerson) -> PaperName:
    return PaperName(person.name, person.name_zh, person.titles)


def list_person_names(ground: DayData, ids: Sequence[int]) -> tuple[PaperName, ...]:
    return tuple(get_person_name(ground.person[person_id]) for person_id in ids if person_id in ground.person)


def get_company_name(company: PaperCompany) -> PaperName:
    return PaperName(company.name, company.name_zh)


@dataclass(frozen=True, slots=True)
class PaperCard:
    """``side``: of the event, or the delegation; ``version``: of the badge, where a new one makes the old one void."""

    person_id: int
    name: PaperName
    firm: PaperName
    side: Localized
    category: str
    version: int = 0


def create_badges(ground: DayData) -> list[PaperSheet[PaperCard]]:
    return [
        _create_card(person, company, _build_card(person, company, person.version))
        for person, company in _list_approved(ground)
    ]


def create_place_cards(ground: DayData) -> list[PaperSheet[PaperCard]]:
    return [
        _create_card(person, company, _build_card(person, company, 0)) for person, company in _list_approved(ground)
    ]


def _list_approved(ground: DayData) -> Iterator[tuple[PaperPerson, PaperCompany]]:
    """Of firms and guests that are approved."""
    for person in ground.people:
        approved = [company for company in ground.list_companies(person) if company.approved]
        if approved:
            yield person, approved[0]


def _build_card(person: PaperPerson, company: PaperCompany, version: int) -> PaperCard:
    side = company.delegation or company.group
    return PaperCard(person.id, get_person_name(person), get_company_name(company), side, company.category, version)


def _create_card(person: PaperPerson, company: PaperCompany, card: PaperCard) -> PaperSheet[PaperCard]:
    return PaperSheet(f"p{person.id}", card, person.spoken, delegation_id=company.delegation_id)


@dataclass(frozen=True, slots=True)
class PaperBusRider:
    name: PaperName
    firm: PaperName


@dataclass(frozen=True, slots=True)
class PaperBusList:
    """One bus of one tour, its riders in the order of the delegation."""

    bus: str
    title: Localized
    place: Localized
    note: str
    delegation: Localized
    starts_at: datetime
    ends_at: datetime
    riders: tuple[PaperBusRider, ...]
    pickup_at: datetime | None = None
    pickup_place: str = ""


def create_bus_lists(ground: DayData) -> list[PaperSheet[PaperBusList]]:
    """A sheet for each bus in which somebody rides."""
    return [sheet for tour in ground.programme_items if tour.riders for sheet in _create_tour_lists(ground, tour)]


def _create_tour_lists(ground: DayData, tour: PaperProgrammeItem) -> list[PaperSheet[PaperBusList]]:
    riding = [person for person in ground.people if tour.riders.get(person.id)]
    result = []
    for place, bus in enumerate(tour.buses):
        people = [person for person in riding if tour.riders[person.id] == bus]
        if people:
            result.append(_create_bus_list(ground, tour, f"v{tour.visit_id}:{place}", bus, people))
    return result


def _create_bus_list(
    ground: DayData, tour: PaperProgrammeItem, key: str, bus: str, people: list[PaperPerson]
) -> PaperSheet[PaperBusList]:
    companies = [ground.companies[person.registration_ids[0]] for person in people]
    riders = tuple(
        PaperBusRider(get_person_name(person), get_company_name(company))
        for person, company in zip(people, companies, strict=True)
    )
    led = companies[0]
    says = PaperBusList(
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
    return PaperSheet(key, says, day=ground.day_of(tour.starts_at), delegation_id=led.delegation_id)
