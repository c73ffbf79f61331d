"""Who is at the door now: the waiting line of the poster, and VIPs who have just checked in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.companies.models import Company
from app.core.db import db, now
from app.day.desk_input import has_phone_end
from app.day.models import Arrival, CheckIn
from app.day.queries.people import DeskAttendee
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.delegation_members import RepresentedCompany

MAX_WAIT: Final = timedelta(hours=8)
"""So long nobody waits at a door."""


@dataclass(frozen=True, slots=True)
class WaitingArrival:
    """``people``: all whose phone ends so; nobody where the digits are no guest's."""

    id: int
    number: int
    digits: str
    at: datetime
    people: list[DeskAttendee]


def is_waiting() -> ColumnElement[bool]:
    """Of arrivals: nobody has seen to them, and they did not go home last night."""
    return Arrival.settled_at.is_(None) & (Arrival.at > now() - MAX_WAIT)


def list_waiting(event_id: int, people: Sequence[DeskAttendee]) -> list[WaitingArrival]:
    """First come, first seen."""
    chosen = select(Arrival).where(Arrival.event_id == event_id, is_waiting()).order_by(Arrival.number)
    return [_build_waiting(arrival, people) for arrival in db.session.scalars(chosen)]


def _build_waiting(arrival: Arrival, people: Sequence[DeskAttendee]) -> WaitingArrival:
    digits = arrival.digits or ""
    theirs = [each for each in people if digits and has_phone_end(each.phone, digits)]
    return WaitingArrival(arrival.id, arrival.number, digits, arrival.at, theirs)


VIP_WINDOW: Final = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class VipArrival:
    """``greeter``: who was named to meet the guest; ``host``: who leads the delegation that it comes with; ``met_by``:
    who went, "" for nobody yet."""

    check_in_id: int
    person_id: int
    at: datetime
    name: str
    name_zh: str | None
    company: RepresentedCompany
    greeter: str
    host: str
    met_by: str


_VIP_COLUMNS: tuple[Any, ...] = (
    CheckIn,
    Representative,
    Registration.institution,
    Company.name,
    Company.name_zh,
    Delegation.head_name,
    User.name,
)


def list_vip_arrivals(event_id: int, now: datetime) -> Sequence[VipArrival]:
    """The newest first; each once."""
    chosen = (
        select(*_VIP_COLUMNS)
        .join(Representative, Representative.id == CheckIn.representative_id)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(User, User.id == CheckIn.greeted_by)
        .where(CheckIn.event_id == event_id, CheckIn.undone_at.is_(None), CheckIn.at > now - VIP_WINDOW)
        .where(Representative.vip)
        .order_by(CheckIn.at.desc(), CheckIn.id.desc(), Registration.id)
    )
    arrivals: dict[int, VipArrival] = {}
    for check_in, person, institution, name, name_zh, host, met_by in db.session.execute(chosen):
        arrivals.setdefault(
            check_in.id,
            VipArrival(
                check_in_id=check_in.id,
                person_id=person.id,
                at=check_in.at,
                name=person.display_name,
                name_zh=person.name_zh,
                company=RepresentedCompany(name or institution or "", name_zh),
                greeter=person.greeter or "",
                host=host or "",
                met_by="" if check_in.greeted_by is None else met_by or "–",
            ),
        )
    return list(arrivals.values())
