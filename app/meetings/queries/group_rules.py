"""Who may ask whom at an event."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.db import asked_once, db
from app.events.models import GroupRule
from app.events.rules import GroupRules

_PAIRS = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


@asked_once
def rules_of(event_id: int) -> GroupRules:
    return GroupRules(frozenset(db.session.execute(_PAIRS, {"event_id": event_id})))
