"""Emails to those who wait for a company that announced a delay."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from app.core.errors import Invalid
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.models import Notice
from app.day.phone.models import DelayNotice
from app.registrations.models import Registration
from app.registrations.queries.company_links import AccessRoutes
from app.registrations.queries.registrations import list_recipients

declare_email_kinds(EmailKind("late", "who waits for a company that comes late", "late"))


def send_delay_emails(notice: Notice, word: DelayNotice, late: Registration, waiting: Iterable[Registration]) -> None:
    """Whoever reads mail for those who are ``waiting`` learns that ``late`` comes so many minutes later, or in time
    after all. An address that no email can go to is passed over: it must not undo the act."""
    for other in waiting:
        _send_delay_email(notice, word, late, other)


def _send_delay_email(notice: Notice, word: DelayNotice, late: Registration, other: Registration) -> None:
    ways, event = AccessRoutes(other), other.event
    for reader in list_recipients(other):
        page = f"/events/{event.slug}/companies/{other.id}/agenda"
        context = {
            "firm": late.company,
            "minutes": word.minutes,
            "starts_at": word.starts_at,
            "comes_at": word.starts_at + timedelta(minutes=word.minutes),
            "back": word.ended_at is not None,
            **ways.to(page, reader),
            "addressee": reader.name,
        }
        with suppress(Invalid):
            create_email(
                notice,
                reader.email,
                kind="late",
                language=reader.language,
                context=context,
                event=event,
                user=reader.user,
            )
