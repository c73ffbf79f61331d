"""Which firm keeps which table: where firms of the sides that sit hold most of their meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select

from app.db import fetch, table_of
from app.events.models import Group, Table
from app.meetings.models import GROUP, Claim, Meeting
from app.registrations.models import Registration

_C, _M, _R, _G, _T = (table_of(model).c for model in (Claim, Meeting, Registration, Group, Table))
_EVENT, _IGNORED = bindparam("event_id", type_=Integer), bindparam("ignored", type_=Integer)
_STAYS = or_(_G.seated.is_(True), _G.id.in_(select(_T.group_id).where(_T.event_id == _EVENT, _T.retired_at.is_(None))))
_HOLDS = or_(_R.id.in_((_M.low_id, _M.high_id)), and_(_M.kind == GROUP, _R.id == _M.asker_id))
_SAT: Select[Any] = (
    select(_R.id, _C.table_id, func.count())
    .select_from(table_of(Claim))
    .join(table_of(Meeting), _M.id == _C.meeting_id)
    .join(table_of(Registration), _HOLDS)
    .join(table_of(Group), and_(_G.id == _R.group_id, _STAYS))
    .where(_C.event_id == _EVENT, _C.table_id.is_not(None), _C.meeting_id != _IGNORED, _R.home_table_id.is_(None))
    .group_by(_R.id, _C.table_id)
)


def keepers_of(event_id: int, *, ignoring: int | None = None) -> dict[int, set[int]]:
    """Table → the firms that sit most there, of those without a home and but for the meeting ``ignoring``."""
    sat: dict[int, Counter[int]] = defaultdict(Counter)
    for firm, table, count in fetch(_SAT, event_id=event_id, ignored=ignoring or 0):
        sat[firm][table] = count
    found: dict[int, set[int]] = defaultdict(set)
    for firm, tables in sat.items():
        found[min(tables, key=lambda table: (-tables[table], table))].add(firm)
    return found
