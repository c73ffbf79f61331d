"""Profiles as values, and who at an event reads, needs and names what: for the meter and for what a gap costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json import loads

from sqlalchemy import Select, String, bindparam, cast, exists, func, select

from app.companies.models import Company, CompanyCertificate
from app.companies.profile import Audience, Goal, Profile
from app.db import db
from app.events.models import GroupRule
from app.kernel.localized import LANGUAGES
from app.registrations.models import Registration
from app.registrations.states import OUT_OF_SIGHT


def profile_of(registration: Registration) -> Profile:
    """What a firm says of itself; reads its company's sectors and certificates (load them beforehand for many)."""
    company = registration.company
    if company is None:
        return Profile()
    return Profile(
        is_in=_sectors(company, "is_in"),
        offers=_sectors(company, "offers"),
        seeks=_sectors(company, "seeks"),
        holds=_standards(company, "holds"),
        needs=_standards(company, "needs"),
        holds_none=company.holds_none,
        goal=Goal(registration.goal) if registration.goal else None,
        languages=frozenset(registration.languages),
        text=company.about,
    )


def audiences_of(event_id: int) -> Mapping[int, Audience]:
    """For each group: the firms that its firms may meet, as far as a gap in a profile touches them."""
    counted = db.session.execute(_counted(), {"event_id": event_id})
    rows = [(row[0], _Alike(row[3], frozenset(loads(row[1])), row[2])) for row in counted]
    return {
        group: _audience([alike for own, alike in rows if own in others])
        for group, others in _partners_of_groups(event_id).items()
    }


@cache
def _counted() -> Select[int | None, str, bool, int]:
    """Made once: making it takes as long as asking."""
    needs = exists().where(CompanyCertificate.company_id == Registration.company_id, CompanyCertificate.kind == "needs")
    languages = cast(Registration.languages, String)
    here = Registration.event_id == bindparam("event_id")
    return (
        select(Registration.group_id, languages, needs, func.count())
        .where(here, Registration.kind == "firm", Registration.state.not_in(OUT_OF_SIGHT))
        .group_by(Registration.group_id, languages, needs)
    )


@dataclass(frozen=True, slots=True)
class _Alike:
    """Firms of one group with the same languages; ``needs``: they need a certificate."""

    firms: int
    languages: frozenset[str]
    needs: bool


def _audience(rows: Sequence[_Alike]) -> Audience:
    return Audience(
        firms=sum(alike.firms for alike in rows),
        need_certificates=sum(alike.firms for alike in rows if alike.needs),
        read={one: sum(alike.firms for alike in rows if one in alike.languages) for one in LANGUAGES},
    )


def _partners_of_groups(event_id: int) -> Mapping[int, set[int]]:
    """Group → the groups it may ask, or be asked by."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in db.session.execute(
        select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)
    ):
        found[one].add(other)
        found[other].add(one)
    return found


def _sectors(company: Company, kind: str) -> frozenset[str]:
    return frozenset(one.code for one in company.sectors if one.kind == kind)


def _standards(company: Company, kind: str) -> frozenset[str]:
    return frozenset(one.standard for one in company.certificates if one.kind == kind)
