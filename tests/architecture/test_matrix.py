"""The authorisation matrix: every route × method × role × whose things, against what the route declares.

``make test`` asks one of the roles that must come to the same end, another one at each route; ``make test-all`` asks
all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.core.db import db
from tests.architecture.cells import BODIES, Cell, cells, places
from tests.architecture.expected import OPEN, SIGN_IN, agrees, expected, outcome, secrets_from
from tests.architecture.route_table import Route, read
from tests.architecture.world import ROLES, KeptWorld, World
from tests.support.clients import Visitor
from tests.support.kept import Restore

COUNTERS = {"rate_counts"}
"""Tables that a GET may write: counters of attempts."""
VERBS = ("INSERT", "UPDATE", "DELETE")
CSRF_FREE = {"messages.choose"}
"""Endpoints that take a POST from outside: a mail program's one click (RFC 8058)."""


@pytest.fixture
def world(kept_world: KeptWorld, app: Flask) -> World:
    kept_world.restore()
    return kept_world.world


class Writes:
    """The tables in which rows were written and committed since the last look."""

    def __init__(self) -> None:
        self.before, self.pending, self.done = 0, set[str](), set[str]()
        self.unread: tuple[Any, str] | None = None
        """A connection and the table of a statement whose rows are still to be read: SQLite counts them after that."""

    def starts(self, _connection: object, cursor: Any, *_rest: object) -> None:
        self._count_unread()
        self.before = getattr(cursor.connection, "total_changes", 0)

    def ends(self, _connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        words = statement.split()
        if words[0] not in VERBS:
            return
        table = words[1] if words[0] == "UPDATE" else words[2]
        if getattr(cursor.connection, "total_changes", cursor.rowcount) > self.before:
            self.pending.add(table)
        elif "RETURNING" in words and hasattr(cursor.connection, "total_changes"):
            self.unread = cursor.connection, table

    def _count_unread(self) -> None:
        if self.unread is not None and self.unread[0].total_changes > self.before:
            self.pending.add(self.unread[1])
        self.unread = None

    def commits(self, *_rest: object) -> None:
        self._count_unread()
        self.done |= self.pending
        self.pending.clear()

    def rolls_back(self, *_rest: object) -> None:
        self.unread = None
        self.pending.clear()

    def look(self) -> set[str]:
        found, self.done = self.done - COUNTERS, set()
        return found


@pytest.fixture
def writes(app: Flask) -> Iterator[Writes]:
    heard = Writes()
    hooks: dict[str, Callable[..., None]] = {
        "before_cursor_execute": heard.starts,
        "after_cursor_execute": heard.ends,
        "commit": heard.commits,
        "rollback": heard.rolls_back,
    }
    for name, hook in hooks.items():
        event.listen(db.engine, name, hook)
    yield heard
    for name, hook in hooks.items():
        event.remove(db.engine, name, hook)


@dataclass
class Matrix:
    """What it takes to call cells and to put the world back after each write."""

    app: Flask
    world: World
    restore: Restore
    writes: Writes

    def faults(self, chosen: Iterable[Cell]) -> Iterator[str]:
        for cell in chosen:
            answer = _call(self.app, cell, self.world)
            written = self.writes.look()
            yield from _wrong(cell, answer, written)
            if written and cell.method != "GET":
                self.restore()


@pytest.fixture
def matrix(app: Flask, world: World, kept_world: KeptWorld, writes: Writes) -> Matrix:
    return Matrix(app, world, kept_world.restore, writes)


def _wrong(cell: Cell, answer: TestResponse, written: set[str]) -> Iterator[str]:
    came, wanted = outcome(answer, cell.who), expected(cell.route, cell.who, cell.place)
    if not agrees(wanted, came) and not _nothing_to_do(cell, came, written):
        yield f"{cell}: {answer.status_code} ({came}) instead of {wanted}"
    if written and (cell.method == "GET" or came in ("403", "404", SIGN_IN)):
        yield f"{cell}: writes {', '.join(sorted(written))}"
    if answer.headers.get("Cache-Control") != "no-store" and (not cell.route.is_public or cell.who != "anonymous"):
        yield f"{cell}: may lie in a cache"
    yield from (f"{cell}: shows {secret}" for secret in secrets_from(cell.who) if secret.encode() in answer.data)


each_route = pytest.mark.parametrize("route", read(), ids=lambda route: f"{','.join(route.methods)} {route.endpoint}")


@each_route
def test_one_role_of_each_end_gets_what_the_route_declares_and_nothing_else(route: Route, matrix: Matrix) -> None:
    asking = {place: _one_of_each_end(route, place) for place in places(route)}

    assert list(matrix.faults(cell for cell in cells(route, matrix.world) if cell.who in asking[cell.place])) == []


@pytest.mark.full
@each_route
def test_everybody_gets_what_the_route_declares_and_nothing_else(route: Route, matrix: Matrix) -> None:
    assert list(matrix.faults(cells(route, matrix.world))) == []


def _one_of_each_end(route: Route, place: str) -> tuple[str, ...]:
    """For each end one of the roles that must come to it there; one that the route lets in somewhere, if there is
    one."""
    ends: dict[str, list[str]] = {}
    for who in ROLES:
        ends.setdefault(expected(route, who, place), []).append(who)
    let_in = {who for who in ROLES if any(expected(route, who, each) == OPEN for each in places(route))}
    alike = ([who for who in roles if who in let_in] or roles for roles in ends.values())
    return tuple(roles[crc32(route.endpoint.encode()) % len(roles)] for roles in alike)


@pytest.mark.parametrize("who", ["anonymous", "organizer", "company"])
def test_without_its_token_nothing_is_changed(who: str, world: World, app: Flask, csrf: None, writes: Writes) -> None:
    wrong = []
    for route in read():
        for cell in (cell for cell in cells(route, world) if cell.who == who and cell.place == "own"):
            if cell.method != "GET" and route.endpoint not in CSRF_FREE:
                answer = _call(app, cell, world)
                if answer.status_code != 400 or writes.look():
                    wrong.append(f"{cell}: {answer.status_code}")

    assert wrong == []


def _nothing_to_do(cell: Cell, came: str, written: set[str]) -> bool:
    """Whether an act on another event's row found nothing to do, as to take back what was never said."""
    return cell.place == "smuggled_part" and cell.method != "GET" and came == OPEN and not written


def _call(app: Flask, cell: Cell, world: World) -> TestResponse:
    path = app.url_map.bind("localhost").build(cell.route.endpoint, cell.values)
    body = BODIES.get(cell.route.endpoint) if cell.method != "GET" else None
    headers = {} if cell.who == "anonymous" else {"Cookie": _cookie(app, world.sessions[cell.who])}
    return Visitor(app, use_cookies=False).open(path, method=cell.method, data=body, headers=headers)


def _cookie(app: Flask, name: str) -> str:
    """What the browser of somebody sends who has signed in."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': name, '_fresh': True})}"
