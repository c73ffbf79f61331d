"""The figures of the overview: six, each with the word that its number takes."""

from __future__ import annotations

from app.dashboard.reactions import figures_of
from app.meetings import services


def test_there_are_six_figures_and_one_of_a_kind_is_said_as_one(event, bank, port):
    made = services.ask(event.id, port.id, bank.id, by=None)
    services.accept(made, bank.id, by=None, slot_id=event.slots[0].id)

    assert [(one.value, one.label) for one in figures_of(event.id)] == [
        (2, "firms approved"),
        (0, "firms to approve"),
        (0, "delegations"),
        (0, "requests open"),
        (0, "agreed, without a time"),
        (1, "meeting booked"),
    ]
