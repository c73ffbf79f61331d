"""Group meetings count in the forecast of interpreters: those that have one, and those that need one."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from app.core.db import transaction
from app.group_meetings import services
from app.interpreters.queries import get_interpreter_forecast
from app.meetings.models import Claim
from tests import factories
from tests.meetings.acts import slots


@pytest.mark.parametrize("there", [1, 0])
def test_a_group_needs_its_interpreter_in_its_slot(event, there):
    host = factories.firm(event, "Singapore", languages=["en"])
    guests = [factories.firm(event, "Chongqing", languages=["zh"]) for _ in range(2)]
    voices = [factories.interpreter(event, languages=["en", "zh"]) for _ in range(2)]
    at = slots(event)[1]
    made = services.open_group_meeting(event.id, host.id, topic="Rail", slot_id=at, seats=3, is_open=True, by=None)
    for guest in guests:
        services.take_group_seat(made, guest.id, by=None)
    if not there:  # nobody was to be had when it was booked
        with transaction() as session:
            session.execute(delete(Claim).where(Claim.interpreter_id.in_([one.id for one in voices])))

    told = get_interpreter_forecast(event)

    hour = next(one for one in told.hours if one.slot.id == at)
    assert (hour.booked, hour.expected, hour.short) == (1, 1.0, 0.0)
    assert sum(one.booked for one in told.hours) == 1
    assert (told.givable, told.without) == (1 - there, 0)
