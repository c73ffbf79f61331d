"""A message as one of its readers gets it: by mail, or as a text to paste into WeChat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext

from app.accounts.models import User
from app.companies.wording import company_label
from app.core.mail import create_email
from app.core.mail.rendering import email_language, render_full_email, render_texts
from app.core.models import Notice, Outbox
from app.core.texts import fill_placeholders
from app.core.web.locale import clock, plain, short_day
from app.events.models import Event
from app.events.wording import dates_of
from app.meetings.queries.lists import MeetingRow
from app.messages.audience import Candidate
from app.messages.models import Message
from app.messages.queries.messages import KIND
from app.registrations.models import Registration
from app.registrations.queries.firms import Account, Reader
from app.registrations.queries.links import base_url
from app.registrations.queries.ways_in import WaysIn

TEMPLATE: Final = "message"


@dataclass(frozen=True, slots=True)
class Copy:
    """A message to one reader, before it is a letter."""

    subject: str
    body: str
    language: str


def copy_for(message: Message, one: Candidate, firm: Registration, rows: Sequence[MeetingRow], event: Event) -> Copy:
    """Subject and body as the reader gets them, the foot below."""
    subject, body = render_full_email(TEMPLATE, one.language, context_for(message, one, firm, rows, event), event=event)
    return Copy(subject, body, one.language)


def text_to_paste(
    message: Message, one: Candidate, firm: Registration, rows: Sequence[MeetingRow], event: Event
) -> str:
    """The same for WeChat: subject and text, line by line."""
    return "\n\n".join(
        part.strip()
        for part in render_texts(TEMPLATE, one.language, context_for(message, one, firm, rows, event), event=event)
    )


def write(notice: Notice, one: Candidate, context: dict[str, Any], event: Event) -> Outbox:
    """The letter, once for each notice and address; ``context``: see ``context_for``. Raises Invalid
    ``email_unusable``."""
    letter = create_email(
        notice,
        one.address,
        kind=KIND,
        language=one.language,
        template=TEMPLATE,
        context={**context, "event": event},
        event=event,
        user=Account(one.user_id) if one.user_id is not None else None,
    )
    letter.optional = True
    return letter


def write_test(
    notice: Notice, message: Message, one: Candidate, firm: Registration, rows: Sequence[MeetingRow], event: Event,
    to: User,
) -> None:  # fmt: skip
    """The letter of this reader to who wrote it: no rehearsal holds it, and its link is one for who wrote it. Raises
    Invalid ``email_unusable``."""
    context = context_for(message, one, firm, rows, event, as_account=to.id)
    given: dict[str, Any] = {"language": one.language, "template": TEMPLATE, "user": to}
    create_email(
        notice, to.email or "", kind=f"{KIND}.test.{one.language}", context={**context, "event": event}, **given
    )


def context_for(
    message: Message, one: Candidate, firm: Registration, rows: Sequence[MeetingRow], event: Event,
    as_account: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    subject, body, found = message.text_for(one.language)
    values = values_for(one, firm, rows, event, as_account=as_account)
    fallen = found if found != one.language else ""
    return {
        "subject": fill_placeholders(subject, values),
        "text": fill_placeholders(body, values),
        "written_in": fallen,
        "event": event,
    }


def values_for(
    one: Candidate, firm: Registration, rows: Sequence[MeetingRow], event: Event, *, as_account: int | None = None
) -> Mapping[str, str]:
    """What each placeholder stands for; ``as_account``: the link is that of this user, not of the reader."""
    with email_language(one.language, event):
        house = name_of(firm)
        found = {
            "name": one.named or house,
            "firm": house,
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
        }
        found = {name: " ".join(value.split()) for name, value in found.items()}
        return {**found, "link": _link(one, firm, event, as_account), "meetings": _agenda(firm, rows)}


def name_of(firm: Registration) -> str:
    if firm.company is not None:
        return company_label(firm.company)
    return firm.institution or "; ".join(company_label(person) for person in firm.representatives)


def _link(one: Candidate, firm: Registration, event: Event, as_account: int | None) -> str:
    """A guest has no page of its own, and reads that of the event."""
    if firm.company_id is None:
        return f"{base_url()}/events/{event.slug}"
    account = as_account if as_account is not None else one.user_id
    reader = Reader(one.address, one.language, Account(account) if account is not None else None)
    return str(WaysIn(firm).to(f"/events/{event.slug}/firms/{firm.id}/home", reader)["url"])


def _agenda(firm: Registration, rows: Sequence[MeetingRow]) -> str:
    """A line for each meeting that has a time."""
    lines = [
        " · ".join(
            part
            for part in (
                f"{short_day(row.starts_at)} {clock(row.starts_at)}",
                gettext("table %(table)s", table=row.table) if row.table else "",
                " ".join(company_label(row.other_than(firm.id)).split()),
            )
            if part
        )
        for row in rows
        if row.starts_at is not None
    ]
    return "\n".join(f"- {line}" for line in lines) or gettext("no meetings with a time yet")
