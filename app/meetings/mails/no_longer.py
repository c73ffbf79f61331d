"""The letter to whom a firm's meetings concern no longer, with what takes them out of a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask_babel import force_locale

from app.core.db import db
from app.core.errors import Invalid
from app.core.mail.outbox import create_email
from app.core.models import Notice
from app.core.web.locale import LOCALES
from app.documents.ics import to_ics
from app.events.models import Event
from app.meetings.mails.invitations import struck_entries
from app.meetings.mails.letters import called_by
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.registrations.models import Registration


def tell_no_longer(
    notice: Notice,
    firm: Registration,
    rows: Sequence[MeetingRow],
    rounds: Sequence[RoundRow],
    *,
    address: str,
    language: str,
) -> None:
    """One letter of them all; an address that no letter can go to is passed over."""
    event = db.session.get_one(Event, firm.event_id)
    with force_locale(LOCALES[language]):
        struck = struck_entries(event, firm.id, rows, rounds, reader=address)
    with suppress(Invalid):
        create_email(
            notice,
            address,
            kind="meeting.no_longer",
            language=language,
            template="no_longer",
            context={"me": called_by(firm), "struck": struck},
            calendar="".join(to_ics([one], method="CANCEL") for one in struck),
            event=event,
        )
