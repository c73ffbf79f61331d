"""What a message's placeholders need to know of firms: names, and meetings that have a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.meetings.lifecycle import State
from app.meetings.queries.lists import MeetingRow, meetings_of_firms
from app.registrations.models import Registration

Setting = tuple[Registration, Sequence[MeetingRow]]
"""A firm or a guest's institution, and its meetings by time."""


def settings_of(registration_ids: Collection[int]) -> Mapping[int, Setting]:
    """By registration; in a constant number of queries."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company), joinedload(Registration.delegation), joinedload(Registration.event))
        .where(Registration.id.in_(registration_ids))
    )
    firms = db.session.scalars(chosen).unique().all()
    booked = meetings_of_firms([one.id for one in firms], State.BOOKED)
    return {
        one.id: (one, [row for row in booked if one.id in (row.asker.registration_id, row.asked.registration_id)])
        for one in firms
    }


def setting_of(registration_id: int) -> Setting:
    return settings_of([registration_id])[registration_id]
