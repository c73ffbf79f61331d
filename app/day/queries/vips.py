"""Guests of honour who have just come, and whether somebody of the desk went to meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db
from app.day.models import CheckIn
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.party import Firm

JUST: Final = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Arrived:
    """``greeter``: who was named to meet the guest; ``host``: who leads the delegation that it comes with; ``met_by``:
    who went, "" for nobody yet."""

    check_in_id: int
    person_id: int
    at: datetime
    desk: str
    name: str
    name_zh: str | None
    firm: Firm
    greeter: str
    host: str
    met_by: str


_COLUMNS: tuple[Any, ...] = (
    *(
        CheckIn,
        Representative,
        Registration.institution,
        Company.name,
        Company.name_zh,
        Delegation.head_name,
        User.name,
    ),
)


def vips_just_in(event_id: int, now: datetime) -> Sequence[Arrived]:
    """The newest first; each once."""
    chosen = (
        select(*_COLUMNS)
        .join(Representative, Representative.id == CheckIn.representative_id)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(User, User.id == CheckIn.greeted_by)
        .where(CheckIn.event_id == event_id, CheckIn.undone_at.is_(None), CheckIn.at > now - JUST)
        .where(Representative.vip)
        .order_by(CheckIn.at.desc(), CheckIn.id.desc(), Registration.id)
    )
    found: dict[int, Arrived] = {}
    for check_in, person, institution, name, name_zh, host, met_by in db.session.execute(chosen):
        found.setdefault(
            check_in.id,
            Arrived(
                check_in_id=check_in.id,
                person_id=person.id,
                at=check_in.at,
                desk=check_in.desk or "",
                name=person.display_name,
                name_zh=person.name_zh,
                firm=Firm(name or institution or "", name_zh),
                greeter=person.greeter or "",
                host=host or "",
                met_by="" if check_in.greeted_by is None else met_by or "–",
            ),
        )
    return list(found.values())
