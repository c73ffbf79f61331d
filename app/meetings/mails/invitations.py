"""A meeting as an entry for calendars: the same UID through its whole life, a higher SEQUENCE with each change."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext

from app.companies.wording import called
from app.documents.to_ics import Appointment, to_ics
from app.events.models import Event, Slot
from app.floor.web.locale import plain
from app.meetings.models import Meeting
from app.meetings.queries.lists import MeetingRow
from app.registrations.models import Registration, VisitBlock
from app.registrations.wording import bus_words

BOOKED: Final = ("accepted", "booked", "moved", "reseated", "renamed", "arranged")
"""Letters that bring the calendar entry of a meeting as it now stands."""


def invitation(
    meeting: Meeting,
    slot: Slot | None,
    to: Registration,
    about: Registration,
    event: Event,
    *,
    table: str,
    kind: str,
    reader: str,
) -> str | None:
    """The calendar text that goes with a letter: REQUEST for a booked meeting, CANCEL for one that is called off.

    ``reader``: the address that the letter goes to, whom the entry invites (RFC 5546, 3.2.2).
    """
    cancelled = kind in ("cancelled", "unplaced")
    if slot is None or not (cancelled or kind in BOOKED):
        return None
    settings = current_app.config["SETTINGS"]
    names = [called(one.company) if one.company is not None else "" for one in (to, about)]
    entry = Appointment(
        uid=uid_of(meeting.id),
        sequence=meeting.sequence,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        changed_at=meeting.changed_at,
        summary=" – ".join(names),
        location=place_of(event, table),
        organizer=parseaddr(settings.mail_from)[1],
        attendee=reader,
        cancelled=cancelled,
    )
    return to_ics([entry], method="CANCEL" if cancelled else "REQUEST")


def calendar_file(event: Event, registration_id: int, rows: list[MeetingRow], visits: Sequence[VisitBlock]) -> str:
    """A firm's booked meetings, and what its delegation does besides, as one file."""
    return to_ics(
        [
            *(_visit(visit) for visit in visits),
            *_meetings(event, registration_id, rows),
        ],
        name=plain(event.name),
    )


def _meetings(event: Event, registration_id: int, rows: list[MeetingRow]) -> list[Appointment]:
    return [
        Appointment(
            uid=uid_of(row.id),
            sequence=row.sequence,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            summary=called(row.other_than(registration_id)),
            location=place_of(event, row.table),
        )
        for row in rows
        if row.starts_at is not None and row.ends_at is not None
    ]


def _visit(visit: VisitBlock) -> Appointment:
    told = (bus_words(visit.buses), visit.note or "")
    return Appointment(
        uid=f"visit-{visit.id}@{_host()}",
        sequence=visit.version,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        changed_at=visit.changed_at or visit.starts_at,
        summary=plain(visit.title),
        location=plain(visit.where),
        description="\n".join(one for one in told if one),
    )


def uid_of(meeting_id: int) -> str:
    return f"meeting-{meeting_id}@{_host()}"


def _host() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"


def place_of(event: Event, table: str) -> str:
    """Table A4, Lianglu Cuntan free trade port zone."""
    where, place = gettext("Table %(table)s", table=table) if table else "", plain(event.venue) or plain(event.city)
    return gettext("%(table)s, %(place)s", table=where, place=place) if where and place else where or place
