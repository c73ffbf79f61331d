"""The agenda as a letter: each meeting on a line, the calendar file with it."""

from __future__ import annotations

from flask import current_app

from app.events.models import Event
from app.floor.mail import write_letter
from app.floor.models import Notice, Outbox
from app.meetings.mails.invitations import calendar_file
from app.meetings.queries.lists import MeetingRow
from app.registrations.models import Registration


def write(
    notice: Notice, registration: Registration, rows: list[MeetingRow], event: Event, *, address: str, language: str
) -> Outbox:
    """One letter to one address. Raises Invalid ``email_unusable``."""
    return write_letter(
        notice,
        address,
        kind="agenda",
        language=language,
        template="agenda",
        context={
            "me": registration.company,
            "registration_id": registration.id,
            "rows": [row for row in rows if row.starts_at is not None],
            "url": f"{current_app.config['SETTINGS'].base_url}/events/{event.slug}/firms/{registration.id}/agenda",
        },
        calendar=calendar_file(event, registration.id, rows),
        event=event,
    )
