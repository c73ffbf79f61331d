"""Case 22: whatever people write stands neither in the log, nor in an address that a form leads to, nor in a notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.models import Notice
from tests.architecture.route_table import read
from tests.architecture.world import PRIVATE, World
from tests.safety import pages
from tests.safety.pages import Filled

CANARY = "canary22"
SEARCHED = r"/desk\?q="
"""A search has in its address what it looks for, on every page; the log leaves all after the mark out."""
WRITTEN = f"{CANARY}@private.example"
ROLES = ("company", "organizer", "administrator")


@pytest.mark.full
def test_case_22_what_people_write_stands_in_no_log_no_address_and_no_notice(
    world: World, app: Flask, logged: pytest.LogCaptureFixture
) -> None:
    answers = [answer for form in _forms(app, world) for answer in _sent(app, world, form)]

    assert len([answer for answer in answers if answer.status_code == 302]) > 10
    led_to = [answer.location for answer in answers if answer.location and CANARY in answer.location]
    assert [address for address in led_to if not re.search(SEARCHED, address)] == []
    assert len(logged.records) > len(answers)
    assert [line for line in _told(logged) if CANARY in line or PRIVATE in line] == []
    assert [notice.kind for notice in db.session.scalars(select(Notice)) if CANARY in json.dumps(notice.details)] == []


def _forms(app: Flask, world: World) -> list[Filled]:
    """Each form once, as the first of ROLES who may open its page."""
    posts = {route.endpoint: route for route in read() if "POST" in route.methods}
    cells = sorted(pages.own_cells(world, method="GET", roles=ROLES), key=lambda cell: ROLES.index(cell.who))
    first = {cell.route.endpoint: cell for cell in reversed(cells)}
    found: dict[str, Filled] = {}
    for cell in first.values():
        for form in pages.forms(app, world, cell, posts):
            found.setdefault(form.cell.route.endpoint, form)
    return list(found.values())


def _sent(app: Flask, world: World, form: Filled) -> Iterator[TestResponse]:
    """What comes of a form whose empty fields are filled in, and of one with every text written over."""
    texts = {name: value for name, value in form.fields.items() if isinstance(value, str)}
    for chosen in ({name for name, value in texts.items() if not value}, set(texts)):
        written: dict[str, Any] = form.fields | dict.fromkeys(chosen, WRITTEN)
        yield pages.call(app, world, form.cell, data=form.buttons | written)


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
