"""Cases 11, 16, 17: nonsense, at every route, in every argument and field that the route reads.

Whatever is sent, the answer is a page below 500; what is refused has written nothing, and what was written is whole.
It takes minutes, so ``make test-all`` does it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.core.db import db
from config import ROOT
from tests.architecture.cells import Cell
from tests.architecture.route_table import read
from tests.architecture.test_matrix import Writes
from tests.architecture.world import World
from tests.safety import pages
from tests.safety.asking import Asked, named_in
from tests.safety.corpus import BROKEN, ODD_HEADERS, OF_URL_FOR, QUERIES, TEMPLATES, TEXTS, XSS, odd_bodies
from tests.support.kept import Restore

pytestmark = [
    pytest.mark.full,
    pytest.mark.databases("sqlite"),  # ``strict`` refuses there what PostgreSQL would
]

EVERYWHERE = {"lang", "in", "theme"}
"""Arguments that every page reads: tried on one."""
AUDITED = {"accounts.sign_in", "registrations.code"}
"""Their refusals stand in the audit log, as does the first that a limit refuses."""
MAY_BE_DOWN = {"/readyz"}
"""It says 503 where no worker runs, as here."""


def test_every_argument_that_the_code_names_is_heard_at_some_endpoint(
    world: World, app: Flask, asked: Asked, restore: Restore
) -> None:
    for cell in (each for method in ("GET", "POST") for each in _all_of(world, method)):
        _hear(app, world, cell, asked)
        if cell.method == "POST":
            restore()
    heard = {name for names in (*asked.args.values(), *asked.form.values()) for name in names}

    gets = {f"GET {route.endpoint}" for route in read() if "GET" in route.methods}
    assert {endpoint for endpoint in gets if "lang" not in asked.args[endpoint]} == set()
    assert [f"{name} of {path}" for name, path in named_in(ROOT / "app") if name not in heard] == []


def _all_of(world: World, method: str) -> Iterator[Cell]:
    return (each for cell in pages.own_cells(world, method=method) for each in pages.of_each_word(cell))


def _hear(app: Flask, world: World, cell: Cell, asked: Asked) -> list[str]:
    """The names of all arguments that the endpoint reads, some of them only where others are given."""
    heard = asked.args[f"{cell.method} {cell.route.endpoint}"]
    known = -1
    while known < len(heard):
        known = len(heard)
        pages.call(app, world, cell, query=urlencode(dict.fromkeys(heard, "0")), headers={"HX-Request": "true"})
    return [name for name in heard if name not in EVERYWHERE or cell.route.path == "/"]


@pytest.mark.full
def test_nonsense_in_the_query_of_any_page_breaks_nothing(
    world: World, app: Flask, asked: Asked, strict: None, writes: Writes
) -> None:
    wrong = []
    for cell in _all_of(world, "GET"):
        names = _hear(app, world, cell, asked)
        wrong += _look(app, world, cell, writes, headers=ODD_HEADERS)
        for first in range(0, len(QUERIES) if names else 0, 2):
            given = {name: QUERIES[(first + number) % len(QUERIES)] for number, name in enumerate(names)}
            wrong += _look(app, world, cell, writes, query=urlencode(given))
        wrong += _look(app, world, cell, writes, query=OF_URL_FOR)
        wrong += _look(app, world, cell, writes, query="&".join(f"{name}={BROKEN}" for name in (*names, BROKEN)))

    assert wrong == [], "\n".join(wrong)


def test_nonsense_in_the_query_of_any_form_breaks_nothing(
    world: World, restore: Restore, app: Flask, asked: Asked, strict: None, writes: Writes
) -> None:
    wrong = []
    for cell, fields in _forms(app, world, asked, restore, writes):
        heard = asked.args[f"POST {cell.route.endpoint}"]
        names = [name for name in heard if name not in EVERYWHERE]
        for value in QUERIES if names else ():
            wrong += _look(app, world, cell, writes, query=urlencode(dict.fromkeys(names, value)), data=fields)
            if writes.look():
                restore()

    assert wrong == [], "\n".join(wrong)


def test_nonsense_in_any_field_of_any_form_breaks_nothing(
    world: World, restore: Restore, app: Flask, asked: Asked, strict: None, writes: Writes
) -> None:
    wrong = []
    dice = random.Random(17)
    for cell, fields in _forms(app, world, asked, restore, writes):
        bodies = [dict.fromkeys(fields, value) for value in (*TEXTS, XSS, TEMPLATES)]
        bodies += [{**fields, name: dice.choice(TEXTS)} for name in fields]
        for sent in (*({"data": body} for body in bodies), *odd_bodies(fields)):
            wrong += _look(app, world, cell, writes, **sent)
            if writes.look():
                wrong += [f"{cell}: leaves {fault}" for fault in _faults()]
                restore()

    assert wrong == [], "\n".join(wrong)


def _forms(
    app: Flask, world: World, asked: Asked, restore: Restore, writes: Writes
) -> list[tuple[Cell, dict[str, Any]]]:
    """Each write route, with the fields that pages and view together know of it."""
    posts = {route.endpoint: route for route in read() if "POST" in route.methods}
    found: dict[str, tuple[Cell, dict[str, Any]]] = {}
    for cell in pages.own_cells(world, method="GET"):
        for form in pages.forms(app, world, cell, posts):
            known = found.setdefault(form.cell.route.endpoint, (form.cell, {}))[1]
            known.update({**form.buttons, **form.fields, **known})
    for cell in pages.own_cells(world, method="POST"):
        known = found.setdefault(cell.route.endpoint, (cell, {}))[1]
        pages.call(app, world, found[cell.route.endpoint][0], data={"something": "sent", **known})
        restore()
        names = {name: "" for name in asked.form[f"POST {cell.route.endpoint}"] if name not in EVERYWHERE}
        known.update({**names, **known})
    writes.look()
    return [*found.values(), *_answers(world, found)]


def _answers(world: World, found: dict[str, tuple[Cell, dict[str, Any]]]) -> list[tuple[Cell, dict[str, Any]]]:
    """What may be done to a meeting by the firm that was asked, as well."""
    asked = {"registration_id": world.places["own"]["other_id"]}
    return [
        (replace(cell, values={**cell.values, **asked}), fields)
        for cell, fields in found.values()
        if "meeting_id" in cell.values
    ]


def _look(app: Flask, world: World, cell: Cell, writes: Writes, **sent: Any) -> list[str]:
    try:
        answer = pages.call(app, world, cell, **sent)
    except Exception as error:
        db.session.rollback()
        return [f"{cell}: {type(error).__name__} {str(error)[:200]} after {_short(sent)}"]
    if answer.status_code >= 500 and answer.request.path not in MAY_BE_DOWN:
        return [f"{cell}: {answer.status_code} after {_short(sent)}"]
    is_audited = cell.route.endpoint in AUDITED or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    written = writes.done - {"rate_counts"} - ({"notices"} if is_audited else set())
    if written and (cell.method == "GET" or answer.status_code >= 400):
        return [f"{cell}: {answer.status_code} yet writes {', '.join(sorted(written))} after {_short(sent)}"]
    if answer.status_code >= 400 and cell.route.path not in MAY_BE_DOWN and not re.search("<h1|q-notice", answer.text):
        return [f"{cell}: {answer.status_code} without a page after {_short(sent)}"]
    return [f"{cell}: {fault} after {_short(sent)}" for fault in _alive(answer)]


def _alive(answer: TestResponse) -> Iterator[str]:
    """What of the nonsense would do something in a browser."""
    if answer.location and not re.match(r"/(?![/\\])", answer.location):
        yield f"leads to {answer.location[:80]}"
    if answer.mimetype == "text/html":
        yield from re.findall(r"<xss-canary|<svg onload|<img src=x", answer.text)
        yield from re.findall(r"(?:href|src|action|hx-\w+)=[\"']?(?:javascript:|https?:|//|\\)[^\"]{0,80}", answer.text)


def _short(sent: dict[str, Any]) -> str:
    return repr("odd headers" if "headers" in sent else sent)[:300]


def _faults() -> list[str]:
    """Orphans and broken pages, where the database does not itself refuse them."""
    if db.engine.dialect.name != "sqlite":
        return []
    broken = [str(row) for row in db.session.execute(text("PRAGMA foreign_key_check")).all()]
    whole = db.session.scalar(text("PRAGMA quick_check"))
    db.session.rollback()
    return broken if whole == "ok" else [*broken, str(whole)]
