"""What sheets said of firms besides the profile, as their imports keep it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.registrations.models import Registration


def kept_names(event_id: int) -> set[str]:
    """The names under which anything is kept at an event."""
    here = Registration.event_id == event_id
    if db.session.get_bind().dialect.name == "postgresql":
        chosen = select(func.json_object_keys(Registration.answers)).where(here)
    else:
        each = func.json_each(Registration.answers).table_valued("key")
        chosen = select(each.c.key).select_from(Registration).join(each, here)
    return set(db.session.scalars(chosen.distinct()))


def kept_of_sheets(event_id: int) -> dict[int, Mapping[str, Any]]:
    """Registration → name → what was said; those of whom nothing is kept are absent."""
    chosen = select(Registration.id, Registration.answers).where(Registration.event_id == event_id)
    return {number: told for number, told in db.session.execute(chosen) if told}
