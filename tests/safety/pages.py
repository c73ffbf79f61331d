"""Call every route as anybody in the world, and find the forms on its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from flask import Flask, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.architecture.cells import Cell, cells
from tests.architecture.expected import OPEN, expected
from tests.architecture.route_table import Route, read
from tests.architecture.world import World
from tests.support.clients import Visitor
from tests.support.pages import Node, fields_of
from tests.support.pages import read as read_page


@dataclass(frozen=True)
class Filled:
    """A form as a browser would send it, without any button, and the cell it would call."""

    cell: Cell
    fields: dict[str, Any]
    buttons: dict[str, str]
    names: frozenset[str]
    """All that it may hold: boxes that are not ticked too."""
    offered: dict[str, list[str]] = field(default_factory=dict)
    """By name: the values of all its boxes, buttons and options, chosen or not."""


def visitor(app: Flask, world: World, who: str) -> Visitor:
    made = Visitor(app)
    if who != "anonymous":
        with made.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.sessions[who], True
    return made


def address(app: Flask, cell: Cell) -> str:
    with app.test_request_context():
        path: str = url_for(cell.route.endpoint, **cell.values)
    return path


def own_cells(world: World, *, method: str, roles: tuple[str, ...] | None = None) -> Iterator[Cell]:
    """One cell a route, or one a role: those whom it lets in, with their own things."""
    for route in read():
        if method in route.methods:
            found = [cell for cell in cells(route, world) if cell.method == method and cell.place == "own"]
            let_in = [cell for cell in found if expected(route, cell.who, "own") == OPEN]
            if roles is not None:
                yield from (cell for cell in let_in if cell.who in roles)
            else:
                usual = "anonymous" if route.is_public else "organizer"
                yield next((cell for cell in let_in if cell.who == usual), let_in[0])


def of_each_word(cell: Cell) -> Iterator[Cell]:
    """The cell, once for each of the words that a part of its address may be (``<any(day, week):span>``)."""
    choices = {name: words.split(",") for words, name in re.findall(r"<any\(([^)]*)\):([^>]+)>", cell.route.path)}
    for chosen in product(*choices.values()):
        words = (word.strip() for word in chosen)
        yield replace(cell, values=cell.values | dict(zip(choices, words, strict=True)))


def call(app: Flask, world: World, cell: Cell, query: Any = None, data: Any = None, **more: Any) -> TestResponse:
    path = address(app, cell)
    separator = "&" if "?" in path else "?"
    if query:
        path = f"{path}{separator}{query}"
    return visitor(app, world, cell.who).open(path, method=cell.method, data=data, **more)


def forms(app: Flask, world: World, cell: Cell, posts: dict[str, Route]) -> Iterator[Filled]:
    """The forms that a page offers, each with the cell of the route that it posts to."""
    page = call(app, world, cell)
    if page.mimetype != "text/html":
        return
    for node in read_page(page).find("form"):
        if (node.attributes.get("method") or "get").lower() != "post":
            continue
        target = (node.attributes.get("action") or page.request.path).partition("?")[0]
        try:
            rule, values = app.url_map.bind("localhost").match(target, method="POST", return_rule=True)
        except HTTPException as error:
            raise AssertionError(f"{cell}: its form leads to {target}: {error}") from error
        named = [one for one in node.find("button") if one.attributes.get("name")]
        buttons = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in named}
        names = frozenset(str(one.attributes["name"]) for one in node.all() if one.attributes.get("name"))
        called = Cell(posts[rule.endpoint], "POST", cell.who, "own", dict(values))
        yield Filled(called, fields_of(page, node), buttons, names, _offered(node))


def _offered(form: Node) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for control in form.all():
        if name := control.attributes.get("name"):
            holders = control.find("option") if control.tag == "select" else [control]
            found.setdefault(name, []).extend(one.attributes.get("value") or "" for one in holders)
    return found
