"""The data of a day, loaded once for all kinds of paper: people, meetings at tables, the rest of the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from app.core.localized import Localized

T = TypeVar("T")
SortKey = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class PaperCompany:
    """A company or a guest's institution at the event. ``order``: its place in a pack: by delegation, then by rank;
    ``approved``: it takes part for certain."""

    id: int
    name: str
    name_zh: str
    delegation_id: int | None
    delegation: Localized
    group_id: int | None
    group: Localized
    category: str
    home_table_id: int | None
    order: SortKey
    approved: bool = True


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Somebody at the event. ``registration_ids``: for whom, the first by the order of the pack; ``spoken``: the
    language of its papers; ``version``: how often its badge was made anew."""

    id: int
    registration_ids: tuple[int, ...]
    name: str
    name_zh: str
    titles: Localized
    spoken: str
    vip: bool
    version: int


@dataclass(frozen=True, slots=True)
class PaperSeat:
    """Who sits at a meeting, for which of its firms."""

    person_id: int
    registration_id: int


@dataclass(frozen=True, slots=True)
class PaperMeeting:
    """A meeting that holds a table. ``companies``: who asked first, of a group its host; ``topic``: of a group."""

    id: int
    starts_at: datetime
    ends_at: datetime
    table_id: int
    companies: tuple[int, ...]
    attendees: tuple[PaperSeat, ...]
    interpreter: str = ""
    topic: str = ""

    def partners_of(self, registration_ids: Sequence[int]) -> tuple[int, ...]:
        """The others there; of a person who stands for both sides the one that asked second."""
        others = tuple(company for company in self.companies if company not in registration_ids)
        return others or self.companies[1:]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table; ``fixed_for``: the firm whose own it is; ``online``: the address by which others join there."""

    id: int
    label: str
    zone: Localized
    fixed_for: int | None = None
    online: str = ""


@dataclass(frozen=True, slots=True)
class PaperProgrammeItem:
    """What is on besides meetings: a break, a speech, a tour. ``companies``: whose, None for all of ``group_id``, or of
    everybody; ``riders``: person → the bus in which it rides there, "" for none; ``buses``: in their order;
    ``visit_id``: of a tour."""

    starts_at: datetime
    ends_at: datetime
    title: Localized
    place: Localized = field(default_factory=Localized)
    note: str = ""
    is_break: bool = False
    group_id: int | None = None
    companies: frozenset[int] | None = None
    riders: Mapping[int, str] = field(default_factory=dict)
    buses: tuple[str, ...] = ()
    visit_id: int = 0
    pickup_at: datetime | None = None
    pickup_place: str = ""

    def concerns(self, company: PaperCompany) -> bool:
        if self.companies is not None:
            return company.id in self.companies
        return self.group_id in (None, company.group_id)


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """A slot in which meetings sit."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class DayData:
    """All of an event that papers tell. ``people`` in the order of the pack; ``sittings`` and ``programme_items`` by
    time."""

    zone: str
    companies: Mapping[int, PaperCompany]
    people: Sequence[PaperPerson]
    sittings: Sequence[PaperMeeting]
    places: Mapping[int, PaperTable]
    programme_items: Sequence[PaperProgrammeItem] = ()
    times: Sequence[PaperSlot] = ()

    def day_of(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    @cached_property
    def days(self) -> tuple[date, ...]:
        """On which something is on."""
        return tuple(sorted({*self.meeting_days, *(self.day_of(item.starts_at) for item in self.programme_items)}))

    @cached_property
    def meeting_days(self) -> tuple[date, ...]:
        """On which there are times of meetings."""
        starts = [*(time.starts_at for time in self.times), *(sitting.starts_at for sitting in self.sittings)]
        return tuple(sorted({self.day_of(start) for start in starts}))

    @cached_property
    def person(self) -> Mapping[int, PaperPerson]:
        return {person.id: person for person in self.people}

    @cached_property
    def _meetings_by_company(self) -> Mapping[int, list[PaperMeeting]]:
        result: dict[int, list[PaperMeeting]] = {}
        for sitting in self.sittings:
            for company in sitting.companies:
                result.setdefault(company, []).append(sitting)
        return result

    def sittings_of(self, registration_ids: Sequence[int], day: date) -> list[PaperMeeting]:
        """Those of one of the firms on a day, each once, by time."""
        mine = {
            sitting.id: sitting
            for company in registration_ids
            for sitting in self._meetings_by_company.get(company, ())
        }
        return sorted(
            (sitting for sitting in mine.values() if self.day_of(sitting.starts_at) == day),
            key=lambda sitting: (sitting.starts_at, sitting.id),
        )

    def list_programme_items(self, day: date, companies: Sequence[PaperCompany]) -> Iterator[PaperProgrammeItem]:
        """What else is on for one of the firms on a day."""
        for item in self.programme_items:
            if self.day_of(item.starts_at) == day and any(item.concerns(company) for company in companies):
                yield item

    def list_companies(self, person: PaperPerson) -> list[PaperCompany]:
        return [self.companies[registration_id] for registration_id in person.registration_ids]


@dataclass(frozen=True, slots=True)
class PaperSheet(Generic[T]):
    """``key``: which sheet of its pack it is; ``says``: all that stands on it but its run and its time; ``spoken``:
    whose language it may be set in; ``day`` and ``delegation_id``: by which packs are narrowed, None for none."""

    key: str
    says: T
    spoken: str = ""
    day: date | None = None
    delegation_id: int | None = None
