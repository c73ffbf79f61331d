"""Which events there are, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import EventRole, Membership, Organisation
from app.accounts.permissions import Role
from app.db import db
from app.events.models import Event
from app.events.phases import Phase

EventSource = Callable[[int], Iterable[tuple[int, str]]]

event_sources: list[EventSource] = []
"""Features above add the events that a user takes part in, as (event id, role); ``factory`` fills it."""

HOSTS = (Role.ADMINISTRATOR, Role.ORGANIZER)


@dataclass(frozen=True)
class MyEvent:
    """An event that somebody takes part in, and as what (the roles in the order of ``Role``)."""

    event: Event
    roles: tuple[str, ...]


def organisations_run_by(user_id: int) -> Sequence[Organisation]:
    """The organisations for which a user may create events, by name."""
    found = select(Membership.organisation_id).where(Membership.user_id == user_id, Membership.role.in_(HOSTS))
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(found)).order_by(Organisation.name_en)
    ).all()


def my_events(user_id: int) -> list[MyEvent]:
    """Every event in which a user has a role, the newest first."""
    roles = _roles_by_event(user_id)
    found = select(Event).where(Event.id.in_(roles)).options(selectinload(Event.days)).order_by(Event.id.desc())
    order = list(Role)
    return [
        MyEvent(event, tuple(sorted(roles[event.id], key=lambda role: order.index(Role(role)))))
        for event in db.session.scalars(found)
    ]


def _roles_by_event(user_id: int) -> dict[int, set[str]]:
    hosting = (
        select(Event.id, Membership.role)
        .join(Membership, Membership.organisation_id == Event.organisation_id)
        .where(Membership.user_id == user_id, Membership.role.in_(HOSTS))
    )
    own = select(EventRole.event_id, EventRole.role).where(EventRole.user_id == user_id)
    roles: dict[int, set[str]] = {}
    for event_id, role in db.session.execute(hosting.union_all(own)):
        roles.setdefault(event_id, set()).add(Role.ORGANIZER if role == Role.ADMINISTRATOR else role)
    for source in event_sources:
        for event_id, role in source(user_id):
            roles.setdefault(event_id, set()).add(role)
    return roles


def public_events() -> Sequence[Event]:
    """The events that anybody may see and that are not over, the newest first."""
    shown = [phase for phase in Phase if phase not in (Phase.DRAFT, Phase.CLOSED)]
    found = select(Event).where(Event.phase.in_(shown)).options(selectinload(Event.days)).order_by(Event.id.desc())
    return db.session.scalars(found).all()


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Event.id).where(Event.slug == slug)) is not None


def taken_slugs(stem: str) -> frozenset[str]:
    """The addresses in use that begin with ``stem``."""
    found = select(Event.slug).where(Event.slug.startswith(stem, autoescape=True))
    return frozenset(db.session.scalars(found))


def last_zone_of(user_id: int) -> str | None:
    """The zone of the newest event that a user's organisations run."""
    hosts = [organisation.id for organisation in organisations_run_by(user_id)]
    return db.session.scalar(
        select(Event.zone).where(Event.organisation_id.in_(hosts)).order_by(Event.id.desc()).limit(1)
    )
