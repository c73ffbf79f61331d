"""Reads about registrations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.accounts.models import Membership, Organisation, User
from app.accounts.permissions import Role
from app.core.db import db
from app.events.models import Event, Group
from app.events.queries import organisations_run_by
from app.registrations.models import Delegation, Registration
from app.registrations.states import OUT_OF_SIGHT, RegistrationState


def delegations_of(user_id: int, event: Event) -> Sequence[Delegation]:
    """The delegations of ``event`` that a user brings (as a member of the chamber) or heads, by name."""
    chambers = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR))
    )
    found = (
        select(Delegation)
        .where(
            Delegation.event_id == event.id,
            or_(Delegation.organisation_id.in_(chambers), Delegation.led_by(user_id)),
        )
        .order_by(Delegation.name_en)
    )
    return db.session.scalars(found).all()


@dataclass(frozen=True)
class DelegationRow:
    """A delegation in the organizer's list; ``approved`` of its ``firms`` take part."""

    delegation: Delegation
    chamber: str
    group: Group
    firms: int
    approved: int


def delegation_rows(event: Event, *, only: Collection[int] | None = None) -> list[DelegationRow]:
    """The delegations of an event by name (those with ids in ``only``), with the firms that they bring."""
    firm = (Registration.delegation_id == Delegation.id) & (Registration.kind == "firm")
    seen = firm & Registration.state.not_in(OUT_OF_SIGHT)
    approved = func.count(Registration.id).filter(Registration.state == RegistrationState.APPROVED)
    chosen = (
        select(Delegation, Organisation.name_en, Group, func.count(Registration.id), approved)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .join(Group, Group.id == Delegation.group_id)
        .outerjoin(Registration, seen)
        .where(Delegation.event_id == event.id)
        .group_by(Delegation.id, Organisation.name_en, Group.id)
        .order_by(Delegation.name_en)
    )
    if only is not None:
        chosen = chosen.where(Delegation.id.in_(only))
    return [DelegationRow(*row) for row in db.session.execute(chosen)]


def runs_organisation_of(user_id: int, event: Event) -> bool:
    """Whether the user runs the organisation of this event, not the event alone."""
    return event.organisation_id in {one.id for one in organisations_run_by(user_id)}


def chambers_for(event: Event, user_id: int, *, organizer: bool) -> Sequence[Organisation]:
    """The organisations that may bring a delegation by this user's hand: the user's own; for the organizer also those
    that bring one to this event; for who runs its organisation also those that brought one to another of its events,
    except those made for that event alone."""
    own = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR, Role.ORGANIZER))
    )
    known = [Organisation.id.in_(own)]
    if organizer:
        known.append(Organisation.id.in_(select(Delegation.organisation_id).where(Delegation.event_id == event.id)))
    if organizer and runs_organisation_of(user_id, event):
        before = (
            select(Delegation.organisation_id)
            .join(Event, Event.id == Delegation.event_id)
            .join(Organisation, Organisation.id == Delegation.organisation_id)
            .where(Event.organisation_id == event.organisation_id)
        )
        known.append(Organisation.id.in_(before.where(Organisation.event_id.is_(None))))
    return db.session.scalars(select(Organisation).where(or_(*known)).order_by(Organisation.name_en)).all()


def leader_emails(delegation: Delegation) -> tuple[str | None, str | None]:
    """The addresses by which the head and the deputy sign in, None for either without one."""
    users = (delegation.head_user_id, delegation.deputy_user_id)
    found = dict(db.session.execute(select(User.id, User.email).where(User.id.in_(users))).all())
    head, deputy = (found.get(one or 0) for one in users)
    return head, deputy
