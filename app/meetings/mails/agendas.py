"""The agenda as a letter: each meeting on a line, the calendar file with it."""

from __future__ import annotations

from app.accounts.addresses import normalised
from app.events.models import Event
from app.floor.mail import write_letter
from app.floor.models import Notice, Outbox
from app.meetings.mails.invitations import calendar_file
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.registrations.models import Registration
from app.registrations.queries.firms import Reader, readers_of
from app.registrations.queries.visits import visits_for
from app.registrations.queries.ways_in import WaysIn


def write(
    notice: Notice,
    registration: Registration,
    rows: list[MeetingRow],
    rounds: list[RoundRow],
    event: Event,
    *,
    address: str,
    language: str,
    published: bool = False,
) -> Outbox:
    """One letter to one address; ``published``: it says that the timetable is out. Raises Invalid
    ``email_unusable``."""
    visits = visits_for(registration)
    own = (one for one in readers_of(registration) if one.email == normalised(address))
    reader = next(own, Reader(address, language))
    return write_letter(
        notice,
        address,
        kind="agenda",
        language=language,
        template="agenda",
        context={
            "me": registration.company,
            "published": published,
            "registration_id": registration.id,
            "rows": [row for row in rows if row.starts_at is not None],
            "rounds": [row for row in rounds if row.starts_at is not None],
            "visits": visits,
            **WaysIn(registration).to(f"/events/{event.slug}/firms/{registration.id}/agenda", reader),
        },
        calendar=calendar_file(event, registration.id, rows, visits, rounds=rounds),
        event=event,
    )
