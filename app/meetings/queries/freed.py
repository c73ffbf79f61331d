"""Which meetings end, and which seats at groups become free, where firms take part no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.core.db import db, now
from app.events.models import Slot
from app.meetings.lifecycle import LIVE, State
from app.meetings.models import Meeting
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.rounds import RoundRow, rounds_with_any
from app.meetings.roundtables import Answer
from app.registrations.models import Registration
from app.registrations.queries.from_above import Freed


def freed_by(event_id: int, leaving: Collection[int]) -> Mapping[int, Sequence[Freed]]:
    """Registration → its live meetings, those with a time first, then groups by time; who has none is absent."""
    if not leaving:
        return {}
    chosen = _with_sides().where(
        Meeting.event_id == event_id,
        Meeting.state.in_(LIVE),
        not_lapsed(now()),
        or_(Meeting.low_id.in_(leaving), Meeting.high_id.in_(leaving)),
    )
    found: dict[int, list[Freed]] = {}
    for meeting, one, other, starts_at in db.session.execute(chosen):
        booked = starts_at if meeting.state == "booked" else None
        for side, partner in ((meeting.low_id, other), (meeting.high_id, one)):
            if side in leaving:
                found.setdefault(side, []).append(Freed(partner.name, partner.name_zh or "", meeting.state, booked))
    for row in rounds_with_any(leaving, State.BOOKED, brief=True):
        for side, freed in _group(row, leaving):
            found.setdefault(side, []).append(freed)
    return found


@cache
def _with_sides() -> Select[Meeting, Company, Company, datetime]:
    """All meetings of two, by time. Made once: making it takes longer than asking."""
    low, high = aliased(Company), aliased(Company)
    low_side, high_side = aliased(Registration), aliased(Registration)
    return (
        select(Meeting, low, high, Slot.starts_at)
        .join(low_side, low_side.id == Meeting.low_id)
        .join(high_side, high_side.id == Meeting.high_id)
        .join(low, low.id == low_side.company_id)
        .join(high, high.id == high_side.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
    )


def _group(row: RoundRow, leaving: Collection[int]) -> Iterator[tuple[int, Freed]]:
    """Of a group that a firm hosts, who has a seat or is invited; of others the firms that have a seat."""
    host = row.host
    told = Freed(host.name, host.name_zh, row.state, row.starts_at, topic=row.topic)
    for firm_id in leaving:
        if row.is_host(firm_id):
            come = tuple(one.firm.name for one in row.guests if one.answer in (Answer.ACCEPTED, Answer.INVITED))
            yield firm_id, replace(told, hosted=True, guests=come)
        elif row.answer_of(firm_id) is Answer.ACCEPTED:
            yield firm_id, told
