"""Everybody is told once of the timetable, with their agenda; who dies meanwhile tells the rest when begun anew."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, partial

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.jobs import ProgressReport
from app.core.models import Notice
from app.events.phases import BookingMode
from app.meetings.mails import agendas
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_of
from app.scheduling.services.publishing import TOLD


def tell_all(event_id: int, number: int, tell: ProgressReport) -> int:
    """A letter to each reader of each firm; how many firms. Those that were written before are not written again."""
    rows = select(Notice.id, Notice.details).where(Notice.event_id == event_id, Notice.kind == TOLD)
    ids = [row[0] for row in db.session.execute(rows.order_by(Notice.id)) if row[1].get("draft") == number]
    db.session.rollback()
    for place, notice_id in enumerate(ids):
        tell(place / len(ids))
        _tell(notice_id)
    return len(ids)


def _tell(notice_id: int) -> None:
    with transaction():
        notice = db.session.get_one(Notice, notice_id)
        firm = db.session.get(Registration, notice.subject_id)
        if firm is None:
            return
        event, agenda_in = firm.event, cache(partial(agendas.agenda_in, registration=firm))
        published = event.booking_mode == BookingMode.PLANNED
        for reader in readers_of(firm):
            with suppress(Invalid):
                agendas.write(
                    notice, firm, agenda_in(reader.language), event, address=reader.email, published=published
                )
