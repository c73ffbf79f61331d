from __future__ import annotations

from dataclasses import replace

import pytest

from app.meetings.invariants import MeetingRow
from app.meetings.lifecycle import State
from app.meetings.round_invariants import SeatRow, seats_amiss

GROUP = MeetingRow(7, 1, "group", State.BOOKED, 0, 0, 1, None, 10, 1, 2, False, ((1, "asker"), (2, "asked")))
HOST = SeatRow(1, "asker", None, None)
SOUND = (HOST, SeatRow(2, "asked", "accepted", 1), SeatRow(3, "asked", "invited", None))


def codes(rows=SOUND, *, seats=2, meeting=GROUP):
    return [one.code for one in seats_amiss(meeting, seats, rows)]


def test_a_sound_group_has_no_fault():
    assert codes() == []
    assert codes((HOST, SeatRow(2, "asked", "accepted", None)), meeting=replace(GROUP, state=State.CANCELLED)) == []


@pytest.mark.parametrize(
    ("rows", "values", "found"),
    [
        (SOUND, {"seats": None}, ["no_roundtable"]),
        (SOUND[1:], {}, ["host_differs"]),
        (SOUND, {"meeting": replace(GROUP, state=State.AGREED)}, ["no_such_group", "seat_differs"]),
        ((HOST, SeatRow(2, "asked", "accepted", 3)), {}, ["too_many_seats"]),
        (
            (HOST, *(SeatRow(n, "asked", "accepted", 1) for n in (2, 3))),
            {},
            ["seat_given_twice"],
        ),
        ((HOST, SeatRow(2, "asked", "accepted", None)), {}, ["seat_differs"]),
        ((HOST, SeatRow(2, "asked", "left", 1)), {}, ["seat_differs"]),
        ((HOST, SeatRow(2, "asked", None, None)), {}, ["answer_unknown"]),
    ],
)
def test_each_fault_is_found(rows, values, found):
    assert codes(rows, **values) == found
