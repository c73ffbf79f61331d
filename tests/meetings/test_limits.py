import pytest

from app.events.rules import CompanyLimits
from app.meetings.policy import (
    LimitNote,
    MeetingTally,
    MostMeetingsReached,
    OpenRequestsReached,
    RemainingLimits,
    check_meeting_limits,
    check_request_limits,
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
    check_request_limits(CompanyLimits(), MeetingTally(99, 99))


def test_a_firm_asks_up_to_its_limit():
    check_request_limits(LIMITS, MeetingTally(open_requests=9))
    with pytest.raises(OpenRequestsReached) as refused:
        check_request_limits(LIMITS, MeetingTally(open_requests=10))

    assert (refused.value.code, refused.value.details) == ("open_requests_reached", {"most": 10, "yours": True})


def test_a_firm_with_its_most_meetings_asks_nobody():
    with pytest.raises(MostMeetingsReached):
        check_request_limits(LIMITS, MeetingTally(meetings=8))


@pytest.mark.parametrize(("mine", "theirs", "yours"), [(8, 0, True), (0, 8, False), (8, 8, True)])
def test_a_meeting_is_refused_where_either_side_has_its_most(mine, theirs, yours):
    with pytest.raises(MostMeetingsReached) as refused:
        check_meeting_limits(LIMITS, MeetingTally(meetings=mine), MeetingTally(meetings=theirs))

    assert refused.value.details == {"most": 8, "yours": yours}


def test_two_sides_below_their_most_may_meet():
    check_meeting_limits(LIMITS, MeetingTally(meetings=7), MeetingTally(meetings=7))


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
