"""What the tests of group meetings do and look at."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import DigestLine, Outbox
from app.group_meetings import services
from app.meetings.models import MeetingParty
from app.registrations.models import Preference
from app.registrations.queries.registrations import list_recipients
from tests.meetings.acts import slots


def opened(event, host, **values):
    said = {"topic": "Cold chain by rail", "slot_id": slots(event)[1], "seats": 3, "is_open": True, "by": None}
    return services.open_group_meeting(event.id, host.id, **{**said, **values})


def seats(meeting_id: int) -> dict[int, tuple[str | None, int | None]]:
    rows = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id, MeetingParty.side == "asked")
    found = db.session.scalars(rows.execution_options(populate_existing=True))
    return {one.registration_id: (one.answer, one.seat) for one in found}


def letters(kind: str) -> set[str]:
    """To whom this was told: in a letter, or in a line of one that is due."""
    told = (select(row.recipient).where(row.kind == f"round.{kind}") for row in (Outbox, DigestLine))
    return {recipient for each in told for recipient in db.session.scalars(each)}


def letters_to(firm) -> set[str]:
    return {one.email for one in list_recipients(firm)}


def never(one, other):
    with transaction() as session:
        session.add(Preference(event_id=one.event_id, registration_id=one.id, other_id=other.id, kind="never"))
