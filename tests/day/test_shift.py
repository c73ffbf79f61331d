"""The rest of a day that runs late: order and lengths kept but of a break that takes it up, nothing past moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.clock import Span
from app.core.errors import Invalid
from app.day.day_stages import DaySlot
from app.day.shift_plan import (
    MIN_BREAK_MINUTES,
    MovedSpan,
    ShiftRequest,
    invert_plan,
    list_absorbing_breaks,
    list_slots_ahead,
    order_moves,
    plan_shift,
)
from app.events.calendar import SlotKind

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2032, 3, 18, tzinfo=ZONE).astimezone(UTC)


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes))


def span(begins: str, ends: str) -> Span:
    return Span(at(begins), at(ends))


def said(moved: MovedSpan) -> str:
    return " – ".join(f"{one.astimezone(ZONE):%H:%M}" for one in (moved.after.start, moved.after.end))


AFTERNOON = [
    DaySlot(1, span("13:00", "13:30"), SlotKind.PLENARY),
    DaySlot(2, span("13:30", "13:55")),
    DaySlot(3, span("14:00", "14:25")),
    DaySlot(4, span("14:30", "14:55")),
    DaySlot(5, span("15:00", "15:30"), SlotKind.BREAK),
    DaySlot(6, span("15:30", "15:55")),
]
CLOSING = (1, span("16:00", "16:20"))


def test_all_that_is_ahead_is_later_and_the_speech_goes_on() -> None:
    found = plan_shift(AFTERNOON, [CLOSING], ShiftRequest(2, 25), at("13:20"), ZONE)

    assert [said(one) for one in found.times] == [
        *("13:00 – 13:55", "13:55 – 14:20", "14:25 – 14:50", "14:55 – 15:20", "15:25 – 15:55", "15:55 – 16:20"),
    ]
    assert [said(one) for one in found.pieces] == ["16:25 – 16:45"]
    assert (found.on_time, found.times[-1].after.end - found.times[-1].before.end) == (None, timedelta(minutes=25))


def test_a_break_takes_the_delay_up_and_what_comes_after_stays() -> None:
    found = plan_shift(AFTERNOON, [CLOSING], ShiftRequest(3, 20, until=5), at("13:40"), ZONE)

    assert [said(one) for one in found.times] == ["14:20 – 14:45", "14:50 – 15:15", "15:20 – 15:30"]
    assert (found.on_time, found.pieces) == (6, ())


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ShiftRequest(3, 25, until=5), "shift_break"),
        (ShiftRequest(3, 25, until=1), "shift_until"),
        (ShiftRequest(2, 25), "shift_first"),
        (ShiftRequest(5, 25), "shift_first"),
        (ShiftRequest(3, 7), "shift_minutes"),
        (ShiftRequest(6, 180), ""),
    ],
)
def test_what_cannot_be_is_refused(asked: ShiftRequest, code: str) -> None:
    if not code:
        assert plan_shift(AFTERNOON, [], asked, at("13:40"), ZONE).times
        return
    with pytest.raises(Invalid) as refused:
        plan_shift(AFTERNOON, [], asked, at("13:40"), ZONE)
    assert refused.value.code == code


def test_no_day_runs_into_the_next() -> None:
    late = [DaySlot(1, span("22:00", "22:25"))]

    with pytest.raises(Invalid, match="shift_past_midnight"):
        plan_shift(late, [], ShiftRequest(1, 120), at("21:00"), ZONE)


@st.composite
def days(draw: st.DrawFn) -> list[DaySlot]:
    """Times that follow each other, with pauses and breaks."""
    start, found = at("08:00"), []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        kind = draw(st.sampled_from([SlotKind.MEETING, SlotKind.MEETING, SlotKind.BREAK]))
        start += timedelta(minutes=draw(st.sampled_from([0, 5, 10])))
        end = start + timedelta(minutes=draw(st.sampled_from([15, 20, 25, 30, 60])))
        found.append(DaySlot(number, Span(start, end), kind))
        start = end
    return found


@given(
    day=days(),
    until=st.booleans(),
    minutes=st.integers(1, 12).map(lambda n: 5 * n),
    now=st.integers(0, 600).map(lambda n: at("07:30") + timedelta(minutes=n)),
    pick=st.integers(0, 20),
)
def test_whatever_is_asked_the_day_stays_a_day(
    day: list[DaySlot], until: bool, minutes: int, now: datetime, pick: int
) -> None:
    left = list_slots_ahead(day, now, ZONE)
    assume(left)
    first = left[pick % len(left)]

    takes_up = [one for one in list_absorbing_breaks(day, first.id) if one.span.minutes - minutes >= MIN_BREAK_MINUTES]
    assume(takes_up or not until)
    pause = takes_up[0].id if until else 0

    found = plan_shift(day, [], ShiftRequest(first.id, minutes, pause), now, ZONE)

    after = {one.id: one.after for one in found.times}
    spans = [after.get(time.id, time.span) for time in day]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for time in day:
        new = after.get(time.id, time.span)
        if time.span.start <= now:
            assert new.start == time.span.start
            assert new == time.span or time.kind is not SlotKind.MEETING
        else:
            least = MIN_BREAK_MINUTES if time.id == pause else time.span.minutes
            assert least <= new.minutes <= time.span.minutes
        assert new.start >= time.span.start
    _written_without_overlap(day, found.times)
    back = invert_plan(found)
    _written_without_overlap([DaySlot(t.id, after.get(t.id, t.span), t.kind) for t in day], back.times)
    assert {one.id: one.after for one in back.times} == {one.id: one.before for one in found.times}


def _written_without_overlap(day: list[DaySlot], moved: tuple[MovedSpan, ...]) -> None:
    """One after the other, as the database checks them."""
    spans = {time.id: time.span for time in day}
    for one in order_moves(moved):
        spans[one.id] = one.after
        assert not any(one.after.overlaps(other) for number, other in spans.items() if number != one.id)
