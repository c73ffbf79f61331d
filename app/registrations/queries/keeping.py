"""Who keeps a firm's record, which it takes from event to event: the chamber that registered it first, or others."""

from __future__ import annotations

from sqlalchemy import func, select

from app.companies.models import Company, CompanyUser
from app.db import db
from app.events.models import Event
from app.registrations.models import Delegation, Registration


def kept_elsewhere(registration: Registration) -> bool:
    """Whether who brings the firm now leaves its record alone: others registered it first.

    Whoever can name a firm can bring it; that makes its registration theirs, not what the firm is at other events.
    """
    if registration.delegation is None or registration.company_id is None:
        return False
    bringer = (
        select(Delegation.organisation_id)
        .select_from(Registration)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.company_id == registration.company_id)
        .order_by(Registration.id)
        .limit(1)
    )
    return db.session.scalar(bringer) != registration.delegation.organisation_id


def hidden_from(event: Event, delegation: Delegation) -> frozenset[int]:
    """Of the event's register, the companies that the delegation's chamber learns nothing of: others registered them,
    and they have not come to this event. None where the chamber keeps the register itself."""
    if delegation.organisation_id == event.organisation_id:
        return frozenset()
    here = select(Registration.company_id).where(Registration.event_id == event.id)
    return companies_kept_elsewhere(event.organisation_id, delegation.organisation_id).difference(
        one for one in db.session.scalars(here) if one is not None
    )


def companies_kept_elsewhere(keeper_id: int, organisation_id: int) -> frozenset[int]:
    """Of the register that ``keeper_id`` keeps, the companies whose record this organisation leaves alone.

    One that has people but no registration left is its people's own.
    """
    first = (
        select(Registration.company_id, func.min(Registration.id).label("id"))
        .join(Company, Company.id == Registration.company_id)
        .where(Company.organisation_id == keeper_id)
        .group_by(Registration.company_id)
        .subquery()
    )
    by_others = (
        select(first.c.company_id)
        .join(Registration, Registration.id == first.c.id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Delegation.organisation_id.is_distinct_from(organisation_id))
    )
    there = select(Registration.company_id).where(Registration.company_id.is_not(None))
    by_itself = select(CompanyUser.company_id).where(CompanyUser.company_id.not_in(there))
    return frozenset(one for one in db.session.scalars(by_others.union(by_itself)) if one is not None)
