"""A stranger is let in nowhere: each page that is not public asks who they are, and knows nothing of another event."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import url_for

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.registrations.models import Registration
from tests.architecture import world as worlds
from tests.architecture.cells import cells
from tests.architecture.route_table import read
from tests.journeys.crawling import main_of
from tests.journeys.ways import Way, ways

CLOSED = [route for route in read() if "GET" in route.methods and not route.is_public]
OTHERS = [route for route in CLOSED if not route.is_personal and route.scope != "own_organisations"]
"""Without those that show everybody what is their own."""


@pytest.fixture
def world(app):
    return worlds.build()


@pytest.fixture
def address(app, world):
    """The address of a page about the firm, the delegation or whatever else of the event ``own``."""

    def of(route):
        cell = next(cell for cell in cells(route, world) if (cell.who, cell.place) == ("anonymous", "own"))
        with app.test_request_context():
            return url_for(route.endpoint, **cell.values)

    return of


def test_who_has_not_signed_in_is_asked_to_on_every_page_and_sees_none(arrive, address, world):
    stranger = arrive(address(CLOSED[0]))
    shown = main_of(stranger.page.request.get(address(CLOSED[0])).text())
    ended = {}

    for route in CLOSED:  # what says the same as the page that was opened needs no browser
        answer = stranger.page.request.get(address(route))
        ended[route.path] = (urlsplit(answer.url).path, main_of(answer.text()) == shown)

    assert stranger.path == "/sign-in"
    assert ended == {route.path: ("/sign-in", True) for route in CLOSED}


@ways(Way("en", 390, javascript=False))
def test_who_takes_part_in_another_event_finds_no_page_of_this_one(arrive, address, world, visits):
    visits.watch.allowed.add(404)
    stranger = arrive("/", user=taking_part_elsewhere(world))
    stranger.go(address(OTHERS[0]))
    shown = main_of(stranger.page.request.get(address(OTHERS[0])).text())
    answers = {}

    for route in OTHERS:
        answer = stranger.page.request.get(address(route))
        answers[route.path] = (answer.status, main_of(answer.text()) == shown)

    assert "Own firm" not in stranger.text
    assert answers == {route.path: (404, True) for route in OTHERS}


def taking_part_elsewhere(world) -> User:
    """The person of a firm that is registered with another organizer's event."""
    firm = db.session.get_one(Registration, world.places["other_organisation"]["registration_id"])
    acts = db.session.query(CompanyUser).filter_by(company_id=firm.company_id).order_by(CompanyUser.id).all()[0]
    return db.session.get_one(User, acts.user_id)
