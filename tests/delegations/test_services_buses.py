"""Bus lists: who rides where, and who is ticked off."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.core.errors import Invalid, NotFound
from app.delegations.programme import NO_BUS
from app.delegations.queries.programme import create_bus_lists, get_buses_by_registration, list_riders
from app.delegations.queries.visits import get_delegation_visits
from app.delegations.services import sign_ups, visits
from app.delegations.services.visits import VisitDetails
from app.registrations.models import BusSeat
from tests import factories


@pytest.fixture
def firms(brought):
    """Two firms, the first with two people."""
    made = [brought.firm("Alpha", rank=1), brought.firm("Beta", rank=2)]
    factories.representative(made[0])
    return made


@pytest.fixture
def tour(brought, firms):
    at = brought.event.slots[0]
    visit = VisitDetails(label="Port tour", starts_at=at.starts_at, ends_at=at.ends_at, buses=["1", "2"])
    return visits.add_visit(brought.delegation, visit, by=brought.chamber.id)[0]


def lists(tour):
    return {
        one.bus: ([rider.member.company.name for rider in one.riders], one.aboard) for one in create_bus_lists(tour)
    }


def people(tour):
    return [rider.member.id for rider in list_riders(tour)]


def test_everybody_rides_in_the_first_bus_until_somebody_says_otherwise(tour):
    assert lists(tour) == {"1": (["Alpha", "Alpha", "Beta"], 0), "2": ([], 0)}


def test_nobody_is_put_into_a_bus_that_has_no_seat_left(brought, tour):
    with transaction():
        tour.seats_per_bus = 1
    first, second, _third = people(tour)
    sign_ups.assign_seats(brought.delegation, tour, {first: "2"}, by=1)

    with pytest.raises(Invalid, match="bus_full"):
        sign_ups.assign_seats(brought.delegation, tour, {second: "2"}, by=1)

    assert lists(tour) == {"1": (["Alpha", "Beta"], 0), "2": (["Alpha"], 0)}


def test_people_are_put_into_buses_or_out_of_them_and_their_firms_know(brought, tour, firms):
    first, second, third = people(tour)

    moved = sign_ups.assign_seats(brought.delegation, tour, {first: "1", second: "2", third: NO_BUS}, by=1)

    visits_there = get_delegation_visits(brought.delegation.id)
    assert (moved, lists(tour)) == (2, {"1": (["Alpha"], 0), "2": (["Alpha"], 0)})
    assert get_buses_by_registration(visits_there, [one.id for one in firms]) == {
        (tour.id, firms[0].id): ("1", "2"),
        (tour.id, firms[1].id): (),
    }


def test_who_boards_is_ticked_once_by_whoever_is_first_and_ticks_are_taken_back(brought, tour):
    first, second, _third = people(tour)

    assert sign_ups.board_person(brought.delegation, tour, first, by=brought.chamber.id)
    assert not sign_ups.board_person(brought.delegation, tour, first, by=brought.organizer.id)
    sign_ups.board_person(brought.delegation, tour, second, by=brought.organizer.id)
    seat = db.session.query(BusSeat).filter_by(representative_id=first).one()
    assert (lists(tour)["1"][1], seat.boarded_by) == (2, brought.chamber.id)

    assert sign_ups.unboard_person(brought.delegation, tour, first, by=brought.organizer.id)
    assert not sign_ups.unboard_person(brought.delegation, tour, first, by=brought.organizer.id)
    assert lists(tour)["1"][1] == 1


def test_ticks_stay_when_somebody_changes_the_bus_or_the_bus_goes(brought, tour):
    first = people(tour)[0]
    sign_ups.board_person(brought.delegation, tour, first, by=1)
    sign_ups.assign_seats(brought.delegation, tour, {first: "2"}, by=1)
    kept = VisitDetails(label="Tour", starts_at=tour.starts_at, ends_at=tour.ends_at, buses=["1"])

    visits.change_visit(brought.delegation, tour.id, kept, version=tour.version, by=1)

    assert lists(tour) == {"1": (["Alpha", "Alpha", "Beta"], 1)}


def test_nobody_is_ticked_who_does_not_ride(brought, tour):
    first = people(tour)[0]
    stranger = factories.firm(brought.event).representatives[0]
    sign_ups.assign_seats(brought.delegation, tour, {first: NO_BUS}, by=1)

    for one in (first, stranger.id):
        with pytest.raises(NotFound):
            sign_ups.board_person(brought.delegation, tour, one, by=1)
    with pytest.raises(NotFound):
        sign_ups.assign_seats(brought.delegation, tour, {stranger.id: "1"}, by=1)
    with pytest.raises(Invalid, match="bus_unknown"):
        sign_ups.assign_seats(brought.delegation, tour, {first: "9"}, by=1)


def test_no_name_is_kept_with_a_tick(brought, tour):
    sign_ups.board_person(brought.delegation, tour, people(tour)[0], by=1)

    row = db.session.query(BusSeat).one()
    kept = {column.name: getattr(row, column.name) for column in BusSeat.__table__.columns}
    assert [name for name, value in kept.items() if isinstance(value, str)] == []
