"""Case 5: an event in draft answers whoever has no part in it as an event that does not exist."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.db import transaction
from tests import factories
from tests.architecture.cells import constants, parameters
from tests.architecture.route_table import Route, routes_of
from tests.support.clients import Visitor

DRAFT, ABSENT = "hidden-fair", "absent-fair"
OF_THE_MOMENT = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=nonce=")[^"]+')


@pytest.fixture
def routes(app) -> list[Route]:
    """Every route of an event, while one is in draft that has all that could be told of it."""
    event = factories.event(DRAFT, phase="draft")
    factories.firm(event)
    with transaction():
        event.directory = "indexed"
    found = [route for route in routes_of(app) if route.path.startswith("/events/<slug:event>")]
    assert len(found) > 300
    return found


@pytest.mark.full
@pytest.mark.parametrize("is_known", [False, True])
def test_case_05_an_event_in_draft_answers_strangers_like_one_that_does_not_exist(app, routes, is_known):
    visitor = Visitor(app, use_cookies=True)
    if is_known:
        visitor.as_user(factories.user())

    differ = [
        f"{method} {route.path}"
        for route in routes
        for method in route.methods
        if told(visitor, route, method, DRAFT) != told(visitor, route, method, ABSENT)
    ]

    assert differ == []


def told(visitor: Visitor, route: Route, method: str, slug: str) -> tuple[int, str, str]:
    """Status, address and text of the answer, as if all events were called alike."""
    values: dict[str, Any] = dict.fromkeys(parameters(route), 1) | constants(route)
    values |= {"event": slug} | ({"mark": "a" * 20} if "mark" in values else {})
    path = visitor.application.url_map.bind("localhost").build(route.endpoint, values, method=method)
    answer = visitor.open(path, method=method)
    location, text = (one.replace(slug, "it") for one in (answer.location or "", answer.text))
    return answer.status_code, location, OF_THE_MOMENT.sub("", text)
