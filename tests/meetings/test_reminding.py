"""Who must answer is reminded before a request lapses, once in a day at the most."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.models import DigestLine, Outbox
from app.meetings import services
from app.meetings.models import Meeting
from app.meetings.services.expiry import send_reminder
from app.registrations.models import Registration
from tests import factories
from tests.meetings.acts import asked, meeting, slots


@pytest.fixture
def near(event, firms):
    """A request two days old that lapses in three hours, each side with somebody who reads mail."""
    for firm, who in zip(firms, ("asker", "asked"), strict=True):
        factories.representative(firm, email=f"{who}@example.org")
    made = asked(event, firms, message="Cold chain?")
    _age(made)
    return made


def _age(meeting_id):
    ages = {"changed_at": now() - dt.timedelta(days=2), "expires_at": now() + dt.timedelta(hours=3)}
    with transaction() as session:
        session.execute(update(Meeting).where(Meeting.id == meeting_id).values(**ages))


def reminded():
    return list(
        db.session.scalars(select(Outbox.recipient).where(Outbox.kind == "meeting.reminder").order_by(Outbox.id))
    )


def test_who_must_answer_gets_one_reminder(near):
    assert [services.remind_due_requests(), services.remind_due_requests()] == [1, 0]

    assert reminded() == ["asked@example.org"]
    letter = db.session.scalars(select(Outbox.body).where(Outbox.kind == "meeting.reminder")).one()
    assert "Cold chain?" in letter
    assert "/r/" in letter


def test_who_was_reminded_before_the_request_was_let_lapse_later_is_reminded_again(near):
    services.remind_due_requests()
    with transaction() as session:
        session.execute(update(Meeting).values(reminded_at=now() - dt.timedelta(hours=25)))

    assert [services.remind_due_requests(), services.remind_due_requests()] == [1, 0]
    assert [line.recipient for line in db.session.scalars(select(DigestLine))] == ["asked@example.org"]


def test_who_was_reminded_by_hand_within_a_day_is_left_in_peace(event, near):
    send_reminder(event.id, near, by=None)

    assert services.remind_due_requests() == 0
    assert reminded() == ["asked@example.org"]


def test_a_counter_starts_anew(event, firms, near):
    services.remind_due_requests()
    services.counter(near, firms[1].id, slots=slots(event)[:1], by=None)
    assert services.remind_due_requests() == 0

    _age(near)

    assert services.remind_due_requests() == 1
    assert reminded() == ["asked@example.org", "asker@example.org"]
    letters = list(db.session.scalars(select(Outbox.body).where(Outbox.kind == "meeting.reminder").order_by(Outbox.id)))
    assert ["Cold chain?" in body for body in letters] == [True, False]  # to the asker these words are its own


@pytest.mark.parametrize("phase", ["closed", "draft"])
def test_nobody_is_reminded_of_what_cannot_be_answered(event, near, phase):
    with transaction():
        event.phase = phase

    assert services.remind_due_requests() == 0
    assert reminded() == []


def test_what_lapses_later_or_was_answered_is_left_alone(event, firms, near):
    later = services.request_meeting(event.id, factories.firm(event).id, firms[1].id, by=None)
    services.decline(near, firms[1].id, by=None)

    assert services.remind_due_requests() == 0
    assert meeting(later).reminded_at is None
    assert db.session.get_one(Registration, firms[1].id).state == "approved"
