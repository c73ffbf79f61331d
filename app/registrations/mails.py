"""What a chamber sends to its firms: letters to those with e-mail, texts for WeChat to the others."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, gettext

from app.accounts.addresses import bucket
from app.accounts.models import User
from app.companies.certificates import label
from app.companies.naming import names_for
from app.db import now
from app.events.models import Event
from app.floor import notices
from app.floor.mail import write_letter
from app.floor.mail.rendering import render
from app.floor.models import Notice
from app.floor.web.locale import LOCALES, language, plain
from app.kernel.errors import Invalid
from app.kernel.localized import Localized
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.models import Delegation, Registration
from app.registrations.news import Change
from app.registrations.queries.firms import Reader, readers_of
from app.registrations.queries.joins import accounts_of
from app.registrations.queries.links import base_url, code_url, link_url, own_link, page_url
from app.registrations.queries.roster import FirmRow
from app.registrations.reminder_words import Words

INVITATION, REMINDER = "registrations/invitation", "registrations/reminder"


def usual_words(language: str, event: Event) -> Words:
    """What a reminder says above the missing parts unless somebody writes otherwise, in one of en, zh, fr."""
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
    return render(template, reader.language, context, event=event)


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
    try:
        write_letter(
            notice,
            reader.email,
            kind=template.rpartition("/")[2],
            language=reader.language,
            template=template,
            context=_letter_context(template, row, reader, delegation, event, words),
            event=event,
            user=reader.user,
        )
    except Invalid:
        return False
    return True


def welcome(row: FirmRow, event: Event, language: str, *, to: str | None = None) -> None:
    """The link of a firm that has just registered itself, and where it stands, to whom it named, in the language of its
    form.

    ``to``: the one address, of all that read for the firm, which asked for it again.
    """
    notice = notices.write("firm.welcomed", row.registration, event_id=event.id, by=None)
    readers = readers_of(row.registration)
    for reader in readers if to is None else [one for one in readers if bucket(one.email) == bucket(to)]:
        send(notice, "registrations/welcome", row, replace(reader, language=language), None, event)


def wechat_text(row: FirmRow, delegation: Delegation | None, event: Event, language: str) -> str:
    """The text to paste into WeChat that invites a firm, in one of en, zh, fr."""
    return _to_paste("registrations/_wechat.txt", language, event=event, **_context(row, delegation, event))


def wechat_reminder(
    row: FirmRow, delegation: Delegation | None, event: Event, language: str, words: Mapping[str, Words] | None = None
) -> str:
    """The text to paste into WeChat that names what a firm still lacks, in one of en, zh, fr."""
    text = _words(language, event, words).text
    context = _context(row, delegation, event)
    return _to_paste("registrations/_wechat_reminder.txt", language, event=event, text=text, **context)


def _to_paste(template: str, language: str, **context: Any) -> str:
    with force_locale(LOCALES[language]):  # by itself, so that the frame of the page is not made in this language
        text = current_app.jinja_env.get_template(template).render(context)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _words(language: str, event: Event, words: Mapping[str, Words] | None) -> Words:
    return (words or {}).get(language) or usual_words(language, event)


def organizer_of(event: Event) -> Localized:
    """The name of the organisation that runs the event."""
    house = event.organisation
    return Localized(house.name_en, house.name_zh or "", house.name_fr or "")


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
    context |= {"state": row.registration.state}
    context |= {"sign_in_as": reader.email if reader.user else "", "sign_in_url": f"{base_url()}/sign-in"}
    if template == REMINDER:
        said = _words(reader.language, event, words)
        context |= {"about": said.subject, "text": said.text}
    return context


def way_in(notice: Notice, registration: Registration, address: str, url: str) -> None:
    """A link that works once, to who asks for it at the browser; no rehearsal holds it."""
    company = registration.company
    with contextlib.suppress(Invalid):
        write_letter(
            notice,
            address,
            kind="firm.way_in",
            language=language(),
            template="registrations/way_in",
            context={"firm": company.name if company is not None else "", "at": registration.event.name, "url": url},
        )


def tell_expiry(notice: Notice, registration: Registration, standard: str, last_day: date) -> None:
    """Tell everybody who reads mail for a firm that a certificate of its ends."""
    event, company = registration.event, registration.company
    today = now().astimezone(ZoneInfo(event.zone)).date()

    def context(reader: Reader) -> dict[str, Any]:
        return {
            "firm": names_for(company, reader.language).first if company is not None else "",
            "certificate": label(standard, reader.language),
            "last_day": last_day,
            "over": last_day < today,
            "url": _profile(registration, reader),
        }

    _tell(notice, readers_of(registration), "certificate.expires", "registrations/expiry", context, event)


def tell_state(
    notice: Notice, registration: Registration, kind: str, event: Event, *, until: datetime | None = None
) -> None:
    """Tell everybody who reads mail for a firm where its registration now stands; ``kind`` as in ``state.txt``.
    ``until``: how long a place that is offered is kept."""

    def context(reader: Reader) -> dict[str, Any]:
        link = own_link(registration, reader) if kind in ("approved", "rejected", "offered") else ""
        url = link or f"{base_url()}/events/{event.slug}"
        return {"kind": kind, "firm": name_of(registration), "until": until, "account": not link, "url": url}

    _tell(notice, readers_of(registration), f"registration.{kind}", "registrations/state", context, event)


def tell_paper(notice: Notice, registration: Registration, said: Mapping[str, bool], signed: datetime) -> None:
    """Tell everybody who reads mail for a firm, or a guest, what was recorded in its name from a signed paper. A guest
    has no page of its own."""
    event = registration.event
    titles = [(CONSENT_TEXTS[purpose].title, given) for purpose, given in said.items()]
    told = {"firm": name_of(registration), "said": titles, "signed": signed}

    def context(reader: Reader) -> dict[str, Any]:
        return {**told, "url": _profile(registration, reader) if registration.company is not None else ""}

    _tell(notice, readers_of(registration), "consent.recorded", "registrations/paper", context, event)


def name_of(registration: Registration) -> str:
    """A firm's, or a guest's own."""
    if registration.company is not None:
        return registration.company.name
    return "; ".join(person.display_name for person in registration.representatives)


def _profile(registration: Registration, reader: Reader) -> str:
    """Where a reader comes to the firm's profile, by a link of their own if they have no account."""
    page = f"{base_url()}/events/{registration.event.slug}/firms/{registration.id}/profile"
    return own_link(registration, reader) or page


