"""Requests count in the forecast of interpreters at the times that they propose."""

from __future__ import annotations

import pytest

from app.interpreters.queries import get_interpreter_forecast
from app.meetings import services
from tests import factories
from tests.meetings.acts import asked, slots


@pytest.fixture
def firms(event):
    return factories.firm(event, "Singapore", languages=["en"]), factories.firm(event, "Chongqing", languages=["zh"])


def expected(event) -> dict[int, float]:
    return {one.slot.id: one.expected for one in get_interpreter_forecast(event).hours if one.expected}


def test_a_request_counts_at_the_time_that_it_proposes_alone(event, firms):
    times = slots(event)

    asked(event, firms, slot_id=times[2])

    assert expected(event) == {times[2]: 1.0}


def test_a_counter_counts_at_each_of_its_times_for_its_part(event, firms):
    times = slots(event)
    made = asked(event, firms, slot_id=times[2])

    services.counter(made, firms[1].id, slots=[times[0], times[3]], by=None)

    assert expected(event) == {times[0]: 0.5, times[3]: 0.5}


def test_a_request_whose_time_is_taken_by_now_counts_wherever_both_are_free(event, firms):
    times = slots(event)
    asked(event, firms, slot_id=times[2])
    other = factories.firm(event, "Chongqing", languages=["en"])
    booked = services.request_meeting(event.id, firms[0].id, other.id, by=None, slot_id=times[2])
    services.accept(booked, other.id, by=None, slot_id=times[2])

    found = expected(event)

    assert set(found) == set(times) - {times[2]}
    assert sum(found.values()) == pytest.approx(1.0)
