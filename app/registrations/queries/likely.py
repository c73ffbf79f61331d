"""Which firm of the register one that is added by hand may be: by the rules for the rows of a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.companies.models import Company
from app.companies.names.parsing import fold
from app.core.db import db
from app.events.models import Event
from app.registrations.compared_firm import firm_of
from app.registrations.left_out import firm_of_known
from app.registrations.models import Delegation, Registration
from app.registrations.pool import Pool
from app.registrations.queries.grounds import known_firms


@dataclass(frozen=True, slots=True)
class Likely:
    """A firm of the register, and its registration where it is at this event."""

    company: Company
    registration: Registration | None


def likely_firm(
    event: Event,
    delegation: Delegation | None,
    name: str,
    name_zh: str = "",
    *,
    website: str = "",
    email: str = "",
    by: int,
) -> Likely | None:
    """The firm that this one is, or perhaps is; None where nobody would ask, as where the name is the very same, or
    where it is hidden from who adds it (``by``)."""
    pool = Pool(firm_of_known(one) for one in known_firms(event, delegation, by))
    best = pool.best(firm_of("typed", [name, name_zh], website=website, emails=[email.lower()] if email else []))
    company = db.session.get(Company, int(best[0].key.removeprefix("c"))) if best else None
    if company is None or fold(company.name) == fold(name):
        return None
    here = select(Registration).where(Registration.event_id == event.id, Registration.company_id == company.id)
    return Likely(company, db.session.scalar(here))
