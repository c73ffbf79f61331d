"""Keep a selection under a name, and throw it away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select

from app.core import audit
from app.core.db import transaction
from app.core.errors import Invalid
from app.lists.models import SavedView

NAME_LENGTH = 60


def save_view(
    event_id: int, user_id: int, name: str, settings: dict[str, Any], *, shared: str = "private"
) -> SavedView:
    """Keep it, for oneself or for others as well; an own one of the same name is replaced. Raises Invalid
    ``view_name_missing``."""
    name = " ".join(name.split())[:NAME_LENGTH]
    if not name:
        raise Invalid("view_name_missing")
    with transaction() as session:
        named = select(SavedView).where(
            SavedView.event_id == event_id, SavedView.user_id == user_id, SavedView.name == name
        )
        view = session.scalar(named) or SavedView(event_id=event_id, user_id=user_id, name=name)
        view.settings = settings
        view.shared = shared
        session.add(view)
        session.flush()
        audit.log_action("view.saved", view, event_id=event_id, by=user_id, shared=shared)
    return view


def remove_view(event_id: int, user_id: int, view_id: int, *, organizes: bool = False) -> bool:
    """Throw the user's own view away; False where there is no such view, or no longer. Who ``organizes`` the event also
    throws away what others share with everybody."""
    mine = SavedView.user_id == user_id
    own = (
        SavedView.id == view_id,
        SavedView.event_id == event_id,
        or_(mine, SavedView.shared == "event") if organizes else mine,
    )
    with transaction() as session:
        view = session.scalar(select(SavedView).where(*own))
        if view is None:
            return False
        audit.log_action("view.removed", view, event_id=event_id, by=user_id)
        session.execute(delete(SavedView).where(*own))
    return True
