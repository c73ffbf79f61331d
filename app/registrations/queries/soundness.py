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
    for delegation in db.session.scalars(limited.order_by(Delegation.id)):
        if delegation.quota is not None and (companies := count_delegation_companies(delegation.id)) > delegation.quota:
            says = f"Delegation {delegation.id} brings {companies} firms; its quota is {delegation.quota}."
            yield IntegrityFault("too_many_firms", "delegations", (delegation.id,), says)
        if (
            delegation.people_quota is not None
            and (people := get_largest_company(delegation.id)[1]) > delegation.people_quota
        ):
            says = (
                f"A firm of delegation {delegation.id} brings {people} people; the quota is {delegation.people_quota}."
            )
            yield IntegrityFault("too_many_people", "delegations", (delegation.id,), says)
