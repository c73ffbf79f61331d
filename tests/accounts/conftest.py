"""Passwords cost next to nothing here; ``test_passwords`` asks what they cost in earnest. Limits start afresh."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func

from app.accounts import credentials
from app.core.db import db
from app.core.models import Outbox
from app.core.web.rate_limits import limiter
from config import Settings

PASSWORD = "seven lanterns over the river"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def fresh_limits(app: Flask) -> None:
    limiter.storage.reset()


@pytest.fixture
def letters(app: Flask, settings: Settings) -> Callable[[], list[tuple[str, str, str]]]:
    """(recipient, kind, text) of each letter sent since the last look, or since the test began, oldest first."""
    seen = db.session.query(func.max(Outbox.id)).scalar() or 0
    for old in settings.outbox.glob("*.eml"):
        old.unlink()

    def look() -> list[tuple[str, str, str]]:
        nonlocal seen
        db.session.rollback()
        rows = db.session.query(Outbox).where(Outbox.id > seen).order_by(Outbox.id).all()
        seen = max([seen, *(row.id for row in rows)])
        return [(row.recipient, row.kind, _text(settings, row.id)) for row in rows]

    return look


def _text(settings: Settings, letter_id: int) -> str:
    """What lies in the outbox as this letter."""
    [file] = settings.outbox.glob(f"*-{letter_id}.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def path_in(body: str) -> str:
    """The path of the one link in a letter."""
    lines = [line for line in body.splitlines() if line.startswith("http") and line.count("/") > 3]
    assert len(lines) == 1
    return "/" + lines[0].split("/", 3)[3]
