"""Case 6: whatever columns somebody adds to a form, nothing comes of them.

Each write route is called twice by the least of those whom it lets in: with what its page's form holds, and with every
other column of every table besides. Both leave the same rows behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Boolean, DateTime, Integer, MetaData, Table

from app.core.db import Model, UtcDateTime, db
from tests.architecture.route_table import read
from tests.architecture.test_matrix import Writes
from tests.architecture.world import World
from tests.safety import pages
from tests.safety.pages import Filled
from tests.support.kept import Restore

LEAST_FIRST = ("anonymous", "company", "chamber", "organizer", "administrator")
WITH_MORE_FORMS = ("organizer", "administrator")
"""Who is offered more on pages that the roles before them open too."""
METADATA: MetaData = Model.metadata
WORDS = {
    "state": "approved",
    "role": "administrator",
    "kind": "firm",
    "phase": "closed",
    "email": "mallory@example.org",
    "locale": "fr",
    "language": "fr",
    "category": "press",
    "source": "paper",
}
"""Values that a column of words would take."""
MADE = {
    "public_id",
    "hash",
    "code",
    "key",
    "message_id",
    "sha256",
    "etag",
    "body",
    "calendar",
    "body_hash",
    "answer",
    "written",
    "mark",
    "job",
}
"""Columns that differ from one time to the next: drawn, or made of what is drawn."""

ELSEWHERE = {"phone.note": frozenset({"note", "seen", "back"})}
"""What forms hold that stand on pages about somebody else's things."""

Rows = dict[tuple[str, Any], dict[str, Any]]


@pytest.fixture
def twice(restore: Restore, app: Flask, world: World, writes: Writes) -> Callable[[Filled], list[str]]:
    """Sends a form with more columns than it holds and as it is: what differs in the rows that this leaves."""
    app.config["CLOCK"] = lambda: dt.datetime(2032, 1, 4, 3, tzinfo=dt.UTC)

    def call(form: Filled) -> list[str]:
        left = []
        for body in (columns_besides(form.names) | form.fields, form.fields):
            answer = pages.call(app, world, form.cell, data=form.buttons | body)
            assert answer.status_code < 500, f"{form.cell}: {answer.status_code}"
            left.append((answer.status_code, rows() if writes.look() else {}))
            if left[-1][1]:
                restore()
        return [f"{form.cell}: {one}" for one in differences(*left)]

    return call


@pytest.mark.full
def test_case_06_no_column_is_set_that_the_form_does_not_hold(
    world: World, app: Flask, twice: Callable[[Filled], list[str]]
) -> None:
    wrong = [fault for form in _forms(app, world) for fault in twice(form)]

    assert wrong == [], "\n".join(wrong)


def columns_besides(names: frozenset[str]) -> dict[str, str]:
    """Every column that the form does not hold, with a value that it would take."""
    named = {column.name: column for table in METADATA.sorted_tables for column in table.columns}
    return {name: _value(column.name, column.type) for name, column in named.items() if name not in names}


def _value(name: str, kind: Any) -> str:
    if isinstance(kind, Boolean):
        return "y"
    if isinstance(kind, Integer):
        return "2"
    if isinstance(kind, DateTime | UtcDateTime):
        return "2031-01-01 00:00"
    return "[]" if isinstance(kind, JSON) else WORDS.get(name, f"planted {name}")


def rows() -> Rows:
    """All rows as they are now, but for what is drawn anew each time."""
    db.session.rollback()
    return {(table.name, row["id"]): row for table in METADATA.sorted_tables for row in _of(table)}


def _of(table: Table) -> Iterator[dict[str, Any]]:
    if "id" in table.c and table.name not in {"rate_counts", "job_runs", "outbox"}:
        for row in db.session.execute(table.select()).mappings():
            yield {name: value for name, value in row.items() if name not in MADE and not isinstance(value, bytes)}


def differences(besides: tuple[int, Rows], plain: tuple[int, Rows]) -> Iterator[str]:
    if not plain[1] and not besides[1]:
        return
    if plain[0] != besides[0]:
        yield f"{besides[0]} instead of {plain[0]}"
    for key in plain[1].keys() | besides[1].keys():
        one, other = plain[1].get(key, {}), besides[1].get(key, {})
        yield from (f"{key} {name}: {other.get(name)!r}" for name in one | other if one.get(name) != other.get(name))


def _forms(app: Flask, world: World) -> list[Filled]:
    """Each write route as the least role that it lets in, with the fields that a page offers to that role."""
    posts = {route.endpoint: route for route in read() if "POST" in route.methods}
    found: dict[str, Filled] = {}
    opened: set[str] = set()
    for who in LEAST_FIRST:
        for cell in pages.own_cells(world, method="GET", roles=(who,)):
            if who in WITH_MORE_FORMS or cell.route.endpoint not in opened:
                opened.add(cell.route.endpoint)
                for form in pages.forms(app, world, cell, posts):
                    found.setdefault(form.cell.route.endpoint, form)
        for cell in pages.own_cells(world, method="POST", roles=(who,)):
            names = ELSEWHERE.get(cell.route.endpoint, frozenset())
            found.setdefault(cell.route.endpoint, Filled(cell, {}, {}, names))
    return list(found.values())
