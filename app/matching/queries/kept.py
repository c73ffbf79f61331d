"""What firms keep to themselves about others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select

from app.companies.models import Company
from app.core.db import db
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState


@dataclass(frozen=True)
class Kept:
    """Something that a firm keeps to itself about another; ``priority``: of what is wanted; ``because``: why it is
    hidden; ``source``: as in ``Preference``."""

    kind: str
    priority: str | None
    because: str | None
    source: str
    other_id: int
    company: Company


def kept_by(registration: Registration) -> list[Kept]:
    """All that a firm keeps to itself and that is not sealed, the newest first."""
    rows = (
        select(
            Preference.kind,
            Preference.priority,
            Preference.because,
            Preference.source,
            Preference.other_id,
            Company,
        )
        .join(Registration, Registration.id == Preference.other_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Preference.registration_id == registration.id, ~Preference.sealed)
        .order_by(Preference.id.desc())
    )
    return [Kept(*row) for row in db.session.execute(rows)]


def saved_by(registration: Registration) -> frozenset[int]:
    """The registrations that a firm saved for later."""
    chosen = select(Preference.other_id).where(
        Preference.registration_id == registration.id, Preference.kind == "saved", ~Preference.sealed
    )
    return frozenset(db.session.scalars(chosen))


def wants_kept(event_id: int) -> list[tuple[int, int, str | None]]:
    """Who wants whom, and how much, of approved firms whose want is no request yet; musts first, then the first to
    want, so that a limit on requests cuts off what matters least."""
    rows = (
        select(Preference.registration_id, Preference.other_id, Preference.priority)
        .join(Registration, Registration.id == Preference.registration_id)
        .where(
            Preference.event_id == event_id,
            Preference.kind == "wanted",
            Registration.state == RegistrationState.APPROVED,
        )
        .order_by(case((Preference.priority == "must", 0), else_=1), Preference.id)
    )
    return [(one, other, priority) for one, other, priority in db.session.execute(rows)]
