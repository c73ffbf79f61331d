"""The rest of a day that runs late: order kept, no overlap, lengths kept or cut as asked, nothing past moves."""

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
    MIN_MEETING_MINUTES,
    MovedSpan,
    ProgrammePiece,
    ShiftMethod,
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
CLOSING = ProgrammePiece(1, span("16:00", "16:20"))


def test_all_that_is_ahead_is_later_and_the_speech_goes_on() -> None:
    found = plan_shift(AFTERNOON, [CLOSING], ShiftRequest(ShiftMethod.SHIFT, 2, 25), at("13:20"), ZONE)

    assert [said(one) for one in found.times] == [
        *("13:00 – 13:55", "13:55 – 14:20", "14:25 – 14:50", "14:55 – 15:20", "15:25 – 15:55", "15:55 – 16:20"),
    ]
    assert [said(one) for one in found.pieces] == ["16:25 – 16:45"]
    assert (found.on_time, found.times[-1].after.end - found.times[-1].before.end) == (None, timedelta(minutes=25))


def test_slots_are_shorter_until_the_day_is_on_time_again() -> None:
    found = plan_shift(
        AFTERNOON,
        [CLOSING],
        ShiftRequest(ShiftMethod.SHORTEN, 2, 15, shortest=20),
        at("13:40") - timedelta(hours=1),
        ZONE,
    )

    assert [said(one) for one in found.times] == ["13:45 – 14:05", "14:10 – 14:30", "14:35 – 14:55"]
    assert (found.on_time, found.pieces) == (5, ())


def test_breaks_give_way_only_where_that_is_asked() -> None:
    found = plan_shift(AFTERNOON, [], ShiftRequest(ShiftMethod.SHIFT, 3, 30, breaks_give=True), at("13:40"), ZONE)

    assert [said(one) for one in found.times[2:]] == ["15:30 – 15:40", "15:40 – 16:05"]


def test_one_time_is_given_up_and_no_other_moves() -> None:
    assert plan_shift(AFTERNOON, [CLOSING], ShiftRequest(ShiftMethod.DROP, 3, 0), at("13:40"), ZONE).dropped == (3,)


def test_a_break_takes_the_delay_up_and_what_comes_after_stays() -> None:
    found = plan_shift(AFTERNOON, [CLOSING], ShiftRequest(ShiftMethod.SHIFT, 3, 20, until=5), at("13:40"), ZONE)

    assert [said(one) for one in found.times] == ["14:20 – 14:45", "14:50 – 15:15", "15:20 – 15:30"]
    assert (found.on_time, found.pieces) == (6, ())


def test_slots_are_as_short_as_it_takes_to_end_by_then_and_no_shorter() -> None:
    found = plan_shift(
        AFTERNOON, [CLOSING], ShiftRequest(ShiftMethod.SHORTEN, 3, 25, ends=at("16:30")), at("13:40"), ZONE
    )

    assert [said(one) for one in found.pieces] == ["16:10 – 16:30"]
    assert {one.after.minutes for one in found.times if one.id != 5} == {20}
    earlier = plan_shift(
        AFTERNOON, [CLOSING], ShiftRequest(ShiftMethod.SHORTEN, 3, 0, ends=at("16:10")), at("13:40"), ZONE
    )
    assert [said(one) for one in earlier.pieces] == ["15:50 – 16:10"]


