"""The figures of a day, or of all days of an event: what they are counted from, and what each counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from app.meetings.lifecycle import MeetingState
from app.outcomes.stages import OutcomeStage, OutcomeStanding, OutcomeSubject, OutcomeVerdict, slip_number

NO_SECTOR: Final = "none"
"""Of firms that name no sector."""
NO_CURRENCY: Final = "none"
"""Of claims without an amount."""


@dataclass(frozen=True, slots=True)
class FigureCompany:
    """A company that takes part or met somebody. ``side``: its group; ``checked_in_on``: the days on which somebody of
    it was checked in."""

    id: int
    name: str
    name_zh: str
    side: int | None
    delegation: int | None
    sections: frozenset[str]
    takes_part: bool
    checked_in_on: frozenset[date]

    def is_in(self, section: str) -> bool:
        return section in self.sections if section != NO_SECTOR else not self.sections


@dataclass(frozen=True, slots=True)
class FigurePerson:
    """Somebody of a company or a guest, checked in on the days ``checked_in_on``; ``companies``: also those for which
    it came and somebody else stands by now."""

    id: int
    name: str
    name_zh: str
    companies: frozenset[int]
    is_guest: bool
    checked_in_on: frozenset[date]


@dataclass(frozen=True, slots=True)
class FigureMeeting:
    """A meeting of two companies that has, or had, a time; of a group its host with one ``guest``. ``made_on``: the
    day on which it was given one first, where the log tells, or on which the guest took its seat."""

    id: int
    state: MeetingState
    starts_at: datetime
    day: date
    companies: tuple[int, int]
    made_on: date | None
    verdict: OutcomeVerdict
    guest: int | None = None

    @property
    def number(self) -> str:
        """As it stands on its slip."""
        return slip_number(OutcomeSubject(self.id, self.guest))

    @property
    def is_planned(self) -> bool:
        """Whether it had a time before its day."""
        return self.made_on is None or self.made_on < self.day

    @property
    def is_held(self) -> bool:
        return self.state is MeetingState.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Which meetings, or firms, or people are meant; "" and None narrow nothing.

    ``show``: of meetings ``planned``, ``made``, ``held``, ``missed`` or ``said`` (held, and a side has spoken), else
    all that were due; of companies and people ``came`` or ``away``. ``at``: when meetings begin. ``side`` and
    ``sector``: of one company. ``stage``: the claimed one, ``confirmed``: the confirmed one, ``currency``: of the
    amount of either. ``look``: what the organizer should settle.
    """

    day: date | None = None
    show: str = ""
    at: datetime | None = None
    side: int | None = None
    sector: str = ""
    stage: OutcomeStage | None = None
    confirmed: OutcomeStage | None = None
    currency: str = ""
    standing: OutcomeStanding | None = None
    look: bool = False
    guests: bool = False


@dataclass(frozen=True)
class FigureData:
    """All of an event, or of one delegation (``own``: its firms; meetings are those in which one of them sits)."""

    meetings: Sequence[FigureMeeting]
    companies: Mapping[int, FigureCompany]
    people: Sequence[FigurePerson]
    own: frozenset[int] | None = None
    days: Sequence[date] = field(default=())

    def counts(self, registration_id: int) -> bool:
        """Whether the figures are about this firm."""
        return self.own is None or registration_id in self.own

    def meetings_of(self, criteria: FigureFilter) -> list[FigureMeeting]:
        """By time."""
        return [meeting for meeting in self.meetings if _is_fitting(meeting, criteria, self)]

    def list_companies(self, criteria: FigureFilter) -> list[FigureCompany]:
        return [
            company
            for company in self.companies.values()
            if self.counts(company.id) and company.takes_part and _is_company_fitting(company, criteria)
        ]

    def people_of(self, criteria: FigureFilter) -> list[FigurePerson]:
        mine = (person for person in self.people if self.own is None or person.companies & self.own)
        return [person for person in mine if _is_person_fitting(person, criteria)]


