"""Which firm keeps which table: where firms of the sides that sit hold most of their meetings."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import Integer, and_, bindparam, func, or_, select

from app.core.db import db
from app.events.models import Group, Table
from app.meetings.models import GROUP, Claim, Meeting
from app.registrations.models import Registration

_EVENT, _IGNORED = bindparam("event_id", type_=Integer), bindparam("ignored", type_=Integer)
_STAYS = or_(
    Group.seated.is_(True),
    Group.id.in_(select(Table.group_id).where(Table.event_id == _EVENT, Table.retired_at.is_(None))),
)
_HOLDS = or_(
    Registration.id.in_((Meeting.low_id, Meeting.high_id)),
    and_(Meeting.kind == GROUP, Registration.id == Meeting.asker_id),
)
_SAT = (
    select(Registration.id, Claim.table_id, func.count())
    .select_from(Claim)
    .join(Meeting, Meeting.id == Claim.meeting_id)
    .join(Registration, _HOLDS)
    .join(Group, and_(Group.id == Registration.group_id, _STAYS))
    .where(
        Claim.event_id == _EVENT,
        Claim.table_id.is_not(None),
        Claim.meeting_id != _IGNORED,
        Registration.home_table_id.is_(None),
    )
    .group_by(Registration.id, Claim.table_id)
)


def keepers_of(event_id: int, *, ignoring: int | None = None) -> dict[int, set[int]]:
    """Table → the firms that sit most there, of those without a home and but for the meeting ``ignoring``."""
    sat: dict[int, Counter[int]] = defaultdict(Counter)
    for firm, table, count in db.session.execute(_SAT, {"event_id": event_id, "ignored": ignoring or 0}):
        if table is not None:
            sat[firm][table] = count
    found: dict[int, set[int]] = defaultdict(set)
    for firm, tables in sat.items():
        found[min(tables, key=lambda table: (-tables[table], table))].add(firm)
    return found
