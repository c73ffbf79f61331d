"""Passwords cost next to nothing here; ``test_passwords`` asks what they cost in earnest. Limits start afresh."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.routing import Rule

from app.accounts import passwords
from app.db import transaction
from app.floor.models import Outbox
from app.floor.web.security import limiter

PLACEHOLDERS = {
    "events.index": "/",
    "events.page": "/events/<slug:event>",
    "registrations.firm": "/events/<slug:event>/firms/<int:registration_id>",
}
PASSWORD = "seven lanterns over the river"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def fresh_limits(app: Flask) -> None:
    limiter.storage.reset()


@pytest.fixture
def letters(app: Flask) -> Callable[[], list[tuple[str, str, str]]]:
    """(recipient, kind, body) of each letter since the last look, oldest first."""
    seen = 0

    def look() -> list[tuple[str, str, str]]:
        nonlocal seen
        with transaction() as session:
            rows = session.query(Outbox).where(Outbox.id > seen).order_by(Outbox.id).all()
            seen = max([seen, *(row.id for row in rows)])
            return [(row.recipient, row.kind, row.body) for row in rows]

    return look


def path_in(body: str) -> str:
    """The path of the one link in a letter."""
    lines = [line for line in body.splitlines() if line.startswith("http") and line.count("/") > 3]
    assert len(lines) == 1
    return "/" + lines[0].split("/", 3)[3]


@pytest.fixture(autouse=True)
def front_page(app: Flask) -> None:
    """Somewhere to land, while no feature has the front page."""
    for endpoint, path in PLACEHOLDERS.items():
        if endpoint not in app.view_functions:
            app.url_map.add(Rule(path, endpoint=endpoint))
            app.view_functions[endpoint] = lambda **_: "front"