def _is_fitting(meeting: FigureMeeting, criteria: FigureFilter, ground: FigureData) -> bool:
    if criteria.day is not None and meeting.day != criteria.day:
        return False
    if criteria.at is not None and meeting.starts_at != criteria.at:
        return False
    return (
        _is_shown(meeting, criteria.show) and _has_outcome(meeting, criteria) and _has_side(meeting, criteria, ground)
    )


def _is_shown(meeting: FigureMeeting, show: str) -> bool:
    if show in ("planned", "made"):
        return meeting.is_planned is (show == "planned")
    if show == "missed":
        return meeting.state is MeetingState.MISSED
    if show == "said":
        return meeting.is_held and bool(meeting.verdict.words)
    return meeting.is_held if show == "held" else True


def _has_outcome(meeting: FigureMeeting, criteria: FigureFilter) -> bool:
    """What came of meetings is counted of those that were held."""
    asks = criteria.stage or criteria.confirmed or criteria.standing or criteria.look or criteria.currency
    if not asks:
        return True
    verdict = meeting.verdict
    return (
        meeting.is_held
        and criteria.stage in (None, verdict.claimed)
        and criteria.confirmed in (None, verdict.confirmed)
        and criteria.standing in (None, verdict.standing)
        and (verdict.needs_attention or not criteria.look)
        and (
            not criteria.currency
            or criteria.currency in currencies_of(verdict, confirmed=criteria.confirmed is not None)
        )
    )


def currencies_of(verdict: OutcomeVerdict, *, confirmed: bool) -> frozenset[str]:
    """Those of its claimed amounts, or of the confirmed one; ``NO_CURRENCY`` alone for none."""
    money = verdict.confirmed_money
    named = ({money.currency} if money else set()) if confirmed else set(verdict.claimed_money)
    return frozenset(named or {NO_CURRENCY})


def _has_side(meeting: FigureMeeting, criteria: FigureFilter, ground: FigureData) -> bool:
    """Whether one of the two, which the figures are about, is of the side and of the sector."""
    if criteria.side is None and not criteria.sector:
        return True
    return any(
        ground.counts(company_id)
        and criteria.side in (None, ground.companies[company_id].side)
        and (not criteria.sector or ground.companies[company_id].is_in(criteria.sector))
        for company_id in meeting.companies
    )


def _is_company_fitting(company: FigureCompany, criteria: FigureFilter) -> bool:
    is_it = criteria.side in (None, company.side) and (not criteria.sector or company.is_in(criteria.sector))
    return is_it and _has_come(company.checked_in_on, criteria)


def _is_person_fitting(person: FigurePerson, criteria: FigureFilter) -> bool:
    is_it = person.is_guest or not criteria.guests
    return is_it and _has_come(person.checked_in_on, criteria)


def _has_come(days: Iterable[date], criteria: FigureFilter) -> bool:
    """On the day that is asked about; of all days on any."""
    if criteria.show not in ("came", "away"):
        return True
    came = any(criteria.day in (None, day) for day in days)
    return came is (criteria.show == "came")


