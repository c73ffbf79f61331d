"""What every run asks of the authorisation matrix leaves out nothing that depends on who asks."""

from collections.abc import Iterator
from itertools import product

from tests.architecture.cells import places
from tests.architecture.expected import IN_OWN_EVENT, expected
from tests.architecture.route_table import Route, read
from tests.architecture.sampling import let_in, who_asks
from tests.architecture.world import ROLES


def test_everybody_asks_every_route_for_their_own():
    assert [route.endpoint for route in read() if who_asks(route, "own") != set(ROLES)] == []


def test_whomever_a_scope_lets_in_asks_it_for_everything_that_is_not_theirs():
    elsewhere = {(route, who, at) for route in read() if not route.is_public for who, at in _not_theirs(route)}
    asked = {(route.scope, who, at) for route, who, at in elsewhere if who in who_asks(route, at)}

    assert sorted({(route.scope, who, at) for route, who, at in elsewhere} - asked) == []


def test_of_all_who_hold_a_role_in_the_event_one_asks_each_route_that_lets_them_in_for_what_is_not_theirs():
    for route in (one for one in read() if not one.is_public):
        asking = {
            (at, expected(route, who, at), role)
            for who, at in _not_theirs(route)
            if who in who_asks(route, at)
            for role in IN_OWN_EVENT.get(who, ())
        }
        wanted = {
            (at, expected(route, who, at), role)
            for who, at in _not_theirs(route)
            for role in IN_OWN_EVENT.get(who, set()) - {"administrator"}
        }
        assert wanted <= asking, route.endpoint


def _not_theirs(route: Route) -> Iterator[tuple[str, str]]:
    """Whom the route lets in somewhere, and each place where something of others stands."""
    return product(let_in(route), (at for at in places(route) if at not in ("own", "absent")))


def test_every_route_is_asked_at_every_place_by_somebody_it_lets_in_and_by_somebody_it_does_not():
    for route in read():
        allowed = set(let_in(route))
        for place in places(route):
            asking = who_asks(route, place)
            assert asking & allowed, (route.endpoint, place)
            assert asking - allowed or allowed == set(ROLES), (route.endpoint, place)


def test_each_role_asks_at_each_kind_of_place():
    pairs = {(who, place) for route in read() for place in places(route) for who in who_asks(route, place)}

    assert pairs == {(who, place) for who in ROLES for route in read() for place in places(route)}
