"""What the tests of digests do and look at."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.db import db
from app.core.models import DigestLine, Outbox
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from tests import factories
from tests.meetings.acts import meeting

FAR = factories.FIRST_SLOT - timedelta(days=20)


def ask(event, ports, ych):
    return [services.request_meeting(event.id, port.id, ych.id, by=None) for port in ports]


def letters(user):
    return list(db.session.scalars(select(Outbox).where(Outbox.recipient == user.email).order_by(Outbox.id)))


def lines(state="waiting"):
    return list(db.session.scalars(select(DigestLine).where(DigestLine.state == state).order_by(DigestLine.id)))


def arranged(event, ych, ports):
    return [services.arrange(event.id, ych.id, port.id, by=factories.user().id) for port in ports]


def undone(event, meetings):
    for number in meetings:
        services.cancel(number, meeting(number).low_id, by=None, actor=MeetingActor.ARRANGER)
