"""Whom a planner may suppose not to come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.companies.models import Company
from app.db import db
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Coming:
    """A representative, and the firm it stands for."""

    person_id: int
    person: str
    name: str
    name_zh: str | None


def people_to_choose(event_id: int) -> list[Coming]:
    """Of approved firms, by firm."""
    rows = (
        select(Representative.id, Representative.display_name, Company.name, Company.name_zh)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)
        .order_by(Company.sort_name, Registration.id, Representative.id)
    )
    return [Coming(*row) for row in db.session.execute(rows)]
