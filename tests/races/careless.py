"""The negative control: the application as it must not be. It checks, waits a moment, and inserts.

Run on a database whose unique keys on claims are dropped, the same race finds double bookings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from app import create_app as create_real_app
from app.core.db import db, now, transaction
from app.events.models import Event
from app.meetings import services
from app.meetings.availability import pick_seat
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim, Meeting
from app.meetings.queries.availability import load_availability
from app.meetings.services import proposals
from app.meetings.services.requests import accept as careful

PAUSE_SECONDS = 0.3
"""Time enough for another on a machine that has much else to do."""


def create_app() -> Flask:
    app = create_real_app()
    services.accept = proposals.accept = accept  # type: ignore[attr-defined]
    services.post_once = posted  # type: ignore[assignment]
    return app


def posted(_user_id: int, _key: str | None, _body: Mapping[str, object], act: Callable[[], dict[str, Any]]) -> Any:
    return act()


def accept(
    meeting_id: int, registration_id: int, *, by: int | None, slot_id: int | None = None, **given: Any
) -> MeetingState:
    """Look whether the time is free, then book it: what everybody writes first. Without a time as it should be."""
    if slot_id is None:
        return careful(meeting_id, registration_id, by=by, **given)
    meeting = db.session.get_one(Meeting, meeting_id)
    event = db.session.get_one(Event, meeting.event_id)
    other = meeting.high_id if registration_id == meeting.low_id else meeting.low_id
    hall = load_availability(event, (registration_id, other))
    seat = pick_seat(hall.board, hall.parties[registration_id], hall.parties[other], slot_id, now=now())
    event_id = event.id
    db.session.rollback()
    time.sleep(PAUSE_SECONDS)
    with transaction() as session:
        for column, resource in (
            ("representative_id", seat.representative_id),
            ("representative_id", seat.their_representative_id),
            ("table_id", seat.table_id),
        ):
            session.add(Claim(event_id=event_id, slot_id=slot_id, meeting_id=meeting_id, **{column: resource}))
        booked = session.get_one(Meeting, meeting_id)
        booked.state, booked.slot_id, booked.awaiting_id = MeetingState.BOOKED.value, slot_id, None
    return MeetingState.BOOKED
