"""The agenda as an email: each meeting on a line, the calendar file with it; and what takes meetings out of the
calendar of a former reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import force_locale

from app.accounts.credentials import normalize_email
from app.core.db import db
from app.core.errors import Invalid
from app.core.mail.outbox import create_email
from app.core.models import Notice, Outbox
from app.core.web.locale import LOCALES
from app.delegations.queries.programme import get_company_buses
from app.delegations.queries.visits import list_visits_of_registration
from app.documents.ics import to_ics
from app.events.models import Event
from app.meetings.lifecycle import PLACED_STATES
from app.meetings.mails.calendar_entries import list_cancelled_entries, render_calendar
from app.meetings.mails.notifications import get_email_names
from app.meetings.queries.group_meetings import GroupMeetingRow, list_attended_group_meetings
from app.meetings.queries.lists import MeetingRow, list_meetings
from app.meetings.wording import describe_attendees
from app.registrations.models import Registration, VisitBlock
from app.registrations.queries.company_links import AccessRoutes
from app.registrations.queries.registrations import EmailRecipient, list_recipients


@dataclass(frozen=True, slots=True)
class AgendaEmail:
    """What a firm's agenda says in one language, in words and as a file for calendars; ``buses``: its own, by visit."""

    language: str
    rows: list[MeetingRow]
    group_meetings: list[GroupMeetingRow]
    visits: list[VisitBlock]
    buses: Mapping[int, Sequence[str]]
    calendar: str


def load_agenda(language: str, registration: Registration) -> AgendaEmail:
    """As it now stands; rows name people in the reader's script."""
    event = registration.event
    with force_locale(LOCALES[language]):
        rows, group_meetings = (
            list_meetings(registration.id, *PLACED_STATES),
            list_attended_group_meetings([registration.id]),
        )
        visits = list_visits_of_registration(registration)
        file = render_calendar(event, registration.id, rows, visits, group_meetings=group_meetings)
    return AgendaEmail(language, rows, group_meetings, visits, get_company_buses(registration.id, visits), file)


def write_agenda_email(
    notice: Notice,
    registration: Registration,
    agenda: AgendaEmail,
    event: Event,
    *,
    address: str,
    published: bool = False,
) -> Outbox:
    """One email to one address, in the agenda's language; ``published``: it says that the timetable is out. Raises
    Invalid ``email_unusable``."""
    own = (recipient for recipient in list_recipients(registration) if recipient.email == normalize_email(address))
    reader = next(own, EmailRecipient(address, agenda.language))
    return create_email(
        notice,
        address,
        kind="agenda",
        language=agenda.language,
        context={
            "me": registration.company,
            "published": published,
            "registration_id": registration.id,
            "rows": [row for row in agenda.rows if row.starts_at is not None],
            "rounds": [row for row in agenda.group_meetings if row.starts_at is not None],
            "who_sits": lambda row: describe_attendees((attendee.name, attendee.company) for attendee in row.attendees),
            "visits": agenda.visits,
            "addressee": reader.name,
            "buses": agenda.buses,
            **AccessRoutes(registration).to(f"/events/{event.slug}/companies/{registration.id}/agenda", reader),
        },
        calendar=agenda.calendar,
        event=event,
    )


def notify_former_reader(
    notice: Notice,
    company: Registration,
    rows: Sequence[MeetingRow],
    group_meetings: Sequence[GroupMeetingRow],
    *,
    address: str,
    language: str,
) -> None:
    """One letter of them all; an address that no letter can go to is passed over."""
    event = db.session.get_one(Event, company.event_id)
    with force_locale(LOCALES[language]):
        struck = list_cancelled_entries(event, company.id, rows, group_meetings, reader=address)
    with suppress(Invalid):
        create_email(
            notice,
            address,
            kind="meeting.no_longer",
            language=language,
            context={"me": get_email_names(company), "struck": struck},
            calendar="".join(to_ics([entry], method="CANCEL") for entry in struck),
            event=event,
        )
