"""Invitations and reminders: letters to firms with e-mail, texts for WeChat to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import force_locale, gettext

from app.accounts.credentials import mailbox_key
from app.core import audit
from app.core.errors import Invalid
from app.core.localized import Localized
from app.core.mail import create_email
from app.core.mail.preferences import is_refusable
from app.core.mail.rendering import email_language, render_full_email
from app.core.models import Notice
from app.core.texts import fill_placeholders
from app.core.web.locale import LOCALES, plain
from app.events.models import Event
from app.events.wording import dates_of
from app.registrations.mails.pasting import to_paste
from app.registrations.models import Delegation
from app.registrations.queries.firms import Reader, readers_of
from app.registrations.queries.joins import accounts_of
from app.registrations.queries.links import base_url, code_url, link_url
from app.registrations.queries.roster import FirmRow
from app.registrations.reminder_words import Words

INVITATION, REMINDER = "registrations/invitation", "registrations/reminder"


def usual_words(language: str, event: Event) -> Words:
    """What a reminder says above the missing parts unless somebody writes otherwise, in one of en, zh, fr: the event's
    own words, else the standard ones."""
    own = event.own_words("reminder", language)
    return Words(*own) if own is not None else standard_words(language, event)


def standard_words(language: str, event: Event) -> Words:
    """The words of a reminder while the organizer has written none for the event."""
    with force_locale(LOCALES[language]):
        return Words(
            gettext("your page for %(event)s is not complete", event=plain(event.name)),
            gettext("What is missing keeps partners from finding you. It takes three minutes."),
        )


def letter_text(
    template: str,
    row: FirmRow,
    reader: Reader,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, Words] | None = None,
) -> tuple[str, str]:
    """Subject and body of an invitation or a reminder as the reader will get it."""
    context = _letter_context(template, row, reader, delegation, event, words)
    template, context = _in_own_words(template, reader.language, context, event)
    return render_full_email(template, reader.language, context, event=event)


def send(
    notice: Notice,
    template: str,
    row: FirmRow,
    reader: Reader,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, Words] | None = None,
) -> bool:
    """Write one letter; False for an address that no letter can go to, which must not stop the others."""
    kind = template.rpartition("/")[2]
    context = _letter_context(template, row, reader, delegation, event, words)
    template, context = _in_own_words(template, reader.language, context, event)
    try:
        letter = create_email(
            notice,
            reader.email,
            kind=kind,
            language=reader.language,
            template=template,
            context=context,
            event=event,
            user=reader.user,
        )
        letter.optional = is_refusable(kind)
    except Invalid:
        return False
    return True


def welcome(row: FirmRow, event: Event, language: str, *, to: str | None = None) -> None:
    """The link of a firm that has just registered itself, and where it stands, to whom it named, in the language of its
    form.

    ``to``: the one address, of all that read for the firm, which asked for it again.
    """
    notice = audit.log_action("firm.welcomed", row.registration, event_id=event.id, by=None)
    readers = readers_of(row.registration)
    for reader in readers if to is None else [one for one in readers if mailbox_key(one.email) == mailbox_key(to)]:
        send(notice, "registrations/welcome", row, replace(reader, language=language), None, event)


def wechat_text(row: FirmRow, delegation: Delegation | None, event: Event, language: str) -> str:
    """The text to paste into WeChat that invites a firm, in one of en, zh, fr."""
    context = _context(row, delegation, event)
    own = event.own_words("invitation", language)
    if own is None:
        return to_paste("registrations/_wechat.txt", language, event=event, **context)
    values = _values(language, context, event)
    return "\n\n".join(fill_placeholders(part, values) for part in own)


def wechat_reminder(
    row: FirmRow, delegation: Delegation | None, event: Event, language: str, words: Mapping[str, Words] | None = None
) -> str:
    """The text to paste into WeChat that names what a firm still lacks, in one of en, zh, fr."""
    context = _context(row, delegation, event)
    text = fill_placeholders(_words(language, event, words).text, _values(language, context, event))
    return to_paste("registrations/_wechat_reminder.txt", language, event=event, text=text, **context)


def _words(language: str, event: Event, words: Mapping[str, Words] | None) -> Words:
    return (words or {}).get(language) or usual_words(language, event)


def organizer_of(event: Event) -> Localized:
    """The name of the organisation that runs the event."""
    house = event.organisation
    return Localized(house.name_en, house.name_zh or "", house.name_fr or "")


def _in_own_words(template: str, language: str, context: dict[str, Any], event: Event) -> tuple[str, dict[str, Any]]:
    """The invitation as the organizer wrote it for the event, if in this language; any other letter as it is."""
    own = event.own_words("invitation", language) if template == INVITATION else None
    if own is None:
        return template, context
    values = _values(language, context, event)
    return "message", {
        "subject": fill_placeholders(own[0], values),
        "text": fill_placeholders(own[1], values),
        "written_in": "",
    }


def _values(language: str, context: Mapping[str, Any], event: Event) -> dict[str, str]:
    """What the placeholders of an own invitation, or of the words of a reminder, stand for."""
    with email_language(language, event):
        said = {
            "firm": context["firm_zh"] if language == "zh" and context["firm_zh"] else context["firm"],
            "event": plain(event.name),
            "event_dates": dates_of(event),
            "venue": plain(event.venue) or plain(event.city),
            "sender": plain(context["sender"]),
            "code": context["code"],
        }
    return {**{name: " ".join(value.split()) for name, value in said.items()}, "link": context["url"]}


def _context(row: FirmRow, delegation: Delegation | None, event: Event) -> dict[str, Any]:
    return {
        "firm": row.company.name,
        "firm_zh": row.company.name_zh if row.company.name_zh not in (None, row.company.name) else "",
        "sender": delegation.name if delegation is not None else organizer_of(event),
        "lacks": row.readiness.lacks,
        "bare": row.readiness.bare,
        "known": row.reach.known,
        "url": link_url(row.link) if row.link is not None else "",
        "code": row.link.code if row.link is not None else "",
        "code_url": code_url(),
    }


def _letter_context(
    template: str,
    row: FirmRow,
    reader: Reader,
    delegation: Delegation | None,
    event: Event,
    words: Mapping[str, Words] | None,
) -> dict[str, Any]:
    """``sign_in_as``: the reader's own account, where there is one from an earlier event."""
    context = {**_context(row, delegation, event), "accounts": bool(accounts_of(row.registration))}
    context |= {"addressee": reader.name}
    context |= {"state": row.registration.state}
    context |= {"sign_in_as": reader.email if reader.user else "", "sign_in_url": f"{base_url()}/sign-in"}
    if template == REMINDER:
        said = _words(reader.language, event, words)
        values = _values(reader.language, context, event)
        context |= {"about": fill_placeholders(said.subject, values), "text": fill_placeholders(said.text, values)}
    return context