def test_all_times_that_end_later_are_given_up() -> None:
    assert plan_shift(
        AFTERNOON, [], ShiftRequest(ShiftMethod.DROP, 3, 0, ends=at("14:55")), at("13:40"), ZONE
    ).dropped == (6,)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ShiftRequest(ShiftMethod.SHIFT, 3, 25, until=5), "shift_break"),
        (ShiftRequest(ShiftMethod.SHIFT, 3, 25, until=1), "shift_until"),
        (ShiftRequest(ShiftMethod.SHORTEN, 3, 25, ends=at("14:00")), "shift_ends"),
        (ShiftRequest(ShiftMethod.SHORTEN, 3, 0, ends=at("17:00")), "shift_in_time"),
        (ShiftRequest(ShiftMethod.DROP, 3, 0, ends=at("17:00")), "shift_in_time"),
        (ShiftRequest(ShiftMethod.SHIFT, 2, 25), "shift_first"),
        (ShiftRequest(ShiftMethod.SHIFT, 5, 25), "shift_first"),
        (ShiftRequest(ShiftMethod.SHIFT, 3, 7), "shift_minutes"),
        (ShiftRequest(ShiftMethod.SHORTEN, 3, 10, shortest=25), "shift_shortest"),
        (ShiftRequest(ShiftMethod.SHIFT, 6, 180), ""),
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
        plan_shift(late, [], ShiftRequest(ShiftMethod.SHIFT, 1, 120), at("21:00"), ZONE)


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
    how=st.sampled_from([ShiftMethod.SHIFT, ShiftMethod.SHORTEN]),
    until=st.booleans(),
    minutes=st.integers(1, 12).map(lambda n: 5 * n),
    shortest=st.integers(5, 14),
    breaks_give=st.booleans(),
    now=st.integers(0, 600).map(lambda n: at("07:30") + timedelta(minutes=n)),
    pick=st.integers(0, 20),
)
def test_whatever_is_asked_the_day_stays_a_day(
    day: list[DaySlot],
    how: ShiftMethod,
    until: bool,
    minutes: int,
    shortest: int,
    breaks_give: bool,
    now: datetime,
    pick: int,
) -> None:
    left = list_slots_ahead(day, now, ZONE)
    assume(left)
    first = left[pick % len(left)]

    takes_up = [one for one in list_absorbing_breaks(day, first.id) if one.span.minutes - minutes >= MIN_BREAK_MINUTES]
    assume(takes_up or not until)
    pause = takes_up[0].id if until else 0

    found = plan_shift(day, [], ShiftRequest(how, first.id, minutes, shortest, breaks_give, pause), now, ZONE)

    after = {one.id: one.after for one in found.times}
    spans = [after.get(time.id, time.span) for time in day]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for time in day:
        new = after.get(time.id, time.span)
        if time.span.start <= now:
            assert new.start == time.span.start
            assert new == time.span or time.kind is not SlotKind.MEETING
        elif time.kind is SlotKind.MEETING:
            least = shortest if how is ShiftMethod.SHORTEN else time.span.minutes
            assert min(least, time.span.minutes) <= new.minutes <= time.span.minutes
        else:
            least = min(MIN_BREAK_MINUTES, time.span.minutes) if breaks_give or time.id == pause else time.span.minutes
            assert least <= new.minutes <= time.span.minutes
        assert new.start >= time.span.start
    _written_without_overlap(day, found.times)
    back = invert_plan(found)
    _written_without_overlap([DaySlot(t.id, after.get(t.id, t.span), t.kind) for t in day], back.times)
    assert {one.id: one.after for one in back.times} == {one.id: one.before for one in found.times}


@given(day=days(), minutes=st.integers(0, 6).map(lambda n: 5 * n), breaks_give=st.booleans(), by=st.integers(-120, 60))
def test_whatever_the_end_it_is_kept_by_slots_no_shorter_than_it_takes(
    day: list[DaySlot], minutes: int, breaks_give: bool, by: int
) -> None:
    now, ends = at("07:30"), day[-1].span.end + timedelta(minutes=by)
    left = list_slots_ahead(day, now, ZONE)
    assume(left)
    asked = ShiftRequest(ShiftMethod.SHORTEN, left[0].id, minutes, 0, breaks_give, ends=ends)
    try:
        found = plan_shift(day, [], asked, now, ZONE)
    except Invalid:  # it cannot end by then, or does already
        return

    after = {one.id: one.after for one in found.times}
    spans = [after.get(time.id, time.span) for time in day]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert spans[-1].end <= ends or spans[-1].end == day[-1].span.end <= ends
    assert all(after[one.id].minutes >= min(MIN_MEETING_MINUTES, one.span.minutes) for one in left if one.id in after)
    _written_without_overlap(day, found.times)
    _written_without_overlap([DaySlot(t.id, after.get(t.id, t.span), t.kind) for t in day], invert_plan(found).times)


def _written_without_overlap(day: list[DaySlot], moved: tuple[MovedSpan, ...]) -> None:
    """One after the other, as the database checks them."""
    spans = {time.id: time.span for time in day}
    for one in order_moves(moved):
        spans[one.id] = one.after
        assert not any(one.after.overlaps(other) for number, other in spans.items() if number != one.id)
