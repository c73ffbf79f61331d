"""Who may ask whom at an event."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from app.db import fetch, table_of
from app.events.models import GroupRule
from app.events.rules import GroupRules

_G = table_of(GroupRule).c
_PAIRS = select(_G.from_id, _G.to_id).where(_G.event_id == bindparam("event_id"))


def rules_of(event_id: int) -> GroupRules:
    return GroupRules(frozenset(fetch(_PAIRS, event_id=event_id)))
