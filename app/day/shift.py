"""When the day runs late: what becomes of its times from one of them on. Nothing that has begun moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.day.stages import Time
from app.events.hours import SlotKind
from app.kernel.errors import Invalid
from app.kernel.spans import Span

MINUTES: Final = range(5, 181, 5)
"""By how much a day may be shifted at once."""
LEAST_MINUTES: Final = 5
"""No meeting is cut shorter."""
LEAST_BREAK: Final = 10
"""Minutes that a break keeps when it gives way."""


class How(StrEnum):
    """What becomes of the rest of the day."""

    SHIFT = "shift"  # all of it later
    SHORTEN = "shorten"  # slots shorter until caught up
    DROP = "drop"  # one time is given up, its meetings find others


@dataclass(frozen=True, slots=True)
class Asked:
    """``first``: the slot from which on; ``minutes``: how late the day runs; ``shortest``: to so many minutes are slots
    cut, of SHORTEN; ``breaks_give``: breaks become shorter too, down to ``LEAST_BREAK``."""

    how: How
    first: int
    minutes: int
    shortest: int = 0
    breaks_give: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of the programme beside the slots, by its id: a speech, closing words."""

    id: int
    span: Span


@dataclass(frozen=True, slots=True)
class Moved:
    """A slot or a piece, by its id, before and after."""

    id: int
    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """``times`` and ``pieces``: those alone that change, in order of time; ``dropped``: the slot that is given up;
    ``on_time``: from this slot on nothing is late any more, None where the day ends late."""

    times: tuple[Moved, ...] = ()
    pieces: tuple[Moved, ...] = ()
    dropped: int | None = None
    on_time: int | None = None

    @property
    def late_at_end(self) -> timedelta:
        """By how much the last time ends later."""
        return self.times[-1].after.end - self.times[-1].before.end if self.times and not self.on_time else timedelta()


def ahead(times: Iterable[Time], now: datetime, zone: ZoneInfo) -> list[Time]:
    """The times of meetings of today that have not begun, in order."""
    meetings = (one for one in times if one.kind is SlotKind.MEETING and one.span.start > now)
    return sorted((one for one in meetings if _day(one.span, zone) == _day_of(now, zone)), key=lambda one: one.span)


def plan(times: Sequence[Time], pieces: Sequence[Piece], asked: Asked, now: datetime, zone: ZoneInfo) -> Plan:
    """What the rest of today becomes.

    Times keep their order and never overlap; pauses between them stay; what has begun stays, but that a break or a
    piece that runs now, right before the first, goes on until it. Raises Invalid ``shift_first`` for a slot that is not
    ahead today, ``shift_minutes``, ``shift_shortest``, and ``shift_past_midnight``.
    """
    first = next((one for one in ahead(times, now, zone) if one.id == asked.first), None)
    if first is None:
        raise Invalid("shift_first")
    if asked.how is How.DROP:
        return Plan(dropped=first.id)
    if asked.minutes not in MINUTES:
        raise Invalid("shift_minutes", least=MINUTES[0], most=MINUTES[-1])
    if asked.how is How.SHORTEN and not LEAST_MINUTES <= asked.shortest < first.span.minutes:
        raise Invalid("shift_shortest", least=LEAST_MINUTES, most=first.span.minutes - 1)
    today = _day(first.span, zone)
    rest = sorted((one for one in times if _day(one.span, zone) == today), key=lambda one: one.span)
    moved, on_time = _walk([one for one in rest if one.span >= first.span], asked)
    is_next = not any(now < one.span.start < first.span.start for one in rest)
    late = timedelta(minutes=asked.minutes) if is_next else timedelta()
    running = [one for one in rest if one.kind is not SlotKind.MEETING and _runs_up_to(one.span, first, now)]
    moved = [*(_prolonged(one.id, one.span, late) for one in running if late), *moved]
    if any(_day_of(one.after.end, zone) != today for one in moved):
        raise Invalid("shift_past_midnight")
    here = [one for one in pieces if _day(one.span, zone) == today]
    return Plan(tuple(moved), tuple(_pieces(here, moved, first, now, late)), None, on_time)


def _walk(times: Sequence[Time], asked: Asked) -> tuple[list[Moved], int | None]:
    """From the first on, until nothing is late any more."""
    late = timedelta(minutes=asked.minutes)
    moved: list[Moved] = []
    for time in times:
        if not late:
            return moved, time.id
        cut = min(late, max(timedelta(), time.span.length - timedelta(minutes=_least(time, asked))))
        start = time.span.start + late
        moved.append(Moved(time.id, time.span, Span(start, start + time.span.length - cut)))
        late -= cut
    return moved, None


def _least(time: Time, asked: Asked) -> int:
    """The fewest minutes that a time may have."""
    if time.kind is not SlotKind.MEETING:
        return LEAST_BREAK if asked.breaks_give else time.span.minutes
    return asked.shortest if asked.how is How.SHORTEN else time.span.minutes


def _pieces(
    pieces: Iterable[Piece], moved: Sequence[Moved], first: Time, now: datetime, late: timedelta
) -> Iterable[Moved]:
    """A piece goes along with the time that begins at or before it; one that runs now goes on by ``late``."""
    for piece in sorted(pieces, key=lambda one: one.span):
        if late and _runs_up_to(piece.span, first, now):
            yield _prolonged(piece.id, piece.span, late)
        elif piece.span.start >= first.span.start:
            by = _late_at(piece.span.start, moved, first)
            if by:
                yield Moved(piece.id, piece.span, piece.span.shifted(by))


def _late_at(start: datetime, moved: Sequence[Moved], first: Time) -> timedelta:
    """How late what begins then becomes: as the time that it begins in, or by how much the one before ends late."""
    before = [one for one in moved if first.span.start <= one.before.start <= start]
    if not before:
        return timedelta()
    last = before[-1]
    within = last.before.contains(start)
    return last.after.start - last.before.start if within else last.after.end - last.before.end


def _runs_up_to(span: Span, first: Time, now: datetime) -> bool:
    return span.start <= now < span.end <= first.span.start


def _prolonged(number: int, span: Span, by: timedelta) -> Moved:
    return Moved(number, span, Span(span.start, span.end + by))


def undone(done: Plan) -> Plan:
    """The way back: each time and piece where it was."""
    return Plan(
        tuple(Moved(one.id, one.after, one.before) for one in done.times),
        tuple(Moved(one.id, one.after, one.before) for one in done.pieces),
        done.dropped,
    )


def in_free_order(moved: Iterable[Moved]) -> list[Moved]:
    """The order in which to write them, so that no two overlap on the way: what goes later from the last on, what comes
    back from the first on."""
    found = sorted(moved, key=lambda one: one.before)
    goes_later = any(one.after.end > one.before.end for one in found)
    return found[::-1] if goes_later else found


def _day(span: Span, zone: ZoneInfo) -> date:
    return _day_of(span.start, zone)


def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
