"""Who may ask whom at an event."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.events.models import GroupRule
from app.events.rules import GroupRules


def rules_of(event_id: int) -> GroupRules:
    pairs = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)
    return GroupRules(frozenset(db.session.execute(pairs)))
