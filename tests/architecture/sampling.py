"""Which cells of the authorisation matrix every run asks; with ``--full`` it asks all of them.

Everybody asks for their own. Whomever a route lets in asks at every other place too: there a slip of its scope would
show. Where the answer cannot depend on who asks, one of them does, in turn: at each other place one of those whom the
route lets in nowhere, and one of all others where nothing stands, or where the route is public.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from tests.architecture.cells import Cell, cells, places
from tests.architecture.expected import OPEN, expected
from tests.architecture.route_table import Route
from tests.architecture.world import ROLES, World


def sample(route: Route, world: World) -> Iterator[Cell]:
    """In the order of ``cells``."""
    asking = {place: who_asks(route, place) for place in places(route)}
    return (cell for cell in cells(route, world) if cell.who in asking[cell.place])


def who_asks(route: Route, place: str) -> set[str]:
    if place == "own":
        return set(ROLES)
    let_in = [who for who in ROLES if any(expected(route, who, one) == OPEN for one in places(route))]
    refused = [who for who in ROLES if who not in let_in]
    alike = route.is_public or place == "absent"
    turn = crc32(f"{route.endpoint} {place}".encode())
    return {*(_one(let_in, turn) if alike else let_in), *_one(refused, turn)}


def _one(of: Sequence[str], turn: int) -> list[str]:
    return [of[turn % len(of)]] if of else []
