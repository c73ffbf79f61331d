"""Buses as they are typed, and who rides in which."""

from __future__ import annotations

import pytest

from app.delegations.programme import NO_BUS, get_bus, join_buses, parse_buses


@pytest.mark.parametrize(
    ("text", "buses"),
    [
        ("", ()),
        ("2", ("2",)),
        ("1, 2", ("1", "2")),
        ("bus 1; Bus 2", ("1", "2")),
        ("1号车、2号车", ("1", "2")),
        ("第3号", ("3",)),
        ("autocar n° 4 / VIP car", ("4", "VIP car")),
        ("2, 2 ,, 1", ("2", "1")),
    ],
)
def test_buses_are_read_however_they_are_written(text, buses):
    assert parse_buses(text) == buses
    assert parse_buses(join_buses(buses)) == buses


@pytest.mark.parametrize(
    ("seat", "buses", "rides"),
    [
        (None, ("1", "2"), "1"),
        ("2", ("1", "2"), "2"),
        ("gone", ("1", "2"), "1"),
        (NO_BUS, ("1", "2"), NO_BUS),
        (None, (), NO_BUS),
    ],
)
def test_who_has_no_seat_of_their_own_rides_in_the_first(seat, buses, rides):
    assert get_bus(seat, buses) == rides
