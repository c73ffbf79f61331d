"""What stands round every page: event, navigation by role, languages, banners.

Above the features because it names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import Select, select

from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.db import db, now
from app.events.models import Event
from app.events.phases import ALLOWED, Act, Phase
from app.events.scopes import EVENT, USER, roles_in
from app.events.wording import phase_word
from app.floor.mail.wording import letters_leave
from app.floor.web import locale
from app.floor.web.same_page import form_page, same_page
from app.kernel.localized import LANGUAGES
from app.registrations.models import Delegation, Registration
from app.registrations.queries import delegations_of
from app.registrations.scopes import OUT_OF_SIGHT

Counter = Callable[[Registration], int]

counters: dict[str, Counter] = {}
"""Endpoint → how many things wait there for a firm; ``factory`` fills it from the features."""

COMPANY_NAV = (
    ("dashboard.firm", _l("Home"), "home"),
    ("matching.suggestions", _l("Suggestions"), "pair"),
    ("meetings.requests", _l("Requests"), "chat"),
    ("meetings.agenda", _l("Agenda"), "cal"),
    ("registrations.profile", _l("Profile"), "user"),
)
CHAMBER_NAV = (
    ("registrations.delegation", _l("Home"), "home"),
    ("registrations.roster", _l("Delegation"), "user"),
    ("registrations.directory", _l("Companies"), "search"),
    ("registrations.imports", _l("Import"), "up"),
    ("meetings.delegation_requests", _l("Requests"), "chat"),
    ("meetings.delegation_agendas", _l("Agendas"), "cal"),
    ("lists.attendees", _l("Lists"), "down"),
)
ORGANIZER_NAV = (
    ("events.overview", _l("Home"), "home"),
    ("registrations.index", _l("Registrations"), "user"),
    ("registrations.delegations", _l("Delegations"), "globe"),
    ("registrations.directory", _l("Companies"), "search"),
    ("meetings.index", _l("Meetings"), "cal"),
    ("lists.attendees", _l("Lists"), "down"),
    ("messages.letters", _l("Letters"), "chat"),
    ("events.edit", _l("Event"), "columns"),
)
DESK_NAV = (("registrations.directory", _l("Companies"), "search"), ("lists.attendees", _l("Lists"), "down"))


@dataclass(frozen=True)
class NavItem:
    label: Any
    url: str
    icon: str
    current: bool = False
    count: int = 0


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
    nav, thumb = _navigation(event) if event is not None and signed_in and not bare else ([], False)
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
        user_name=(current_user.name or current_user.email or gettext("Account")) if signed_in else "",
        account_url=_url("accounts.account") if signed_in else "",
        sign_in_url="" if signed_in or bare else _url("accounts.sign_in"),
        sign_out_url=_url("accounts.sign_out") if signed_in else "",
        banners=list(_banners(event)) if signed_in and event is not None else [],
        notes=_notes(event),
        foot_text=_zone_text(event) if event is not None else "",
    )


def _same_page(**choice: Any) -> str:
    """This page with another language or theme; where it has no address of its own, the event's, or home."""
    if found := same_page(**choice):
        return found
    event = _event_shown()
    return url_for("events.page", event=event, **choice) if event is not None else url_for("events.index", **choice)


def _brief(event: Event) -> EventBrief:
    name, language = event.name.in_language(locale.language())
    first, last = (event.days[0].day, event.days[-1].day) if event.days else (None, None)
    dates = locale.short_day(first) if first else ""
    if first and last and last != first:
        dates = f"{dates} – {locale.short_day(last)}"
    return EventBrief(
        name=name,
        name_lang=locale.HTML_LANG[language],
        url=url_for("events.page", event=event),
        date_text=dates,
        place=locale.plain(event.city),
        phase_text=phase_word(event.phase),
    )


