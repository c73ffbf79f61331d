"""Badges: the code made for a person, whose it is when read, and the roster by which a device checks codes offline."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.companies.names.spellings import display_names
from app.core import signing
from app.core.db import db
from app.core.errors import NotFound
from app.day.desk_input import BADGE_PATH, Badge, sign_badge
from app.day.queries.people import DeskAttendee
from app.events.models import Event
from app.registrations.models import Representative
from app.registrations.queries.company_links import get_base_url


@dataclass(frozen=True, slots=True)
class BadgeReading:
    """Whose badge it is; ``is_live``: no newer one was made since."""

    person: Representative
    event: Event
    is_live: bool


def get_badge_token(person: Representative) -> str:
    return sign_badge(_secret(), _build_badge(person, person.badge_version))


def get_badge_url(person: Representative) -> str:
    """What stands in the code on a badge."""
    return f"{get_base_url()}{BADGE_PATH}{get_badge_token(person)}"


def read_badge(token: str) -> BadgeReading:
    """Raises NotFound for a forged code."""
    number = signing.token_number(token) or 0
    person = db.session.scalar(select(Representative).where(Representative.id == number))
    if person is None:
        raise NotFound
    for version in range(person.badge_version, 0, -1):
        if signing.is_same_token(token, sign_badge(_secret(), _build_badge(person, version))):
            return BadgeReading(person, db.session.get_one(Event, person.event_id), version == person.badge_version)
    raise NotFound


def _build_badge(person: Representative, version: int) -> Badge:
    return Badge(person.id, person.created_at.astimezone(UTC), version)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def list_roster(event_id: int, people: Sequence[DeskAttendee], language: str) -> list[dict[str, Any]]:
    """Of each: number, name and company in the reader's script, how the name may be typed, the last digits of the
    phone, since when here, and the fingerprint of the code, from which no code can be made."""
    codes = get_badge_fingerprints(event_id)
    return [
        {
            "id": person.id,
            "name": display_names(person, language).first,
            "firm": display_names(person.company, language).first,
            "key": person.key,
            "end": person.end_of_phone,
            "here": int(person.here.at.timestamp() * 1000) if person.here else None,
            "code": codes.get(person.id, ""),
        }
        for person in people
    ]


def get_badge_fingerprints(event_id: int) -> dict[int, str]:
    """By person: what a device compares a scanned code's own fingerprint with."""
    chosen = select(Representative).where(Representative.event_id == event_id, Representative.erased_at.is_(None))
    return {
        person.id: hashlib.sha256(get_badge_token(person).encode()).hexdigest()[:32]
        for person in db.session.scalars(chosen)
    }
