"""Profiles as values, and who at an event reads, needs and names what: for the meter and for what a gap costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json import loads

from sqlalchemy import Integer, Select, String, bindparam, case, cast, exists, func, select

from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.profile import CompanyGoal, CompanyProfile, ProfileAudience
from app.core.db import cached_read, db
from app.core.localized import LANGUAGES
from app.events.models import GroupRule
from app.registrations.models import Registration
from app.registrations.states import OUT_OF_SIGHT

KINDS = ("is_in", "offers", "seeks", "holds", "needs")
_FIRMS = bindparam("firms", expanding=True, type_=Integer)
_SECTORS = (
    select(Registration.id, CompanySector.kind, CompanySector.code)
    .join(CompanySector, CompanySector.company_id == Registration.company_id)
    .where(Registration.id.in_(_FIRMS))
)
_STANDARDS = (
    select(Registration.id, CompanyCertificate.kind, CompanyCertificate.standard)
    .join(CompanyCertificate, CompanyCertificate.company_id == Registration.company_id)
    .where(Registration.id.in_(_FIRMS))
)
_SAID = _SECTORS.union_all(_STANDARDS)
_RULES = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


def profiles_of(registrations: Sequence[Registration]) -> dict[int, CompanyProfile]:
    """What firms say of themselves, by registration; reads their companies (load them beforehand for many)."""
    said: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids = [one.id for one in registrations]
    for firm, kind, code in db.session.execute(_SAID, {"firms": ids}):
        said[firm][kind].add(code)
    return {
        number: _profile(one, one.company, said[number]) if one.company is not None else CompanyProfile()
        for number, one in zip(ids, registrations, strict=True)
    }


def _profile(registration: Registration, company: Company, said: Mapping[str, set[str]]) -> CompanyProfile:
    """``said``: codes of sectors and certificates by their kind."""
    is_in, offers, seeks, holds, needs = (frozenset(said.get(kind, ())) for kind in KINDS)
    return CompanyProfile(
        is_in=is_in,
        offers=offers,
        seeks=seeks,
        holds=holds,
        needs=needs,
        holds_none=company.holds_none,
        goal=CompanyGoal(registration.goal) if registration.goal else None,
        languages=frozenset(registration.languages),
        text=company.about,
        stated_in_text=frozenset(kind for kind in ("offers", "seeks") if getattr(company, kind)),
    )


@cached_read
def audiences_of(event_id: int) -> Mapping[int, ProfileAudience]:
    """For each group: the firms that its firms may meet, as far as a gap in a profile touches them."""
    counted = db.session.execute(_counted(), {"event_id": event_id})
    rows = [(group, _Alike(firms, frozenset(loads(languages)), needy)) for group, languages, firms, needy in counted]
    return {
        group: _audience([alike for own, alike in rows if own in others])
        for group, others in _partners_of_groups(event_id).items()
    }


@cache
def _counted() -> Select[int | None, str, int, int]:
    """Made once: making it takes as long as asking. Whether a certificate is needed is asked once of each firm, which
    grouping by it would not do."""
    needs = exists().where(CompanyCertificate.company_id == Registration.company_id, CompanyCertificate.kind == "needs")
    languages = cast(Registration.languages, String)
    here = Registration.event_id == bindparam("event_id")
    return (
        select(Registration.group_id, languages, func.count(), func.sum(case((needs, 1), else_=0)))
        .where(here, Registration.kind == "firm", Registration.state.not_in(OUT_OF_SIGHT))
        .group_by(Registration.group_id, languages)
    )


@dataclass(frozen=True, slots=True)
class _Alike:
    """Firms of one group with the same languages; ``needy``: so many of them need a certificate."""

    firms: int
    languages: frozenset[str]
    needy: int


def _audience(rows: Sequence[_Alike]) -> ProfileAudience:
    return ProfileAudience(
        firms=sum(alike.firms for alike in rows),
        certificate_seekers=sum(alike.needy for alike in rows),
        read={one: sum(alike.firms for alike in rows if one in alike.languages) for one in LANGUAGES},
    )


def _partners_of_groups(event_id: int) -> Mapping[int, set[int]]:
    """Group → the groups it may ask, or be asked by."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in db.session.execute(_RULES, {"event_id": event_id}):
        found[one].add(other)
        found[other].add(one)
    return found
