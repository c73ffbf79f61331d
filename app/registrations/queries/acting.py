"""For which organisation somebody acts at an event, asked when they do: what they are later changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import bindparam, exists, or_, select

from app.accounts.models import EventRole, Membership
from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import current_transaction, db
from app.core.models import Notice
from app.events.models import Event
from app.registrations.in_whose_name import firm_named
from app.registrations.models import Delegation, Registration, Representation

T = TypeVar("T")
_OWN = select(Registration.id, Registration.company_id).where(
    Registration.event_id == bindparam("event_id"),
    Registration.company_id == CompanyUser.company_id,
    CompanyUser.user_id == bindparam("user_id"),
)
"""Made once, as everybody books in the same minutes."""


@dataclass(frozen=True, slots=True)
class Own:
    """The firms at an event that somebody is one of, by registration and by company."""

    registrations: frozenset[int]
    companies: frozenset[int]


def acted_for(notice: Notice) -> int | None:
    """The organisation for which the user of a notice acts; None for the system, for who acts for their own firm, and
    for who has no part in running or bringing: a firm that just comes in. Asked once in a transaction."""
    if notice.user_id is None or notice.event_id is None:
        return None
    who = (notice.event_id, notice.user_id)
    with db.session.no_autoflush:
        if _is_own(notice, _once((own_at, *who), lambda: own_at(*who))):
            return None
        return _once((organisation_at, *who), lambda: organisation_at(*who))


def own_at(event_id: int, user_id: int) -> Own:
    rows = db.session.execute(_OWN, {"event_id": event_id, "user_id": user_id}).all()
    return Own(frozenset(row[0] for row in rows), frozenset(row[1] for row in rows if row[1] is not None))


def organisation_at(event_id: int, user_id: int) -> int | None:
    """Who runs the event, for those of it; else the chamber of a delegation that they bring or lead; who works at this
    one event does so for who runs it."""
    host_id = db.session.scalar(select(Event.organisation_id).where(Event.id == event_id))
    of = set(db.session.scalars(select(Membership.organisation_id).where(Membership.user_id == user_id)))
    if host_id in of:
        return host_id
    leads = or_(Delegation.head_user_id == user_id, Delegation.deputy_user_id == user_id)
    brings = select(Delegation.organisation_id).where(
        Delegation.event_id == event_id, or_(Delegation.organisation_id.in_(of), leads)
    )
    chamber_id = db.session.scalar(brings.order_by(Delegation.id).limit(1))
    return chamber_id or (host_id if _works_at(event_id, user_id) else None)


def _works_at(event_id: int, user_id: int) -> bool:
    here = exists().where(EventRole.event_id == event_id, EventRole.user_id == user_id)
    anywhere = exists().where(Membership.user_id == user_id, Membership.role == Role.ADMINISTRATOR)
    return bool(db.session.scalar(select(or_(here, anywhere))))


def _is_own(notice: Notice, own: Own) -> bool:
    if not own.registrations:
        return False
    firm_id = firm_named(notice.details)
    if firm_id is not None:
        return firm_id in own.registrations
    if notice.subject == Registration.__tablename__:
        return notice.subject_id in own.registrations
    if notice.subject == "representatives":
        theirs = select(Representation.registration_id).where(Representation.representative_id == notice.subject_id)
        return not own.registrations.isdisjoint(db.session.scalars(theirs))
    return notice.subject == "companies" and notice.subject_id in own.companies


def _once(key: object, ask: Callable[[], T]) -> T:
    at_hand = current_transaction().at_hand
    if key not in at_hand:
        at_hand[key] = ask()
    return cast(T, at_hand[key])
