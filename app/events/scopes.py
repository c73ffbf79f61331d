"""What a route about an event is about, and the roles that the current user holds there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import g
from flask_login import current_user
from sqlalchemy import CompoundSelect, Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.models import EventRole, Membership
from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import NotFound
from app.core.web.guards import ScopeResult
from app.events.models import Event
from app.events.queries import organisations_run_by

USER_ID, EVENT_ID, HOST_ID = (bindparam(name, type_=Integer) for name in ("user_id", "event_id", "host_id"))
"""Who is asked about, where, and the organisation that runs that event, in statements made once."""

HomeSource = Callable[[Event], str]

home_sources: list[HomeSource] = []
"""Features above know where a role begins; the first address that is not empty counts. ``factory`` fills it."""

role_sources: list[Select[str]] = []
"""Features above add selects of the roles they know of (a delegation's chamber, a company's users) that ``USER``
holds in ``EVENT``; ``factory`` fills it."""


def an_event(event: str, **rest: Any) -> ScopeResult:
    """The event named in the address, with every role that the user holds in it."""
    this_event = event_at(event)
    return ScopeResult({"event": this_event, **rest}, roles_in(this_event))


def event_at(slug: str) -> Event:
    """The event of this address; it is also the one whose zone and name the page shows. Raises NotFound."""
    event: Event | None = g.get("event")
    if event is None or event.slug != slug:
        with_days = select(Event).options(joinedload(Event.days)).where(Event.slug == slug)  # every page names them
        event = db.session.scalars(with_days).unique().one_or_none()
    if event is None:
        raise NotFound
    g.event = event
    return event


def roles_in(event: Event) -> frozenset[str]:
    """The current user's roles in ``event``; empty for strangers. Asked once per request."""
    if not current_user.is_authenticated:
        return frozenset()
    known: dict[int, frozenset[str]] = g.setdefault("roles_in", {})
    if event.id not in known:
        known[event.id] = roles_of(current_user.id, event)
    return known[event.id]


def roles_of(user_id: int, event: Event) -> frozenset[str]:
    """Every role of a user in an event: those of the organisation that runs it, the event's own, those from above."""
    values = {"user_id": user_id, "event_id": event.id, "host_id": event.organisation_id}
    roles = set(db.session.execute(_roles_query(*role_sources), values).scalars())
    return frozenset({*roles, Role.ORGANIZER} if Role.ADMINISTRATOR in roles else roles)


@cache
def _roles_query(*sources: Select[str]) -> CompoundSelect[str]:
    organisation = select(Membership.role).where(
        Membership.user_id == USER_ID,
        Membership.organisation_id == HOST_ID,
        Membership.role.in_((Role.ADMINISTRATOR, Role.ORGANIZER)),
    )
    own = select(EventRole.role).where(EventRole.user_id == USER_ID, EventRole.event_id == EVENT_ID)
    return organisation.union_all(own, *sources)


def own_organisations() -> ScopeResult:
    """The organisations for which the user may create events; a signed-in person without one is told so (403)."""
    organisations = organisations_run_by(current_user.id)
    return ScopeResult(
        {"organisations": organisations}, frozenset({Role.ORGANIZER} if organisations else {"signed_in"})
    )


def an_event_to_copy(event: str) -> ScopeResult:
    """An event of the user's own organisations; whoever only has a role in the event itself is told so (403)."""
    this_event = event_at(event)
    hosts = {organisation.id for organisation in organisations_run_by(current_user.id)}
    if this_event.organisation_id in hosts:
        return ScopeResult({"event": this_event}, roles_in(this_event))
    return ScopeResult({"event": this_event}, frozenset({"signed_in"} if roles_in(this_event) else ()))
