"""Meetings that stand, for the doctor to look at."""

from __future__ import annotations

import pytest

from app.meetings import services
from tests import factories


@pytest.fixture
def hall(app):
    """Two booked meetings of four firms whose users read mail."""
    event = factories.event(slots=2, tables=2)
    sides = [
        [factories.firm(event, side, users=[factories.user()]) for _ in range(2)] for side in ("Singapore", "Chongqing")
    ]
    slot = event.slots[0].id
    booked = [services.request_meeting(event.id, one.id, other.id, by=None) for one, other in zip(*sides, strict=True)]
    for number, other in zip(booked, sides[1], strict=True):
        services.accept(number, other.id, by=None, slot_id=slot)
    return event, sides, booked


@pytest.fixture
def spoken(app):
    """A booked meeting of two firms without a common language, with its interpreter; another of the pool is free."""
    event = factories.event(slots=2, tables=2)
    voices = [factories.interpreter(event, "en", "zh") for _ in range(2)]
    one = factories.firm(event, languages=["en"])
    other = factories.firm(event, "Chongqing", languages=["zh"])
    made = services.request_meeting(event.id, one.id, other.id, by=None)
    services.accept(made, other.id, by=None, slot_id=event.slots[0].id)
    return made, voices