def _navigation(event: Event) -> tuple[list[NavItem], bool]:
    """The tabs of the role that the page is seen in, and whether they sit at the thumb on phones."""
    roles = roles_in(event)
    registration: Registration | None = g.get("registration")
    if Role.ORGANIZER in roles:
        return list(_items(ORGANIZER_NAV, event=event)), False
    if Role.CHAMBER in roles or Role.DELEGATION_HEAD in roles:
        delegation = g.get("delegation") or _own_delegation(event)
        return list(_items(CHAMBER_NAV, event=event, delegation_id=delegation.id)) if delegation else [], False
    if Role.COMPANY in roles:
        firm = registration if registration is not None and _is_own(registration) else _own_firm(event)
        return list(_items(COMPANY_NAV, event=event, registration_id=firm.id, firm=firm)) if firm else [], True
    if Role.DESK in roles:
        return list(_items(DESK_NAV, event=event)), True
    return [], False


def home_of(event: Event) -> str:
    """The first tab of the current user's role in an event; "" for those who have none."""
    items, _thumb = _navigation(event) if current_user.is_authenticated else ([], False)
    return items[0].url if items else ""


def _items(
    table: tuple[tuple[str, Any, str], ...], *, firm: Registration | None = None, **values: Any
) -> Iterator[NavItem]:
    for endpoint, label, icon in table:
        if endpoint in current_app.view_functions:
            counter = counters.get(endpoint)
            count = counter(firm) if counter and firm is not None else 0
            arguments = current_app.url_map._rules_by_endpoint[endpoint][0].arguments
            url = url_for(endpoint, **{name: value for name, value in values.items() if name in arguments})
            yield NavItem(label, url, icon, current=_is_current(endpoint), count=count)


def _is_current(endpoint: str) -> bool:
    """The tab of this page; a page below a tab names it in ``g.tab``."""
    return endpoint in (request.endpoint, g.get("tab"))


def _own_delegation(event: Event) -> Delegation | None:
    return next(iter(delegations_of(current_user.id, event)), None)


def _is_own(registration: Registration) -> bool:
    acts = select(CompanyUser.id).where(
        CompanyUser.user_id == current_user.id, CompanyUser.company_id == registration.company_id
    )
    return db.session.scalar(acts) is not None


def _own_firm(event: Event) -> Registration | None:
    return db.session.scalar(_firm_of(), {"user_id": current_user.id, "event_id": event.id})


@cache
def _firm_of() -> Select[Registration]:
    """Made once: every page of a firm asks it."""
    return (
        select(Registration)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(CompanyUser.user_id == USER, Registration.event_id == EVENT, Registration.state.not_in(OUT_OF_SIGHT))
        .order_by(Registration.id)
        .limit(1)
    )


def _banners(event: Event) -> Iterator[Banner]:
    roles = roles_in(event)
    if Role.ORGANIZER in roles and not letters_leave():
        yield Banner(
            "wait",
            gettext("Letters are not being sent"),
            gettext("No mail server is set. Each letter is kept as a file on the server instead."),
            _url("messages.letters", event=event),
            gettext("See the letters"),
        )
    if Role.ORGANIZER in roles and event.rehearsal:
        yield Banner(
            "wait",
            gettext("Rehearsal: letters are held"),
            gettext("Nothing leaves until you release it."),
            _url("messages.letters", event=event),
            gettext("See what is held"),
        )


def _notes(event: Event | None) -> list[str]:
    notes = [gettext("Demo data: real company names, invented wishes")] if event is not None and event.is_demo else []
    filing = current_app.config["SETTINGS"].icp_filing
    return [*notes, filing] if filing else notes


def _zone_text(event: Event) -> str:
    """Times are in Chongqing (UTC+8)."""
    moment: datetime = event.slots[0].starts_at if "slots" in event.__dict__ and event.slots else now()
    offset = moment.astimezone(locale.zone()).utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    place = locale.plain(event.city) or locale.zone_city(event.zone)
    return str(gettext("Times are in %(place)s (UTC%(offset)s)", place=place, offset=f"{hours:+g}".replace("-", "−")))


def _url(endpoint: str, **values: Any) -> str:
    """The address of a page, or nothing while the page is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
