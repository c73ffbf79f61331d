from __future__ import annotations

from datetime import date

import pytest

from app.events.drafts import EventDates, NextPhase, next_phase, waiting_since
from app.events.phases import BookingMode, Phase

DAY = date(2027, 3, 18)
DATES = EventDates(
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

    planning = next_phase(Phase.BOOKING, BookingMode.PLANNED, EventDates(), days, DAY)
    booking = next_phase(Phase.REGISTRATION, BookingMode.LIVE, EventDates(), days, DAY)

    assert planning == NextPhase(Phase.PLANNING, date(2027, 3, 15), is_due=True)
    assert booking == NextPhase(Phase.BOOKING, date(2027, 2, 25), is_due=True)


def test_a_draft_without_a_day_of_opening_may_be_opened_at_once():
    assert next_phase(Phase.DRAFT, BookingMode.LIVE, EventDates(), (), DAY) == NextPhase(
        Phase.REGISTRATION, None, is_due=True
    )


def test_booking_does_not_open_before_registration():
    late = EventDates(registration_opens_on=date(2027, 3, 5), requests_until=date(2027, 3, 10))

    found = next_phase(Phase.REGISTRATION, BookingMode.LIVE, late, (DAY,), DAY)

    assert found == NextPhase(Phase.BOOKING, date(2027, 3, 5), is_due=True)


def test_nothing_follows_a_closed_event():
    assert next_phase(Phase.CLOSED, BookingMode.LIVE, DATES, (DAY,), DAY) is None


@pytest.mark.parametrize(
    ("dates", "made_on", "since"),
    [
        (DATES, date(2027, 1, 1), date(2027, 2, 17)),
        (DATES, date(2027, 2, 18), None),
        (EventDates(), date(2027, 1, 1), None),
    ],
)
def test_a_phase_is_due_since_a_day_that_was_set_and_not_before_there_was_an_event(dates, made_on, since):
    following = next_phase(Phase.REGISTRATION, BookingMode.LIVE, dates, (DAY,), DAY)

    assert following is not None
    assert following.is_due
    assert waiting_since(following, dates, made_on) == since


def test_the_day_itself_is_a_day_that_was_set():
    assert waiting_since(NextPhase(Phase.RUNNING, DAY, is_due=True), EventDates(), date(2027, 1, 1)) == DAY


def test_what_is_due_later_is_due_since_no_day():
    assert waiting_since(NextPhase(Phase.RUNNING, DAY, is_due=False), EventDates(), date(2027, 1, 1)) is None
