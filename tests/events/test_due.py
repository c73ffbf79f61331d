from __future__ import annotations

from datetime import date

import pytest

from app.events.drafts import Dates
from app.events.due import NextPhase, next_phase
from app.events.phases import BookingMode, Phase

DAY = date(2027, 3, 18)
DATES = Dates(
    registration_opens_on=date(2027, 1, 10),
    registration_closes_on=date(2027, 3, 1),
    requests_until=date(2027, 3, 10),
    timetable_on=date(2027, 3, 15),
)


@pytest.mark.parametrize(
    ("phase", "mode", "target", "on"),
    [
        (Phase.DRAFT, BookingMode.PLANNED, Phase.REGISTRATION, date(2027, 1, 10)),
        (Phase.REGISTRATION, BookingMode.PLANNED, Phase.BOOKING, date(2027, 2, 17)),
        (Phase.BOOKING, BookingMode.PLANNED, Phase.PLANNING, date(2027, 3, 11)),
        (Phase.BOOKING, BookingMode.LIVE, Phase.RUNNING, DAY),
        (Phase.PLANNING, BookingMode.PLANNED, Phase.PUBLISHED, date(2027, 3, 15)),
        (Phase.PUBLISHED, BookingMode.PLANNED, Phase.RUNNING, DAY),
        (Phase.RUNNING, BookingMode.LIVE, Phase.CLOSED, date(2027, 3, 20)),
    ],
)
def test_a_phase_is_due_from_its_day_on_and_not_before(phase, mode, target, on):
    days = (DAY, date(2027, 3, 19))
    before = date.fromordinal(on.toordinal() - 1)

    assert next_phase(phase, mode, DATES, days, before) == NextPhase(target, on, is_due=False)
    assert next_phase(phase, mode, DATES, days, on) == NextPhase(target, on, is_due=True)


def test_without_dates_the_day_itself_says_when():
    days = (DAY,)

    planning = next_phase(Phase.BOOKING, BookingMode.PLANNED, Dates(), days, DAY)
    booking = next_phase(Phase.REGISTRATION, BookingMode.LIVE, Dates(), days, DAY)

    assert planning == NextPhase(Phase.PLANNING, date(2027, 3, 15), is_due=True)
    assert booking == NextPhase(Phase.BOOKING, date(2027, 2, 25), is_due=True)


def test_a_draft_without_a_day_of_opening_may_be_opened_at_once():
    assert next_phase(Phase.DRAFT, BookingMode.LIVE, Dates(), (), DAY) == NextPhase(
        Phase.REGISTRATION, None, is_due=True
    )


def test_booking_does_not_open_before_registration():
    late = Dates(registration_opens_on=date(2027, 3, 5), requests_until=date(2027, 3, 10))

    found = next_phase(Phase.REGISTRATION, BookingMode.LIVE, late, (DAY,), DAY)

    assert found == NextPhase(Phase.BOOKING, date(2027, 3, 5), is_due=True)


def test_nothing_follows_a_closed_event():
    assert next_phase(Phase.CLOSED, BookingMode.LIVE, DATES, (DAY,), DAY) is None
