"""When the day runs late: what becomes of its slots from one of them on. Nothing that has begun moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import Span
from app.core.errors import Invalid
from app.day.day_stages import DaySlot
from app.events.calendar import SlotKind

SHIFT_MINUTES: Final = range(5, 181, 5)
"""By how much a day may be shifted at once."""
MIN_MEETING_MINUTES: Final = 5
"""No meeting is cut shorter."""
MIN_BREAK_MINUTES: Final = 10
"""Minutes that a break keeps when it gives way."""


class ShiftMethod(StrEnum):
    """What becomes of the rest of the day."""

    SHIFT = "shift"  # all of it later
    SHORTEN = "shorten"  # slots shorter until caught up
    DROP = "drop"  # one time is given up, its meetings find others


@dataclass(frozen=True, slots=True)
class ShiftRequest:
    """``first``: the slot from which on; ``minutes``: how late the day runs; ``shortest``: to so many minutes are slots
    cut, of SHORTEN; ``breaks_give``: breaks become shorter too, down to ``MIN_BREAK_MINUTES``.

    ``until``: the break that takes the delay up, of SHIFT, 0 for none; ``ends``: the day is over by then, of SHORTEN
    and DROP: slots as short as that needs and no shorter, or all times that end later are given up. ``other_days``:
    meetings of a time that is given up may go to another day.
    """

    how: ShiftMethod
    first: int
    minutes: int
    shortest: int = 0
    breaks_give: bool = False
    until: int = 0
    ends: datetime | None = None
    other_days: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammePiece:
    """Something of the programme beside the slots, by its id: a speech, closing words."""

    id: int
    span: Span


@dataclass(frozen=True, slots=True)
class MovedSpan:
    """A slot or a piece, by its id, before and after."""

    id: int
    before: Span
    after: Span


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """``times`` and ``pieces``: those alone that change, in order of time; ``dropped``: the slots that are given up;
    ``on_time``: from this slot on nothing is late any more, None where the day ends late."""

    times: tuple[MovedSpan, ...] = ()
    pieces: tuple[MovedSpan, ...] = ()
    dropped: tuple[int, ...] = ()
    on_time: int | None = None


def list_slots_ahead(times: Iterable[DaySlot], now: datetime, zone: ZoneInfo) -> list[DaySlot]:
    """The times of meetings of today that have not begun, in order."""
    meetings = (time for time in times if time.kind is SlotKind.MEETING and time.span.start > now)
    return sorted(
        (meeting for meeting in meetings if _get_day_of_span(meeting.span, zone) == _get_day(now, zone)),
        key=lambda meeting: meeting.span,
    )


def plan_shift(
    times: Sequence[DaySlot], pieces: Sequence[ProgrammePiece], asked: ShiftRequest, now: datetime, zone: ZoneInfo
) -> ShiftPlan:
    """What the rest of today becomes.

    Times keep their order and never overlap; pauses between them stay; what has begun stays, but that a break or a
    piece that runs now, right before the first, goes on until it. Raises Invalid ``shift_first`` for a slot that is not
    ahead today, ``shift_minutes``, ``shift_shortest``, ``shift_until`` and ``shift_break`` for a break that is not
    ahead or too short to take it up, ``shift_ends`` where that cannot be, ``shift_in_time`` where nothing needs to
    change, and ``shift_past_midnight``.
    """
    first = next((slot for slot in list_slots_ahead(times, now, zone) if slot.id == asked.first), None)
    if first is None:
        raise Invalid("shift_first")
    today = _get_day_of_span(first.span, zone)
    rest = sorted((time for time in times if _get_day_of_span(time.span, zone) == today), key=lambda slot: slot.span)
    here = [piece for piece in pieces if _get_day_of_span(piece.span, zone) == today]
    if asked.how is ShiftMethod.DROP:
        return ShiftPlan(dropped=_list_dropped([slot for slot in rest if slot.span >= first.span], asked))
    _require_valid(asked, first, rest)
    moved, on_time = _move_slots([slot for slot in rest if slot.span >= first.span], here, asked)
    is_next = not any(now < slot.span.start < first.span.start for slot in rest)
    late = timedelta(minutes=asked.minutes) if is_next else timedelta()
    running = [slot for slot in rest if slot.kind is not SlotKind.MEETING and _runs_up_to(slot.span, first, now)]
    moved = [*(_prolong(slot.id, slot.span, late) for slot in running if late), *moved]
    if any(_get_day(slot.after.end, zone) != today for slot in moved):
        raise Invalid("shift_past_midnight")
    return ShiftPlan(tuple(moved), tuple(_move_pieces(here, moved, first, now, late)), (), on_time)


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
        and slot.span.minutes >= MIN_BREAK_MINUTES + MIN_MEETING_MINUTES
    ]


def _list_dropped(rest: Sequence[DaySlot], asked: ShiftRequest) -> tuple[int, ...]:
    meetings = [meeting for meeting in rest if meeting.kind is SlotKind.MEETING]
    if asked.ends is None:
        return (meetings[0].id,)
    numbers = tuple(meeting.id for meeting in meetings if meeting.span.end > asked.ends)
    if not numbers:
        raise Invalid("shift_in_time")
    return numbers


def _require_valid(asked: ShiftRequest, first: DaySlot, rest: Sequence[DaySlot]) -> None:
    by_then = asked.how is ShiftMethod.SHORTEN and asked.ends is not None
    if asked.minutes not in SHIFT_MINUTES and not (by_then and asked.minutes == 0):
        raise Invalid("shift_minutes", least=SHIFT_MINUTES[0], most=SHIFT_MINUTES[-1])
    if (
        asked.how is ShiftMethod.SHORTEN
        and not by_then
        and not MIN_MEETING_MINUTES <= asked.shortest < first.span.minutes
    ):
        raise Invalid("shift_shortest", least=MIN_MEETING_MINUTES, most=first.span.minutes - 1)
    if asked.how is not ShiftMethod.SHIFT or not asked.until:
        return
    pause = next(
        (
            absorbing_break
            for absorbing_break in list_absorbing_breaks(rest, first.id)
            if absorbing_break.id == asked.until
        ),
        None,
    )
    if pause is None:
        raise Invalid("shift_until")
    if pause.span.minutes - asked.minutes < MIN_BREAK_MINUTES:
        raise Invalid("shift_break", most=(pause.span.minutes - MIN_BREAK_MINUTES) // 5 * 5, least=MIN_BREAK_MINUTES)


def _move_slots(
    rest: Sequence[DaySlot], pieces: Sequence[ProgrammePiece], asked: ShiftRequest
) -> tuple[list[MovedSpan], int | None]:
    if asked.how is not ShiftMethod.SHORTEN or asked.ends is None:
        moved, _late, on_time = _move_with_delay(rest, asked)
        return moved, on_time
    spans = [*(slot.span for slot in rest), *(piece.span for piece in pieces)]
    allowed = asked.ends - max(span.end for span in spans if span.start >= rest[0].span.start)
    if not asked.minutes and allowed >= timedelta():
        raise Invalid("shift_in_time")
    for shortest in range(max(slot.span.minutes for slot in rest), MIN_MEETING_MINUTES - 1, -1):
        moved, late, on_time = _move_with_delay(rest, replace(asked, shortest=shortest), allowed)
        if late <= allowed:
            return moved, on_time
    raise Invalid("shift_ends")


def _move_with_delay(
    times: Sequence[DaySlot], asked: ShiftRequest, allowed: timedelta = timedelta()
) -> tuple[list[MovedSpan], timedelta, int | None]:
    """From the first on, until nothing is late any more, or the day ends no later than is ``allowed`` (which may be
    before it was to end); how late it is then."""
    late = timedelta(minutes=asked.minutes)
    moved: list[MovedSpan] = []
    for time in times:
        if not late and allowed >= timedelta():
            return moved, late, time.id
        room = max(timedelta(), time.span.length - timedelta(minutes=_get_min_minutes(time, asked)))
        cut = min(max(timedelta(), late - allowed), room)
        start = time.span.start + late
        moved.append(MovedSpan(time.id, time.span, Span(start, start + time.span.length - cut)))
        late -= cut
    return moved, late, None


def _get_min_minutes(time: DaySlot, asked: ShiftRequest) -> int:
    """The fewest minutes that a time may have."""
    if time.kind is not SlotKind.MEETING:
        if time.id == asked.until:
            return MIN_BREAK_MINUTES
        return MIN_BREAK_MINUTES if asked.breaks_give else time.span.minutes
    return asked.shortest if asked.how is ShiftMethod.SHORTEN else time.span.minutes


def _move_pieces(
    pieces: Iterable[ProgrammePiece], moved: Sequence[MovedSpan], first: DaySlot, now: datetime, late: timedelta
) -> Iterable[MovedSpan]:
    """A piece goes along with the time that begins at or before it; one that runs now goes on by ``late``."""
    for piece in sorted(pieces, key=lambda piece: piece.span):
        if late and _runs_up_to(piece.span, first, now):
            yield _prolong(piece.id, piece.span, late)
        elif piece.span.start >= first.span.start:
            by = _get_delay_at(piece.span.start, moved, first)
            if by:
                yield MovedSpan(piece.id, piece.span, piece.span.shifted(by))


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
        done.dropped,
    )


def order_moves(moved: Iterable[MovedSpan]) -> list[MovedSpan]:
    """The order in which to write them, so that no two overlap on the way: each once the others have left its place."""
    left = sorted(moved, key=lambda move: move.before)
    moved_spans: list[MovedSpan] = []
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
        moved_spans.append(free)
    return moved_spans


def _get_day_of_span(span: Span, zone: ZoneInfo) -> date:
    return _get_day(span.start, zone)


def _get_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
