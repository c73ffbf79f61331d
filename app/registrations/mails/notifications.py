"""Emails to a company or a guest about its registration, and about what was done in its name."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts.models import User
from app.companies.certificates import certificate_name
from app.companies.names.spellings import display_names
from app.companies.wording import company_label
from app.core.db import now
from app.core.errors import Invalid
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.models import Notice
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.company_links import AccessRoute
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.models import Registration
from app.registrations.queries.company_links import AccessRoutes, get_base_url, get_recipient_link_url
from app.registrations.queries.registrations import (
    EmailRecipient,
    RecipientAccount,
    get_email_language,
    list_recipients,
)

declare_email_kinds(
    EmailKind("firm.way_in", "who asks for it", "registrations/way_in"),
    EmailKind("firm.let_out", "who no longer acts for a company, and the company", "registrations/let_out"),
    EmailKind("join.asked", "company", "registrations/join"),
    EmailKind("join.let_in", "company", "registrations/join"),
    EmailKind("consent.recorded", "whose consent was recorded", "registrations/paper"),
    EmailKind("certificate.expires", "company", "registrations/expiry"),
    *(
        EmailKind(f"registration.{state}", "company or guest", "registrations/state")
        for state in ("approved", "rejected", "waiting", "offered", "cancelled", "brought_back", "taken_back")
    ),
)


def send_to_recipients(
    notice: Notice,
    readers: Iterable[EmailRecipient],
    kind: str,
    context: Callable[[EmailRecipient], dict[str, Any]],
    event: Event,
) -> bool:
    """A letter to each reader, in the reader's language; False where no letter can go to any of them."""
    written = False
    for reader in readers:
        with contextlib.suppress(Invalid):  # an address that no email can go to must not stop the others
            create_email(
                notice,
                reader.email,
                kind=kind,
                language=reader.language,
                context={**context(reader), "addressee": reader.name},
                event=event,
                user=reader.user,
            )
            written = True
    return written


def send_access_links(notice: Notice, links: Iterable[tuple[Registration, str]], address: str) -> None:
    """Links that work once, each to one company, to who asks for them at the browser; no rehearsal holds them."""
    link_rows = [
        {
            "company": company_label(registration.company) if registration.company is not None else "",
            "at": registration.event.name,
            "url": url,
        }
        for registration, url in links
    ]
    with contextlib.suppress(Invalid):
        create_email(
            notice,
            address,
            kind="firm.way_in",
            language=language(),
            context={"links": link_rows},
        )


def send_expiry_email(notice: Notice, registration: Registration, standard: str, last_day: date) -> None:
    """Tell everybody who reads mail for a firm that a certificate of its ends."""
    event, company = registration.event, registration.company
    today = now().astimezone(ZoneInfo(event.zone)).date()

    def context(reader: EmailRecipient) -> dict[str, Any]:
        return {
            "firm": display_names(company, reader.language).first if company is not None else "",
            "certificate": certificate_name(standard, reader.language),
            "last_day": last_day,
            "over": last_day < today,
            "url": _profile_url(registration, reader),
        }

    send_to_recipients(notice, list_recipients(registration), "certificate.expires", context, event)


def send_state_email(
    notice: Notice,
    registration: Registration,
    kind: str,
    event: Event,
    *,
    until: datetime | None = None,
    had_meetings: bool = False,
) -> None:
    """Tell everybody who reads mail for a company where its registration now stands; ``kind`` as in ``state.txt``.
    ``until``: how long a place that is offered is kept; ``had_meetings``: some ended with it."""
    ways = AccessRoutes(registration)

    def context(reader: EmailRecipient) -> dict[str, Any]:
        values = {
            "kind": kind,
            "firm": get_registrant_name(registration, reader.language),
            "until": until,
            "had_meetings": had_meetings,
        }
        if kind == "cancelled":
            return {**values, "way": AccessRoute.ACCOUNT, "url": f"{get_base_url()}/events/{event.slug}"}
        return {**values, **ways.to(f"/events/{event.slug}/companies/{registration.id}/home", reader)}

    send_to_recipients(notice, list_recipients(registration), f"registration.{kind}", context, event)


def send_join_email(notice: Notice, registration: Registration, user: User, *, asks: bool = False) -> None:
    """Tell everybody who reads mail for a firm that somebody asks to act for it, or does so from now on."""
    event = registration.event
    readers = [reader for reader in list_recipients(registration) if reader.user is None or reader.user.id != user.id]

    def context(reader: EmailRecipient) -> dict[str, Any]:
        company = get_registrant_name(registration, reader.language)
        return {"firm": company, "name": user.name, "asks": asks, "url": _profile_url(registration, reader)}

    kind = "join.asked" if asks else "join.let_in"
    send_to_recipients(notice, readers, kind, context, event)


def send_access_revoked_email(notice: Notice, registration: Registration, user: User, *, by: int) -> None:
    """Tell who no longer acts for a firm so, and everybody who reads mail for it but who took the access away."""
    event = registration.event
    readers = {
        recipient.email: recipient
        for recipient in list_recipients(registration)
        if recipient.user is None or recipient.user.id != by
    }
    if user.email and user.disabled_at is None:
        language = user.locale or get_email_language(registration)
        readers[user.email.lower()] = EmailRecipient(user.email.lower(), language, RecipientAccount(user.id))

    def context(reader: EmailRecipient) -> dict[str, Any]:
        return {
            "firm": get_registrant_name(registration, reader.language),
            "name": user.name,
            "at": event.name,
            "url": f"{get_base_url()}/events/{event.slug}",
        }

    send_to_recipients(notice, readers.values(), "firm.let_out", context, event)


def send_paper_consent_email(
    notice: Notice, registration: Registration, given_by_purpose: Mapping[str, bool], signed: datetime
) -> None:
    """Tell everybody who reads mail for a company, or a guest, what was recorded in its name from a signed paper. A
    guest has no page of its own."""
    event = registration.event
    titles = [(CONSENT_TEXTS[purpose].title, given) for purpose, given in given_by_purpose.items()]
    values = {"said": titles, "signed": signed}

    def context(reader: EmailRecipient) -> dict[str, Any]:
        page = _profile_url(registration, reader) if registration.company is not None else ""
        return {**values, "firm": get_registrant_name(registration, reader.language), "url": page}

    send_to_recipients(notice, list_recipients(registration), "consent.recorded", context, event)


def get_registrant_name(registration: Registration, language: str) -> str:
    """A firm's, or a guest's own, for a reader of ``language``."""
    bearers = [registration.company] if registration.company is not None else registration.representatives
    return "; ".join(display_names(bearer, language).first for bearer in bearers)


def _profile_url(registration: Registration, reader: EmailRecipient) -> str:
    """Where a reader comes to the firm's profile, by a link of their own if they have no account."""
    page = f"{get_base_url()}/events/{registration.event.slug}/companies/{registration.id}/profile"
    return get_recipient_link_url(registration, reader) or page
