"""The blueprint of the pages of the day, who works at the desk, and what each desk is called."""

from __future__ import annotations

from flask import Blueprint, session
from flask_login import current_user

from app.accounts.permissions import Role
from app.day.models import DESK_LENGTH

day = Blueprint("day", __name__)
DESK = "/events/<slug:event>/desk"
PERSON = f"{DESK}/people/<int:representative_id>"
STAFF = (Role.DESK, Role.ORGANIZER)
NAMED = "desk_name"
"""In the session of a device."""


def desk_name() -> str:
    """As this device was named; else as whoever works at it."""
    name = str(session.get(NAMED) or current_user.name or "")
    return name if len(name) <= DESK_LENGTH else f"{name[: DESK_LENGTH - 1]}…"
