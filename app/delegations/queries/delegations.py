"""Delegations of an event with their chambers, and what moving a company to another one would change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.accounts.models import Membership, Organisation, User
from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.localized import Localized
from app.delegations.queries.visits import get_delegation_visits, list_visits_of_registration
from app.events.models import Event, Group
from app.events.queries import organisations_run_by
from app.registrations.delegate_roles import LEADER_ROLES
from app.registrations.models import Delegation, DelegationRole, Registration, VisitBlock
from app.registrations.queries.delegation_members import count_delegation_companies, get_roles_before_move
from app.registrations.states import INACTIVE_STATES, RegistrationState


@dataclass(frozen=True)
class DelegationRow:
    """A delegation in the organizer's list; ``approved`` of its ``companies`` take part."""

    delegation: Delegation
    chamber: str
    group: Group
    companies: int
    approved: int


def list_delegation_rows(event: Event, *, only: Collection[int] | None = None) -> list[DelegationRow]:
    """The delegations of an event by name (those with ids in ``only``), with the firms that they bring."""
    company = (Registration.delegation_id == Delegation.id) & (Registration.kind == "firm")
    seen = company & Registration.state.not_in(INACTIVE_STATES)
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


def is_organisation_run_by(user_id: int, event: Event) -> bool:
    """Whether the user runs the organisation of this event, not the event alone."""
    return event.organisation_id in {organisation.id for organisation in organisations_run_by(user_id)}


def list_chambers(event: Event, user_id: int, *, organizer: bool) -> Sequence[Organisation]:
    """The organisations that may bring a delegation by this user's hand: the user's own; for the organizer also those
    that bring one to this event; for who runs its organisation also those that brought one to another of its events,
    except those made for that event alone."""
    own = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR, Role.ORGANIZER))
    )
    known = [Organisation.id.in_(own)]
    if organizer:
        known.append(Organisation.id.in_(select(Delegation.organisation_id).where(Delegation.event_id == event.id)))
    if organizer and is_organisation_run_by(user_id, event):
        before = (
            select(Delegation.organisation_id)
            .join(Event, Event.id == Delegation.event_id)
            .join(Organisation, Organisation.id == Delegation.organisation_id)
            .where(Event.organisation_id == event.organisation_id)
        )
        known.append(Organisation.id.in_(before.where(Organisation.event_id.is_(None))))
    return db.session.scalars(select(Organisation).where(or_(*known)).order_by(Organisation.name_en)).all()


def get_leader_emails(delegation: Delegation) -> tuple[str | None, str | None]:
    """The addresses by which the head and the deputy sign in, None for either without one."""
    users = (delegation.head_user_id, delegation.deputy_user_id)
    emails_by_user = dict(db.session.execute(select(User.id, User.email).where(User.id.in_(users))).all())
    head, deputy = (emails_by_user.get(user or 0) for user in users)
    return head, deputy


@dataclass(frozen=True)
class MovePreview:
    """What a move changes. ``companies`` and ``people``: how many the other delegation, and this company, would then
    bring; ``busy``: what keeps it busy there; ``free``: what does here and no longer; ``side``: the other side of the
    event, if it changes; ``loses_sight`` and ``gains_sight``: the chambers, if they are two; ``leads``: whether one of
    its people is head or deputy here, ``leads_again``: there, as before it was moved here. ``full``,
    ``too_many``: why it cannot go.
    """

    old: Delegation | None
    new: Delegation | None
    companies: int
    people: int
    busy: Sequence[VisitBlock]
    free: Sequence[VisitBlock]
    side: Localized | None
    loses_sight: Localized | None
    gains_sight: Localized | None
    leads: bool
    leads_again: bool

    @property
    def full(self) -> bool:
        return self.new is not None and self.new.quota is not None and self.companies > self.new.quota

    @property
    def too_many(self) -> bool:
        return self.new is not None and self.new.people_quota is not None and self.people > self.new.people_quota


def preview_move(registration: Registration, new: Delegation | None) -> MovePreview:
    """If the firm went there (None: on its own)."""
    old = registration.delegation
    other_house = (old.organisation_id if old else None) != (new.organisation_id if new else None)
    return MovePreview(
        old,
        new,
        companies=count_delegation_companies(new.id) + 1 if new is not None else 0,
        people=len(registration.representatives),
        busy=_list_visits_there(registration, new) if new is not None else (),
        free=[block for block in list_visits_of_registration(registration) if not block.sign_up],
        side=db.session.get_one(Group, new.group_id).names
        if new is not None and new.group_id != registration.group_id
        else None,
        loses_sight=_get_chamber_name(old) if old is not None and other_house else None,
        gains_sight=_get_chamber_name(new) if new is not None and other_house else None,
        leads=old is not None and _is_led_by_company(registration, old),
        leads_again=bool(get_roles_before_move(registration, new)),
    )


def _list_visits_there(registration: Registration, new: Delegation) -> list[VisitBlock]:
    """Sectors are those of a delegation's own firms: whether it is in one is asked of the firm itself."""
    visits = get_delegation_visits(new.id)
    codes = registration.company.sectors if registration.company is not None else ()
    sectors = sector_tree().closure(code.code for code in codes if code.kind == "is_in" and code.code in sector_tree())
    return [
        block
        for block in visits.blocks
        if visits.concerns(block, registration.id) or not sectors.isdisjoint(block.sectors)
    ]


def _get_chamber_name(delegation: Delegation) -> Localized:
    return db.session.get_one(Organisation, delegation.organisation_id).name


def _is_led_by_company(registration: Registration, old: Delegation) -> bool:
    people = [representative.id for representative in registration.representatives]
    led = select(DelegationRole.id).where(
        DelegationRole.delegation_id == old.id,
        DelegationRole.representative_id.in_(people),
        DelegationRole.role.in_(LEADER_ROLES),
    )
    return db.session.scalar(led.limit(1)) is not None
