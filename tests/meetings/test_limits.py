import pytest

from app.events.rules import CompanyLimits
from app.meetings.limits import (
    LimitNote,
    MostMeetingsReached,
    OpenRequestsReached,
    Remaining,
    Tally,
    check_ask,
    check_meet,
    limit_notes,
    remaining,
)

LIMITS = CompanyLimits(open_requests=10, least_meetings=2, most_meetings=8)


def test_what_is_left_is_never_below_nothing():
    assert remaining(LIMITS, Tally(open_requests=12, meetings=1)) == Remaining(requests=0, meetings=7, lacking=1)


def test_without_limits_nothing_is_counted():
    assert remaining(CompanyLimits(), Tally(99, 99)) == Remaining(requests=None, meetings=None, lacking=0)
    assert list(limit_notes(CompanyLimits(), Tally(99, 99))) == []
    check_ask(CompanyLimits(), Tally(99, 99))


def test_a_firm_asks_up_to_its_limit():
    check_ask(LIMITS, Tally(open_requests=9))
    with pytest.raises(OpenRequestsReached) as refused:
        check_ask(LIMITS, Tally(open_requests=10))

    assert (refused.value.code, refused.value.details) == ("open_requests_reached", {"most": 10, "yours": True})


def test_a_firm_with_its_most_meetings_asks_nobody():
    with pytest.raises(MostMeetingsReached):
        check_ask(LIMITS, Tally(meetings=8))


@pytest.mark.parametrize(("mine", "theirs", "yours"), [(8, 0, True), (0, 8, False), (8, 8, True)])
def test_a_meeting_is_refused_where_either_side_has_its_most(mine, theirs, yours):
    with pytest.raises(MostMeetingsReached) as refused:
        check_meet(LIMITS, Tally(meetings=mine), Tally(meetings=theirs))

    assert refused.value.details == {"most": 8, "yours": yours}


def test_two_sides_below_their_most_may_meet():
    check_meet(LIMITS, Tally(meetings=7), Tally(meetings=7))


@pytest.mark.parametrize(
    ("tally", "notes"),
    [
        (Tally(0, 0), [LimitNote("lacking", 2, 2)]),
        (Tally(7, 5), []),
        (Tally(8, 6), [LimitNote("requests_left", 2, 10), LimitNote("meetings_left", 2, 8)]),
        (Tally(10, 8), [LimitNote("requests_used_up", 0, 10), LimitNote("meetings_used_up", 0, 8)]),
    ],
)
def test_limits_are_said_before_they_bite(tally, notes):
    assert list(limit_notes(LIMITS, tally)) == notes
