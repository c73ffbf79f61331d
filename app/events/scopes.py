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
from app.db import db
from app.events.models import Event
from app.events.queries import organisations_run_by
from app.floor.web.guards import Seen
from app.kernel.errors import NotFound

USER, EVENT, HOST = (bindparam(name, type_=Integer) for name in ("user_id", "event_id", "host_id"))
"""Who is asked about, where, and the organisation that runs that event, in statements made once."""

HomeSource = Callable[[Event], str]

home_sources: list[HomeSource] = []
"""Features above know where a role begins; the first address that is not empty counts. ``factory`` fills it."""

role_sources: list[Select[str]] = []
"""Features above add selects of the roles they know of (a delegation's chamber, a firm's users) that ``USER`` holds in
``EVENT``; ``factory`` fills it."""


def an_event(event: str, **rest: Any) -> Seen:
    """The event named in the address, with every role that the user holds in it."""
    found = event_at(event)
    return Seen({"event": found, **rest}, roles_in(found))


def event_at(slug: str) -> Event:
    """The event of this address; it is also the one whose zone and name the page shows. Raises NotFound."""
    found: Event | None = g.get("event")
    if found is None or found.slug != slug:
        with_days = select(Event).options(joinedload(Event.days)).where(Event.slug == slug)  # every page names them
        found = db.session.scalars(with_days).unique().one_or_none()
    if found is None:
        raise NotFound
    g.event = found
    return found


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
    asked = {"user_id": user_id, "event_id": event.id, "host_id": event.organisation_id}
    found = set(db.session.execute(_roles(*role_sources), asked).scalars())
    return frozenset({*found, Role.ORGANIZER} if Role.ADMINISTRATOR in found else found)


@cache
def _roles(*sources: Select[str]) -> CompoundSelect[str]:
    organisation = select(Membership.role).where(
        Membership.user_id == USER,
        Membership.organisation_id == HOST,
        Membership.role.in_((Role.ADMINISTRATOR, Role.ORGANIZER)),
    )
    own = select(EventRole.role).where(EventRole.user_id == USER, EventRole.event_id == EVENT)
    return organisation.union_all(own, *sources)


def own_organisations() -> Seen:
    """The organisations for which the user may create events; a signed-in person without one is told so (403)."""
    found = organisations_run_by(current_user.id)
    return Seen({"organisations": found}, frozenset({Role.ORGANIZER} if found else {"signed_in"}))


def an_event_to_copy(event: str) -> Seen:
    """An event of the user's own organisations; whoever only has a role in the event itself is told so (403)."""
    found = event_at(event)
    hosts = {one.id for one in organisations_run_by(current_user.id)}
    if found.organisation_id in hosts:
        return Seen({"event": found}, roles_in(found))
    return Seen({"event": found}, frozenset({"signed_in"} if roles_in(found) else ()))
