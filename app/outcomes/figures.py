"""The figures of a day, or of all days of an event, each with what it counts. Amounts stay in their currency; what is
claimed and what is confirmed are never added to each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.outcomes.counted import NO_CURRENCY, NO_SECTOR, Ground, Met, Narrowing, currencies_of
from app.outcomes.stages import Stage, Standing

KINDS: Final = (Stage.SIGNED, Stage.INTENT)
"""Stages of which amounts are told, in this order."""
OPEN: Final = (Standing.DIFFERS, Standing.WAITS, Standing.AMOUNT_WAITS)
"""Why less may be confirmed than is claimed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the list that is so long."""

    value: int
    wanted: Narrowing


@dataclass(frozen=True, slots=True)
class Time:
    """What was due and what was held at one time."""

    at: datetime
    due: Figure
    held: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A sector on one side: its firms that came, and the meetings that they held and missed."""

    firms: Figure
    held: Figure
    missed: Figure


@dataclass(frozen=True, slots=True)
class Amount:
    """What is claimed of a kind in one currency (of ``claims`` meetings), and what is confirmed of that kind in it; in
    smallest units. ``open``: how many of the claims stand how, of ``OPEN``."""

    kind: Stage
    currency: str
    claims: Figure
    claimed: int
    confirmations: Figure
    confirmed: int
    open: Mapping[Standing, Figure]


@dataclass(frozen=True)
class Figures:
    """All that the page tells of a day (None: of all days). ``sectors``: by section, and by side in the order of
    ``sides``; ``together``: the same without regard to the sector."""

    day: date | None
    sides: Sequence[int]
    firms: Figure
    expected: Figure
    firms_of: Mapping[int, Figure]
    people: Figure
    guests: Figure
    due: Figure
    planned: Figure
    made: Figure
    held: Figure
    missed: Figure
    missed_of: Mapping[int, Figure]
    said: Figure
    stages: Mapping[Stage, Figure]
    confirmed: Mapping[Stage, Figure]
    silent: Figure
    look: Figure
    times: Sequence[Time]
    sectors: Mapping[str, Mapping[int, Cell]]
    together: Mapping[int, Cell]
    amounts: Sequence[Amount]

    @property
    def held_percent(self) -> int | None:
        """Of what was due; None before anything was."""
        return round(100 * self.held.value / self.due.value) if self.due.value else None


def figures_of(ground: Ground, sides: Sequence[int], day: date | None, sections: Sequence[str]) -> Figures:
    """``sides``: the groups that are told apart; ``sections``: the order of the sectors."""
    here = replace(ground, meetings=ground.meetings_of(Narrowing(day=day)))
    count = _Counting(here, day)
    return Figures(
        day=day,
        sides=sides,
        firms=count.firms(show="came"),
        expected=count.firms(),
        firms_of={side: count.firms(show="came", side=side) for side in sides},
        people=count.people(show="came"),
        guests=count.people(show="came", guests=True),
        due=count.meetings(),
        planned=count.meetings(show="planned"),
        made=count.meetings(show="made"),
        held=count.meetings(show="held"),
        missed=count.meetings(show="missed"),
        missed_of={side: count.meetings(show="missed", side=side) for side in sides},
        said=count.meetings(show="said"),
        stages={stage: count.meetings(stage=stage) for stage in Stage},
        confirmed={stage: count.meetings(confirmed=stage) for stage in KINDS},
        silent=count.meetings(standing=Standing.SILENT),
        look=count.meetings(look=True),
        times=_times(here, day),
        sectors=_sectors(count, sides, sections),
        together={side: count.cell(side) for side in sides},
        amounts=list(_amounts(count)),
    )


