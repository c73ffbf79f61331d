"""What every run leaves out of ``--full`` leaves no part of it out: neither somebody on whom the answers of the
authorisation matrix depend, nor a database for the acts of a file; and what it leaves to other runs, those take."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.cells import places
from tests.architecture.expected import IN_OWN_EVENT, expected
from tests.architecture.route_table import Route, read
from tests.architecture.sampling import FIELDS, asks_in, let_in, who_asks
from tests.architecture.world import ROLES
from tests.support.turns import (
    BOTH,
    Turn,
    commits,
    left_to_others,
    names_in,
    one_of,
    place_of,
    run_by_turns,
    turn_of,
)


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


def test_each_run_asks_every_route_and_the_next_one_for_those_who_have_not_asked():
    for route, first in product(read(), (0, commits(), 4711)):
        asked = [{(at, who) for at in places(route) for who in asks_in(turn, route, at)} for turn in _following(first)]
        assert all(asked), route.endpoint
        assert sum(map(len, asked)) == len(set().union(*asked)), route.endpoint
        assert set().union(*asked) == {(at, who) for at in places(route) for who in who_asks(route, at)}


def test_each_run_asks_everybodys_own_of_somebody_the_route_lets_in_and_of_somebody_it_does_not():
    for route, turn in product(read(), _following(commits())):
        asking, allowed = asks_in(turn, route, "own"), set(let_in(route))
        assert asking & allowed or len(allowed) < FIELDS, route.endpoint
        assert asking - allowed or len(set(ROLES) - allowed) < FIELDS, route.endpoint


def _following(first: int) -> list[Turn]:
    return [Turn(first + number) for number in range(FIELDS)]


def test_what_runs_on_one_database_in_each_run_runs_on_the_other_in_the_next(request: pytest.FixtureRequest) -> None:
    turn = replace(turn_of(request.config), full=False)
    by_turns = [one for one in request.session.items if isinstance(one, pytest.Function) and run_by_turns(one)]
    for place in {place_of(item) for item in by_turns if "database" in item.fixturenames}:
        following = [one_of(BOTH, *place, turn.after(number)) for number in range(4)]
        assert {len(taken) for taken in following} == {1}, place
        assert following[0] != following[1], place
        assert following[:2] == following[2:], place


def test_of_the_tests_of_a_file_that_run_by_turns_each_run_has_half_on_each_database() -> None:
    here = import_module(__name__)
    for turn in (Turn(0), Turn(1)):
        taken = [one_of(BOTH, here, name, turn) for name in names_in(here)]
        assert all(one != other for one, other in pairwise(taken))


@dataclass(frozen=True)
class Seldom:
    """A test that is tried in one of ``of`` runs, as far as whoever parts them asks."""

    number: int
    of: int
    path: Path = Path("test_long.py")

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return pytest.mark.seldom(self.of).mark if name == "seldom" else None


@pytest.mark.parametrize("of", [2, 3, 4, 5])
def test_what_is_tried_in_one_of_so_many_runs_is_tried_there_once_and_each_time_on_the_next(of: int) -> None:
    tests: list[Any] = [*(Seldom(number, of) for number in range(5)), Seldom(9, 1)]
    for first in (0, commits(), 4711):
        turns = [Turn(first + number) for number in range(of)]
        left = Counter(test for turn in turns for test in left_to_others(tests, turn))
        assert left == Counter({test: test.of - 1 for test in tests if test.of > 1})
        tried = [
            turn for turn in map(Turn, range(first, first + 6 * of)) if tests[0] not in left_to_others(tests, turn)
        ]
        numbers = [turn.within(of).number for turn in tried]
        assert numbers == list(range(numbers[0], numbers[0] + 6))
    assert left_to_others(tests, Turn(4711, full=True)) == []


@pytest.mark.parametrize("of", [2, 3, 4, 6])
def test_of_so_many_runs_that_follow_each_other_one_takes_each_thing_and_one_for_all_takes_it_always(of: int) -> None:
    for name in ("events.page", "organizer, own: registrations.directory", ""):
        for first in (0, commits(), 4711):
            assert [Turn(first + number).takes(name, of) for number in range(of)].count(True) == 1
            everything = [taken for run in range(of) for taken in Turn(first + run).of(name, range(of))]
            assert sorted(everything) == list(range(of))
        assert all(Turn(number, full=True).takes(name, of) for number in range(of))
