"""Firms that registered by themselves and may be one that is at the event already: for the organizer alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.core.expiring_cache import ExpiringCache
from app.registrations.attending import Attendance, Attending
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.likenesses import said_apart
from app.registrations.states import RegistrationState

AT_HAND: Final[ExpiringCache[int, Attendance]] = ExpiringCache(seconds=300, most=4)
"""By event: gathering the firms takes longer than a page may."""


@dataclass(frozen=True, slots=True)
class Double:
    """The firm that a registration may be the same as."""

    registration_id: int
    company: Company


def doubles_of(event_id: int, among: Collection[int]) -> dict[int, Double]:
    """For each of these registrations, if a stranger made it, the firm that it may be (see ``attending``). Five
    queries, whatever the number; one where no stranger made any of them.
    """
    made = select(Registration.id).where(Registration.id.in_(among), Registration.source == "registered")
    strangers = set(db.session.scalars(made))
    if not strangers:
        return {}
    here = _gathered(event_id)
    asked = [here.firms[one] for one in sorted(strangers & here.firms.keys())]
    apart = said_apart([one.company_id for one in asked])
    same = {one.id: here.same_as(one.id, apart[one.company_id]) for one in asked}
    found = {one: here.firms[other] for one, other in same.items() if other is not None}
    chosen = select(Company).where(Company.id.in_({other.company_id for other in found.values()}))
    companies = {company.id: company for company in db.session.scalars(chosen)}
    return {one: Double(other.id, companies[other.company_id]) for one, other in found.items()}


def forget_firms() -> None:
    """Names and addresses that this process has at hand."""
    AT_HAND.clear()


def _gathered(event_id: int) -> Attendance:
    firms, before = _attending(event_id), AT_HAND.get(event_id)
    if before is not None and before.is_of(firms):
        return before
    here = Attendance(firms, before)
    AT_HAND.put(event_id, here)
    return here


def _attending(event_id: int) -> tuple[Attending, ...]:
    """All firms of the event but those that were rejected, in the order they came."""
    columns = (Company.name, Company.name_zh, Company.other_names, Company.website, Company.country)
    chosen = (
        select(Registration.id, Company.id, Registration.source == "registered", *columns)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.event_id == event_id,
            Registration.kind == "firm",
            Registration.state != RegistrationState.REJECTED,
        )
        .order_by(Registration.id)
    )
    emails = _emails(event_id)
    return tuple(
        Attending(one, company_id, alone, name, name_zh, tuple(others or ()), website, emails[one], country)
        for one, company_id, alone, name, name_zh, others, website, country in db.session.execute(chosen)
    )


def _emails(event_id: int) -> defaultdict[int, tuple[str, ...]]:
    rows = (
        select(Representation.registration_id, Representative.email)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event_id, Representative.email.is_not(None))
        .order_by(Representative.id)
    )
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for registration_id, email in db.session.execute(rows):
        found[registration_id] += (str(email),)
    return found
