"""A host changes what a group meeting is about, how many it takes, and who may come."""

from __future__ import annotations

from functools import partial

import pytest

from app.core.errors import Invalid
from app.group_meetings import services
from app.meetings.queries.group_meetings import get_group_meeting
from tests.group_meetings.acts import letters, letters_to, opened


@pytest.mark.full
def test_a_host_changes_topic_seats_and_who_may_come_and_nobody_loses_a_seat(event, host, guests):
    made = opened(event, host, seats=5, invited=[guests[2].id])
    for one in guests[:2]:
        services.take_group_seat(made, one.id, by=None)
    services.leave_group_seat(made, guests[0].id, by=None)
    services.take_group_seat(made, guests[3].id, by=None)
    services.leave_group_seat(made, guests[3].id, by=None)

    for topic, number in (("Rail", 1), ("Rail", 9), (" ", 5)):
        with pytest.raises(Invalid):
            services.update_group_meeting(made, topic=topic, seats=number, is_open=True, by=None)
    said = partial(services.update_group_meeting, made, topic="Cold chain by sea", seats=2, is_open=False, by=None)
    assert [said() for _ in range(2)] == [True, False]

    row = get_group_meeting(event.id, made)
    assert (row.topic, row.seats, row.is_open, [one.seat for one in row.seated]) == ("Cold chain by sea", 2, False, [1])
    assert letters("retitled") == letters_to(guests[1])
    assert letters("changed") == letters_to(guests[2])