@dataclass(frozen=True)
class _Counting:
    """Counts what lists would show."""

    ground: Ground
    day: date | None

    def meetings(self, **wanted: object) -> Figure:
        narrowing = Narrowing(day=self.day, **wanted)  # type: ignore[arg-type]  # named as its fields
        return Figure(len(self.ground.meetings_of(narrowing)), narrowing)

    def firms(self, **wanted: object) -> Figure:
        narrowing = Narrowing(day=self.day, **wanted)  # type: ignore[arg-type]  # named as its fields
        return Figure(len(self.ground.firms_of(narrowing)), narrowing)

    def people(self, **wanted: object) -> Figure:
        narrowing = Narrowing(day=self.day, **wanted)  # type: ignore[arg-type]  # named as its fields
        return Figure(len(self.ground.people_of(narrowing)), narrowing)

    def cell(self, side: int) -> Cell:
        return Cell(
            self.firms(show="came", side=side),
            self.meetings(show="held", side=side),
            self.meetings(show="missed", side=side),
        )


def _times(ground: Ground, day: date | None) -> list[Time]:
    due = Counter(met.starts_at for met in ground.meetings)
    held = Counter(met.starts_at for met in ground.meetings if met.is_held)
    return [Time(at, Figure(due[at], Narrowing(day=day, at=at)), held[at]) for at in sorted(due)]


def _sectors(count: _Counting, sides: Sequence[int], sections: Sequence[str]) -> dict[str, dict[int, Cell]]:
    """Counted in one pass: a firm, and a meeting, in each sector that it has a part in; those of nobody are absent."""
    ground, cells = count.ground, defaultdict[tuple[str, int], Counter[str]](Counter)
    came = {one.id for one in ground.firms_of(Narrowing(day=count.day, show="came"))}
    for firm in ground.firms.values():
        if firm.id in came and firm.side is not None:
            for section in firm.sections or {NO_SECTOR}:
                cells[section, firm.side]["firms"] += 1
    for met in ground.meetings:
        for place in _places(met, ground):
            cells[place]["held"] += met.is_held
            cells[place]["missed"] += met.state == "missed"
    there = {section for (section, side), counted in cells.items() if side in sides and counted.total()}
    order = [*(one for one in sections if one in there), *([NO_SECTOR] if NO_SECTOR in there else [])]
    return {one: {side: _cell(count.day, one, side, cells[one, side]) for side in sides} for one in order}


def _places(met: Met, ground: Ground) -> set[tuple[str, int]]:
    firms = [ground.firms[one] for one in met.firms if ground.counts(one)]
    return {(part, one.side) for one in firms if one.side is not None for part in one.sections or {NO_SECTOR}}


def _cell(day: date | None, section: str, side: int, counted: Counter[str]) -> Cell:
    shows = {"firms": "came", "held": "held", "missed": "missed"}
    return Cell(
        *(
            Figure(counted[name], Narrowing(day=day, show=show, side=side, sector=section))
            for name, show in shows.items()
        )
    )


def _amounts(count: _Counting) -> list[Amount]:
    held = [met for met in count.ground.meetings if met.is_held]
    found = []
    for kind in KINDS:
        named = {one for met in held for one in _named(met, kind)}
        found += [
            _amount(count, kind, currency, held) for currency in sorted(named, key=lambda c: (c == NO_CURRENCY, c))
        ]
    return found


def _named(met: Met, kind: Stage) -> frozenset[str]:
    verdict = met.verdict
    claimed = currencies_of(verdict, confirmed=False) if verdict.claimed is kind else frozenset()
    confirmed = currencies_of(verdict, confirmed=True) if verdict.confirmed is kind else frozenset()
    return claimed | (confirmed - {NO_CURRENCY})


def _amount(count: _Counting, kind: Stage, currency: str, held: Sequence[Met]) -> Amount:
    claims = [met.verdict.claimed_money.get(currency, 0) for met in held if met.verdict.claimed is kind]
    seen = [met.verdict.confirmed_money for met in held if met.verdict.confirmed is kind]
    standings = {one: count.meetings(stage=kind, currency=currency, standing=one) for one in OPEN}
    return Amount(
        kind=kind,
        currency=currency,
        claims=count.meetings(stage=kind, currency=currency),
        claimed=sum(claims),
        confirmations=count.meetings(confirmed=kind, currency=currency),
        confirmed=sum(money.amount for money in seen if money is not None and money.currency == currency),
        open={standing: figure for standing, figure in standings.items() if figure.value},
    )
