"""Send a firm's agenda to one of its people."""

from __future__ import annotations

from app.db import transaction
from app.floor import notices
from app.floor.models import Outbox
from app.meetings.lifecycle import PLACED
from app.meetings.mails import agendas
from app.meetings.queries.lists import meetings_of
from app.meetings.queries.rounds import rounds_at
from app.registrations.models import Registration


def mail_agenda(registration: Registration, address: str, *, language: str, by: int) -> Outbox:
    """Write a letter with the booked meetings and their calendar file. Raises Invalid ``email_unusable``."""
    registration_id, event = registration.id, registration.event
    with transaction():
        rows = meetings_of(registration_id, *PLACED)
        notice = notices.write("agenda.mailed", registration, event_id=event.id, by=by)
        rounds = rounds_at([registration_id])
        return agendas.write(notice, registration, rows, rounds, event, address=address, language=language)
