"""Seats at group meetings, on both databases: taken, declined, given back, taken back by the host."""

from __future__ import annotations

import pytest

from app.group_meetings import services
from app.meetings import services as pairs
from app.meetings.errors import SlotTaken
from app.meetings.group_meeting_seats import IllegalStep, NoSeat
from tests import factories
from tests.group_meetings.acts import letters, opened, seats
from tests.meetings.acts import claims, slots

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.full
def test_who_takes_a_seat_holds_the_time_with_one_of_its_people(event, host, guests):
    made = opened(event, host)

    taken = [services.take_group_seat(made, one.id, by=None) for one in guests[:2]]

    assert taken == [True, True]
    assert seats(made) == {guests[0].id: ("accepted", 1), guests[1].id: ("accepted", 2)}
    assert claims(made) == 4
    assert not services.take_group_seat(made, guests[0].id, by=None)


@pytest.mark.full
def test_there_are_no_more_guests_than_seats(event, host, guests):
    made = opened(event, host, seats=2)
    for one in guests[:2]:
        services.take_group_seat(made, one.id, by=None)

    with pytest.raises(NoSeat) as refused:
        services.take_group_seat(made, guests[2].id, by=None)

    assert refused.value.details["why"] == "full"


def test_who_meets_somebody_then_has_no_seat(event, host, guests):
    other = factories.firm(event, "Singapore")
    booked = pairs.request_meeting(event.id, guests[0].id, other.id, by=None)
    pairs.accept(booked, other.id, by=None, slot_id=slots(event)[1])
    made = opened(event, host)

    with pytest.raises(NoSeat) as refused:
        services.take_group_seat(made, guests[0].id, by=None)

    assert refused.value.details["why"] == "busy"
    assert seats(made) == {}


def test_who_sits_in_a_group_meets_nobody_else_then(event, host, guests):
    made = opened(event, host)
    services.take_group_seat(made, guests[0].id, by=None)
    other = factories.firm(event, "Singapore")
    asked = pairs.request_meeting(event.id, guests[0].id, other.id, by=None)

    with pytest.raises(SlotTaken):
        pairs.accept(asked, other.id, by=None, slot_id=slots(event)[1])


@pytest.mark.full
def test_an_invited_firm_says_yes_or_no(event, host, guests):
    made = opened(event, host, is_open=False, invited=[guests[0].id, guests[1].id])

    services.take_group_seat(made, guests[0].id, by=None)
    services.decline_invitation(made, guests[1].id, by=None)

    assert seats(made) == {guests[0].id: ("accepted", 1), guests[1].id: ("declined", None)}
    assert len(letters("invited")) == 2
    assert letters("taken") == letters("declined") != set()


@pytest.mark.full
def test_who_gives_a_seat_back_is_free_and_may_come_again(event, host, guests):
    made = opened(event, host)
    services.take_group_seat(made, guests[0].id, by=None)

    services.leave_group_seat(made, guests[0].id, by=None)

    assert (claims(made), seats(made)) == (2, {guests[0].id: ("left", None)})
    assert (len(letters("left")), len(letters("guest_left"))) == (1, 1)
    assert services.take_group_seat(made, guests[0].id, by=None)


@pytest.mark.full
def test_whom_the_host_removes_is_told_and_does_not_come_again_by_itself(event, host, guests):
    made = opened(event, host)
    services.take_group_seat(made, guests[0].id, by=None)

    services.remove_group_guest(made, guests[0].id, by=None)

    assert (claims(made), letters("removed") != set()) == (2, True)
    with pytest.raises(IllegalStep):
        services.take_group_seat(made, guests[0].id, by=None)
    services.invite_companies(made, [guests[0].id], by=None)
    assert services.take_group_seat(made, guests[0].id, by=None)
