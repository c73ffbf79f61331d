"""Who keeps a firm's record, which it takes from event to event: the chamber that registered it first, or others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import EventRole, Membership
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyUser
from app.core.db import db
from app.events.models import Event
from app.events.queries import organisations_run_by
from app.events.queries.lists import HOST_ROLES
from app.registrations.models import Delegation, Registration


def runs_house(event: Event, user_id: int) -> bool:
    """Whether a user works for the organisation that keeps the event's register: a role in one event is not enough."""
    return any(one.id == event.organisation_id for one in organisations_run_by(user_id))


def runs_all_of(registration: Registration, user_id: int) -> bool:
    """Whether a user runs the organisation that keeps the company, or every event at which the company is."""
    if runs_house(registration.event, user_id):
        return True
    elsewhere = select(Registration.id).where(
        Registration.company_id == registration.company_id, Registration.event_id.not_in(_organized_by(user_id))
    )
    return db.session.scalar(elsewhere.limit(1)) is None


def _organized_by(user: Any) -> Select[int]:
    """The events in which ``user`` (an id, or a column) has the organizer's role for that event alone."""
    role = aliased(EventRole)
    return select(role.event_id).where(role.user_id == user, role.role.in_(HOST_ROLES))


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


def kept_by_others(registration: Registration) -> bool:
    """Whether the firm was at other events without the chamber that brings it now, or without somebody who organizes
    this event alone.

    Whoever acts for a firm sees what it did at every event, so that its link here must not let anybody in: they see
    the link, and can bring whatever firm they can name.
    """
    if registration.company_id is None:
        return False
    elsewhere = (
        select(Registration.id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.company_id == registration.company_id, Registration.event_id != registration.event_id)
    )
    by_others = _not_organized_by_all_of(registration.event)
    if registration.delegation is not None:
        by_others |= Delegation.organisation_id.is_distinct_from(registration.delegation.organisation_id)
    return db.session.scalar(elsewhere.where(by_others).limit(1)) is not None


def _not_organized_by_all_of(event: Event) -> ColumnElement[bool]:
    """A condition: somebody who organizes ``event`` alone does not organize the event of the registration."""
    house = select(Membership.user_id).where(
        Membership.organisation_id == event.organisation_id, Membership.role.in_(HOST_ROLES)
    )
    return (
        select(EventRole.id)
        .where(EventRole.event_id == event.id, EventRole.role.in_(HOST_ROLES), EventRole.user_id.not_in(house))
        .where(Registration.event_id.not_in(_organized_by(EventRole.user_id).correlate(EventRole)))
        .correlate(Registration)
        .exists()
    )


def hidden_from(event: Event, delegation: Delegation | None, user_id: int | None) -> frozenset[int]:
    """Of the event's register, the companies of which the delegation's chamber, or who adds a firm (None: the shell),
    learns nothing: others registered them, and they have not come to this event. None for who keeps the register."""
    hidden = frozenset[int]()
    if delegation is not None and delegation.organisation_id != event.organisation_id:
        hidden = companies_kept_elsewhere(event.organisation_id, delegation.organisation_id)
    if user_id is not None and not runs_house(event, user_id) and not _is_of_chamber(delegation, user_id):
        hidden |= _companies_beyond(event.organisation_id, user_id)
    here = select(Registration.company_id).where(Registration.event_id == event.id)
    return hidden.difference(one for one in db.session.scalars(here) if one is not None)


def _is_of_chamber(delegation: Delegation | None, user_id: int) -> bool:
    if delegation is None:
        return False
    member = select(Membership.id).where(
        Membership.organisation_id == delegation.organisation_id,
        Membership.user_id == user_id,
        Membership.role.in_((Role.ADMINISTRATOR, Role.CHAMBER)),
    )
    return db.session.scalar(member) is not None


def _companies_beyond(keeper_id: int, user_id: int) -> frozenset[int]:
    """Of the register that ``keeper_id`` keeps, the companies that are at an event which the user neither organizes
    nor brings them to as a delegation's head, or that have people but no registration left."""
    led = select(Delegation.id).where(Delegation.led_by(user_id))
    elsewhere = (
        select(Registration.company_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Company.organisation_id == keeper_id, Registration.event_id.not_in(_organized_by(user_id)))
        .where(or_(Registration.delegation_id.is_(None), Registration.delegation_id.not_in(led)))
    )
    return frozenset(one for one in db.session.scalars(elsewhere.union(_BY_THEMSELVES)) if one is not None)


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
    return frozenset(one for one in db.session.scalars(by_others.union(_BY_THEMSELVES)) if one is not None)


_BY_THEMSELVES = select(CompanyUser.company_id).where(
    CompanyUser.company_id.not_in(select(Registration.company_id).where(Registration.company_id.is_not(None)))
)
"""The companies that have people but no registration left: their record is their people's own."""
