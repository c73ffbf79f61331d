"""What an act upon a group asks of the database, however many sit there and read of it."""

from __future__ import annotations

import pytest

from app.core.jobs import queue
from app.group_meetings import services
from tests import factories
from tests.group_meetings.acts import letters, opened
from tests.meetings.acts import slots
from tests.support.queries import counted


@pytest.fixture(autouse=True)
def sent_later(app, monkeypatch):
    """Letters wait for their sender."""
    app.config["JOBS"] = "queue"
    monkeypatch.setattr(queue, "_enqueue_message", lambda *_message: None)


def moved(*, guests: int, readers: int) -> int:
    """The statements by which a group of two slots moves that so many firms have a seat at, and as many others an
    invitation to; each has so many readers."""
    event = factories.event(longest_run=None, longest_meeting=2)
    host, *others = (
        factories.firm(event, side, users=[factories.user() for _ in range(readers)])
        for side in ("Singapore", *["Chongqing"] * 2 * guests)
    )
    made = opened(event, host, seats=5, length=2, invited=[one.id for one in others])
    for one in others[:guests]:
        services.take_group_seat(made, one.id, by=None)
    with counted() as sent:
        services.move_group_meeting(made, slots(event)[4], by=None)
    return len(sent)


@pytest.mark.full
def test_a_group_moves_by_as_few_statements_however_many_are_told():
    few, many = moved(guests=1, readers=1), moved(guests=4, readers=3)

    assert (few, len(letters("moved")), len(letters("changed"))) == (many, 2 + 15, 1 + 12)
