"""Firms book while the day is shifted: each booking is there, and stands at the time that its slot has by now."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import DomainError, Stale
from app.day.queries.shifts import get_shift_preview
from app.day.services.shifts import shift_day
from app.day.shift_plan import ShiftRequest
from app.events.models import Event, Slot
from app.meetings import services
from app.meetings.models import Claim, Meeting
from tests import factories
from tests.factories import FIRST_SLOT
from tests.support.soundness import faults_of_rows

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PAIRS = 6


def test_a_booking_at_the_moment_of_a_shift_is_not_lost(app):
    app.config["CLOCK"] = lambda: FIRST_SLOT - timedelta(minutes=20)
    event = factories.event(phase="running", longest_run=None, tables=PAIRS)
    asked = []
    for _pair in range(PAIRS):
        one, other = (factories.firm(event, side) for side in ("Singapore", "Chongqing"))
        asked.append((services.request_meeting(event.id, one.id, other.id, by=None), other.id))
    number, slots = event.id, [slot.id for slot in event.slots]
    later = ShiftRequest(slots[0], 25)
    db.session.rollback()
    told: list[str] = []

    def book(meeting_id: int, firm: int, slot: int) -> None:
        with app.app_context():
            try:
                services.accept(meeting_id, firm, slot_id=slot, by=None)
                told.append("booked")
            except DomainError as refused:
                told.append(refused.code)

    def shift() -> None:
        with app.app_context():
            for _try in range(20):
                try:
                    shift_day(
                        number, later, token=get_shift_preview(db.session.get_one(Event, number), later).token, by=None
                    )
                    return
                except Stale:
                    db.session.rollback()
            told.append("never shifted")

    threads = [threading.Thread(target=book, args=(*each, slots[at])) for at, each in enumerate(asked)]
    threads.insert(PAIRS // 2, threading.Thread(target=shift))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()

    booked = db.session.scalar(select(func.count()).where(Meeting.state == "booked"))
    begins = db.session.scalars(select(Slot.starts_at).order_by(Slot.starts_at)).all()
    assert told == ["booked"] * PAIRS
    assert booked == PAIRS
    assert begins[0] == FIRST_SLOT + timedelta(minutes=25)
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 3 * PAIRS
    assert faults_of_rows() == []
