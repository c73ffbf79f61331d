"""What the figures of an event are counted from, and which of it each figure counts.

A figure is the length of a list: whoever follows it finds just those rows, chosen by the same ``Narrowing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.meetings.lifecycle import State
from app.outcomes.slips import number_of
from app.outcomes.stages import About, Stage, Standing, Verdict

NO_SECTOR: Final = "none"
"""Of firms that name no sector."""
NO_CURRENCY: Final = "none"
"""Of claims without an amount."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that takes part or met somebody. ``side``: its group; ``came_on``: the days on which somebody of it was
    checked in."""

    id: int
    name: str
    name_zh: str
    side: int | None
    delegation: int | None
    sections: frozenset[str]
    takes_part: bool
    came_on: frozenset[date]

    def is_in(self, section: str) -> bool:
        return section in self.sections if section != NO_SECTOR else not self.sections


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a firm or a guest, checked in on the days ``came_on``; ``firms``: also those for which it came and
    somebody else stands by now."""

    id: int
    name: str
    name_zh: str
    firms: frozenset[int]
    is_guest: bool
    came_on: frozenset[date]


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting of two firms that has, or had, a time; of a group its host with one ``guest``. ``made_on``: the day on
    which it was given one first, where the log tells, or on which the guest took its seat."""

    id: int
    state: State
    starts_at: datetime
    day: date
    firms: tuple[int, int]
    made_on: date | None
    verdict: Verdict
    guest: int | None = None

    @property
    def number(self) -> str:
        """As it stands on its slip."""
        return number_of(About(self.id, self.guest))

    @property
    def is_planned(self) -> bool:
        """Whether it had a time before its day."""
        return self.made_on is None or self.made_on < self.day

    @property
    def is_held(self) -> bool:
        return self.state is State.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which meetings, or firms, or people are meant; "" and None narrow nothing.

    ``show``: of meetings ``planned``, ``made``, ``held``, ``missed`` or ``said`` (held, and a side has spoken), else
    all that were due; of firms and people ``came`` or ``away``. ``at``: when meetings begin. ``side`` and ``sector``:
    of one firm. ``stage``: the claimed one, ``confirmed``: the confirmed one, ``currency``: of the amount of either.
    ``look``: what the organizer should settle.
    """

    day: date | None = None
    show: str = ""
    at: datetime | None = None
    side: int | None = None
    sector: str = ""
    stage: Stage | None = None
    confirmed: Stage | None = None
    currency: str = ""
    standing: Standing | None = None
    look: bool = False
    guests: bool = False


@dataclass(frozen=True)
class Ground:
    """All of an event, or of one delegation (``own``: its firms; meetings are those in which one of them sits)."""

    meetings: Sequence[Met]
    firms: Mapping[int, Firm]
    people: Sequence[Person]
    own: frozenset[int] | None = None
    days: Sequence[date] = field(default=())

    def counts(self, firm_id: int) -> bool:
        """Whether the figures are about this firm."""
        return self.own is None or firm_id in self.own

    def meetings_of(self, wanted: Narrowing) -> list[Met]:
        """By time."""
        return [one for one in self.meetings if _fits(one, wanted, self)]

    def firms_of(self, wanted: Narrowing) -> list[Firm]:
        return [one for one in self.firms.values() if self.counts(one.id) and one.takes_part and _is_firm(one, wanted)]

    def people_of(self, wanted: Narrowing) -> list[Person]:
        mine = (one for one in self.people if self.own is None or one.firms & self.own)
        return [one for one in mine if _is_person(one, wanted)]


def _fits(met: Met, wanted: Narrowing, ground: Ground) -> bool:
    if wanted.day is not None and met.day != wanted.day:
        return False
    if wanted.at is not None and met.starts_at != wanted.at:
        return False
    return _shows(met, wanted.show) and _came_of(met, wanted) and _sits(met, wanted, ground)


def _shows(met: Met, show: str) -> bool:
    if show in ("planned", "made"):
        return met.is_planned is (show == "planned")
    if show == "missed":
        return met.state is State.MISSED
    if show == "said":
        return met.is_held and bool(met.verdict.words)
    return met.is_held if show == "held" else True


def _came_of(met: Met, wanted: Narrowing) -> bool:
    """What came of meetings is counted of those that were held."""
    asks = wanted.stage or wanted.confirmed or wanted.standing or wanted.look or wanted.currency
    if not asks:
        return True
    found = met.verdict
    return (
        met.is_held
        and wanted.stage in (None, found.claimed)
        and wanted.confirmed in (None, found.confirmed)
        and wanted.standing in (None, found.standing)
        and (found.needs_a_look or not wanted.look)
        and (not wanted.currency or wanted.currency in currencies_of(found, confirmed=wanted.confirmed is not None))
    )


def currencies_of(verdict: Verdict, *, confirmed: bool) -> frozenset[str]:
    """Those of its claimed amounts, or of the confirmed one; ``NO_CURRENCY`` alone for none."""
    money = verdict.confirmed_money
    named = ({money.currency} if money else set()) if confirmed else set(verdict.claimed_money)
    return frozenset(named or {NO_CURRENCY})


def _sits(met: Met, wanted: Narrowing, ground: Ground) -> bool:
    """Whether one of the two, which the figures are about, is of the side and of the sector."""
    if wanted.side is None and not wanted.sector:
        return True
    return any(
        ground.counts(one)
        and wanted.side in (None, ground.firms[one].side)
        and (not wanted.sector or ground.firms[one].is_in(wanted.sector))
        for one in met.firms
    )


def _is_firm(firm: Firm, wanted: Narrowing) -> bool:
    is_it = wanted.side in (None, firm.side) and (not wanted.sector or firm.is_in(wanted.sector))
    return is_it and _came(firm.came_on, wanted)


def _is_person(person: Person, wanted: Narrowing) -> bool:
    is_it = person.is_guest or not wanted.guests
    return is_it and _came(person.came_on, wanted)


def _came(days: Iterable[date], wanted: Narrowing) -> bool:
    """On the day that is asked about; of all days on any."""
    if wanted.show not in ("came", "away"):
        return True
    came = any(wanted.day in (None, day) for day in days)
    return came is (wanted.show == "came")
