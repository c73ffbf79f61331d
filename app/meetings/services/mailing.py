"""Send a firm's agenda to one of its people."""

from __future__ import annotations

from app.core import audit
from app.core.db import transaction
from app.core.models import Outbox
from app.meetings.mails import agendas
from app.registrations.models import Registration


def mail_agenda(registration: Registration, address: str, *, language: str, by: int) -> Outbox:
    """Write a letter with the booked meetings and their calendar file. Raises Invalid ``email_unusable``."""
    event = registration.event
    with transaction():
        notice = audit.log_action("agenda.mailed", registration, event_id=event.id, by=by)
        return agendas.write(notice, registration, agendas.agenda_in(language, registration), event, address=address)
