"""Case 11 in a real browser: pages full of poison open no dialog, break no policy, say nothing on the console."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.accounts.models import User
from app.core.db import db
from tests.architecture import world as worlds
from tests.architecture.cells import Cell
from tests.architecture.world import World
from tests.safety import pages
from tests.safety.poison import poison
from tests.support.browsing import Visits

ROLES = ("organizer", "chamber", "company", "desk", "anonymous")
"""Whose pages are opened: each page once, those of a company as the company too. ``test_stored_texts`` reads every page
as everybody."""
ANSWERED = {401, 403, 404, 409, 410, 422, 503}


@pytest.fixture
def poisoned(app: Flask, server: object) -> World:
    made = worlds.build()
    poison()
    return made


@pytest.mark.full
def test_case_11_a_browser_runs_nothing_of_what_people_wrote(poisoned: World, app: Flask, visits: Visits) -> None:
    visits.watch.allowed |= ANSWERED
    opened = cache(lambda who: _open(poisoned, visits, who))
    for cell in _each_page_once(poisoned):
        page = opened(cell.who)
        page.goto(pages.address(app, cell), wait_until="load")
        for field in page.locator("input:visible, textarea:visible, a:visible").all()[:1]:
            field.focus()


def _each_page_once(world: World) -> Iterator[Cell]:
    seen: set[str] = set()
    for cell in pages.own_cells(world, method="GET", roles=ROLES):
        if cell.route.endpoint not in NO_PAGES and (cell.who == "company" or cell.route.endpoint not in seen):
            seen.add(cell.route.endpoint)
            yield cell


NO_PAGES = {
    *(
        "calendars.calendar_file",
        "calendars.feed",
        "meetings.list_as_file",
        "meetings.pairs_template",
        "scheduling.problem_file",
        "scheduling.timetable_file",
        "scheduling.certificate_file",
        "files.download",
        "lists.own_file",
        "registrations.logo",
    ),
    *("lists.public_logo", "registrations.product_picture", "registrations.certificate_paper"),
    "meetings.agenda_picture",
    *("registrations.answer_file", "importing.import_template"),
    *("health.alive", "health.ready"),
    *("outcomes.figures_pdf", "outcomes.figures_sheet"),
    *("outcomes.delegation_figures_pdf", "outcomes.delegation_figures_sheet"),
}
"""What is saved and not shown."""


def _open(world: World, visits: Visits, who: str) -> Page:
    user = None if who == "anonymous" else db.session.get_one(User, world.users[who])
    return visits.open("/sign-in" if user is None else "/account", user=user)
