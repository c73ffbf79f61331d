"""Letters about meetings: one to each person who reads mail for the firm that must know."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from app.db import db
from app.events.models import Event, Slot, Table
from app.floor.mail import write_letter
from app.floor.models import Notice
from app.kernel.errors import Invalid
from app.meetings.mails.invitations import invitation
from app.meetings.models import Claim, Meeting
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_of

WITH_TIME = ("asked", "accepted", "booked", "moved", "reseated", "arranged")


def tell(
    notice: Notice,
    meeting: Meeting,
    to: Registration,
    kind: str,
    *,
    about: Registration,
    held: Slot | None = None,
    why: str = "",
) -> None:
    """Write to everybody who reads mail for ``to`` that something happened to its meeting with ``about``.

    ``held``: the time that a meeting has lost, so that calendars can take it out; ``why``: the ``Loss`` that took
    it, or the table.
    An address that no letter can go to is passed over: it must not undo the act.
    """
    event = db.session.get_one(Event, meeting.event_id)
    slot = held
    if kind in WITH_TIME and meeting.slot_id is not None:
        slot = db.session.get(Slot, meeting.slot_id)
    table = _table_of(meeting)
    context = {
        "kind": kind,
        "me": _name(to),
        "other": _name(about),
        "at": slot.starts_at if slot is not None else None,
        "table": table,
        "words": meeting.message if kind in ("asked", "arranged") else meeting.reply or "",
        "why": why,
        "was_booked": held is not None,
        "url": f"{current_app.config['SETTINGS'].base_url}/events/{event.slug}/firms/{to.id}/requests",
    }
    calendar = invitation(meeting, slot, to, about, event, table=table, kind=kind)
    for reader in readers_of(to):
        try:
            write_letter(
                notice,
                reader.email,
                kind=f"meeting.{kind}",
                language=reader.language,
                template="meeting",
                context=context,
                calendar=calendar,
                event=event,
                user=reader.user,
            )
        except Invalid:
            continue


def _name(registration: Registration) -> str:
    return registration.company.name if registration.company is not None else registration.institution or ""


def _table_of(meeting: Meeting) -> str:
    found = select(Table.label).join(Claim, Claim.table_id == Table.id).where(Claim.meeting_id == meeting.id).limit(1)
    return db.session.scalar(found) or ""
