"""Who may ask whom at an event."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.core.db import cached_read, db
from app.events.models import GroupRule
from app.events.rules import GroupRules

_PAIRS = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


@cached_read
def rules_of(event_id: int) -> GroupRules:
    return GroupRules(frozenset(db.session.execute(_PAIRS, {"event_id": event_id})))
