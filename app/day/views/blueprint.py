"""The blueprint of the pages of the day, and who works at the desk."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user

from app.accounts.permissions import Role
from app.day.models import DESK_LENGTH

day = Blueprint("day", __name__)
DESK = "/events/<slug:event>/desk"
PERSON = f"{DESK}/people/<int:representative_id>"
STAFF = (Role.DESK, Role.ORGANIZER)


def desk_name() -> str:
    """Whoever works at it."""
    name = current_user.name or ""
    return name if len(name) <= DESK_LENGTH else f"{name[: DESK_LENGTH - 1]}…"
