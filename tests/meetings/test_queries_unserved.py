"""Booked meetings without the interpreter that they need are counted alike on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from app.core.db import transaction
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.models import Claim
from app.meetings.queries.interpreter_needs import InterpreterShortage, get_interpreter_shortage
from tests import factories
from tests.group_meetings.acts import opened
from tests.meetings.acts import asked, slots


def test_meetings_of_firms_that_share_no_language_count_before_and_after_there_is_an_interpreter(event):
    for speaks, slot_id in (("zh", slots(event)[0]), ("en", slots(event)[1])):
        firms = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=[speaks])
        services.accept(asked(event, firms), firms[1].id, by=None, slot_id=slot_id)

    without = get_interpreter_shortage(event.id)
    factories.interpreter(event, "en", "fr")

    assert without == InterpreterShortage(1, is_any=False)
    assert get_interpreter_shortage(event.id) == InterpreterShortage(1, is_any=True)


@pytest.mark.databases("sqlite", "postgresql")
def test_a_group_meeting_counts_while_it_lacks_an_interpreter_and_some_guest_does_not_speak_as_its_host_does(event):
    host = factories.firm(event, "Singapore", languages=["en"])
    guest = factories.firm(event, "Chongqing", languages=["zh"])
    factories.interpreter(event, "en", "zh")
    made = opened(event, host)
    rounds.take_group_seat(made, guest.id, by=None)
    counts = [get_interpreter_shortage(event.id).meetings]

    with transaction() as session:
        session.execute(delete(Claim).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None)))
    counts.append(get_interpreter_shortage(event.id).meetings)
    with transaction():
        guest.representatives[0].languages = ["en"]
    counts.append(get_interpreter_shortage(event.id).meetings)

    assert counts == [0, 1, 0]
