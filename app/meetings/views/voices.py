"""Who interprets at a firm's meetings, and where somebody is still to be found, as the firm's own pages say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask_babel import gettext

from app.events.models import Event
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.meetings.queries.unserved import unserved_of
from app.registrations.models import Registration


def with_interpreter(row: MeetingRow | RoundRow) -> str:
    """Who interprets at a meeting, or that somebody is still to be found; empty where nobody needs one."""
    if isinstance(row, MeetingRow) and row.lacks_interpreter:
        return str(gettext("without an interpreter so far; the organizer knows"))
    return gettext("interpreter: %(name)s", name=row.interpreter) if row.interpreter else ""


def with_needs(event: Event, registration: Registration, rows: Iterable[MeetingRow]) -> list[MeetingRow]:
    """The meetings of a firm, which know where an interpreter lacks."""
    lacking = unserved_of(event.id, registration.id)
    return [replace(row, lacks_interpreter=True) if row.id in lacking else row for row in rows]
