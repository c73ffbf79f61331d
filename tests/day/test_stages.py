"""What a screen says from the early morning to the end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span
from app.day.day_stages import DaySlot, DayStage, get_day_moment
from app.events.calendar import SlotKind

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2032, 3, 18, tzinfo=ZONE).astimezone(UTC)


def at(clock: str, day: int = 0) -> datetime:
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(days=day, hours=int(hours), minutes=int(minutes))


def time(number: int, begins: str, ends: str, kind: SlotKind = SlotKind.MEETING, day: int = 0) -> DaySlot:
    return DaySlot(number, Span(at(begins, day), at(ends, day)), kind)


DAY = [
    time(1, "11:00", "11:25"),
    time(2, "11:30", "11:55"),
    time(3, "12:00", "13:30", SlotKind.BREAK),
    time(4, "13:30", "13:55"),
    time(5, "09:30", "09:55", day=1),
]


@pytest.mark.parametrize(
    ("clock", "stage", "shown", "changes"),
    [
        ("08:00", DayStage.AHEAD, [1, 2], "11:00"),
        ("11:00", DayStage.BEGINS, [1, 2], "11:01"),
        ("11:07", DayStage.RUNS, [1, 2], "11:23"),
        ("11:23", DayStage.ENDS, [1, 2], "11:25"),
        ("11:25", DayStage.BETWEEN, [2, 4], "11:30"),
        ("11:56", DayStage.BREAK, [4], "12:00"),
        ("12:40", DayStage.BREAK, [4], "13:30"),
        ("13:30", DayStage.BEGINS, [4], "13:31"),
        ("14:00", DayStage.OVER, [5], None),
    ],
)
def test_a_day_goes_by(clock: str, stage: DayStage, shown: list[int], changes: str | None) -> None:
    found = get_day_moment(DAY, at(clock), ZONE)

    assert found.stage is stage
    assert [one.id for one in found.shown] == shown
    assert found.changes_at == (at(changes) if changes else at("09:30", 1))


def test_a_day_without_meetings_waits_for_the_first() -> None:
    found = get_day_moment(DAY, at("10:00", -1), ZONE)

    assert (found.stage, found.runs, found.shown, found.pause) == (DayStage.AHEAD, None, (DAY[0],), None)


def test_after_the_last_meeting_nothing_comes() -> None:
    assert get_day_moment(DAY, at("10:00", 1), ZONE).stage is DayStage.OVER
    assert get_day_moment([], at("10:00"), ZONE).stage is DayStage.OVER


def test_the_next_time_is_the_one_after_what_runs() -> None:
    running, between = get_day_moment(DAY, at("11:07"), ZONE), get_day_moment(DAY, at("11:26"), ZONE)

    assert (running.runs, running.next) == (DAY[0], DAY[1])
    assert (between.runs, between.next) == (None, DAY[1])


@given(minutes=st.integers(0, 48 * 60))
def test_it_says_the_same_until_it_says_that_it_changes(minutes: int) -> None:
    now = MIDNIGHT - timedelta(hours=4) + timedelta(minutes=minutes)
    found = get_day_moment(DAY, now, ZONE)

    if found.changes_at is None:
        assert found.stage is DayStage.OVER
        return
    assert found.changes_at > now
    just_before = get_day_moment(DAY, found.changes_at - timedelta(seconds=1), ZONE)
    if (found.changes_at - now) < timedelta(hours=2):
        assert just_before.stage is found.stage
