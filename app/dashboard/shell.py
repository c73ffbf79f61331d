"""What stands round every page: event, tabs of the reader's role, languages, banners."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import Select, select

from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import db, now
from app.core.localized import LANGUAGES
from app.core.mail.delivery import letters_leave
from app.core.web import locale
from app.core.web.pages import same_page, sending_page
from app.core.web.translations import lazy_gettext as _l
from app.day.queries.shifts import get_shift_of_today
from app.day.wording import done_words
from app.events.models import Event
from app.events.phases import ALLOWED_ACTS, EventAct, Phase
from app.events.queries import my_events
from app.events.scopes import EVENT_ID, USER_ID, roles_in
from app.events.wording import dates_of, phase_name
from app.registrations.models import Registration
from app.registrations.queries import list_own_delegations
from app.registrations.queries.reach import has_been_invited
from app.registrations.scopes import get_registration_roles
from app.registrations.states import INACTIVE_STATES

TabCounter = Callable[[Registration], int]

tab_counters: dict[str, TabCounter] = {}
"""Endpoint → how many things wait there for a firm; ``factory`` fills it from the features."""

COMPANY_NAV = (
    ("dashboard.firm", _l("Home"), "home"),
    ("matching.suggestions", _l("Suggestions"), "pair"),
    ("meetings.requests", _l("Requests"), "chat"),
    ("meetings.agenda", _l("Agenda"), "cal"),
    ("registrations.profile", _l("Profile"), "user"),
)
CHAMBER_NAV = (
    ("delegations.delegation", _l("Home"), "home"),
    ("delegations.roster", _l("Delegation"), "user"),
    ("registrations.directory", _l("Companies"), "search"),
    ("importing.imports", _l("Import"), "up"),
    ("meetings.delegation_requests", _l("Requests"), "chat"),
    ("meetings.delegation_agendas", _l("Agendas"), "cal"),
    ("lists.attendees", _l("Lists"), "down"),
)
ORGANIZER_NAV = (
    ("events.overview", _l("Home"), "home"),
    ("registrations.index", _l("Registrations"), "user"),
    ("delegations.delegations", _l("Delegations"), "globe"),
    ("registrations.directory", _l("Companies"), "search"),
    ("meetings.index", _l("Meetings"), "pair"),
    ("scheduling.plan", _l("Timetable"), "cal"),
    ("day.desk", _l("Desk"), "hand"),
    ("lists.attendees", _l("Lists"), "down"),
    ("messages.letters", _l("Letters"), "chat"),
    ("events.edit", _l("Event"), "columns"),
)
DESK_NAV = (
    ("day.desk", _l("Desk"), "hand"),
    ("registrations.directory", _l("Companies"), "search"),
    ("lists.attendees", _l("Lists"), "down"),
)


@dataclass(frozen=True)
class NavItem:
    label: Any
    url: str
    icon: str
    current: bool = False
    count: int = 0


def navigation(event: Event) -> tuple[list[NavItem], bool]:
    """The tabs of the role that the page is seen in, and whether they sit at the thumb on phones."""
    roles = roles_in(event)
    registration: Registration | None = g.get("registration")
    if Role.ORGANIZER in roles:
        return list(_nav_items(ORGANIZER_NAV, event=event)), False
    if Role.CHAMBER in roles or Role.DELEGATION_HEAD in roles:
        delegation = g.get("delegation") or next(iter(list_own_delegations(current_user.id, event)), None)
        return list(_nav_items(CHAMBER_NAV, event=event, delegation_id=delegation.id)) if delegation else [], False
    if Role.COMPANY in roles:
        is_own = registration is not None and Role.COMPANY in get_registration_roles(registration)
        own_registration = registration if is_own else _own_registration(event)
        return list(
            _nav_items(COMPANY_NAV, event=event, registration_id=own_registration.id, registration=own_registration)
        ) if own_registration else [], True
    if Role.DESK in roles:
        return list(_nav_items(DESK_NAV, event=event)), True
    return [], False


def home_url(event: Event) -> str:
    """The first tab of the current user's role in an event; "" for those who have none."""
    items, _thumb = navigation(event) if current_user.is_authenticated else ([], False)
    return items[0].url if items else ""


def only_home_url(user_id: int) -> str:
    """Where somebody begins who has a task at one event alone; "" for all others."""
    mine = my_events(user_id)
    return url_for("events.home", event=mine[0].event) if len(mine) == 1 else ""


def _nav_items(
    table: tuple[tuple[str, Any, str], ...], *, registration: Registration | None = None, **values: Any
) -> Iterator[NavItem]:
    for endpoint, label, icon in table:
        if endpoint in current_app.view_functions:
            counter = tab_counters.get(endpoint)
            count = counter(registration) if counter and registration is not None else 0
            arguments = next(current_app.url_map.iter_rules(endpoint)).arguments
            url = url_for(endpoint, **{name: value for name, value in values.items() if name in arguments})
            # a page below a tab names it in g.tab
            yield NavItem(label, url, icon, current=endpoint in (request.endpoint, g.get("tab")), count=count)


def _own_registration(event: Event) -> Registration | None:
    return db.session.scalar(_own_registration_query(), {"user_id": current_user.id, "event_id": event.id})


@cache
def _own_registration_query() -> Select[Registration]:
    """Made once: every page of a firm asks it."""
    return (
        select(Registration)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(
            CompanyUser.user_id == USER_ID,
            Registration.event_id == EVENT_ID,
            Registration.state.not_in(INACTIVE_STATES),
        )
        .where(has_been_invited())
        .order_by(Registration.id)
        .limit(1)
    )


