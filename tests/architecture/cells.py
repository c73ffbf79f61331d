"""The cells of the authorisation matrix: for each route, who calls it by which method about whose things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.architecture.route_table import Route
from tests.architecture.world import ABSENT, ROLES, World

PLACES = ("own", "other_company", "other_event", "other_organisation", "absent")
BY_USER = {"public_id", "own_invitation_id"}
"""Parameters that name something of one user, wherever it is."""
BY_ENDPOINT = {"token", "mark"}
CONSTANT: dict[str, Any] = {}
"""Parameters that name no row: the same everywhere. Those of ``<any(…):kind>`` are found by themselves."""
QUERIES = {"meetings.arrange": {"other": "other_id"}, "meetings.send_arrangement": {"other": "other_id"}}
"""Rows named after the question mark: argument → the parameter whose example it takes."""
BODIES = {
    "day.settle_strangers": {"until": "1"},
    "importing.settle_rows": {"act": "without_all"},
    "messages.choose": {"rhythm": "day"},
    "messages.own_rhythm": {"rhythm": "day"},
}
"""What is posted where an empty form names nothing to act on."""
WITHIN = {"event", "registration_id", "delegation_id", "organisation_id"}
"""Parameters of scopes; what stands below them must belong to them."""


@dataclass(frozen=True)
class Cell:
    route: Route
    method: str
    who: str
    place: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.route.path} as {self.who}, {self.place}"


def parameters(route: Route) -> list[str]:
    return [name.rpartition(":")[2] for name in re.findall(r"<([^>]+)>", route.path)]


def constants(route: Route) -> dict[str, Any]:
    """Parameters of this route that name no row."""
    chosen = {name: words.split(",")[0].strip() for words, name in re.findall(r"<any\(([^)]*)\):([^>]+)>", route.path)}
    return {**CONSTANT, **chosen}


def cells(route: Route, world: World) -> Iterator[Cell]:
    for who in ROLES:
        for place in places(route):
            values = {name: _value(route, name, who, place, world) for name in parameters(route)}
            for argument, name in QUERIES.get(route.endpoint, {}).items():
                values[argument] = _value(route, name, who, place, world)
            for method in route.methods:
                yield Cell(route, method, who, place, values)


def places(route: Route) -> list[str]:
    """Where a route can be called. ``smuggled``: a sister event's firm or delegation under the own event's address;
    ``smuggled_part``: the same one step further down, below what is one's own."""
    names = {*parameters(route), *QUERIES.get(route.endpoint, {}).values()} - set(constants(route))
    if not names:
        return ["own"]
    if names & (BY_ENDPOINT | BY_USER):
        return ["own", "absent"] if names & BY_ENDPOINT else ["own", "other_company", "absent"]
    found = list(PLACES)
    if "event" in names and names & (WITHIN - {"event"}):
        found.append("smuggled")
    if names & WITHIN and names - WITHIN:
        found.append("smuggled_part")
    return found


def _value(route: Route, name: str, who: str, place: str, world: World) -> Any:
    """An example for a parameter; fails with a sentence for one that nobody has taught the matrix."""
    if name in constants(route):
        return constants(route)[name]
    if name in BY_ENDPOINT and place == "own":
        known: Any = world.tokens.get(route.endpoint)
    elif place == "absent":
        return {"event": "no-such-event", "token": "x" * 43, "mark": "0" * 20, "public_id": "0" * 32}.get(name, ABSENT)
    elif name in BY_USER:
        known = world.owned.get(route.endpoint.partition(".")[0], {}).get(_owner(who, place))
    else:
        known = world.places[_home(name, place)].get(name)
    assert known is not None, (
        f"the matrix knows no example for <{name}> of {route.endpoint}; add one in tests/architecture/examples.py"
    )
    return known


def _owner(who: str, place: str) -> str:
    """Whose thing is asked for, where things belong to one user."""
    if place == "own" and who != "anonymous":
        return who
    return "company" if who == "rival" else "rival"


def _home(name: str, place: str) -> str:
    """From where a parameter's value is taken."""
    if place == "smuggled":
        return "own" if name == "event" else "other_event"
    if place == "smuggled_part":
        return "own" if name in WITHIN else "other_event"
    return place