AMOUNT_STAGES: Final = (OutcomeStage.SIGNED, OutcomeStage.INTENT)
"""Stages of which amounts are told, in this order."""
OPEN_STANDINGS: Final = (OutcomeStanding.DIFFERS, OutcomeStanding.WAITS, OutcomeStanding.AMOUNT_WAITS)
"""Why less may be confirmed than is claimed."""


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A number, and the list that is so long."""

    value: int
    wanted: FigureFilter


@dataclass(frozen=True, slots=True)
class FigureTime:
    """What was due and what was held at one time."""

    at: datetime
    due: CountedFigure
    held: int


@dataclass(frozen=True, slots=True)
class SectorCell:
    """A sector on one side: its firms that came, and the meetings that they held and missed."""

    companies: CountedFigure
    held: CountedFigure
    missed: CountedFigure


@dataclass(frozen=True, slots=True)
class FigureAmount:
    """What is claimed of a kind in one currency (of ``claims`` meetings), and what is confirmed of that kind in it; in
    smallest units. ``open``: how many of the claims stand how, of ``OPEN``."""

    kind: OutcomeStage
    currency: str
    claims: CountedFigure
    claimed: int
    confirmations: CountedFigure
    confirmed: int
    open: Mapping[OutcomeStanding, CountedFigure]


@dataclass(frozen=True)
class EventFigures:
    """All that the page tells of a day (None: of all days). ``sectors``: by section, and by side in the order of
    ``sides``; ``together``: the same without regard to the sector."""

    day: date | None
    sides: Sequence[int]
    companies: CountedFigure
    expected: CountedFigure
    companies_by_side: Mapping[int, CountedFigure]
    people: CountedFigure
    guests: CountedFigure
    due: CountedFigure
    planned: CountedFigure
    made: CountedFigure
    held: CountedFigure
    missed: CountedFigure
    spoken: CountedFigure
    stages: Mapping[OutcomeStage, CountedFigure]
    confirmed: Mapping[OutcomeStage, CountedFigure]
    silent: CountedFigure
    look: CountedFigure
    times: Sequence[FigureTime]
    sectors: Mapping[str, Mapping[int, SectorCell]]
    together: Mapping[int, SectorCell]
    amounts: Sequence[FigureAmount]

    @property
    def held_percent(self) -> int | None:
        """Of what was due; None before anything was."""
        return round(100 * self.held.value / self.due.value) if self.due.value else None


def figures_of(ground: FigureData, sides: Sequence[int], day: date | None, sections: Sequence[str]) -> EventFigures:
    """``sides``: the groups that are told apart; ``sections``: the order of the sectors."""
    here = replace(ground, meetings=ground.meetings_of(FigureFilter(day=day)))
    count = _FigureCounter(here, day)
    return EventFigures(
        day=day,
        sides=sides,
        companies=count.companies(show="came"),
        expected=count.companies(),
        companies_by_side={side: count.companies(show="came", side=side) for side in sides},
        people=count.people(show="came"),
        guests=count.people(show="came", guests=True),
        due=count.meetings(),
        planned=count.meetings(show="planned"),
        made=count.meetings(show="made"),
        held=count.meetings(show="held"),
        missed=count.meetings(show="missed"),
        spoken=count.meetings(show="said"),
        stages={stage: count.meetings(stage=stage) for stage in OutcomeStage},
        confirmed={stage: count.meetings(confirmed=stage) for stage in AMOUNT_STAGES},
        silent=count.meetings(standing=OutcomeStanding.SILENT),
        look=count.meetings(look=True),
        times=_times_of_day(here, day),
        sectors=_sector_cells(count, sides, sections),
        together={side: count.cell(side) for side in sides},
        amounts=list(_amounts(count)),
    )


@dataclass(frozen=True)
class _FigureCounter:
    """Counts what lists would show."""

    ground: FigureData
    day: date | None

    def meetings(self, **criteria: object) -> CountedFigure:
        narrowing = FigureFilter(day=self.day, **criteria)  # type: ignore[arg-type]  # named as its fields
        return CountedFigure(len(self.ground.meetings_of(narrowing)), narrowing)

    def companies(self, **criteria: object) -> CountedFigure:
        narrowing = FigureFilter(day=self.day, **criteria)  # type: ignore[arg-type]  # named as its fields
        return CountedFigure(len(self.ground.list_companies(narrowing)), narrowing)

    def people(self, **criteria: object) -> CountedFigure:
        narrowing = FigureFilter(day=self.day, **criteria)  # type: ignore[arg-type]  # named as its fields
        return CountedFigure(len(self.ground.people_of(narrowing)), narrowing)

    def cell(self, side: int) -> SectorCell:
        return SectorCell(
            self.companies(show="came", side=side),
            self.meetings(show="held", side=side),
            self.meetings(show="missed", side=side),
        )


def _times_of_day(ground: FigureData, day: date | None) -> list[FigureTime]:
    due = Counter(meeting.starts_at for meeting in ground.meetings)
    held_counts = Counter(meeting.starts_at for meeting in ground.meetings if meeting.is_held)
    return [FigureTime(at, CountedFigure(due[at], FigureFilter(day=day, at=at)), held_counts[at]) for at in sorted(due)]


def _sector_cells(
    count: _FigureCounter, sides: Sequence[int], sections: Sequence[str]
) -> dict[str, dict[int, SectorCell]]:
    """Counted in one pass: a firm, and a meeting, in each sector that it has a part in; those of nobody are absent."""
    ground, cells = count.ground, defaultdict[tuple[str, int], Counter[str]](Counter)
    came = {item.id for item in ground.list_companies(FigureFilter(day=count.day, show="came"))}
    for company in ground.companies.values():
        if company.id in came and company.side is not None:
            for section in company.sections or {NO_SECTOR}:
                cells[section, company.side]["firms"] += 1
    for meeting in ground.meetings:
        for place in _cells_of_meeting(meeting, ground):
            cells[place]["held"] += meeting.is_held
            cells[place]["missed"] += meeting.state == "missed"
    there = {section for (section, side), counted in cells.items() if side in sides and counted.total()}
    order = [*(item for item in sections if item in there), *([NO_SECTOR] if NO_SECTOR in there else [])]
    return {item: {side: _sector_cell(count.day, item, side, cells[item, side]) for side in sides} for item in order}


def _cells_of_meeting(meeting: FigureMeeting, ground: FigureData) -> set[tuple[str, int]]:
    companies = [ground.companies[company] for company in meeting.companies if ground.counts(company)]
    return {
        (part, company.side)
        for company in companies
        if company.side is not None
        for part in company.sections or {NO_SECTOR}
    }


def _sector_cell(day: date | None, section: str, side: int, counted: Counter[str]) -> SectorCell:
    shows = {"firms": "came", "held": "held", "missed": "missed"}
    return SectorCell(
        *(
            CountedFigure(counted[name], FigureFilter(day=day, show=show, side=side, sector=section))
            for name, show in shows.items()
        )
    )


def _amounts(count: _FigureCounter) -> list[FigureAmount]:
    held_meetings = [meeting for meeting in count.ground.meetings if meeting.is_held]
    amounts = []
    for kind in AMOUNT_STAGES:
        named = {code for meeting in held_meetings for code in _currencies_named(meeting, kind)}
        amounts += [
            _amount_of(count, kind, currency, held_meetings)
            for currency in sorted(named, key=lambda c: (c == NO_CURRENCY, c))
        ]
    return amounts


def _currencies_named(meeting: FigureMeeting, kind: OutcomeStage) -> frozenset[str]:
    verdict = meeting.verdict
    claimed = currencies_of(verdict, confirmed=False) if verdict.claimed is kind else frozenset()
    confirmed = currencies_of(verdict, confirmed=True) if verdict.confirmed is kind else frozenset()
    return claimed | (confirmed - {NO_CURRENCY})


def _amount_of(
    count: _FigureCounter, kind: OutcomeStage, currency: str, held_meetings: Sequence[FigureMeeting]
) -> FigureAmount:
    claims = [
        meeting.verdict.claimed_money.get(currency, 0) for meeting in held_meetings if meeting.verdict.claimed is kind
    ]
    confirmed_amounts = [
        meeting.verdict.confirmed_money for meeting in held_meetings if meeting.verdict.confirmed is kind
    ]
    standings = {reason: count.meetings(stage=kind, currency=currency, standing=reason) for reason in OPEN_STANDINGS}
    return FigureAmount(
        kind=kind,
        currency=currency,
        claims=count.meetings(stage=kind, currency=currency),
        claimed=sum(claims),
        confirmations=count.meetings(confirmed=kind, currency=currency),
        confirmed=sum(money.amount for money in confirmed_amounts if money is not None and money.currency == currency),
        open={standing: figure for standing, figure in standings.items() if figure.value},
    )
