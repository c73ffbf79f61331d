"""The codes on badges: made for a person, and whom one that was read belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from flask import current_app
from sqlalchemy import select

from app.core import signing
from app.core.db import db
from app.core.errors import NotFound
from app.day.badges import PATH, Badge, sign
from app.events.models import Event
from app.registrations.models import Representative
from app.registrations.queries.links import base_url


@dataclass(frozen=True, slots=True)
class Read:
    """Whose badge it is; ``is_live``: no newer one was made since."""

    person: Representative
    event: Event
    is_live: bool


def token_of(person: Representative) -> str:
    return sign(_secret(), _badge(person, person.badge_version))


def badge_url(person: Representative) -> str:
    """What stands in the code on a badge."""
    return f"{base_url()}{PATH}{token_of(person)}"


def read_badge(token: str) -> Read:
    """Raises NotFound for a forged code."""
    number = signing.token_number(token) or 0
    person = db.session.scalar(select(Representative).where(Representative.id == number))
    if person is None:
        raise NotFound
    for version in range(person.badge_version, 0, -1):
        if signing.is_same_token(token, sign(_secret(), _badge(person, version))):
            return Read(person, db.session.get_one(Event, person.event_id), version == person.badge_version)
    raise NotFound


def _badge(person: Representative, version: int) -> Badge:
    return Badge(person.id, person.created_at.astimezone(UTC), version)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
