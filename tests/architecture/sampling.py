"""Which cells of the authorisation matrix every run asks; with ``--full`` it asks all of them.

Everybody asks for their own. Elsewhere, where a slip of a scope would show, those whom a route lets in ask: of several
who hold the same roles and must come to the same end one in turn, so that each of them asks there on some routes of
the scope, and all of them where it has few. Where the answer cannot depend on who asks, one does, in turn: one of all
where nothing stands, or where the route is public, and everywhere one of those whom the route lets in nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from zlib import crc32

from tests.architecture.cells import Cell, cells, places
from tests.architecture.expected import IN_OWN_EVENT, OPEN, expected
from tests.architecture.route_table import Route, read
from tests.architecture.world import ROLES, World
from tests.support.turns import Turn

FEW = 6
"""Routes of a scope of which each is asked by all."""
FIELDS = 2
"""Of so many colours: in so many runs all are asked."""


def sample(route: Route, world: World, turn: Turn) -> Iterator[Cell]:
    """In the order of ``cells``."""
    asking = {place: asks_in(turn, route, place) for place in places(route)}
    return (cell for cell in cells(route, world) if cell.who in asking[cell.place])


def asks_in(turn: Turn, route: Route, place: str) -> frozenset[str]:
    """Those of ``who_asks`` whose turn it is: of an order in which those who are let in stand beside each other."""
    asking = sorted(who_asks(route, place), key=lambda who: (who not in let_in(route), ROLES.index(who)))
    first = turn.after([*places(route)].index(place))
    return frozenset(who for at, who in enumerate(asking) if first.after(at).takes(route.endpoint, FIELDS))


@cache
def who_asks(route: Route, place: str) -> frozenset[str]:
    if place == "own":
        return frozenset(ROLES)
    allowed = let_in(route)
    refused = [who for who in ROLES if who not in allowed]
    turn = crc32(f"{route.endpoint} {place}".encode())
    if route.is_public or place == "absent":
        return frozenset((*_one(allowed, turn), *_one(refused, turn)))
    return frozenset((*_of_each_kind(route, place), *_one(refused, turn)))


@cache
def let_in(route: Route) -> tuple[str, ...]:
    """Whom a route lets in somewhere."""
    return tuple(who for who in ROLES if any(expected(route, who, place) == OPEN for place in places(route)))


def _of_each_kind(route: Route, place: str) -> Iterator[str]:
    for kind in _kinds(route, place):
        alike = [one for one in _of_scope(route.scope, place) if kind in _kinds(one, place)]
        yield from kind if len(alike) <= max(FEW, len(kind)) else _one(kind, alike.index(route))


@cache
def _kinds(route: Route, place: str) -> list[tuple[str, ...]]:
    """Those whom the route lets in, by the roles that they hold and what they must come to there."""
    alike: dict[tuple[str, frozenset[str]], list[str]] = {}
    for who in let_in(route):
        held = frozenset(IN_OWN_EVENT.get(who, ())) - {"administrator"}
        alike.setdefault((expected(route, who, place), held), []).append(who)
    return [tuple(kind) for kind in alike.values()]


@cache
def _of_scope(scope: str, place: str) -> list[Route]:
    """Those that can be called there."""
    return [route for route in read() if route.scope == scope and place in places(route)]


def _one(of: Sequence[str], turn: int) -> list[str]:
    return [of[turn % len(of)]] if of else []
