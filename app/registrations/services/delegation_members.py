"""Quotas of a delegation, and the leading roles of people who leave it or return; most in the running transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.registrations.delegate_roles import LEADER_ROLES, DelegateRole
from app.registrations.models import Delegation, DelegationRole, Registration, Representative
from app.registrations.queries.delegation_members import count_delegation_companies, get_largest_company, list_members


class QuotaFull(Conflict):
    """The delegation brings as many firms as it may. Details: quota."""

    code = "quota_full"


class QuotaTooLow(Conflict):
    """The delegation brings more firms than the new quota lets it. Details: quota, firms."""

    code = "quota_below_firms"


class PeopleQuotaFull(Conflict):
    """A firm would bring more people than each of the delegation may. Details: quota, people (so many it would be)."""

    code = "people_quota_full"


class PeopleQuotaTooLow(Conflict):
    """A firm brings more people already than the new quota lets it. Details: quota, people, firm."""

    code = "people_quota_below"


def lock_delegation(delegation_id: int, *, read: bool = False) -> Delegation:
    """The delegation as it now is, until the transaction ends: whoever counts its companies waits here.

    ``read``: only its quotas must stay as they are. To be locked before any of its companies. Raises NotFound.
    """
    chosen = select(Delegation).where(Delegation.id == delegation_id).with_for_update(read=read)
    delegation = db.session.scalar(chosen.execution_options(populate_existing=True))
    if delegation is None:
        raise NotFound
    return delegation


def require_company_quota(delegation: Delegation) -> None:
    """For one firm more, behind the lock. Raises QuotaFull."""
    if delegation.quota is not None and count_delegation_companies(delegation.id) >= delegation.quota:
        raise QuotaFull(quota=delegation.quota)


def require_people_quota(delegation: Delegation, people: int) -> None:
    """For so many people of one firm, behind its lock. Raises PeopleQuotaFull."""
    if delegation.people_quota is not None and people > delegation.people_quota:
        raise PeopleQuotaFull(quota=delegation.people_quota, people=people)


def require_within_quotas(delegation: Delegation) -> None:
    """What it brings lies within new quotas. Raises QuotaBelowFirms, PeopleQuotaBelow."""
    companies = count_delegation_companies(delegation.id)
    if delegation.quota is not None and companies > delegation.quota:
        raise QuotaTooLow(quota=delegation.quota, firms=companies)
    name, people = get_largest_company(delegation.id)
    if delegation.people_quota is not None and people > delegation.people_quota:
        raise PeopleQuotaTooLow(quota=delegation.people_quota, people=people, firm=name)


def clear_role(delegation: Delegation, part: DelegateRole) -> None:
    """In the running transaction: none of its own people has this part any more."""
    db.session.execute(
        delete(DelegationRole).where(DelegationRole.delegation_id == delegation.id, DelegationRole.role == part)
    )


def remove_leaders(delegation: Delegation, people: Collection[int]) -> dict[str, int]:
    """In the running transaction: these (ids of representatives) lead the delegation no longer and see no more of it
    than before; other parts wait in case they come back. Who of them was ``head`` and ``deputy``."""
    led: dict[str, int] = {}
    mine = (DelegationRole.delegation_id == delegation.id, DelegationRole.representative_id.in_(people))
    for role in db.session.scalars(select(DelegationRole).where(*mine, DelegationRole.role.in_(LEADER_ROLES))).all():
        person = db.session.get_one(Representative, role.representative_id)
        if getattr(delegation, f"{role.role}_user_id") == person.user_id:
            setattr(delegation, f"{role.role}_user_id", None)
        led[role.role] = person.id
        db.session.delete(role)
    db.session.flush()
    return led


def end_leadership(registration: Registration) -> dict[str, int]:
    """In the running transaction: whose company or who as a guest takes part no longer leads the delegation no longer,
    unless they stand for another one of it. Who of them was ``head`` and ``deputy``."""
    people = {representative.id for representative in registration.representatives}
    leads = DelegationRole.representative_id.in_(people), DelegationRole.role.in_(LEADER_ROLES)
    here = DelegationRole.delegation_id == registration.delegation_id
    if registration.delegation_id is None or db.session.scalar(select(DelegationRole.id).where(here, *leads)) is None:
        return {}
    delegation = db.session.get_one(Delegation, registration.delegation_id)
    return remove_leaders(delegation, people - {member.id for member in list_members(delegation.id)})


def restore_leaders(delegation: Delegation, led: Mapping[DelegateRole, int]) -> None:
    """In the running transaction: these people are of the delegation again, and have the parts that they had."""
    for part, person_id in led.items():
        person = db.session.get_one(Representative, person_id)
        write_roles(delegation, {person_id: part})
        setattr(delegation, f"{part}_user_id", person.user_id)
    db.session.flush()


def write_roles(delegation: Delegation, roles: Mapping[int, DelegateRole | None]) -> None:
    """Parts of which there is one are free for who comes next, whoever left with them."""
    for part in {role for role in roles.values() if role in LEADER_ROLES}:
        clear_role(delegation, part)
    mine = DelegationRole.delegation_id == delegation.id
    db.session.execute(delete(DelegationRole).where(mine, DelegationRole.representative_id.in_(roles)))
    db.session.add_all(
        DelegationRole(delegation_id=delegation.id, representative_id=person_id, role=role.value)
        for person_id, role in roles.items()
        if role is not None
    )
    db.session.flush()
