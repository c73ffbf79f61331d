"""The people of a delegation, and the parts that they have in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select

from app.companies.models import Company
from app.core.db import db
from app.core.localized import Localized
from app.registrations.models import (
    Delegation,
    DelegationRole,
    Registration,
    Representation,
    Representative,
)
from app.registrations.party import ONLY_ONE, PartyRole
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True, slots=True)
class Firm:
    """Whom somebody comes for: a firm, or a guest's institution, "" where it is not known."""

    name: str
    name_zh: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a delegation. ``role``: None for a member like others."""

    id: int
    name: str
    name_zh: str
    titles: Localized
    registration_id: int
    kind: str
    firm: Firm
    role: PartyRole | None = None


def members_of(delegation_id: int) -> list[Member]:
    """The people of its firms in the order of the sheet, then its guests; each once, not who was cancelled."""
    return _members(Registration.delegation_id == delegation_id)


def people_of(registration_ids: Collection[int]) -> list[Member]:
    """The people of some firms and guests, as ``members_of``."""
    return _members(Registration.id.in_(registration_ids)) if registration_ids else []


def _members(which: ColumnElement[bool]) -> list[Member]:
    rows = (
        _people()
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
    found: dict[int, Member] = {}
    for person, registration, company, role in db.session.execute(rows):
        found.setdefault(person.id, _member(person, registration, company, role))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads a delegation; ``name_zh`` and ``titles`` are known of its own people alone."""

    name: str
    name_zh: str = ""
    titles: Localized = field(default_factory=Localized)


def leaders_of(delegations: Collection[Delegation]) -> Mapping[int, Mapping[str, Leader]]:
    """Delegation → ``head`` and ``deputy``, as far as they are known."""
    found = {
        one.id: {part.value: Leader(name) for part in ONLY_ONE if (name := getattr(one, f"{part}_name"))}
        for one in delegations
    }
    for person, registration, _company, role in db.session.execute(_led(), {"delegations": list(found)}):
        found[registration.delegation_id or 0][role] = Leader(person.display_name, person.name_zh or "", person.titles)
    return found


@cache
def _led() -> Select[Representative, Registration, Company, str]:
    """Made once: making it takes longer than asking."""
    within = Registration.delegation_id.in_(bindparam("delegations", expanding=True))
    return _people().where(within, DelegationRole.role.in_(ONLY_ONE))


def leading_roles(event_id: int) -> dict[tuple[int, int], str]:
    """(Delegation, person) → ``head`` or ``deputy``, of an event's people."""
    led = select(DelegationRole.delegation_id, DelegationRole.representative_id, DelegationRole.role)
    found = led.join(Delegation).where(Delegation.event_id == event_id, DelegationRole.role.in_(ONLY_ONE))
    return {(delegation, person): role for delegation, person, role in db.session.execute(found)}


def member_led_parts(delegation: Delegation) -> frozenset[str]:
    """Which of ``head`` and ``deputy`` one of the delegation's own people is."""
    led = _people().where(Registration.delegation_id == delegation.id, DelegationRole.role.in_(ONLY_ONE))
    return frozenset(role for _person, _registration, _company, role in db.session.execute(led))


def _people() -> Select[Representative, Registration, Company, str]:
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
        .where(Registration.state.not_in(OUT_OF_SIGHT))
    )


def _member(person: Representative, registration: Registration, company: Company | None, role: str | None) -> Member:
    return Member(
        person.id,
        person.display_name,
        person.name_zh or "",
        person.titles,
        registration.id,
        registration.kind,
        Firm(company.name, company.name_zh) if company is not None else Firm(registration.institution or "", None),
        PartyRole(role) if role else None,
    )
