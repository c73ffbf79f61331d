"""Emails to those who run an event, about the erasure of its people."""

from __future__ import annotations

import contextlib
from datetime import datetime

from app.accounts.models import User
from app.core.errors import Invalid
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.models import Notice
from app.events.models import Event
from app.registrations.queries.company_links import get_base_url

declare_email_kinds(EmailKind("event.erasure_announced", "who runs the event", "registrations/retention"))


def send_erasure_announcement(notice: Notice, event: Event, user: User, goes_at: datetime | None) -> None:
    """When the people of an event will be erased, to one who runs it; no rehearsal holds it."""
    with contextlib.suppress(Invalid):
        create_email(
            notice,
            user.email or "",
            kind="event.erasure_announced",
            language=user.locale or "en",
            context={"at": event.name, "goes_at": goes_at, "url": f"{get_base_url()}/events/{event.slug}/privacy"},
            user=user,
        )
