"""When the day runs late: what becomes of its times from one of them on. Nothing that has begun moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import Span
from app.core.errors import Invalid
from app.day.stages import Time
from app.events.calendar import SlotKind

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
    cut, of SHORTEN; ``breaks_give``: breaks become shorter too, down to ``LEAST_BREAK``.

    ``until``: the break that takes the delay up, of SHIFT, 0 for none; ``ends``: the day is over by then, of SHORTEN
    and DROP: slots as short as that needs and no shorter, or all times that end later are given up. ``other_days``:
    meetings of a time that is given up may go to another day.
    """

    how: How
    first: int
    minutes: int
    shortest: int = 0
    breaks_give: bool = False
    until: int = 0
    ends: datetime | None = None
    other_days: bool = False


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
    """``times`` and ``pieces``: those alone that change, in order of time; ``dropped``: the slots that are given up;
    ``on_time``: from this slot on nothing is late any more, None where the day ends late."""

    times: tuple[Moved, ...] = ()
    pieces: tuple[Moved, ...] = ()
    dropped: tuple[int, ...] = ()
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
    ahead today, ``shift_minutes``, ``shift_shortest``, ``shift_until`` and ``shift_break`` for a break that is not
    ahead or too short to take it up, ``shift_ends`` where that cannot be, ``shift_in_time`` where nothing needs to
    change, and ``shift_past_midnight``.
    """
    first = next((one for one in ahead(times, now, zone) if one.id == asked.first), None)
    if first is None:
        raise Invalid("shift_first")
    today = _day(first.span, zone)
    rest = sorted((one for one in times if _day(one.span, zone) == today), key=lambda one: one.span)
    here = [one for one in pieces if _day(one.span, zone) == today]
    if asked.how is How.DROP:
        return Plan(dropped=_given_up([one for one in rest if one.span >= first.span], asked))
    _check(asked, first, rest)
    moved, on_time = _moved([one for one in rest if one.span >= first.span], here, asked)
    is_next = not any(now < one.span.start < first.span.start for one in rest)
    late = timedelta(minutes=asked.minutes) if is_next else timedelta()
    running = [one for one in rest if one.kind is not SlotKind.MEETING and _runs_up_to(one.span, first, now)]
    moved = [*(_prolonged(one.id, one.span, late) for one in running if late), *moved]
    if any(_day_of(one.after.end, zone) != today for one in moved):
        raise Invalid("shift_past_midnight")
    return Plan(tuple(moved), tuple(_pieces(here, moved, first, now, late)), (), on_time)


def pauses(times: Iterable[Time], first: int) -> list[Time]:
    """The breaks and speeches after this slot on its day that could take a delay up, in order."""
    ordered = sorted(times, key=lambda one: one.span)
    begin = next((one.span for one in ordered if one.id == first), None)
    if begin is None:
        return []
    return [
        one
        for one in ordered
        if one.kind is not SlotKind.MEETING
        and one.span > begin
        and one.span.start - begin.start < timedelta(hours=24)
        and one.span.minutes >= LEAST_BREAK + LEAST_MINUTES
    ]


def _given_up(rest: Sequence[Time], asked: Asked) -> tuple[int, ...]:
    meetings = [one for one in rest if one.kind is SlotKind.MEETING]
    if asked.ends is None:
        return (meetings[0].id,)
    found = tuple(one.id for one in meetings if one.span.end > asked.ends)
    if not found:
        raise Invalid("shift_in_time")
    return found


def _check(asked: Asked, first: Time, rest: Sequence[Time]) -> None:
    by_then = asked.how is How.SHORTEN and asked.ends is not None
    if asked.minutes not in MINUTES and not (by_then and asked.minutes == 0):
        raise Invalid("shift_minutes", least=MINUTES[0], most=MINUTES[-1])
    if asked.how is How.SHORTEN and not by_then and not LEAST_MINUTES <= asked.shortest < first.span.minutes:
        raise Invalid("shift_shortest", least=LEAST_MINUTES, most=first.span.minutes - 1)
    if asked.how is not How.SHIFT or not asked.until:
        return
    pause = next((one for one in pauses(rest, first.id) if one.id == asked.until), None)
    if pause is None:
        raise Invalid("shift_until")
    if pause.span.minutes - asked.minutes < LEAST_BREAK:
        raise Invalid("shift_break", most=(pause.span.minutes - LEAST_BREAK) // 5 * 5, least=LEAST_BREAK)


def _moved(rest: Sequence[Time], pieces: Sequence[Piece], asked: Asked) -> tuple[list[Moved], int | None]:
    if asked.how is not How.SHORTEN or asked.ends is None:
        moved, _late, on_time = _walk(rest, asked)
        return moved, on_time
    spans = [*(one.span for one in rest), *(one.span for one in pieces)]
    allowed = asked.ends - max(one.end for one in spans if one.start >= rest[0].span.start)
    if not asked.minutes and allowed >= timedelta():
        raise Invalid("shift_in_time")
    for shortest in range(max(one.span.minutes for one in rest), LEAST_MINUTES - 1, -1):
        moved, late, on_time = _walk(rest, replace(asked, shortest=shortest), allowed)
        if late <= allowed:
            return moved, on_time
    raise Invalid("shift_ends")


def _walk(
    times: Sequence[Time], asked: Asked, allowed: timedelta = timedelta()
) -> tuple[list[Moved], timedelta, int | None]:
    """From the first on, until nothing is late any more, or the day ends no later than is ``allowed`` (which may be
    before it was to end); how late it is then."""
    late = timedelta(minutes=asked.minutes)
    moved: list[Moved] = []
    for time in times:
        if not late and allowed >= timedelta():
            return moved, late, time.id
        room = max(timedelta(), time.span.length - timedelta(minutes=_least(time, asked)))
        cut = min(max(timedelta(), late - allowed), room)
        start = time.span.start + late
        moved.append(Moved(time.id, time.span, Span(start, start + time.span.length - cut)))
        late -= cut
    return moved, late, None


def _least(time: Time, asked: Asked) -> int:
    """The fewest minutes that a time may have."""
    if time.kind is not SlotKind.MEETING:
        if time.id == asked.until:
            return LEAST_BREAK
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
    """The order in which to write them, so that no two overlap on the way: each once the others have left its place."""
    left = sorted(moved, key=lambda one: one.before)
    found: list[Moved] = []
    while left:
        free = next(
            (one for one in left if not any(one.after.overlaps(other.before) for other in left if other is not one)),
            left[0],
        )
        left.remove(free)
        found.append(free)
    return found


def _day(span: Span, zone: ZoneInfo) -> date:
    return _day_of(span.start, zone)


def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
