"""What the tests of the acts of meetings look at."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.db import db
from app.events.models import Event, Slot
from app.meetings import services
from app.meetings.models import Claim, Meeting


def slots(event: Event) -> list[int]:
    return list(db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)))


def meeting(meeting_id: int) -> Meeting:
    found = db.session.get(Meeting, meeting_id, populate_existing=True)
    assert found is not None
    return found


def claims(meeting_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Claim.meeting_id == meeting_id)) or 0


def asked(event, firms, **values):
    return services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, **values)
