"""Firms that registered by themselves and may be one that is at the event already: for the organizer alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.addresses import bucket
from app.companies.models import Company
from app.db import db
from app.registrations.evidence import Firm, firm_of
from app.registrations.models import Registration, Representation, Representative
from app.registrations.pool import Pool
from app.registrations.queries.likenesses import distinct_from
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Double:
    """The firm that a registration may be the same as."""

    registration_id: int
    company: Company


def doubles_of(event_id: int, among: Collection[int]) -> dict[int, Double]:
    """For each of these registrations, if a stranger made it, the firm that it may be: of the same e-mail, else by the
    rules for the rows of a sheet. Three queries, whatever the number; one where no stranger made any of them.
    """
    made = select(Registration.id).where(Registration.id.in_(among), Registration.source == "registered")
    strangers = set(db.session.scalars(made))
    if not strangers:
        return {}
    here = _registrations(event_id)
    emails = _emails(event_id)
    firms = {one: _firm(registration, emails[one]) for one, registration in here.items()}
    found = {}
    for one in sorted(strangers & here.keys()):
        apart = distinct_from(here[one].company_id)
        others = {
            key: firm
            for key, firm in firms.items()
            if key != one and not _came_later(here, key, one) and here[key].company_id not in apart
        }
        if (same := _same_as(firms[one], others, {key: emails[key] for key in others}, emails[one])) is not None:
            company = here[same].company
            if company is not None:
                found[one] = Double(same, company)
    return found


def _came_later(here: dict[int, Registration], key: int, one: int) -> bool:
    """Two that both registered by themselves are said to be alike once: at the later one."""
    return key > one and here[key].source == "registered"


def _same_as(
    firm: Firm, others: dict[int, Firm], addresses: dict[int, tuple[str, ...]], mine: tuple[str, ...]
) -> int | None:
    wanted = {bucket(email) for email in mine}
    for key, theirs in addresses.items():
        if wanted & {bucket(email) for email in theirs}:
            return key
    best = Pool(others.values()).best(firm)
    return int(best[0].key) if best is not None else None


def _registrations(event_id: int) -> dict[int, Registration]:
    """All firms of the event but those that were rejected, with their companies."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(
            Registration.event_id == event_id,
            Registration.kind == "firm",
            Registration.state != RegistrationState.REJECTED,
        )
        .order_by(Registration.id)
    )
    return {one.id: one for one in db.session.scalars(chosen)}


def _emails(event_id: int) -> dict[int, tuple[str, ...]]:
    rows = (
        select(Representation.registration_id, Representative.email)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event_id, Representative.email.is_not(None))
        .order_by(Representative.id)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for registration_id, email in db.session.execute(rows):
        found[registration_id] += (str(email),)
    return found


def _firm(registration: Registration, emails: tuple[str, ...]) -> Firm:
    company = registration.company
    names = (company.name, company.name_zh or "", *(company.other_names or ())) if company is not None else ()
    website = company.website or "" if company is not None else ""
    return firm_of(str(registration.id), names, website=website, emails=emails)
