"""What a firm, or a guest, is told of where it stands, and what was done in its name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
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
from app.core.models import Notice
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.links import Way
from app.registrations.mails.readers import tell
from app.registrations.models import Registration
from app.registrations.queries.firms import Account, Reader, readers_of, spoken_by
from app.registrations.queries.links import base_url, own_link
from app.registrations.queries.ways_in import WaysIn


def way_in(notice: Notice, links: Iterable[tuple[Registration, str]], address: str) -> None:
    """Links that work once, each to one company, to who asks for them at the browser; no rehearsal holds them."""
    told = [
        {"firm": company_label(one.company) if one.company is not None else "", "at": one.event.name, "url": url}
        for one, url in links
    ]
    with contextlib.suppress(Invalid):
        create_email(
            notice,
            address,
            kind="firm.way_in",
            language=language(),
            template="registrations/way_in",
            context={"links": told},
        )


def tell_expiry(notice: Notice, registration: Registration, standard: str, last_day: date) -> None:
    """Tell everybody who reads mail for a firm that a certificate of its ends."""
    event, company = registration.event, registration.company
    today = now().astimezone(ZoneInfo(event.zone)).date()

    def context(reader: Reader) -> dict[str, Any]:
        return {
            "firm": display_names(company, reader.language).first if company is not None else "",
            "certificate": certificate_name(standard, reader.language),
            "last_day": last_day,
            "over": last_day < today,
            "url": _profile(registration, reader),
        }

    tell(notice, readers_of(registration), "certificate.expires", "registrations/expiry", context, event)


def tell_state(
    notice: Notice,
    registration: Registration,
    kind: str,
    event: Event,
    *,
    until: datetime | None = None,
    had_meetings: bool = False,
) -> None:
    """Tell everybody who reads mail for a firm where its registration now stands; ``kind`` as in ``state.txt``.
    ``until``: how long a place that is offered is kept; ``had_meetings``: some ended with it."""
    ways = WaysIn(registration)

    def context(reader: Reader) -> dict[str, Any]:
        told = {
            "kind": kind,
            "firm": name_of(registration, reader.language),
            "until": until,
            "had_meetings": had_meetings,
        }
        if kind == "cancelled":
            return {**told, "way": Way.ACCOUNT, "url": f"{base_url()}/events/{event.slug}"}
        return {**told, **ways.to(f"/events/{event.slug}/firms/{registration.id}/home", reader)}

    tell(notice, readers_of(registration), f"registration.{kind}", "registrations/state", context, event)


def tell_join(notice: Notice, registration: Registration, user: User, *, asks: bool = False) -> None:
    """Tell everybody who reads mail for a firm that somebody asks to act for it, or does so from now on."""
    event = registration.event
    readers = [reader for reader in readers_of(registration) if reader.user is None or reader.user.id != user.id]

    def context(reader: Reader) -> dict[str, Any]:
        firm = name_of(registration, reader.language)
        return {"firm": firm, "name": user.name, "asks": asks, "url": _profile(registration, reader)}

    kind = "join.asked" if asks else "join.let_in"
    tell(notice, readers, kind, "registrations/join", context, event)


def tell_let_out(notice: Notice, registration: Registration, user: User, *, by: int) -> None:
    """Tell who no longer acts for a firm so, and everybody who reads mail for it but who took the access away."""
    event = registration.event
    readers = {one.email: one for one in readers_of(registration) if one.user is None or one.user.id != by}
    if user.email and user.disabled_at is None:
        language = user.locale or spoken_by(registration)
        readers[user.email.lower()] = Reader(user.email.lower(), language, Account(user.id))

    def context(reader: Reader) -> dict[str, Any]:
        return {
            "firm": name_of(registration, reader.language),
            "name": user.name,
            "at": event.name,
            "url": f"{base_url()}/events/{event.slug}",
        }

    tell(notice, readers.values(), "firm.let_out", "registrations/let_out", context, event)


def tell_paper(notice: Notice, registration: Registration, said: Mapping[str, bool], signed: datetime) -> None:
    """Tell everybody who reads mail for a firm, or a guest, what was recorded in its name from a signed paper. A guest
    has no page of its own."""
    event = registration.event
    titles = [(CONSENT_TEXTS[purpose].title, given) for purpose, given in said.items()]
    told = {"said": titles, "signed": signed}

    def context(reader: Reader) -> dict[str, Any]:
        page = _profile(registration, reader) if registration.company is not None else ""
        return {**told, "firm": name_of(registration, reader.language), "url": page}

    tell(notice, readers_of(registration), "consent.recorded", "registrations/paper", context, event)


def name_of(registration: Registration, language: str) -> str:
    """A firm's, or a guest's own, for a reader of ``language``."""
    bearers = [registration.company] if registration.company is not None else registration.representatives
    return "; ".join(display_names(one, language).first for one in bearers)


def _profile(registration: Registration, reader: Reader) -> str:
    """Where a reader comes to the firm's profile, by a link of their own if they have no account."""
    page = f"{base_url()}/events/{registration.event.slug}/firms/{registration.id}/profile"
    return own_link(registration, reader) or page


def tell_of_erasure(notice: Notice, event: Event, user: User, goes_at: datetime | None) -> None:
    """When the people of an event will be erased, to one who runs it; no rehearsal holds it."""
    with contextlib.suppress(Invalid):
        create_email(
            notice,
            user.email or "",
            kind="event.erasure_announced",
            language=user.locale or "en",
            template="registrations/retention",
            context={"at": event.name, "goes_at": goes_at, "url": f"{base_url()}/events/{event.slug}/privacy"},
            user=user,
        )
