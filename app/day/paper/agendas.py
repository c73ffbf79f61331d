"""Personal agendas: for each person and day what is on, what it sits at itself and what its colleagues do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.localized import Localized
from app.day.paper.ground import Firm, Ground, Held, Person, Sitting
from app.day.paper.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Name:
    """A firm, or a person with its titles, as it is named in both scripts."""

    name: str
    name_zh: str = ""
    titles: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class Line:
    """``kind``: meeting, group, held (a speech, a tour) or break. ``mine``: who gets the sheet sits there; ``ours``:
    who of the firm does; ``bus``: in which one rides there; ``online``: the address at which a meeting is joined."""

    starts_at: datetime
    ends_at: datetime
    kind: str
    mine: bool = True
    partners: tuple[Name, ...] = ()
    theirs: tuple[Name, ...] = ()
    ours: tuple[Name, ...] = ()
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
class Agenda:
    """One day of one person; ``person``: None where a firm named nobody, so that the sheet is the firm's."""

    day: date
    person: Name | None
    firms: tuple[Name, ...]
    delegation: Localized
    table: str
    lines: tuple[Line, ...]

    @property
    def meetings(self) -> int:
        """At how many the person sits itself."""
        return sum(one.mine for one in self.lines if one.kind in ("meeting", "group"))


def agendas(ground: Ground) -> list[Sheet[Agenda]]:
    """A sheet for each person and day on which its firm meets somebody, in the order of the pack."""
    named = {one for person in ground.people for one in person.firm_ids}
    alone = [firm for firm in ground.firms.values() if firm.category == "firm" and firm.id not in named]
    found = [*_of_people(ground), *(_sheet(ground, None, [firm], day) for firm in alone for day in ground.days)]
    order = {one.id: place for place, one in enumerate(sorted(ground.firms.values(), key=lambda one: one.order))}
    return [
        sheet
        for _place, sheet in sorted(
            ((order[firm], sheet) for firm, sheet in found if _is_worth_paper(sheet.says)), key=lambda one: one[0]
        )
    ]


def _of_people(ground: Ground) -> Iterator[tuple[int, Sheet[Agenda]]]:
    for person in ground.people:
        for day in ground.days:
            yield _sheet(ground, person, ground.firms_of(person), day)


def _sheet(ground: Ground, person: Person | None, firms: list[Firm], day: date) -> tuple[int, Sheet[Agenda]]:
    home = ground.places.get(firms[0].home_table_id or 0)
    says = Agenda(
        day,
        name_of(person) if person else None,
        tuple(firm_name(one) for one in firms),
        firms[0].delegation,
        home.label if home else "",
        tuple(_lines(ground, person, firms, day)),
    )
    key = f"p{person.id}" if person else f"f{firms[0].id}"
    title = f"{person.name} · {firms[0].name}" if person else firms[0].name
    spoken = person.spoken if person else ""
    return firms[0].id, Sheet(f"{key}:{day}", title, says, spoken, day, firms[0].delegation_id)


def _lines(ground: Ground, person: Person | None, firms: list[Firm], day: date) -> list[Line]:
    ids = [one.id for one in firms]
    lines = [_meeting(ground, person, ids, one) for one in ground.sittings_of(ids, day)]
    lines += [_held(one, person) for one in ground.held_on(day, firms)]
    return sorted(lines, key=lambda one: (one.starts_at, one.kind != "break", not one.mine, one.ends_at))


def _meeting(ground: Ground, person: Person | None, firm_ids: Sequence[int], sitting: Sitting) -> Line:
    place = ground.places[sitting.table_id]
    partners = sitting.partners_of(firm_ids)
    ours = [one.person_id for one in sitting.sitters if one.firm_id in firm_ids and one.firm_id not in partners]
    theirs = [one.person_id for one in sitting.sitters if one.firm_id in partners]
    return Line(
        sitting.starts_at,
        sitting.ends_at,
        "group" if sitting.topic else "meeting",
        person is None or not ours or person.id in ours,
        tuple(firm_name(ground.firms[one]) for one in partners),
        names_of(ground, theirs),
        names_of(ground, ours),
        topic=sitting.topic,
        table=place.label,
        zone=place.zone,
        interpreter=sitting.interpreter,
        online=place.online,
    )


def _held(one: Held, person: Person | None) -> Line:
    return Line(
        one.starts_at,
        one.ends_at,
        "break" if one.is_break else "held",
        title=one.title,
        place=one.place,
        note=one.note,
        bus=one.riders.get(person.id, "") if person else "",
        pickup_at=one.pickup_at,
        pickup_place=one.pickup_place,
    )


def _is_worth_paper(agenda: Agenda) -> bool:
    return any(one.kind in ("meeting", "group") for one in agenda.lines)


def name_of(person: Person) -> Name:
    return Name(person.name, person.name_zh, person.titles)


def names_of(ground: Ground, ids: Sequence[int]) -> tuple[Name, ...]:
    return tuple(name_of(ground.person[one]) for one in ids if one in ground.person)


def firm_name(firm: Firm) -> Name:
    return Name(firm.name, firm.name_zh)
