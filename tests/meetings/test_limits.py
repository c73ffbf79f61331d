import pytest

from app.events.rules import CompanyLimits
from app.meetings.policy import (
    LimitNote,
    MeetingTally,
    RemainingLimits,
    get_remaining,
    list_limit_notes,
)

LIMITS = CompanyLimits(open_requests=10, least_meetings=2, most_meetings=8)


def test_what_is_left_is_never_below_nothing():
    assert get_remaining(LIMITS, MeetingTally(open_requests=12, meetings=1)) == RemainingLimits(
        requests=0, meetings=7, lacking=1
    )


def test_without_limits_nothing_is_counted():
    assert get_remaining(CompanyLimits(), MeetingTally(99, 99)) == RemainingLimits(
        requests=None, meetings=None, lacking=0
    )
    assert list(list_limit_notes(CompanyLimits(), MeetingTally(99, 99))) == []


@pytest.mark.parametrize(
    ("tally", "notes"),
    [
        (MeetingTally(0, 0), [LimitNote("lacking", 2, 2)]),
        (MeetingTally(7, 5), []),
        (MeetingTally(8, 6), [LimitNote("requests_left", 2, 10), LimitNote("meetings_left", 2, 8)]),
        (MeetingTally(10, 8), [LimitNote("requests_used_up", 0, 10), LimitNote("meetings_used_up", 0, 8)]),
    ],
)
def test_limits_are_said_before_they_bite(tally, notes):
    assert list(list_limit_notes(LIMITS, tally)) == notes
