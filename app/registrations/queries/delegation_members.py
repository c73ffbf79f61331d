"""The companies and people of a delegation: how many, who they are, who leads them; and a user's own delegations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, or_, select, union_all

from app.accounts.models import Membership, User
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyUser
from app.core.audit import list_notices
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Notice
from app.events.models import Event
from app.registrations.delegate_roles import LEADER_ROLES, DelegateRole
from app.registrations.models import (
    CompanyLink,
    Delegation,
    DelegationRole,
    Registration,
    Representation,
    Representative,
)
from app.registrations.states import INACTIVE_STATES

DELEGATION_ID_PARAMETER: Any = bindparam("delegation_id")
"""In statements made once: making one takes longer than asking it."""


def delegation_conditions(delegation_id: int) -> tuple[ColumnElement[bool], ...]:
    """Of registrations: firms of this delegation, not those cancelled or rejected."""
    return (
        Registration.delegation_id == delegation_id,
        Registration.kind == "firm",
        Registration.state.not_in(INACTIVE_STATES),
    )


def count_delegation_companies(delegation_id: int) -> int:
    """How many firms it brings; neither guests nor who was rejected or cancelled count."""
    companies = select(func.count()).where(*delegation_conditions(delegation_id))
    return db.session.scalar(companies) or 0


def get_largest_company(delegation_id: int) -> tuple[str, int]:
    """The firm that brings most people, and how many; ("", 0) where none brings any."""
    counted = (
        select(Registration.id, func.count())
        .join(Representation, Representation.registration_id == Registration.id)
        .where(*delegation_conditions(delegation_id))
        .group_by(Registration.id)
        .order_by(func.count().desc(), Registration.id)
        .limit(1)
    )
    largest = db.session.execute(counted).first()
    if largest is None:
        return "", 0
    company = db.session.get_one(Registration, largest[0])
    return (company.company.name if company.company is not None else ""), largest[1]


def count_email_addresses(delegation: Delegation) -> Mapping[int, int]:
    """To how many addresses an email to each company goes, as ``people.reach_of`` finds them; companies without any are
    absent."""
    rows = db.session.execute(_addresses_query(), {"delegation_id": delegation.id}).all()
    return Counter([number for number, _email in {(number, email.lower()) for number, email in rows if email}])


def list_company_spellings(delegation: Delegation) -> list[tuple[int, str, str | None]]:
    """What each firm is found by: its name in any spelling, the code of its link."""
    chosen = (
        select(Registration.id, Company.folded, CompanyLink.code)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(CompanyLink, CompanyLink.registration_id == Registration.id)
        .where(*delegation_conditions(delegation.id))
    )
    return [(registration_id, folded, code) for registration_id, folded, code in db.session.execute(chosen)]


@cache
def _addresses_query() -> CompoundSelect[int, str | None]:
    users = (
        select(Registration.id, User.email)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(*delegation_conditions(DELEGATION_ID_PARAMETER), User.disabled_at.is_(None))
    )
    people = (
        select(Registration.id, Representative.email)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(*delegation_conditions(DELEGATION_ID_PARAMETER))
    )
    return union_all(users, people)


@dataclass(frozen=True, slots=True)
class RepresentedCompany:
    """Whom somebody comes for: a firm, or a guest's institution, "" where it is not known."""

    name: str
    name_zh: str | None


@dataclass(frozen=True, slots=True)
class DelegationMember:
    """A person of a delegation. ``role``: None for a member like others."""

    id: int
    name: str
    name_zh: str
    titles: Localized
    registration_id: int
    kind: str
    company: RepresentedCompany
    role: DelegateRole | None = None


def list_members(delegation_id: int) -> list[DelegationMember]:
    """The people of its firms in the order of the sheet, then its guests; each once, not who was cancelled."""
    return _find_members(Registration.delegation_id == delegation_id)


def list_members_of_registrations(registration_ids: Collection[int]) -> list[DelegationMember]:
    """The people of some firms and guests, as ``members_of``."""
    return _find_members(Registration.id.in_(registration_ids)) if registration_ids else []


def _find_members(which: ColumnElement[bool]) -> list[DelegationMember]:
    rows = (
        _members_query()
        .where(which)
        .order_by(
            Registration.kind != "firm",
            Registration.rank.is_(None),
            Registration.rank,
            Registration.id,
            Representative.rank.is_(None),
            Representative.rank,
            Representative.id,
        )
    )
    members: dict[int, DelegationMember] = {}
    for person, registration, company, role in db.session.execute(rows):
        members.setdefault(person.id, _create_member(person, registration, company, role))
    return list(members.values())


@dataclass(frozen=True, slots=True)
class DelegationLeader:
    """Who leads a delegation; ``name_zh`` and ``titles`` are known of its own people alone."""

    name: str
    name_zh: str = ""
    titles: Localized = field(default_factory=Localized)


