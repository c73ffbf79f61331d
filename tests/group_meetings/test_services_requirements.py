"""Who may sit at a group meeting at all: by invitation, by the rules, and by what firms said of each other."""

from __future__ import annotations

import pytest

from app.group_meetings import services
from app.meetings.errors import AcceptsNoMeetings, CannotRequest
from app.meetings.group_meeting_seats import IllegalStep, NoSeat
from tests import factories
from tests.group_meetings.acts import never, opened, seats


def test_nobody_comes_uninvited_where_a_group_is_not_open(event, host, guests):
    made = opened(event, host, is_open=False)

    with pytest.raises(IllegalStep):
        services.take_group_seat(made, guests[0].id, by=None)


def test_never_keeps_two_apart_and_says_nothing_of_it(event, host, guests):
    never(host, guests[0])
    never(guests[1], guests[2])
    made = opened(event, host, invited=[guests[0].id])
    services.take_group_seat(made, guests[1].id, by=None)

    with pytest.raises(AcceptsNoMeetings):
        services.take_group_seat(made, guests[0].id, by=None)
    with pytest.raises(NoSeat) as refused:
        services.take_group_seat(made, guests[2].id, by=None)

    assert refused.value.details["why"] == "full"
    assert guests[0].id not in seats(made)


def test_by_the_rules_only_sides_that_meet_sit_together(event, host):
    made = opened(event, host)

    with pytest.raises(CannotRequest):
        services.take_group_seat(made, factories.firm(event, "Singapore").id, by=None)
