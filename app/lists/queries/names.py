"""What an event's delegations and groups are called."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app.core.db import db
from app.core.localized import Localized
from app.events.models import Group
from app.registrations.models import Delegation

EVENT = bindparam("event_id", type_=Integer)


def delegation_names(event_id: int) -> dict[int, Localized]:
    """By id, in the order of their names."""
    return _named(Delegation, event_id)


def group_names(event_id: int) -> dict[int, Localized]:
    """By id, in their order."""
    return _named(Group, event_id)


def _named(table: Any, event_id: int) -> dict[int, Localized]:
    rows = db.session.execute(_names(table), {"event_id": event_id})
    return {row[0]: Localized(row[1] or "", row[2] or "", row[3] or "") for row in rows}


@cache
def _names(table: Any) -> Select[Any]:
    """Made once for each table."""
    name, order = (table.name_en, table.name_en) if table is Delegation else (table.name, table.position)
    chosen = select(table.id, name, table.name_zh, table.name_fr).where(table.event_id == EVENT)
    return chosen.order_by(order, table.id)