def get_leaders(delegations: Collection[Delegation]) -> Mapping[int, Mapping[str, DelegationLeader]]:
    """Delegation → ``head`` and ``deputy``, as far as they are known."""
    result = {
        delegation.id: {
            part.value: DelegationLeader(name) for part in LEADER_ROLES if (name := getattr(delegation, f"{part}_name"))
        }
        for delegation in delegations
    }
    for person, registration, _company, role in db.session.execute(_leaders_query(), {"delegations": list(result)}):
        result[registration.delegation_id or 0][role] = DelegationLeader(
            person.display_name, person.name_zh or "", person.titles
        )
    return result


@cache
def _leaders_query() -> Select[Representative, Registration, Company, str]:
    """Made once: making it takes longer than asking."""
    within = Registration.delegation_id.in_(bindparam("delegations", expanding=True))
    return _members_query().where(within, DelegationRole.role.in_(LEADER_ROLES))


def get_leading_roles(event_id: int) -> dict[tuple[int, int], str]:
    """(Delegation, person) → ``head`` or ``deputy``, of an event's people."""
    led = select(DelegationRole.delegation_id, DelegationRole.representative_id, DelegationRole.role)
    leading_roles = led.join(Delegation).where(Delegation.event_id == event_id, DelegationRole.role.in_(LEADER_ROLES))
    return {(delegation, person): role for delegation, person, role in db.session.execute(leading_roles)}


def get_roles_of_members(delegation: Delegation) -> frozenset[str]:
    """Which of ``head`` and ``deputy`` one of the delegation's own people is."""
    led = _members_query().where(Registration.delegation_id == delegation.id, DelegationRole.role.in_(LEADER_ROLES))
    return frozenset(role for _person, _registration, _company, role in db.session.execute(led))


def _members_query() -> Select[Representative, Registration, Company, str]:
    return (
        select(Representative, Registration, Company, DelegationRole.role)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(
            DelegationRole,
            (DelegationRole.representative_id == Representative.id)
            & (DelegationRole.delegation_id == Registration.delegation_id),
        )
        .where(Registration.state.not_in(INACTIVE_STATES))
    )


def _create_member(
    person: Representative, registration: Registration, company: Company | None, role: str | None
) -> DelegationMember:
    return DelegationMember(
        person.id,
        person.display_name,
        person.name_zh or "",
        person.titles,
        registration.id,
        registration.kind,
        RepresentedCompany(company.name, company.name_zh)
        if company is not None
        else RepresentedCompany(registration.institution or "", None),
        DelegateRole(role) if role else None,
    )


def list_own_delegations(user_id: int, event: Event) -> Sequence[Delegation]:
    """The delegations of ``event`` that a user brings (as a member of the chamber) or heads, by name."""
    chambers = select(Membership.organisation_id).where(
        Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR))
    )
    own_delegations = (
        select(Delegation)
        .where(
            Delegation.event_id == event.id,
            or_(Delegation.organisation_id.in_(chambers), Delegation.led_by(user_id)),
        )
        .order_by(Delegation.name_en)
    )
    return db.session.scalars(own_delegations).all()


def list_target_delegations(registration: Registration, user_id: int, *, organizer: bool) -> Sequence[Delegation]:
    """The other delegations of the event, by name; for a chamber those that it brings itself."""
    if registration.kind != "firm" or registration.state in INACTIVE_STATES:
        return ()
    others = select(Delegation).where(
        Delegation.event_id == registration.event_id, Delegation.id != (registration.delegation_id or 0)
    )
    if not organizer:
        own = select(Membership.organisation_id).where(
            Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR))
        )
        others = others.where(Delegation.organisation_id.in_(own))
    return db.session.scalars(others.order_by(Delegation.name_en)).all()


def get_roles_before_move(registration: Registration, new: Delegation | None) -> dict[DelegateRole, int]:
    """Part → who of the company (ids of representatives) had it in the delegation from which its last move took it, if
    that is this one and nobody else leads it by now."""
    last = next(
        (notice for notice in reversed(list_notices(registration)) if notice.kind == "registration.moved"), None
    )
    if new is None or last is None or last.details["before"] != new.id:
        return {}
    return _get_restorable_roles(registration, new, last)


def get_roles_before_end(registration: Registration) -> dict[DelegateRole, int]:
    """The same of its own delegation, whose leaders the end of its part (``party.end``) has taken."""
    ends = [
        notice
        for notice in list_notices(registration)
        if notice.kind in ("registration.cancelled", "registration.rejected")
    ]
    if registration.delegation is None or not ends:
        return {}
    return _get_restorable_roles(registration, registration.delegation, ends[-1])


def _get_restorable_roles(registration: Registration, new: Delegation, last: Notice) -> dict[DelegateRole, int]:
    people = {representative.id for representative in registration.representatives}
    taken = {
        *get_roles_of_members(new),
        *(part for part in LEADER_ROLES if any(getattr(new, f"{part}_{what}") for what in ("name", "user_id"))),
    }
    return {part: last.details[part] for part in LEADER_ROLES if last.details.get(part) in people and part not in taken}
