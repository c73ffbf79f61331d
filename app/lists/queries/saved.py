"""Selections that a user keeps under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from app.db import db
from app.kernel.whole import whole
from app.lists.models import SavedView
from app.lists.selection import OVERVIEW, USES, Selection, read

DEFAULT: Final = Selection(use=USES["running"], names=OVERVIEW)
"""The list without any choice; a view is kept as what differs from it."""


def views_of(user_id: int, event_id: int) -> Sequence[SavedView]:
    """The user's own views of an event, by name."""
    chosen = select(SavedView).where(SavedView.user_id == user_id, SavedView.event_id == event_id)
    return db.session.scalars(chosen.order_by(SavedView.name, SavedView.id)).all()


def views_named(name: str | None, event_id: int) -> Sequence[SavedView]:
    """Everybody's views of an event with this name, or the one with this number; all of them without a name."""
    chosen = select(SavedView).where(SavedView.event_id == event_id)
    if name is not None:
        number = whole(name)
        chosen = chosen.where((SavedView.name == name) | (SavedView.id == (-1 if number is None else number)))
    return db.session.scalars(chosen.order_by(SavedView.name, SavedView.id)).all()


def selection_of(settings: Mapping[str, Any]) -> Selection:
    """What a view was saved as."""
    return read({name: value if isinstance(value, list) else [str(value)] for name, value in settings.items()}, DEFAULT)