def _tell(
    notice: Notice,
    readers: Iterable[Reader],
    kind: str,
    template: str,
    context: Callable[[Reader], dict[str, Any]],
    event: Event,
) -> bool:
    """A letter to each reader, in the reader's language; False where no letter can go to any of them."""
    written = False
    for reader in readers:
        with contextlib.suppress(Invalid):  # an address that no letter can go to must not stop the others
            write_letter(
                notice,
                reader.email,
                kind=kind,
                language=reader.language,
                template=template,
                context=context(reader),
                event=event,
                user=reader.user,
            )
            written = True
    return written


def tell_programme(
    notice: Notice,
    registration: Registration,
    readers: Sequence[Reader],
    news: Sequence[Change],
    delegation: Delegation,
    event: Event,
) -> bool:
    """Tell these readers of a member what is new to it in its delegation's programme; as ``_tell``."""

    def context(reader: Reader) -> dict[str, Any]:
        url = page_url(registration, _agenda(registration, event), reader) if registration.company else ""
        return {"delegation": delegation.name, "news": news, "account": reader.user is not None, "url": url}

    return _tell(notice, readers, "programme", "registrations/programme", context, event)


def wechat_programme(
    registration: Registration, news: Sequence[Change], delegation: Delegation, event: Event, language: str
) -> str:
    """The same as a text to paste into WeChat, in one of en, zh, fr."""
    link, page = registration.firm_link, _agenda(registration, event)
    url = f"{link_url(link)}?{urlencode({'next': page}, safe='/')}" if link is not None else ""
    context = {"delegation": delegation.name, "news": news, "url": url}
    return _to_paste("registrations/_wechat_programme.txt", language, event=event, **context)


def _agenda(registration: Registration, event: Event) -> str:
    return f"/events/{event.slug}/firms/{registration.id}/agenda"


def tell_of_erasure(notice: Notice, event: Event, user: User, goes_at: datetime | None) -> None:
    """When the people of an event will be erased, to one who runs it; no rehearsal holds it."""
    with contextlib.suppress(Invalid):
        write_letter(
            notice,
            user.email or "",
            kind="event.erasure_announced",
            language=user.locale or "en",
            template="registrations/retention",
            context={"at": event.name, "goes_at": goes_at, "url": f"{base_url()}/events/{event.slug}/privacy"},
            user=user,
        )
