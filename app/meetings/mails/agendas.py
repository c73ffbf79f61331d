"""The agenda as a letter: each meeting on a line, the calendar file with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale

from app.accounts.credentials import normalize_email
from app.core.mail import create_email
from app.core.models import Notice, Outbox
from app.core.web.locale import LOCALES
from app.events.models import Event
from app.meetings.lifecycle import PLACED
from app.meetings.mails.invitations import calendar_file
from app.meetings.queries.lists import MeetingRow, meetings_of
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.meetings.wording import sitters_said
from app.registrations.models import Registration, VisitBlock
from app.registrations.queries.buses import buses_of_firm
from app.registrations.queries.firms import Reader, readers_of
from app.registrations.queries.visits import visits_for
from app.registrations.queries.ways_in import WaysIn


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a firm's agenda says in one language, in words and as a file for calendars; ``buses``: its own, by visit."""

    language: str
    rows: list[MeetingRow]
    rounds: list[RoundRow]
    visits: list[VisitBlock]
    buses: Mapping[int, Sequence[str]]
    calendar: str


def agenda_in(language: str, registration: Registration) -> Agenda:
    """As it now stands; rows name people in the reader's script."""
    event = registration.event
    with force_locale(LOCALES[language]):
        rows, rounds = meetings_of(registration.id, *PLACED), rounds_at([registration.id])
        visits = visits_for(registration)
        file = calendar_file(event, registration.id, rows, visits, rounds=rounds)
    return Agenda(language, rows, rounds, visits, buses_of_firm(registration.id, visits), file)


def write(
    notice: Notice,
    registration: Registration,
    agenda: Agenda,
    event: Event,
    *,
    address: str,
    published: bool = False,
) -> Outbox:
    """One letter to one address, in the agenda's language; ``published``: it says that the timetable is out. Raises
    Invalid ``email_unusable``."""
    own = (one for one in readers_of(registration) if one.email == normalize_email(address))
    reader = next(own, Reader(address, agenda.language))
    return create_email(
        notice,
        address,
        kind="agenda",
        language=agenda.language,
        template="agenda",
        context={
            "me": registration.company,
            "published": published,
            "registration_id": registration.id,
            "rows": [row for row in agenda.rows if row.starts_at is not None],
            "rounds": [row for row in agenda.rounds if row.starts_at is not None],
            "who_sits": lambda row: sitters_said((one.name, one.firm) for one in row.sitters),
            "visits": agenda.visits,
            "addressee": reader.name,
            "buses": agenda.buses,
            **WaysIn(registration).to(f"/events/{event.slug}/firms/{registration.id}/agenda", reader),
        },
        calendar=agenda.calendar,
        event=event,
    )
