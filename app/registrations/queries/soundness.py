"""Whether delegations bring no more than they may."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.core.db import db
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.registrations.models import Delegation
from app.registrations.queries.delegation_members import count_delegation_companies, get_largest_company


@integrity_check(
    "delegations.quotas", "No delegation brings more firms, and no firm of it more people, than its quotas let it."
)
def check_quotas() -> Iterator[IntegrityFault]:
    """A quota is refused where it is below what is brought already, so neither can ever be exceeded."""
    limited = select(Delegation).where(Delegation.quota.is_not(None) | Delegation.people_quota.is_not(None))
    for one in db.session.scalars(limited.order_by(Delegation.id)):
        if one.quota is not None and (companies := count_delegation_companies(one.id)) > one.quota:
            says = f"Delegation {one.id} brings {companies} firms; its quota is {one.quota}."
            yield IntegrityFault("too_many_firms", "delegations", (one.id,), says)
        if one.people_quota is not None and (people := get_largest_company(one.id)[1]) > one.people_quota:
            says = f"A firm of delegation {one.id} brings {people} people; the quota is {one.people_quota}."
            yield IntegrityFault("too_many_people", "delegations", (one.id,), says)
