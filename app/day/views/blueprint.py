"""The blueprint of the pages of the day, and who works at the desk."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.permissions import Role

day = Blueprint("day", __name__)
DESK = "/events/<slug:event>/desk"
PERSON = f"{DESK}/people/<int:representative_id>"
STAFF = (Role.DESK, Role.ORGANIZER)
