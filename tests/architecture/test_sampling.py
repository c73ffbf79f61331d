"""What every run asks of the authorisation matrix leaves out nothing that depends on who asks."""

from tests.architecture.cells import places
from tests.architecture.expected import OPEN, expected
from tests.architecture.route_table import read
from tests.architecture.sampling import who_asks
from tests.architecture.world import ROLES


def test_everybody_asks_every_route_for_their_own():
    assert [route.endpoint for route in read() if who_asks(route, "own") != set(ROLES)] == []


def test_whomever_a_route_lets_in_asks_it_for_everything_that_is_not_theirs():
    let_in = {
        (route, who)
        for route in read()
        for who in ROLES
        if any(expected(route, who, at) == OPEN for at in places(route))
    }
    elsewhere = {
        (route, who, at) for route, who in let_in if not route.is_public for at in places(route) if at != "absent"
    }

    assert [(route.endpoint, who, at) for route, who, at in elsewhere if who not in who_asks(route, at)] == []


def test_every_route_is_asked_at_every_place_by_somebody_it_lets_in_and_by_somebody_it_does_not():
    for route in read():
        let_in = {who for who in ROLES if any(expected(route, who, at) == OPEN for at in places(route))}
        for place in places(route):
            asking = who_asks(route, place)
            assert asking & let_in, (route.endpoint, place)
            assert asking - let_in or let_in == set(ROLES), (route.endpoint, place)


def test_each_role_asks_at_each_kind_of_place():
    pairs = {(who, place) for route in read() for place in places(route) for who in who_asks(route, place)}

    assert pairs == {(who, place) for who in ROLES for route in read() for place in places(route)}
