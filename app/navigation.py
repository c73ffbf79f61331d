"""The tabs of an event: which ones for whom, where they lead, how many things wait behind them.

Above the features because it names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, g, request, url_for
from flask_login import current_user
from sqlalchemy import Select, select

from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.db import db
from app.events.models import Event
from app.events.queries import my_events
from app.events.scopes import EVENT, USER, roles_in
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.registrations.models import Delegation, Registration
from app.registrations.queries import delegations_of
from app.registrations.queries.people import has_been_invited
from app.registrations.scopes import OUT_OF_SIGHT, roles_towards

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
        return list(_items(ORGANIZER_NAV, event=event)), False
    if Role.CHAMBER in roles or Role.DELEGATION_HEAD in roles:
        delegation = g.get("delegation") or _own_delegation(event)
        return list(_items(CHAMBER_NAV, event=event, delegation_id=delegation.id)) if delegation else [], False
    if Role.COMPANY in roles:
        is_own = registration is not None and Role.COMPANY in roles_towards(registration)
        firm = registration if is_own else _own_firm(event)
        return list(_items(COMPANY_NAV, event=event, registration_id=firm.id, firm=firm)) if firm else [], True
    if Role.DESK in roles:
        return list(_items(DESK_NAV, event=event)), True
    return [], False


def home_of(event: Event) -> str:
    """The first tab of the current user's role in an event; "" for those who have none."""
    items, _thumb = navigation(event) if current_user.is_authenticated else ([], False)
    return items[0].url if items else ""


def only_home_of(user_id: int) -> str:
    """Where somebody begins who has a task at one event alone; "" for all others."""
    mine = my_events(user_id)
    return url_for("events.home", event=mine[0].event) if len(mine) == 1 else ""


def _items(
    table: tuple[tuple[str, Any, str], ...], *, firm: Registration | None = None, **values: Any
) -> Iterator[NavItem]:
    for endpoint, label, icon in table:
        if endpoint in current_app.view_functions:
            counter = counters.get(endpoint)
            count = counter(firm) if counter and firm is not None else 0
            arguments = next(current_app.url_map.iter_rules(endpoint)).arguments
            url = url_for(endpoint, **{name: value for name, value in values.items() if name in arguments})
            yield NavItem(label, url, icon, current=_is_current(endpoint), count=count)


def _is_current(endpoint: str) -> bool:
    """The tab of this page; a page below a tab names it in ``g.tab``."""
    return endpoint in (request.endpoint, g.get("tab"))


def _own_delegation(event: Event) -> Delegation | None:
    return next(iter(delegations_of(current_user.id, event)), None)


def _own_firm(event: Event) -> Registration | None:
    return db.session.scalar(_firm_of(), {"user_id": current_user.id, "event_id": event.id})


@cache
def _firm_of() -> Select[Registration]:
    """Made once: every page of a firm asks it."""
    return (
        select(Registration)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(CompanyUser.user_id == USER, Registration.event_id == EVENT, Registration.state.not_in(OUT_OF_SIGHT))
        .where(has_been_invited())
        .order_by(Registration.id)
        .limit(1)
    )
