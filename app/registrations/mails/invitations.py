"""Invitations, reminders and the welcome: emails to companies that have an address, texts for WeChat to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from app.accounts.credentials import mailbox_key
from app.core import audit
from app.core.errors import Invalid
from app.core.localized import Localized
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.mail.preferences import is_refusable
from app.core.mail.rendering import email_language, render_full_email
from app.core.models import Notice
from app.core.texts import fill_placeholders
from app.core.web.locale import LOCALES, plain
from app.events.models import Event
from app.events.wording import dates_of
from app.registrations.models import Delegation
from app.registrations.queries.access import list_email_accounts
from app.registrations.queries.company_links import get_access_code_url, get_base_url, get_link_url
from app.registrations.queries.company_rows import CompanyRow
from app.registrations.queries.registrations import EmailRecipient, list_recipients

REMINDER_SUBJECT_LENGTH, REMINDER_TEXT_LENGTH = 400, 2000
"""In characters; the usual subject holds the name of the event, however long that is."""


@dataclass(frozen=True, slots=True)
class ReminderText:
    """``subject`` follows the firm's name; ``text`` stands above what is missing and the firm's link, or is ""."""

    subject: str
    text: str


def render_chat_text(template: str, language: str, **context: Any) -> str:
    """A template filled in one of en, zh, fr, line by line without blanks around."""
    with force_locale(LOCALES[language]):  # by itself, so that the frame of the page is not made in this language
        text = current_app.jinja_env.get_template(template).render(context)
    return "\n".join(line.strip() for line in text.strip().splitlines())


INVITATION, REMINDER = "registrations/invitation", "registrations/reminder"
declare_email_kinds(
    EmailKind("invitation", "company that is invited", INVITATION),
    EmailKind("reminder", "company whose page is not complete", REMINDER),
    EmailKind("welcome", "who has registered a company", "registrations/welcome"),
)


def get_reminder_text(language: str, event: Event) -> ReminderText:
    """What a reminder says above the missing parts unless somebody writes otherwise, in one of en, zh, fr: the event's
    own words, else the standard ones."""
    own = event.own_words("reminder", language)
    return ReminderText(*own) if own is not None else get_standard_reminder_text(language, event)


def get_standard_reminder_text(language: str, event: Event) -> ReminderText:
    """The words of a reminder while the organizer has written none for the event."""
    with force_locale(LOCALES[language]):
        return ReminderText(
            gettext("your page for %(event)s is not complete", event=plain(event.name)),
            gettext("What is missing keeps partners from finding you. It takes three minutes."),
        )


def render_company_email(
    template: str,
    row: CompanyRow,
    reader: EmailRecipient,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, ReminderText] | None = None,
) -> tuple[str, str]:
    """Subject and body of an invitation or a reminder as the reader will get it."""
    context = _email_context(template, row, reader, delegation, event, words)
    template, context = _apply_own_text(template, reader.language, context, event)
    return render_full_email(template, reader.language, context, event=event)


def send_company_email(
    notice: Notice,
    template: str,
    row: CompanyRow,
    reader: EmailRecipient,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, ReminderText] | None = None,
) -> bool:
    """Write one letter; False for an address that no letter can go to, which must not stop the others."""
    kind = template.rpartition("/")[2]
    context = _email_context(template, row, reader, delegation, event, words)
    template, context = _apply_own_text(template, reader.language, context, event)
    try:
        email = create_email(
            notice,
            reader.email,
            kind=kind,
            language=reader.language,
            template=template,
            context=context,
            event=event,
            user=reader.user,
        )
        email.optional = is_refusable(kind)
    except Invalid:
        return False
    return True


def send_welcome_email(row: CompanyRow, event: Event, language: str, *, to: str | None = None) -> None:
    """The link of a company that has just registered itself, and where it stands, to whom it named, in the language
    of its form.

    ``to``: the one address, of all that read for the company, which asked for it again.
    """
    notice = audit.log_action("firm.welcomed", row.registration, event_id=event.id, by=None)
    readers = list_recipients(row.registration)
    for reader in (
        readers
        if to is None
        else [recipient for recipient in readers if mailbox_key(recipient.email) == mailbox_key(to)]
    ):
        send_company_email(notice, "registrations/welcome", row, replace(reader, language=language), None, event)


def render_wechat_invitation(row: CompanyRow, delegation: Delegation | None, event: Event, language: str) -> str:
    """The text to paste into WeChat that invites a firm, in one of en, zh, fr."""
    context = _company_context(row, delegation, event)
    own = event.own_words("invitation", language)
    if own is None:
        return render_chat_text("registrations/_wechat.txt", language, event=event, **context)
    values = _placeholder_values(language, context, event)
    return "\n\n".join(fill_placeholders(part, values) for part in own)


def render_wechat_reminder(
    row: CompanyRow,
    delegation: Delegation | None,
    event: Event,
    language: str,
    words: Mapping[str, ReminderText] | None = None,
) -> str:
    """The text to paste into WeChat that names what a firm still lacks, in one of en, zh, fr."""
    context = _company_context(row, delegation, event)
    text = fill_placeholders(_reminder_text(language, event, words).text, _placeholder_values(language, context, event))
    return render_chat_text("registrations/_wechat_reminder.txt", language, event=event, text=text, **context)


def _reminder_text(language: str, event: Event, words: Mapping[str, ReminderText] | None) -> ReminderText:
    return (words or {}).get(language) or get_reminder_text(language, event)


def get_organizer_name(event: Event) -> Localized:
    """The name of the organisation that runs the event."""
    house = event.organisation
    return Localized(house.name_en, house.name_zh or "", house.name_fr or "")


def _apply_own_text(template: str, language: str, context: dict[str, Any], event: Event) -> tuple[str, dict[str, Any]]:
    """The invitation as the organizer wrote it for the event, if in this language; any other letter as it is."""
    own = event.own_words("invitation", language) if template == INVITATION else None
    if own is None:
        return template, context
    values = _placeholder_values(language, context, event)
    return "message", {
        "subject": fill_placeholders(own[0], values),
        "text": fill_placeholders(own[1], values),
        "written_in": "",
    }


def _placeholder_values(language: str, context: Mapping[str, Any], event: Event) -> dict[str, str]:
    """What the placeholders of an own invitation, or of the words of a reminder, stand for."""
    with email_language(language, event):
        values = {
            "firm": context["firm_zh"] if language == "zh" and context["firm_zh"] else context["firm"],
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
            "sender": plain(context["sender"]),
            "code": context["code"],
        }
    return {**{name: " ".join(value.split()) for name, value in values.items()}, "link": context["url"]}


def _company_context(row: CompanyRow, delegation: Delegation | None, event: Event) -> dict[str, Any]:
    return {
        "firm": row.company.name,
        "firm_zh": row.company.name_zh if row.company.name_zh not in (None, row.company.name) else "",
        "sender": delegation.name if delegation is not None else get_organizer_name(event),
        "lacks": row.readiness.lacks,
        "bare": row.readiness.bare,
        "known": row.reach.known,
        "url": get_link_url(row.link) if row.link is not None else "",
        "code": row.link.code if row.link is not None else "",
        "code_url": get_access_code_url(),
    }


def _email_context(
    template: str,
    row: CompanyRow,
    reader: EmailRecipient,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, ReminderText] | None,
) -> dict[str, Any]:
    """``sign_in_as``: the reader's own account, where there is one from an earlier event."""
    context = {**_company_context(row, delegation, event), "accounts": bool(list_email_accounts(row.registration))}
    context |= {"addressee": reader.name}
    context |= {"state": row.registration.state}
    context |= {"sign_in_as": reader.email if reader.user else "", "sign_in_url": f"{get_base_url()}/sign-in"}
    if template == REMINDER:
        reminder = _reminder_text(reader.language, event, words)
        values = _placeholder_values(reader.language, context, event)
        context |= {
            "about": fill_placeholders(reminder.subject, values),
            "text": fill_placeholders(reminder.text, values),
        }
    return context
