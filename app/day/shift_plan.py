"""When the day runs late: what becomes of its slots from one of them on. Nothing that has begun moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import Span
from app.core.errors import Invalid
from app.day.day_stages import DaySlot
from app.events.calendar import SlotKind

SHIFT_MINUTES: Final = range(5, 181, 5)
"""By how much a day may be shifted at once."""
MIN_BREAK_MINUTES: Final = 10
"""Minutes that a break keeps when it takes a delay up."""


@dataclass(frozen=True, slots=True)
class ShiftRequest:
    """``first``: the slot from which on; ``minutes``: how late the day runs; ``until``: the break that takes the delay
    up, 0 for none."""

    first: int
    minutes: int
    until: int = 0


@dataclass(frozen=True, slots=True)
class MovedSpan:
    """A slot or a piece of the programme, by its id, before and after."""

    id: int
    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """``times`` and ``pieces``: those alone that change, in order of time; ``on_time``: from this slot on nothing is
    late any more, None where the day ends late."""

    times: tuple[MovedSpan, ...] = ()
    pieces: tuple[MovedSpan, ...] = ()
    on_time: int | None = None


def list_slots_ahead(times: Iterable[DaySlot], now: datetime, zone: ZoneInfo) -> list[DaySlot]:
    """The times of meetings of today that have not begun, in order."""
    meetings = (time for time in times if time.kind is SlotKind.MEETING and time.span.start > now)
    return sorted(
        (meeting for meeting in meetings if _get_day(meeting.span.start, zone) == _get_day(now, zone)),
        key=lambda meeting: meeting.span,
    )


def plan_shift(
    times: Sequence[DaySlot], pieces: Iterable[tuple[int, Span]], asked: ShiftRequest, now: datetime, zone: ZoneInfo
) -> ShiftPlan:
    """What the rest of today becomes. ``pieces``: of the programme beside the slots, by their ids.

    Times keep their order and never overlap; pauses between them stay; what has begun stays, but that a break or a
    piece that runs now, right before the first, goes on until it. Raises Invalid ``shift_first`` for a slot that is not
    ahead today, ``shift_minutes``, ``shift_until`` and ``shift_break`` for a break that is not ahead or too short to
    take it up, and ``shift_past_midnight``.
    """
    first = next((slot for slot in list_slots_ahead(times, now, zone) if slot.id == asked.first), None)
    if first is None:
        raise Invalid("shift_first")
    if asked.minutes not in SHIFT_MINUTES:
        raise Invalid("shift_minutes", least=SHIFT_MINUTES[0], most=SHIFT_MINUTES[-1])
    today = _get_day(first.span.start, zone)
    rest = sorted((time for time in times if _get_day(time.span.start, zone) == today), key=lambda slot: slot.span)
    if asked.until:
        _require_absorbing(asked, rest)
    moved, on_time = _move_slots([slot for slot in rest if slot.span >= first.span], asked)
    is_next = not any(now < slot.span.start < first.span.start for slot in rest)
    late = timedelta(minutes=asked.minutes) if is_next else timedelta()
    running = [slot for slot in rest if slot.kind is not SlotKind.MEETING and _runs_up_to(slot.span, first, now)]
    moved = [*(_prolong(slot.id, slot.span, late) for slot in running if late), *moved]
    if any(_get_day(slot.after.end, zone) != today for slot in moved):
        raise Invalid("shift_past_midnight")
    here = sorted((piece for piece in pieces if _get_day(piece[1].start, zone) == today), key=lambda piece: piece[1])
    return ShiftPlan(tuple(moved), tuple(_move_pieces(here, moved, first, now, late)), on_time)


def list_absorbing_breaks(times: Iterable[DaySlot], first: int) -> list[DaySlot]:
    """The breaks and speeches after this slot on its day that could take a delay up, in order."""
    ordered = sorted(times, key=lambda slot: slot.span)
    begin = next((slot.span for slot in ordered if slot.id == first), None)
    if begin is None:
        return []
    return [
        slot
        for slot in ordered
        if slot.kind is not SlotKind.MEETING
        and slot.span > begin
        and slot.span.start - begin.start < timedelta(hours=24)
        and slot.span.minutes >= MIN_BREAK_MINUTES + SHIFT_MINUTES[0]
    ]


def _require_absorbing(asked: ShiftRequest, rest: Sequence[DaySlot]) -> None:
    pause = next((slot for slot in list_absorbing_breaks(rest, asked.first) if slot.id == asked.until), None)
    if pause is None:
        raise Invalid("shift_until")
    if pause.span.minutes - asked.minutes < MIN_BREAK_MINUTES:
        raise Invalid("shift_break", most=(pause.span.minutes - MIN_BREAK_MINUTES) // 5 * 5, least=MIN_BREAK_MINUTES)


def _move_slots(times: Iterable[DaySlot], asked: ShiftRequest) -> tuple[list[MovedSpan], int | None]:
    """All later, until the break that takes the delay up; the slot from which on nothing is late any more."""
    late = timedelta(minutes=asked.minutes)
    moved: list[MovedSpan] = []
    for time in times:
        if not late:
            return moved, time.id
        start, end = time.span.start + late, time.span.end + late
        if time.id == asked.until:
            end, late = time.span.end, timedelta()
        moved.append(MovedSpan(time.id, time.span, Span(start, end)))
    return moved, None


def _move_pieces(
    pieces: Iterable[tuple[int, Span]], moved: Sequence[MovedSpan], first: DaySlot, now: datetime, late: timedelta
) -> Iterable[MovedSpan]:
    """A piece goes along with the time that begins at or before it; one that runs now goes on by ``late``."""
    for number, span in pieces:
        if late and _runs_up_to(span, first, now):
            yield _prolong(number, span, late)
        elif span.start >= first.span.start and (by := _get_delay_at(span.start, moved, first)):
            yield MovedSpan(number, span, span.shifted(by))


def _get_delay_at(start: datetime, moved: Sequence[MovedSpan], first: DaySlot) -> timedelta:
    """How late what begins then becomes: as the time that it begins in, or by how much the one before ends late."""
    before = [move for move in moved if first.span.start <= move.before.start <= start]
    if not before:
        return timedelta()
    last = before[-1]
    within = last.before.contains(start)
    return last.after.start - last.before.start if within else last.after.end - last.before.end


def _runs_up_to(span: Span, first: DaySlot, now: datetime) -> bool:
    return span.start <= now < span.end <= first.span.start


def _prolong(number: int, span: Span, by: timedelta) -> MovedSpan:
    return MovedSpan(number, span, Span(span.start, span.end + by))


def invert_plan(done: ShiftPlan) -> ShiftPlan:
    """The way back: each time and piece where it was."""
    return ShiftPlan(
        tuple(MovedSpan(time.id, time.after, time.before) for time in done.times),
        tuple(MovedSpan(piece.id, piece.after, piece.before) for piece in done.pieces),
    )


def order_moves(moved: Iterable[MovedSpan]) -> list[MovedSpan]:
    """The order in which to write them, so that no two overlap on the way: each once the others have left its place."""
    left = sorted(moved, key=lambda move: move.before)
    ordered: list[MovedSpan] = []
    while left:
        free = next(
            (
                move
                for move in left
                if not any(move.after.overlaps(other.before) for other in left if other is not move)
            ),
            left[0],
        )
        left.remove(free)
        ordered.append(free)
    return ordered


def _get_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
