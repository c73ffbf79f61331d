"""Selections that are kept under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Membership, User
from app.core.db import db
from app.core.parsing import parse_whole_number
from app.lists.models import SavedView
from app.lists.selection import OVERVIEW, USES, Selection, read

DEFAULT: Final = Selection(use=USES["running"], names=OVERVIEW)
"""The list without any choice; a view is kept as what differs from it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A view that somebody may use; ``by``: whose it is, "" for the own ones."""

    view: SavedView
    by: str


def views_of(user_id: int, event_id: int) -> Sequence[Seen]:
    """The views of an event that the user sees: the own ones first, then those that others share, by name."""
    rows = db.session.execute(_seen(), {"reader_id": user_id, "event_id": event_id})
    return [Seen(view, "" if view.user_id == user_id else name) for view, name in rows]


@cache
def _seen() -> Select[SavedView, str]:
    """Made once: every page of the list asks, and making it takes longer than asking."""
    reader: BindParameter[int] = bindparam("reader_id")
    mine, theirs = aliased(Membership), aliased(Membership)
    colleagues = (
        select(theirs.user_id)
        .join(mine, mine.organisation_id == theirs.organisation_id)
        .where(mine.user_id == reader, theirs.user_id == SavedView.user_id)
        .exists()
    )
    own = SavedView.user_id == reader
    seen = or_(own, SavedView.shared == "event", and_(SavedView.shared == "organisation", colleagues))
    chosen = select(SavedView, User.name).join(User, User.id == SavedView.user_id)
    return chosen.where(SavedView.event_id == bindparam("event_id"), seen).order_by(~own, SavedView.name, SavedView.id)


def views_named(name: str | None, event_id: int) -> Sequence[SavedView]:
    """Everybody's views of an event with this name, or the one with this number; all of them without a name."""
    chosen = select(SavedView).where(SavedView.event_id == event_id)
    if name is not None:
        number = parse_whole_number(name)
        chosen = chosen.where((SavedView.name == name) | (SavedView.id == (-1 if number is None else number)))
    return db.session.scalars(chosen.order_by(SavedView.name, SavedView.id)).all()


def selection_of(settings: Mapping[str, Any]) -> Selection:
    """What a view was saved as."""
    return read({name: value if isinstance(value, list) else [str(value)] for name, value in settings.items()}, DEFAULT)
