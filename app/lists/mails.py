"""The letter that thanks a firm for having come, and tells whom it met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.companies.wording import company_full_label, company_label
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.mail.rendering import email_language, render_full_email, render_texts
from app.core.models import Notice
from app.core.texts import fill_placeholders
from app.core.web.locale import plain
from app.events.models import Event
from app.events.wording import dates_of
from app.lists.queries.thanks import ThankedCompany
from app.registrations.queries.company_links import AccessRoutes
from app.registrations.queries.registrations import EmailRecipient, RecipientAccount

THANKS_TEMPLATE = "thanks"
declare_email_kinds(EmailKind("thanks", "each company that came", THANKS_TEMPLATE))


@dataclass(frozen=True, slots=True)
class ThanksEmail:
    """What one reader is told, the foot of the letter apart."""

    email: str
    language: str
    account: RecipientAccount | None
    subject: str
    text: str


def thanks_email(thanked: ThankedCompany, reader: EmailRecipient, event: Event) -> ThanksEmail:
    template, context = _template_and_context(thanked, reader, event)
    account = RecipientAccount(reader.user.id) if reader.user is not None else None
    return ThanksEmail(
        reader.email, reader.language, account, *render_texts(template, reader.language, context, event=event)
    )


def send_email(notice: Notice, words: ThanksEmail, event: Event) -> None:
    """Raises Invalid ``email_unusable``."""
    email = create_email(
        notice,
        words.email,
        kind="thanks",
        language=words.language,
        template="message",
        context={"subject": words.subject, "text": words.text, "written_in": ""},
        event=event,
        user=words.account,
    )
    email.optional = True


def render_preview(thanked: ThankedCompany, reader: EmailRecipient, event: Event) -> tuple[str, str]:
    """Subject and body, as the reader would get them."""
    template, context = _template_and_context(thanked, reader, event)
    return render_full_email(template, reader.language, context, event=event)


def _template_and_context(thanked: ThankedCompany, reader: EmailRecipient, event: Event) -> tuple[str, dict[str, Any]]:
    """Template and context: as the organizer wrote it for the event, if in the reader's language, else the standard."""
    context = _email_context(thanked, reader, event)
    own = event.own_words("thanks", reader.language)
    if own is None:
        return THANKS_TEMPLATE, context
    with email_language(reader.language, event):
        met = [company for company in context["partners"] if company is not None]
        values = {
            "firm": company_label(context["me"]) if context["me"] is not None else "",
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "partners": "\n".join(f"- {' '.join(company_full_label(company).split())}" for company in met),
            "link": context["url"],
        }
    return "message", {
        "subject": fill_placeholders(own[0], values),
        "text": fill_placeholders(own[1], values),
        "written_in": "",
    }


def _email_context(thanked: ThankedCompany, reader: EmailRecipient, event: Event) -> dict[str, Any]:
    registration = thanked.company
    return {
        "me": registration.company,
        "partners": [item.company for item in thanked.partners if item.company is not None],
        "people": [item.row for item in thanked.contacts.listed],
        **AccessRoutes(registration).to(f"/events/{event.slug}/companies/{registration.id}/contacts", reader),
    }
