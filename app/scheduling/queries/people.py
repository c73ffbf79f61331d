"""Whom a planner may suppose not to come, and what of that is of the event at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.companies.models import Company
from app.companies.wording import company_label
from app.core.db import db
from app.events.models import Slot, Table
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState
from app.scheduling.asked import Supposed


@dataclass(frozen=True, slots=True)
class Coming:
    """A representative by the name in the reader's script, and the firm it stands for."""

    person_id: int
    person: str
    name: str
    name_zh: str | None


def of_event(event_id: int, supposed: Supposed) -> Supposed:
    """What of it is about this event's own people, tables, firms and slots."""

    def known(model: type[Representative | Table | Registration | Slot], ids: Iterable[int]) -> frozenset[int]:
        rows = select(model.id).where(model.event_id == event_id, model.id.in_([*ids]))
        return frozenset(db.session.scalars(rows)) if ids else frozenset()

    late, slots = known(Registration, supposed.late), known(Slot, supposed.late.values())
    return Supposed(
        known(Representative, supposed.people),
        known(Table, supposed.tables),
        {firm: slot for firm, slot in supposed.late.items() if firm in late and slot in slots},
    )


def people_to_choose(event_id: int) -> list[Coming]:
    """Of approved firms, by firm."""
    rows = (
        select(Representative, Company.name, Company.name_zh)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED)
        .order_by(Company.sort_name, Registration.id, Representative.id)
    )
    return [
        Coming(person.id, company_label(person), name, name_zh) for person, name, name_zh in db.session.execute(rows)
    ]
