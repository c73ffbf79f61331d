"""The firms that a delegation brings: how many, how many people each, and what is read of all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, func, select, union_all

from app.accounts.models import User
from app.companies.models import Company, CompanyUser
from app.core.db import db
from app.registrations.models import (
    Delegation,
    FirmLink,
    Registration,
    Representation,
    Representative,
)
from app.registrations.states import OUT_OF_SIGHT

DELEGATION: Any = bindparam("delegation_id")
"""In statements made once: making one takes longer than asking it."""


def brought_by(delegation_id: int) -> tuple[ColumnElement[bool], ...]:
    """Of registrations: firms of this delegation, not those cancelled or rejected."""
    return (
        Registration.delegation_id == delegation_id,
        Registration.kind == "firm",
        Registration.state.not_in(OUT_OF_SIGHT),
    )


def firms_in(delegation_id: int) -> int:
    """How many firms it brings; neither guests nor who was rejected or cancelled count."""
    firms = select(func.count()).where(*brought_by(delegation_id))
    return db.session.scalar(firms) or 0


def largest(delegation_id: int) -> tuple[str, int]:
    """The firm that brings most people, and how many; ("", 0) where none brings any."""
    counted = (
        select(Registration.id, func.count())
        .join(Representation, Representation.registration_id == Registration.id)
        .where(*brought_by(delegation_id))
        .group_by(Registration.id)
        .order_by(func.count().desc(), Registration.id)
        .limit(1)
    )
    found = db.session.execute(counted).first()
    if found is None:
        return "", 0
    firm = db.session.get_one(Registration, found[0])
    return (firm.company.name if firm.company is not None else ""), found[1]


def addresses_of(delegation: Delegation) -> Mapping[int, int]:
    """To how many addresses a letter to each firm goes, as ``people.reach_of`` finds them; firms without any are
    absent."""
    rows = db.session.execute(_addresses(), {"delegation_id": delegation.id}).all()
    return Counter([number for number, _email in {(number, email.lower()) for number, email in rows if email}])


def spelled_of(delegation: Delegation) -> list[tuple[int, str, str | None]]:
    """What each firm is found by: its name in any spelling, the code of its link."""
    chosen = (
        select(Registration.id, Company.folded, FirmLink.code)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(FirmLink, FirmLink.registration_id == Registration.id)
        .where(*brought_by(delegation.id))
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


@cache
def _addresses() -> CompoundSelect[int, str | None]:
    users = (
        select(Registration.id, User.email)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(*brought_by(DELEGATION), User.disabled_at.is_(None))
    )
    people = (
        select(Registration.id, Representative.email)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(*brought_by(DELEGATION))
    )
    return union_all(users, people)
