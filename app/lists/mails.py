"""The letter that thanks a firm for having come, and tells whom it met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.companies.wording import company_full_label, company_label
from app.core.mail import create_email
from app.core.mail.rendering import email_language, render_full_email, render_texts
from app.core.models import Notice
from app.core.texts import fill_placeholders
from app.core.web.locale import plain
from app.events.models import Event
from app.events.wording import dates_of
from app.lists.queries.thanks import Thanked
from app.registrations.queries.firms import Account, Reader
from app.registrations.queries.ways_in import WaysIn

TEMPLATE = "thanks"


@dataclass(frozen=True, slots=True)
class Words:
    """What one reader is told, the foot of the letter apart."""

    email: str
    language: str
    account: Account | None
    subject: str
    text: str


def worded(thanked: Thanked, reader: Reader, event: Event) -> Words:
    template, context = _worded(thanked, reader, event)
    account = Account(reader.user.id) if reader.user is not None else None
    return Words(reader.email, reader.language, account, *render_texts(template, reader.language, context, event=event))


def write(notice: Notice, words: Words, event: Event) -> None:
    """Raises Invalid ``email_unusable``."""
    letter = create_email(
        notice,
        words.email,
        kind="thanks",
        language=words.language,
        template="message",
        context={"subject": words.subject, "text": words.text, "written_in": ""},
        event=event,
        user=words.account,
    )
    letter.optional = True


def preview(thanked: Thanked, reader: Reader, event: Event) -> tuple[str, str]:
    """Subject and body, as the reader would get them."""
    template, context = _worded(thanked, reader, event)
    return render_full_email(template, reader.language, context, event=event)


def _worded(thanked: Thanked, reader: Reader, event: Event) -> tuple[str, dict[str, Any]]:
    """Template and context: as the organizer wrote it for the event, if in the reader's language, else the standard."""
    context = _context(thanked, reader, event)
    own = event.own_words("thanks", reader.language)
    if own is None:
        return TEMPLATE, context
    with email_language(reader.language, event):
        met = [one for one in context["partners"] if one is not None]
        values = {
            "firm": company_label(context["me"]) if context["me"] is not None else "",
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "partners": "\n".join(f"- {' '.join(company_full_label(one).split())}" for one in met),
            "link": context["url"],
        }
    return "message", {
        "subject": fill_placeholders(own[0], values),
        "text": fill_placeholders(own[1], values),
        "written_in": "",
    }


def _context(thanked: Thanked, reader: Reader, event: Event) -> dict[str, Any]:
    firm = thanked.firm
    return {
        "me": firm.company,
        "partners": [one.company for one in thanked.partners if one.company is not None],
        "people": [one.row for one in thanked.contacts.listed],
        **WaysIn(firm).to(f"/events/{event.slug}/firms/{firm.id}/contacts", reader),
    }
