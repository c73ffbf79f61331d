"""Booked meetings without the interpreter that they need are counted alike on both databases."""

from __future__ import annotations

from app.meetings import services
from app.meetings.queries.unserved import Unserved, unserved_at
from tests import factories
from tests.meetings.acts import asked, slots


def test_meetings_of_firms_that_share_no_language_count_before_and_after_there_is_an_interpreter(event):
    for speaks, slot_id in (("zh", slots(event)[0]), ("en", slots(event)[1])):
        firms = factories.firm(event, "Singapore"), factories.firm(event, "Chongqing", languages=[speaks])
        services.accept(asked(event, firms), firms[1].id, by=None, slot_id=slot_id)

    without = unserved_at(event.id)
    factories.interpreter(event, "en", "fr")

    assert without == Unserved(1, is_any=False)
    assert unserved_at(event.id) == Unserved(1, is_any=True)
