"""A message as one of its readers gets it: by mail, or as a text to paste into WeChat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext

from app.accounts.models import User
from app.companies.wording import company_label
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.mail.rendering import email_language, render_full_email, render_texts
from app.core.models import Notice, Outbox
from app.core.texts import fill_placeholders
from app.core.web.locale import clock, plain, short_day
from app.events.models import Event
from app.events.wording import dates_of
from app.meetings.queries.lists import MeetingRow
from app.messages.audience import MessageCandidate
from app.messages.models import Message
from app.messages.queries.messages import MESSAGE_KIND
from app.registrations.models import Registration
from app.registrations.queries.company_links import AccessRoutes, get_base_url
from app.registrations.queries.registrations import EmailRecipient, RecipientAccount

MESSAGE_TEMPLATE: Final = "message"
declare_email_kinds(EmailKind(MESSAGE_KIND, "whom the organizer chooses", MESSAGE_TEMPLATE))


@dataclass(frozen=True, slots=True)
class MessageCopy:
    """A message to one reader, before it is a letter."""

    subject: str
    body: str
    language: str


def render_copy(
    message: Message, candidate: MessageCandidate, registration: Registration, rows: Sequence[MeetingRow], event: Event
) -> MessageCopy:
    """Subject and body as the reader gets them, the foot below."""
    subject, body = render_full_email(
        MESSAGE_TEMPLATE, candidate.language, email_context(message, candidate, registration, rows, event), event=event
    )
    return MessageCopy(subject, body, candidate.language)


def render_wechat(
    message: Message, candidate: MessageCandidate, registration: Registration, rows: Sequence[MeetingRow], event: Event
) -> str:
    """The same for WeChat: subject and text, line by line."""
    return "\n\n".join(
        part.strip()
        for part in render_texts(
            MESSAGE_TEMPLATE,
            candidate.language,
            email_context(message, candidate, registration, rows, event),
            event=event,
        )
    )


def send_email(notice: Notice, candidate: MessageCandidate, context: dict[str, Any], event: Event) -> Outbox:
    """The email, once for each notice and address; ``context``: see ``email_context``. Raises Invalid
    ``email_unusable``."""
    email = create_email(
        notice,
        candidate.address,
        kind=MESSAGE_KIND,
        language=candidate.language,
        context={**context, "event": event},
        event=event,
        user=RecipientAccount(candidate.user_id) if candidate.user_id is not None else None,
    )
    email.optional = True
    return email


def send_test_email(
    notice: Notice,
    message: Message,
    candidate: MessageCandidate,
    registration: Registration,
    rows: Sequence[MeetingRow],
    event: Event,
    to: User,
) -> None:
    """The email of this reader to who wrote it: no rehearsal holds it, and its link is one for who wrote it. Raises
    Invalid ``email_unusable``."""
    context = email_context(message, candidate, registration, rows, event, as_account=to.id)
    options: dict[str, Any] = {"language": candidate.language, "template": MESSAGE_TEMPLATE, "user": to}
    create_email(
        notice,
        to.email or "",
        kind=f"{MESSAGE_KIND}.test.{candidate.language}",
        context={**context, "event": event},
        **options,
    )


def email_context(
    message: Message,
    candidate: MessageCandidate,
    registration: Registration,
    rows: Sequence[MeetingRow],
    event: Event,
    as_account: int | None = None,
) -> dict[str, Any]:
    subject, body, language = message.text_for(candidate.language)
    values = placeholder_values(candidate, registration, rows, event, as_account=as_account)
    fallen = language if language != candidate.language else ""
    return {
        "subject": fill_placeholders(subject, values),
        "text": fill_placeholders(body, values),
        "written_in": fallen,
        "event": event,
    }


def placeholder_values(
    candidate: MessageCandidate,
    registration: Registration,
    rows: Sequence[MeetingRow],
    event: Event,
    *,
    as_account: int | None = None,
) -> Mapping[str, str]:
    """What each placeholder stands for; ``as_account``: the link is that of this user, not of the reader."""
    with email_language(candidate.language, event):
        company_name = registration_name(registration)
        values = {
            "name": candidate.named or company_name,
            "firm": company_name,
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
        }
        values = {name: " ".join(value.split()) for name, value in values.items()}
        return {
            **values,
            "link": _reader_link(candidate, registration, event, as_account),
            "meetings": _agenda_lines(registration, rows),
        }


def registration_name(registration: Registration) -> str:
    if registration.company is not None:
        return company_label(registration.company)
    return registration.institution or "; ".join(company_label(person) for person in registration.representatives)


def _reader_link(candidate: MessageCandidate, registration: Registration, event: Event, as_account: int | None) -> str:
    """A guest has no page of its own, and reads that of the event."""
    if registration.company_id is None:
        return f"{get_base_url()}/events/{event.slug}"
    account = as_account if as_account is not None else candidate.user_id
    reader = EmailRecipient(
        candidate.address, candidate.language, RecipientAccount(account) if account is not None else None
    )
    return str(AccessRoutes(registration).to(f"/events/{event.slug}/companies/{registration.id}/home", reader)["url"])


def _agenda_lines(registration: Registration, rows: Sequence[MeetingRow]) -> str:
    """A line for each meeting that has a time."""
    lines = [
        " · ".join(
            part
            for part in (
                f"{short_day(row.starts_at)} {clock(row.starts_at)}",
                gettext("table %(table)s", table=row.table) if row.table else "",
                " ".join(company_label(row.other_than(registration.id)).split()),
            )
            if part
        )
        for row in rows
        if row.starts_at is not None
    ]
    return "\n".join(f"- {line}" for line in lines) or gettext("no meetings with a time yet")
