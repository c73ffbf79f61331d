"""Cases 1 and 6: an id in the body of a request opens nothing that its address would not.

Each write route is sent what its page's form holds, with one id after the other replaced by that of a row of another
company, of another event, of another organisation, and by one that nobody has: in a field's value, beside the own id,
within a word (``remove-12``), in a field's name. Rows of another place stay as they are, nothing comes to refer to
them, and no answer shows a word of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table

from app.core.db import db
from tests.architecture.cells import Cell
from tests.architecture.route_table import read
from tests.architecture.test_matrix import Writes
from tests.architecture.world import ABSENT, APART, FOREIGN, METADATA, SISTER, World
from tests.safety import pages
from tests.safety.asking import Asked
from tests.safety.pages import Filled
from tests.support.kept import Restore

SENDERS = ("anonymous", "company", "chamber", "organizer", "administrator")
OF_ALL_COMPANIES = {"organizer", "administrator"}
"""Who may act for every company of an event."""
LOGS = {"notices", "outbox", "letter_lines", "rate_counts", "job_runs", "stored_files", "beats"}
"""Tables that tell what was done, or that nobody reaches by an id."""
OF_ALL = {"registrations", "companies", "events", "slots", "tables"}
"""What of another company one may refer to: it is asked for a meeting, say."""
PLACES = {name: (least + 1, least + 2) for name, least in APART.items()} | {"absent": (ABSENT,)}
EVERYWHERE = {"csrf_token", "lang", "in", "theme"}

Rows = dict[tuple[Any, ...], dict[str, Any]]
Body = dict[str, Any]


class Smuggling:
    def __init__(self, app: Flask, world: World, restore: Restore, writes: Writes) -> None:
        self.app, self.world, self.restore, self.writes = app, world, restore, writes
        self.before = rows()

    def faults(self, form: Filled, heard: list[str]) -> Iterator[str]:
        for place, ids in PLACES.items():
            if place == "other_company" and form.cell.who in OF_ALL_COMPANIES:
                continue
            for foreign in ids:
                for sent, body in smuggled(form, heard, str(foreign)):
                    yield from (f"{form.cell} with {sent}: {fault}" for fault in self._fault(form, body, place))

    def _fault(self, form: Filled, body: Body, place: str) -> Iterator[str]:
        answer = pages.call(self.app, self.world, form.cell, data=body, follow_redirects=True)
        if answer.status_code >= 500:
            yield f"{answer.status_code}"
        yield from (f"shows {canary}" for canary in (SISTER, FOREIGN) if canary.encode() in answer.data)
        if self.writes.look():
            yield from touched(self.before, rows(), place)
            self.restore()


def smuggled(form: Filled, heard: list[str], foreign: str) -> Iterator[tuple[str, Body]]:
    """Each body with one foreign id in it, and what of it is foreign."""
    whole = form.buttons | form.fields
    for name, offered in ({name: [""] for name in heard} | form.offered).items():
        if name in EVERYWHERE:
            continue
        for value in sorted({re.sub(r"\d+", "#", value) for value in offered if is_id(value) or name in heard}):
            sent = value.replace("#", foreign) or foreign
            yield f"{name}={sent}", whole | {name: sent}
            own = next((one for one in offered if one.isdigit()), None)
            if own is not None:
                yield f"{name}={own},{sent}", whole | {name: [own, sent]}
        if re.search(r"\d", name):
            other = re.sub(r"\d+", foreign, name, count=1)
            yield f"{other}", whole | {other: whole.get(name) or offered[0] or foreign}


def is_id(value: str) -> bool:
    """Whether it is a number, or a word with one, as ids are written; a date or a telephone is not."""
    return re.fullmatch(r"([a-z_]+[-:. ])*\d{1,6}([-:. ]([a-z_]+|\d{1,6}))*", value) is not None and (
        re.match(r"\d{4}-\d\d|\d\d:\d\d", value) is None
    )


def rows() -> Rows:
    db.session.rollback()
    tables = (table for table in METADATA.sorted_tables if table.name not in LOGS)
    return {(table.name, *key): row for table in tables for key, row in _of(table)}


def _of(table: Table) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for row in db.session.execute(table.select()).mappings():
        yield tuple(row[column.name] for column in table.primary_key), dict(row)


def touched(before: Rows, after: Rows, place: str) -> Iterator[str]:
    """What was done to rows of that place, or now refers to them."""
    least = APART.get(place, ABSENT)

    def is_there(value: object) -> bool:
        return isinstance(value, int) and least <= value < least + 100_000

    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        changed = {name for name in old | new if old.get(name) != new.get(name)}
        if changed and old and is_there(old.get("id")):
            yield f"changes {key}: {', '.join(sorted(changed))}"
        for column in (METADATA.tables[key[0]].c[name] for name in changed if is_there(new.get(name))):
            target = next((one.column.table.name for one in column.foreign_keys), "")
            if (target or column.name.endswith("_id")) and not (place == "other_company" and target in OF_ALL):
                yield f"{key} refers by {column.name} to {new[column.name]}"


def forms_of(app: Flask, world: World) -> list[Filled]:
    """Each write route as the least of those whom it lets in, and as the organizer, with what its page's form holds."""
    posts = {route.endpoint: route for route in read() if "POST" in route.methods}
    found: dict[tuple[str, bool], Filled] = {}
    for who in SENDERS:
        for cell in pages.own_cells(world, method="GET", roles=(who,)):
            for form in pages.forms(app, world, cell, posts):
                _add(found, form)
        for cell in pages.own_cells(world, method="POST", roles=(who,)):
            known = found.get((cell.route.endpoint, False))
            _add(found, Filled(cell, known.fields, known.buttons, known.names, known.offered) if known else _bare(cell))
    return list(found.values())


def _bare(cell: Cell) -> Filled:
    return Filled(cell, {}, {}, frozenset())


def _add(found: dict[tuple[str, bool], Filled], form: Filled) -> None:
    """Forms of one address on several pages, and of several buttons, are taken together."""
    key = form.cell.route.endpoint, form.cell.who in OF_ALL_COMPANIES
    known = found.setdefault(key, form)
    for name, values in form.offered.items():
        known.offered[name] = [*dict.fromkeys([*known.offered.get(name, []), *values])]


@pytest.fixture
def smuggling(app: Flask, world: World, restore: Restore, writes: Writes) -> Smuggling:
    app.config["CLOCK"] = lambda: dt.datetime(2032, 1, 4, 3, tzinfo=dt.UTC)
    return Smuggling(app, world, restore, writes)


@pytest.mark.full
def test_case_01_no_id_in_a_body_reaches_what_is_another_s(smuggling: Smuggling, asked: Asked) -> None:
    wrong: list[str] = []
    for form in forms_of(smuggling.app, smuggling.world):
        pages.call(smuggling.app, smuggling.world, form.cell, data=form.buttons | form.fields)
        smuggling.restore()
        smuggling.writes.look()
        heard = [name for name in asked.form[f"POST {form.cell.route.endpoint}"] if name not in form.offered]
        wrong += smuggling.faults(form, heard)

    assert wrong == [], "\n".join(wrong)
