"""What a screen says from the early morning to the end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Span
from app.day.stages import Stage, Time, moment_of
from app.events.calendar import SlotKind

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2032, 3, 18, tzinfo=ZONE).astimezone(UTC)


def at(clock: str, day: int = 0) -> datetime:
    hours, minutes = clock.split(":")
    return MIDNIGHT + timedelta(days=day, hours=int(hours), minutes=int(minutes))


def time(number: int, begins: str, ends: str, kind: SlotKind = SlotKind.MEETING, day: int = 0) -> Time:
    return Time(number, Span(at(begins, day), at(ends, day)), kind)


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
        ("08:00", Stage.AHEAD, [1, 2], "11:00"),
        ("11:00", Stage.BEGINS, [1, 2], "11:01"),
        ("11:07", Stage.RUNS, [1, 2], "11:23"),
        ("11:23", Stage.ENDS, [1, 2], "11:25"),
        ("11:25", Stage.BETWEEN, [2, 4], "11:30"),
        ("11:56", Stage.BREAK, [4], "12:00"),
        ("12:40", Stage.BREAK, [4], "13:30"),
        ("13:30", Stage.BEGINS, [4], "13:31"),
        ("14:00", Stage.OVER, [5], None),
    ],
)
def test_a_day_goes_by(clock: str, stage: Stage, shown: list[int], changes: str | None) -> None:
    found = moment_of(DAY, at(clock), ZONE)

    assert found.stage is stage
    assert [one.id for one in found.shown] == shown
    assert found.changes_at == (at(changes) if changes else at("09:30", 1))


def test_a_day_without_meetings_waits_for_the_first() -> None:
    found = moment_of(DAY, at("10:00", -1), ZONE)

    assert (found.stage, found.runs, found.shown, found.pause) == (Stage.AHEAD, None, (DAY[0],), None)


def test_after_the_last_meeting_nothing_comes() -> None:
    assert moment_of(DAY, at("10:00", 1), ZONE).stage is Stage.OVER
    assert moment_of([], at("10:00"), ZONE).stage is Stage.OVER


def test_the_next_time_is_the_one_after_what_runs() -> None:
    running, between = moment_of(DAY, at("11:07"), ZONE), moment_of(DAY, at("11:26"), ZONE)

    assert (running.runs, running.next) == (DAY[0], DAY[1])
    assert (between.runs, between.next) == (None, DAY[1])


@given(minutes=st.integers(0, 48 * 60))
def test_it_says_the_same_until_it_says_that_it_changes(minutes: int) -> None:
    now = MIDNIGHT - timedelta(hours=4) + timedelta(minutes=minutes)
    found = moment_of(DAY, now, ZONE)

    if found.changes_at is None:
        assert found.stage is Stage.OVER
        return
    assert found.changes_at > now
    just_before = moment_of(DAY, found.changes_at - timedelta(seconds=1), ZONE)
    if (found.changes_at - now) < timedelta(hours=2):
        assert just_before.stage is found.stage
