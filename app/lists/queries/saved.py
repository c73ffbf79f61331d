"""Selections that a user keeps under a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.lists.models import SavedView


def views_of(user_id: int, event_id: int) -> Sequence[SavedView]:
    """The user's own views of an event, by name."""
    chosen = select(SavedView).where(SavedView.user_id == user_id, SavedView.event_id == event_id)
    return db.session.scalars(chosen.order_by(SavedView.name, SavedView.id)).all()
