"""What is new in a delegation's programme, as an email and as a text for WeChat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.models import Notice
from app.delegations.programme import ProgrammeChange
from app.events.models import Event
from app.registrations.mails.invitations import render_chat_text
from app.registrations.mails.notifications import send_to_recipients
from app.registrations.models import Delegation, Registration
from app.registrations.queries.company_links import AccessRoutes, get_link_url
from app.registrations.queries.registrations import EmailRecipient

declare_email_kinds(EmailKind("programme", "member of a delegation", "registrations/programme"))


def send_programme_news(
    notice: Notice,
    registration: Registration,
    readers: Sequence[EmailRecipient],
    news: Sequence[ProgrammeChange],
    delegation: Delegation,
    event: Event,
) -> bool:
    """Tell these readers of a member what is new to it in its delegation's programme; as ``tell``."""
    ways = AccessRoutes(registration)

    def context(reader: EmailRecipient) -> dict[str, Any]:
        leads = ways.to(_agenda_url(registration, event), reader) if registration.company else {"url": ""}
        return {"delegation": delegation.name, "news": news, **leads}

    return send_to_recipients(notice, readers, "programme", context, event)


def programme_wechat_text(
    registration: Registration, news: Sequence[ProgrammeChange], delegation: Delegation, event: Event, language: str
) -> str:
    """The same as a text to paste into WeChat, in one of en, zh, fr."""
    link, page = registration.firm_link, _agenda_url(registration, event)
    url = f"{get_link_url(link)}?{urlencode({'next': page}, safe='/')}" if link is not None else ""
    context = {"delegation": delegation.name, "news": news, "url": url}
    return render_chat_text("delegations/_wechat_programme.txt", language, event=event, **context)


def _agenda_url(registration: Registration, event: Event) -> str:
    return f"/events/{event.slug}/companies/{registration.id}/agenda"
