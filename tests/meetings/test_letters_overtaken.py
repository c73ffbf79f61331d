"""A letter that failed is not sent again once a later one has told its reader another time of the same meeting."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.core.db import db, transaction
from app.core.mail import resend_email, resend_failed_emails
from app.core.mail.delivery import SUPERSEDED
from app.core.mail.outbox import EmailSuperseded
from app.core.models import Outbox
from app.meetings import services
from tests import factories
from tests.meetings.acts import slots
from tests.support.soundness import faults_of_rows


@pytest.fixture
def reader():
    return factories.user("Tan")


@pytest.fixture
def mine(event, reader):
    return factories.firm(event, "Singapore", users=[reader])


def booked(event, mine, slot):
    theirs = factories.firm(event, "Chongqing")
    made = services.request_meeting(event.id, mine.id, theirs.id, by=None)
    services.accept(made, theirs.id, by=None, slot_id=slots(event)[slot])
    return made


@pytest.fixture
def moved(event, mine, reader):
    """The letters to one reader of a meeting that was booked and moved, oldest first."""
    services.move(booked(event, mine, 0), mine.id, slots(event)[2], by=None)
    return letters(reader.email)


def letters(address):
    rows = select(Outbox).where(Outbox.recipient == address, Outbox.calendar.is_not(None)).order_by(Outbox.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def fail(*those):
    with transaction() as session:
        ids = [one.id for one in those]
        session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(state="failed", error="TimeoutError"))


@pytest.mark.full
def test_of_all_that_failed_the_newest_goes_and_what_it_has_overtaken_is_let_go(event, moved):
    first, now_at = moved
    fail(first, now_at)

    with transaction():
        count = resend_failed_emails(event, by=None)

    assert count == 1
    states = [(one.state, one.error) for one in letters(first.recipient)]
    assert states == [("dropped", SUPERSEDED), ("sent", None)]
    assert faults_of_rows() == []


def test_one_that_was_overtaken_is_not_sent_again_by_itself_and_the_newest_is(event, moved):
    first, now_at = moved
    fail(first, now_at)

    with pytest.raises(EmailSuperseded), transaction():
        resend_email(first.id, event=event, by=None)
    with transaction():
        resend_email(now_at.id, event=event, by=None)

    assert [one.state for one in letters(first.recipient)] == ["failed", "sent"]


def test_the_letter_of_another_meeting_overtakes_none(event, mine, moved):
    _first, now_at = moved
    fail(now_at)
    booked(event, mine, 4)

    with transaction():
        count = resend_failed_emails(event, by=None)

    assert (count, [one.state for one in letters(now_at.recipient)]) == (1, ["sent", "sent", "sent"])
