from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.group_meeting_seats import StoredSeat, find_seat_faults
from app.meetings.invariants import StoredMeeting
from app.meetings.lifecycle import MeetingState

GROUP = StoredMeeting(7, 1, "group", MeetingState.BOOKED, 0, 0, 1, None, 10, 1, 2, False, ((1, "asker"), (2, "asked")))
HOST = StoredSeat(1, "asker", None, None)
SOUND = (HOST, StoredSeat(2, "asked", "accepted", 1), StoredSeat(3, "asked", "invited", None))


def codes(rows=SOUND, *, seats=2, meeting=GROUP):
    return [one.code for one in find_seat_faults(meeting, seats, rows)]


def test_a_sound_group_has_no_fault():
    assert codes() == []
    assert (
        codes((HOST, StoredSeat(2, "asked", "accepted", None)), meeting=replace(GROUP, state=MeetingState.CANCELLED))
        == []
    )


@pytest.mark.parametrize(
    ("rows", "values", "found"),
    [
        (SOUND, {"seats": None}, ["no_roundtable"]),
        (SOUND[1:], {}, ["host_differs"]),
        (SOUND, {"meeting": replace(GROUP, state=MeetingState.AGREED)}, ["no_such_group", "seat_differs"]),
        ((HOST, StoredSeat(2, "asked", "accepted", 3)), {}, ["too_many_seats"]),
        (
            (HOST, *(StoredSeat(n, "asked", "accepted", 1) for n in (2, 3))),
            {},
            ["seat_given_twice"],
        ),
        ((HOST, StoredSeat(2, "asked", "accepted", None)), {}, ["seat_differs"]),
        ((HOST, StoredSeat(2, "asked", "left", 1)), {}, ["seat_differs"]),
        ((HOST, StoredSeat(2, "asked", None, None)), {}, ["answer_unknown"]),
    ],
)
def test_each_fault_is_found(rows, values, found):
    assert codes(rows, **values) == found
