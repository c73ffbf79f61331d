"""An event as the database has it now."""

from __future__ import annotations

from app.core.db import db
from app.events.models import Event
from app.events.queries import draft_of


def as_it_stands(event: Event):
    db.session.expire_all()
    return draft_of(event)
