"""Which meetings end where firms take part no longer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.db import db
from app.events.models import Slot
from app.meetings.lifecycle import LIVE
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries.from_above import Freed


def freed_by(event_id: int, leaving: Collection[int]) -> Mapping[int, Sequence[Freed]]:
    """Registration → its live meetings, those with a time first; who has none is absent. One query."""
    if not leaving:
        return {}
    low, high = aliased(Company), aliased(Company)
    low_side, high_side = aliased(Registration), aliased(Registration)
    chosen = (
        select(Meeting, low, high, Slot.starts_at)
        .join(low_side, low_side.id == Meeting.low_id)
        .join(high_side, high_side.id == Meeting.high_id)
        .join(low, low.id == low_side.company_id)
        .join(high, high.id == high_side.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(
            Meeting.event_id == event_id,
            Meeting.state.in_(LIVE),
            or_(Meeting.low_id.in_(leaving), Meeting.high_id.in_(leaving)),
        )
        .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
    )
    found: dict[int, list[Freed]] = {}
    for meeting, one, other, starts_at in db.session.execute(chosen):
        booked = starts_at if meeting.state == "booked" else None
        for side, partner in ((meeting.low_id, other), (meeting.high_id, one)):
            if side in leaving:
                found.setdefault(side, []).append(Freed(partner.name, partner.name_zh or "", meeting.state, booked))
    return found
