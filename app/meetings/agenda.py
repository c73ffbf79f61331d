"""An agenda besides its meetings: the walk from one to the next, whether a company stays at its table, and how its
pictures are divided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final, Protocol

from app.core.clock import Span
from app.core.localized import Localized

MAX_LINGER: Final = timedelta(hours=1)
"""So long after a meeting somebody may still be at its table; later they come from wherever they went."""


class WalkDistance(StrEnum):
    """How far it is."""

    STAY = "stay"  # the same table
    NEAR = "near"  # another table of the same zone
    WALK = "walk"  # a table of another zone


@dataclass(frozen=True, slots=True)
class AgendaStop:
    """A meeting at a table; ``people``: who sits there, by any name that tells them apart."""

    meeting_id: int
    span: Span
    table: str
    zone: Localized
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgendaWalk:
    """How who sat at ``source`` comes to a meeting; ``walk``: how long it takes, nothing within a zone."""

    source: AgendaStop
    pace: WalkDistance
    walk: timedelta
    leave_at: datetime

    @property
    def is_tight(self) -> bool:
        """Whether the meeting before ends too late to be there in time."""
        return self.source.span.end > self.leave_at

    @property
    def is_from_table(self) -> bool:
        """Whether they leave from the table of the meeting before."""
        return self.leave_at - self.source.span.end <= MAX_LINGER


def find_walks(stops: Iterable[AgendaStop], *, walk: timedelta, zone: tzinfo) -> dict[int, AgendaWalk]:
    """By meeting, the way to it from the last one before it on that day (of ``zone``) at which one of those sat who sit
    there; meetings before which nobody sat anywhere are absent. From one zone to another it takes ``walk``."""
    known = sorted(stops, key=lambda stop: stop.span)
    result = {}
    for stop in known:
        before = [earlier for earlier in known if _comes_before(earlier, stop, zone)]
        if before:
            result[stop.meeting_id] = _make_walk(max(before, key=lambda earlier: earlier.span.end), stop, walk)
    return result


def _comes_before(agenda_stop: AgendaStop, stop: AgendaStop, zone: tzinfo) -> bool:
    same_day = agenda_stop.span.start.astimezone(zone).date() == stop.span.start.astimezone(zone).date()
    return same_day and agenda_stop.span.end <= stop.span.start and bool(agenda_stop.people & stop.people)


def _make_walk(source: AgendaStop, stop: AgendaStop, walk: timedelta) -> AgendaWalk:
    pace = WalkDistance.NEAR if source.zone == stop.zone else WalkDistance.WALK
    if source.table == stop.table:
        pace = WalkDistance.STAY
    takes = walk if pace is WalkDistance.WALK else timedelta()
    return AgendaWalk(source, pace, takes, stop.span.start - takes)


MOST_EXCEPTIONS: Final = 2
"""Who sits elsewhere more often keeps no table."""


class SeatingRole(StrEnum):
    """What a firm does between its meetings."""

    STAYS = "stays"  # it keeps a table, and the others come
    WALKS = "walks"  # it goes from table to table
    PARTLY = "partly"  # most of its meetings, or some at the table that it keeps, are at one
    AWAY = "away"  # it keeps a table, and meets at others alone
    AT_ONE = "at_one"  # all its meetings are at one table, which is not its own


@dataclass(frozen=True, slots=True)
class TableHabit:
    """``table``: at which the firm stays, or has so many of its meetings as are ``there``, "" where no meeting and no
    home says so; ``but``: when it sits elsewhere, and where, in order of time; ``is_home``: it keeps that table for
    itself. ``part``: None where there is nothing to say."""

    part: SeatingRole | None = None
    table: str = ""
    but: tuple[tuple[datetime, str], ...] = ()
    there: int = 0
    is_home: bool = False


def get_seating_role(
    group: int | None, partners: Collection[int], seated: Set[int], *, has_home: bool
) -> SeatingRole | None:
    """The part of a company of this side, which meets companies of the ``partners``' sides, where ``seated`` sides
    keep their tables; None where it is now this, now that. A table of its own counts among sides of which none is
    seated."""
    others = set(partners) - {group}
    if group in seated:
        return SeatingRole.STAYS if others and not others & seated else None
    if others & seated:
        return SeatingRole.WALKS if others <= seated and group not in partners else None
    return SeatingRole.STAYS if has_home else None


def get_table_habit(
    ruled: SeatingRole | None, seatings: Sequence[tuple[datetime, str]], *, home: str = ""
) -> TableHabit:
    """What a company does whose meetings are ``seatings`` (when, at which table). ``ruled``: its part by the rules,
    which alone count while it meets nobody. One meeting makes nobody stay who is not ruled to."""
    if not seatings:
        return TableHabit(ruled, home if ruled is SeatingRole.STAYS else "")
    sat = Counter(table for _at, table in seatings)
    table = home or max(sat, key=lambda label: sat[label])
    but = tuple(sorted((at, where) for at, where in seatings if where != table))
    stays = bool(home) or ruled is SeatingRole.STAYS or len(seatings) > 1
    if (ruled is not SeatingRole.WALKS or home) and stays and len(but) <= MOST_EXCEPTIONS and len(but) < sat[table]:
        return TableHabit(SeatingRole.STAYS, table, but)
    if home:
        return TableHabit(SeatingRole.PARTLY if sat[home] else SeatingRole.AWAY, home, there=sat[home], is_home=True)
    if len(sat) == 1:
        return TableHabit(SeatingRole.AT_ONE, table, there=len(seatings)) if len(seatings) > 1 else TableHabit()
    return (
        TableHabit(SeatingRole.PARTLY, table, there=sat[table])
        if sat[table] * 2 > len(seatings)
        else TableHabit(SeatingRole.WALKS)
    )


MOST_PICTURE_LINES: Final = 20
"""So many a phone shows without making them too small; a day of more is parted evenly."""


class PictureLine(Protocol):
    """A line of an agenda; ``is_fixed``: something takes place then; ``is_own``: and it is no mere break."""

    @property
    def is_fixed(self) -> bool: ...

    @property
    def is_own(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class AgendaPicture:
    """One picture: ``part`` (from 1) of the ``parts`` of a day."""

    day: date
    part: int
    parts: int
    lines: Sequence[Any]


def divide_into_pictures(days: Iterable[tuple[date, Sequence[PictureLine]]]) -> list[AgendaPicture]:
    """What takes place on each day; free times are left out, and days that hold nothing but breaks."""
    return [sheet for day, lines in days if any(line.is_own for line in lines) for sheet in _divide_day(day, lines)]


def _divide_day(day: date, lines: Sequence[PictureLine]) -> list[AgendaPicture]:
    fixed = [line for line in lines if line.is_fixed]
    parts = -(-len(fixed) // MOST_PICTURE_LINES)
    each = -(-len(fixed) // parts)
    return [AgendaPicture(day, part + 1, parts, fixed[part * each : (part + 1) * each]) for part in range(parts)]