@dataclass(frozen=True)
class LanguageChoice:
    code: str
    label: str
    url: str


@dataclass(frozen=True)
class PageBanner:
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
class PageShell:
    """The frame of one page, as ``layouts/base.html`` reads it."""

    language: str
    theme: str
    theme_url: str
    theme_label: str
    languages: list[LanguageChoice]
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
    banners: list[PageBanner] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foot_text: str = ""


def connect(app: Flask) -> None:
    app.context_processor(lambda: {"shell": page_shell()} if has_request_context() else {})


def page_shell() -> PageShell:
    """The frame for this request, made once; ``g.bare``: without tabs, for a page that asks one thing."""
    if "shell" not in g:
        g.shell = _create_shell()
    made: PageShell = g.shell
    return made


def _event_shown() -> Event | None:
    """The event of this page; of one that is still prepared a stranger learns nothing, not even refused."""
    event: Event | None = g.get("event")
    if event is None or EventAct.SEE_EVENT in ALLOWED_ACTS[Phase(event.phase)] or roles_in(event):
        return event
    return None


def _create_shell() -> PageShell:
    event = _event_shown()
    signed_in = bool(current_user.is_authenticated)
    bare = bool(g.get("bare"))
    nav, thumb = navigation(event) if event is not None and signed_in and not bare else ([], False)
    dark = locale.theme() == "dark"
    # tells one reader from another, and no number of theirs
    key, named = str(current_app.secret_key).encode(), f"reader {current_user.id}" if signed_in else ""
    reader = hmac.digest(key, named.encode(), "sha256").hex()[:24]
    demo = event is not None and event.is_demo
    notes = (
        gettext("Demo data: real company names, invented wishes") if demo else "",
        current_app.config["SETTINGS"].icp_filing,
    )
    return PageShell(
        language=locale.HTML_LANG[locale.language()],
        theme=locale.theme(),
        theme_url=_page_with(theme="light" if dark else "dark"),
        theme_label=gettext("Light colours") if dark else gettext("Dark colours"),
        languages=[LanguageChoice(code, locale.LANGUAGE_NAMES[code], _page_with(lang=code)) for code in LANGUAGES],
        home_url=url_for("events.index"),
        back_url=sending_page(),
        event=_event_brief(event) if event is not None else None,
        nav=nav,
        thumb=thumb,
        owner=reader if signed_in else "",
        user_name=(current_user.name or current_user.email or gettext("Account")) if signed_in else "",
        account_url=_url_if_built("accounts.account") if signed_in else "",
        sign_in_url="" if signed_in or bare else _url_if_built("accounts.sign_in"),
        sign_out_url=_url_if_built("accounts.sign_out") if signed_in else "",
        banners=list(_banners(event)) if signed_in and event is not None else [],
        notes=[note for note in notes if note],
        foot_text=_zone_text(event) if event is not None else "",
    )


def _page_with(**choice: Any) -> str:
    """This page with another language or theme; where it has no address of its own, the event's, or home."""
    if page_url := same_page(**choice):
        return page_url
    event = _event_shown()
    return url_for("events.page", event=event, **choice) if event is not None else url_for("events.index", **choice)


def _event_brief(event: Event) -> EventBrief:
    name, language = event.name.in_language(locale.language())
    return EventBrief(
        name=name,
        name_lang=locale.HTML_LANG[language],
        url=url_for("events.page", event=event),
        date_text=dates_of(event),
        place=locale.plain(event.city),
        phase_text=phase_name(event.phase),
    )


def _banners(event: Event) -> Iterator[PageBanner]:
    roles = roles_in(event)
    yield from _shift_banner(event)
    if roles & {Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD} and not letters_leave():
        sees = Role.ORGANIZER in roles
        yield PageBanner(
            "wait",
            gettext("Email is off"),
            gettext("Nothing is delivered until an SMTP server is set."),
            _url_if_built("messages.letters", event=event) if sees else "",
            gettext("See the letters") if sees else "",
        )
    if Role.ORGANIZER in roles and event.rehearsal:
        yield PageBanner(
            "wait",
            gettext("Rehearsal: letters are held"),
            gettext("Nothing leaves until you release it."),
            _url_if_built("messages.letters", event=event),
            gettext("See what is held"),
        )


def _shift_banner(event: Event) -> Iterator[PageBanner]:
    """On the day, to those who work on it: how late it runs by now; the page of the shift says it by itself."""
    on_the_day = event.phase in (Phase.PUBLISHED, Phase.RUNNING) and request.endpoint != "day.shift"
    shift = get_shift_of_today(event) if on_the_day and roles_in(event) & {Role.ORGANIZER, Role.DESK} else None
    if shift is not None:
        yield PageBanner(
            "info",
            done_words(shift),
            shift.words or "",
            _url_if_built("day.shift", event=event),
            gettext("See the day"),
        )


def _zone_text(event: Event) -> str:
    """Times are in Chongqing (UTC+8): as its clocks stand on the day of the event, which is not how they stand now
    where summer time lies between."""
    noon = datetime.combine(event.days[0].day, time(12), locale.zone()) if event.days else now()
    offset = noon.astimezone(locale.zone()).utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    place = locale.plain(event.city) or locale.zone_city(event.zone)
    return str(gettext("Times are in %(place)s (UTC%(offset)s)", place=place, offset=f"{hours:+g}".replace("-", "−")))


def _url_if_built(endpoint: str, **values: Any) -> str:
    """The address of a page, or nothing while the page is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
