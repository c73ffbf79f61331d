"""Which events there are, and for whom; who changed an event's description, and what else happened in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import EventRole, Membership, Organisation, User
from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Notice
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.events.overview import OverviewNotice
from app.events.phases import Phase

EventSource = Callable[[int], Iterable[tuple[int, str]]]

event_sources: list[EventSource] = []
"""Features above add the events that a user takes part in, as (event id, role); ``factory`` fills it."""

HOST_ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER)


@dataclass(frozen=True)
class MyEvent:
    """An event that somebody takes part in, and as what (the roles in the order of ``Role``)."""

    event: Event
    roles: tuple[str, ...]


def organisations_run_by(user_id: int) -> Sequence[Organisation]:
    """The organisations for which a user may create events, by name."""
    organisation_ids = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_(HOST_ROLES)
    )
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(organisation_ids)).order_by(Organisation.name_en)
    ).all()


def my_events(user_id: int) -> list[MyEvent]:
    """Every event in which a user has a role, the newest first."""
    roles = _roles_by_event(user_id)
    chosen = select(Event).where(Event.id.in_(roles)).options(selectinload(Event.days)).order_by(Event.id.desc())
    order = list(Role)
    return [
        MyEvent(event, tuple(sorted(roles[event.id], key=lambda role: order.index(Role(role)))))
        for event in db.session.scalars(chosen)
    ]


def _roles_by_event(user_id: int) -> dict[int, set[str]]:
    hosting = (
        select(Event.id, Membership.role)
        .join(Membership, Membership.organisation_id == Event.organisation_id)
        .where(Membership.user_id == user_id, Membership.role.in_(HOST_ROLES))
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
    chosen = select(Event).where(Event.phase.in_(shown)).options(selectinload(Event.days)).order_by(Event.id.desc())
    return db.session.scalars(chosen).all()


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Event.id).where(Event.slug == slug)) is not None


def taken_slugs(stem: str) -> frozenset[str]:
    """The addresses in use that begin with ``stem``."""
    chosen = select(Event.slug).where(Event.slug.startswith(stem, autoescape=True))
    return frozenset(db.session.scalars(chosen))


def last_zone_of(user_id: int) -> str | None:
    """The zone of the newest event that a user's organisations run."""
    hosts = [organisation.id for organisation in organisations_run_by(user_id)]
    return db.session.scalar(
        select(Event.zone).where(Event.organisation_id.in_(hosts)).order_by(Event.id.desc()).limit(1)
    )


NOTICES_PAGE_SIZE = 50


@dataclass(frozen=True)
class EventEdit:
    """One saving: by whom (none: the system), when, and the names of the fields of ``EventDraft`` that changed."""

    by: str | None
    at: datetime
    fields: tuple[str, ...]


def edits_since(event_id: int, version: int) -> Sequence[EventEdit]:
    """What was saved after somebody looked at this version, oldest first."""
    chosen = (
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.event_id == event_id, Notice.kind == "event.changed")
        .order_by(Notice.id)
    )
    return [
        EventEdit(name, notice.at, tuple(notice.details["fields"]))
        for notice, name in db.session.execute(chosen)
        if notice.details["version"] > version
    ]


def latest_notices(event_id: int, limit: int, kinds: Collection[str]) -> Sequence[OverviewNotice]:
    """The last things of these kinds that happened in an event, newest first."""
    return _notices(event_id, kinds, limit, 0)


def notices_page(event_id: int, kinds: Collection[str], *, page: int) -> Page[OverviewNotice]:
    """All of them, a page at a time."""
    total = int(db.session.execute(_COUNT_QUERY, {"event_id": event_id, "kinds": list(kinds)}).scalar_one())
    number = clip_page(page, size=NOTICES_PAGE_SIZE, total=total)
    return Page(
        _notices(event_id, kinds, NOTICES_PAGE_SIZE, (number - 1) * NOTICES_PAGE_SIZE), number, NOTICES_PAGE_SIZE, total
    )


def _notices(event_id: int, kinds: Collection[str], limit: int, after: int) -> Sequence[OverviewNotice]:
    return [
        OverviewNotice(*row)
        for row in db.session.execute(
            _LATEST_QUERY, {"event_id": event_id, "kinds": list(kinds), "most": limit, "after": after}
        )
    ]


_NOTICE_CONDITIONS = (
    Notice.event_id == bindparam("event_id", type_=Integer),
    Notice.kind.in_(bindparam("kinds", expanding=True)),
)
_COUNT_QUERY = select(func.count()).where(*_NOTICE_CONDITIONS)
_LATEST_QUERY = (
    select(Notice.id, Notice.at, User.name, Notice.kind, Notice.subject, Notice.subject_id, Notice.details)
    .outerjoin(User, User.id == Notice.user_id)
    .where(*_NOTICE_CONDITIONS)
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
"""Made once: each look at an organizer's home asks it."""
