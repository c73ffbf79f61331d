"""What a booking asks of the database and of the queues: everybody books in the same minutes."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from app.core.db import db, transaction
from app.core.jobs import queue
from app.core.models import Notice, Outbox
from app.events.models import Slot
from app.meetings import services
from tests import factories
from tests.meetings.views.looking import at
from tests.support.queries import counted

MOST_STATEMENTS = 37
MOST_OF_A_REQUEST = 28
SIDES = ("Singapore", "Chongqing")


@pytest.fixture
def told(app, monkeypatch):
    """The messages that were sent to the queues."""
    sent = []
    app.config["JOBS"] = "queue"
    monkeypatch.setattr(queue, "_enqueue_message", lambda _huey, word, number: sent.append((word, number)))
    return sent


def booked(client, *, tables, readers, others, length=1):
    """The statements by which a request is accepted at a time, at an event with so many tables, readers of each firm's
    letters, and meetings besides; of so many slots."""
    event = factories.event(slots=4, tables=tables, longest_meeting=length)
    users = [factories.user() for _ in range(2 * readers)]
    asker, asked = (factories.firm(event, side, users=users[n::2], people=readers) for n, side in enumerate(SIDES))
    slots = db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)).all()
    for _ in range(others):
        pair = [factories.firm(event, side).id for side in SIDES]
        services.accept(services.request_meeting(event.id, *pair, by=None), pair[1], by=None, slot_id=slots[0])
    made = services.request_meeting(event.id, asker.id, asked.id, by=None, length=length)
    address = at("take_time", event, asked, meeting_id=made)
    visitor = client.as_user(users[1])
    visitor.get(at("agenda", event, asked))
    with transaction() as session:
        session.execute(delete(Outbox))

    with counted() as sent:
        answer = visitor.post(address, data={"slot": slots[0], "key": f"the-booking-{made}"})

    assert answer.status_code == 302
    return sent


@pytest.mark.full
def test_a_booking_asks_as_little_however_much_there_is(client, told):
    little = booked(client, tables=2, readers=1, others=0)
    much = booked(client, tables=30, readers=4, others=8)

    letters = db.session.scalar(select(func.count()).select_from(Outbox))
    assert len(little) == len(much) <= MOST_STATEMENTS
    assert letters == 8


def test_a_longer_booking_asks_as_little_however_many_read_of_it(client, told):
    few, many = (len(booked(client, tables=2, readers=readers, others=0, length=2)) for readers in (1, 4))

    assert few == many


def test_a_request_reads_nothing_again_that_its_page_has_read(client, told):
    event = factories.event()
    user = factories.user()
    asker, asked = factories.firm(event, SIDES[0], users=[user]), factories.firm(event, SIDES[1])
    address = at("ask", event, asker, other_id=asked.id)
    visitor = client.as_user(user)
    visitor.get(at("agenda", event, asker))

    with counted() as sent:
        answer = visitor.post(address, data={"key": "the-request"})

    assert answer.status_code == 302
    assert len(sent) <= MOST_OF_A_REQUEST


def test_a_booking_sends_one_message_whoever_is_told(client, told):
    told.clear()

    booked(client, tables=2, readers=3, others=0)

    notice = db.session.scalar(select(Notice.id).where(Notice.kind == "meeting.accept_with_time"))
    assert told[-1] == ("letters", notice)
    assert [word for word, number in told if number == notice] == ["letters"]
