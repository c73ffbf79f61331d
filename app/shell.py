"""What stands round every page: event, tabs, languages, banners.

Above the features because it names them all.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.day.queries.shifting import shift_of_today
from app.day.wording import done_words
from app.db import now
from app.events.models import Event
from app.events.phases import ALLOWED, Act, Phase
from app.events.scopes import roles_in
from app.events.wording import dates_of, phase_word
from app.floor.mail.wording import letters_leave
from app.floor.web import locale
from app.floor.web.same_page import form_page, same_page
from app.kernel.localized import LANGUAGES
from app.navigation import NavItem, navigation


@dataclass(frozen=True)
class Language:
    code: str
    label: str
    url: str


@dataclass(frozen=True)
class Banner:
    kind: str
    title: str
    text: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class EventBrief:
    name: str
    name_lang: str
    url: str
    date_text: str
    place: str
    phase_text: str


@dataclass(frozen=True)
class Shell:
    """The frame of one page, as ``layouts/base.html`` reads it."""

    language: str
    theme: str
    theme_url: str
    theme_label: str
    languages: list[Language]
    home_url: str
    back_url: str = ""
    event: EventBrief | None = None
    nav: list[NavItem] = field(default_factory=list)
    thumb: bool = False
    owner: str = ""
    user_name: str = ""
    account_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    banners: list[Banner] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foot_text: str = ""


def connect(app: Flask) -> None:
    app.context_processor(lambda: {"shell": frame()} if has_request_context() else {})


def frame() -> Shell:
    """The frame for this request, made once; ``g.bare``: without tabs, for a page that asks one thing."""
    if "shell" not in g:
        g.shell = _frame()
    made: Shell = g.shell
    return made


def _event_shown() -> Event | None:
    """The event of this page; of one that is still prepared a stranger learns nothing, not even refused."""
    event: Event | None = g.get("event")
    if event is None or Act.SEE_EVENT in ALLOWED[Phase(event.phase)] or roles_in(event):
        return event
    return None


def _frame() -> Shell:
    event = _event_shown()
    signed_in = bool(current_user.is_authenticated)
    bare = bool(g.get("bare"))
    nav, thumb = navigation(event) if event is not None and signed_in and not bare else ([], False)
    dark = locale.theme() == "dark"
    return Shell(
        language=locale.HTML_LANG[locale.language()],
        theme=locale.theme(),
        theme_url=_same_page(theme="light" if dark else "dark"),
        theme_label=gettext("Light colours") if dark else gettext("Dark colours"),
        languages=[Language(code, locale.NAMES[code], _same_page(lang=code)) for code in LANGUAGES],
        home_url=url_for("events.index"),
        back_url=form_page(),
        event=_brief(event) if event is not None else None,
        nav=nav,
        thumb=thumb,
        owner=_owner() if signed_in else "",
        user_name=(current_user.name or current_user.email or gettext("Account")) if signed_in else "",
        account_url=_url("accounts.account") if signed_in else "",
        sign_in_url="" if signed_in or bare else _url("accounts.sign_in"),
        sign_out_url=_url("accounts.sign_out") if signed_in else "",
        banners=list(_banners(event)) if signed_in and event is not None else [],
        notes=_notes(event),
        foot_text=_zone_text(event) if event is not None else "",
    )


def _owner() -> str:
    """Tells one reader from another, and no number of theirs."""
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"reader {current_user.id}".encode(), "sha256").hex()[:24]


def _same_page(**choice: Any) -> str:
    """This page with another language or theme; where it has no address of its own, the event's, or home."""
    if found := same_page(**choice):
        return found
    event = _event_shown()
    return url_for("events.page", event=event, **choice) if event is not None else url_for("events.index", **choice)


def _brief(event: Event) -> EventBrief:
    name, language = event.name.in_language(locale.language())
    return EventBrief(
        name=name,
        name_lang=locale.HTML_LANG[language],
        url=url_for("events.page", event=event),
        date_text=dates_of(event),
        place=locale.plain(event.city),
        phase_text=phase_word(event.phase),
    )


def _banners(event: Event) -> Iterator[Banner]:
    roles = roles_in(event)
    yield from _banner_of_shift(event)
    if roles & {Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD} and not letters_leave():
        sees = Role.ORGANIZER in roles
        yield Banner(
            "wait",
            gettext("Email is off"),
            gettext("Nothing is delivered until an SMTP server is set."),
            _url("messages.letters", event=event) if sees else "",
            gettext("See the letters") if sees else "",
        )
    if Role.ORGANIZER in roles and event.rehearsal:
        yield Banner(
            "wait",
            gettext("Rehearsal: letters are held"),
            gettext("Nothing leaves until you release it."),
            _url("messages.letters", event=event),
            gettext("See what is held"),
        )


def _banner_of_shift(event: Event) -> Iterator[Banner]:
    """On the day, to those who work on it: how late it runs by now; the page of the shift says it by itself."""
    on_the_day = event.phase in (Phase.PUBLISHED, Phase.RUNNING) and request.endpoint != "day.shift"
    found = shift_of_today(event) if on_the_day and roles_in(event) & {Role.ORGANIZER, Role.DESK} else None
    if found is not None:
        yield Banner(
            "info", done_words(found), found.words or "", _url("day.shift", event=event), gettext("See the day")
        )


def _notes(event: Event | None) -> list[str]:
    notes = [gettext("Demo data: real company names, invented wishes")] if event is not None and event.is_demo else []
    filing = current_app.config["SETTINGS"].icp_filing
    return [*notes, filing] if filing else notes


def _zone_text(event: Event) -> str:
    """Times are in Chongqing (UTC+8): as its clocks stand on the day of the event, which is not how they stand now
    where summer time lies between."""
    noon = datetime.combine(event.days[0].day, time(12), locale.zone()) if event.days else now()
    offset = noon.astimezone(locale.zone()).utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    place = locale.plain(event.city) or locale.zone_city(event.zone)
    return str(gettext("Times are in %(place)s (UTC%(offset)s)", place=place, offset=f"{hours:+g}".replace("-", "−")))


def _url(endpoint: str, **values: Any) -> str:
    """The address of a page, or nothing while the page is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
