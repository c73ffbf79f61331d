"""Letters about meetings: one to each person who reads mail for the firm that must know."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.events.models import Event, Slot, Table
from app.floor.mail import write_letter
from app.floor.models import Notice
from app.floor.web.locale import LOCALES
from app.kernel.errors import Invalid
from app.meetings.mails.invitations import invitation
from app.meetings.mails.to_come import may_ask_again, page_of, time_from
from app.meetings.models import Claim, Meeting
from app.meetings.queries.arrangers import arranger_of
from app.registrations.models import Registration
from app.registrations.queries.firms import Reader, readers_of
from app.registrations.queries.links import page_url

WITH_TIME = ("asked", "accepted", "booked", "moved", "reseated", "renamed", "arranged")


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
        "me": _names(to),
        "other": _names(about),
        "at": slot.starts_at if slot is not None else None,
        "table": table,
        "words": _words(meeting, kind),
        "arranger": arranger_of(event.id, meeting.arranged_by) if meeting.arranged_by is not None else "",
        "why": why,
        "was_booked": held is not None,
        "time_from": time_from(event, meeting),
        "may_ask_again": may_ask_again(event),
    }
    page = page_of(event, to.id, meeting)
    for reader in readers_of(to):
        try:
            write_letter(
                notice,
                reader.email,
                kind=f"meeting.{kind}",
                language=reader.language,
                template="meeting",
                context={**context, "account": reader.user is not None, "url": page_url(to, page, reader)},
                calendar=_invitation(meeting, slot, to, about, event, table=table, kind=kind, reader=reader),
                event=event,
                user=reader.user,
            )
        except Invalid:
            continue


def tell_arranger(notice: Notice, meeting: Meeting, *, declined_by: Registration, other: Registration) -> None:
    """Write to who arranged a meeting which firm declined it, and its reason: nobody else learns of either."""
    arranger = db.session.get(User, meeting.arranged_by) if meeting.arranged_by is not None else None
    if arranger is None or not arranger.email or arranger.disabled_at is not None or arranger.id == notice.user_id:
        return
    event = db.session.get_one(Event, meeting.event_id)
    base = current_app.config["SETTINGS"].base_url
    context = {
        "kind": "arrangement_declined",
        "me": _names(declined_by),
        "other": _names(other),
        "words": meeting.reply or "",
        "account": True,
        "url": f"{base}/events/{event.slug}/firms/{declined_by.id}/requests",
    }
    with suppress(Invalid):
        write_letter(
            notice,
            arranger.email,
            kind="meeting.arrangement_declined",
            language=arranger.locale or "en",
            template="meeting",
            context=context,
            event=event,
            user=arranger,
        )


def _words(meeting: Meeting, kind: str) -> str:
    """What one side wrote; why an arranged meeting was declined is for who arranged it alone."""
    if kind in ("asked", "arranged"):
        return meeting.message or ""
    return "" if meeting.arranged_by is not None else meeting.reply or ""


@dataclass(frozen=True, slots=True)
class Called:
    """A party's names, which each reader meets in the order of their language."""

    name: str
    name_zh: str | None = None


def _names(registration: Registration) -> Called:
    company = registration.company
    return Called(company.name, company.name_zh) if company is not None else Called(registration.institution or "")


def _invitation(
    meeting: Meeting,
    slot: Slot | None,
    to: Registration,
    about: Registration,
    event: Event,
    *,
    table: str,
    kind: str,
    reader: Reader,
) -> str | None:
    """The entry for one reader's calendar, in their language."""
    with force_locale(LOCALES[reader.language]):
        return invitation(meeting, slot, to, about, event, table=table, kind=kind, reader=reader.email)


def _table_of(meeting: Meeting) -> str:
    found = select(Table.label).join(Claim, Claim.table_id == Table.id).where(Claim.meeting_id == meeting.id).limit(1)
    return db.session.scalar(found) or ""
