"""The figures of the overview: six, each with the word that its number takes."""

from __future__ import annotations

from app.dashboard.queries.counts import count_event
from app.dashboard.reactions.overview import figures_of
from app.meetings import services
from tests import factories


def test_there_are_six_figures_and_one_of_a_kind_is_said_as_one(event, bank, port):
    made = services.request_meeting(event.id, port.id, bank.id, by=None)
    services.accept(made, bank.id, by=None, slot_id=event.slots[0].id)

    assert [(one.value, one.of, one.label) for one in figures_of(event.id)] == [
        (2, 2, "firms approved"),
        (0, None, "firms to approve"),
        (1, None, "meeting asked for"),
        ("100%", None, "answered"),
        (1, 1, "agreed meeting placed"),
        ("1", None, "meetings per firm"),
    ]


def test_arranged_meetings_are_not_counted_as_asked_and_answered(event, bank, port, user):
    services.request_meeting(event.id, port.id, bank.id, by=None)
    services.arrange(event.id, factories.firm(event).id, port.id, by=user.id, slot_id=event.slots[0].id)

    assert count_event(event.id).askers == 1
    assert [(one.value, one.of) for one in figures_of(event.id)][2:5] == [(1, None), ("0%", None), (1, 1)]


def test_without_meetings_there_is_no_share_and_without_firms_no_mean(event):
    found = [one.value for one in figures_of(event.id)]

    assert found == [0, 0, 0, "–", 0, "–"]
