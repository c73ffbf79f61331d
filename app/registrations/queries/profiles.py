"""Profiles of companies and people as named values, their audiences at an event, sectors proposed from their texts,
and certificates that expire."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from json import loads

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from app.companies.certificates import WARNING_PERIOD
from app.companies.facts import FactValue
from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.names.parsing import is_chinese
from app.companies.profile import CompanyGoal, CompanyProfile, ProfileAudience
from app.companies.queries import company_facts
from app.companies.sectors.codes import parse_conversions
from app.companies.sectors.proposals import further_sectors, sectors_to_confirm
from app.core.db import cached_read, db
from app.core.localized import LANGUAGES, Localized
from app.events.models import Event, EventDay, GroupRule
from app.events.phases import Phase
from app.registrations.models import Registration, Representative
from app.registrations.states import INACTIVE_STATES

REGISTRATION_FIELDS = ("languages", "needs_interpreter", "goal")
PERSON_FIELDS = (
    "salutation",
    "display_name",
    "name_zh",
    "family_name",
    "given_name",
    "title",
    "title_zh",
    "email",
    "phone",
    "wechat",
    "dietary",
)
"""What can be written about a person, besides the languages."""


@dataclass(frozen=True, slots=True)
class ProfileVersions:
    """The versions that somebody looked at: of the company and of its registration."""

    company: int
    registration: int


def get_profile_versions(registration: Registration) -> ProfileVersions:
    return ProfileVersions(registration.company.version if registration.company else 0, registration.version)


def get_profile_values(registration: Registration) -> dict[str, FactValue]:
    """All values by field; ``goal`` "" and ``needs_interpreter`` None where nothing was said."""
    values = company_facts(registration.company) if registration.company else {}
    return {
        **values,
        "languages": tuple(sorted(registration.languages)),
        "needs_interpreter": registration.needs_interpreter,
        "goal": registration.goal or "",
    }


def get_person_values(person: Representative) -> dict[str, FactValue]:
    """What is known of a person, by field."""
    lines: dict[str, FactValue] = {name: getattr(person, name) or "" for name in PERSON_FIELDS}
    return {**lines, "languages": tuple(sorted(person.languages or []))}


CODE_KINDS = ("is_in", "offers", "seeks", "holds", "needs")
_COMPANY_IDS = bindparam("firms", expanding=True, type_=Integer)
_SECTOR_ROWS = (
    select(Registration.id, CompanySector.kind, CompanySector.code)
    .join(CompanySector, CompanySector.company_id == Registration.company_id)
    .where(Registration.id.in_(_COMPANY_IDS))
)
_CERTIFICATE_ROWS = (
    select(Registration.id, CompanyCertificate.kind, CompanyCertificate.standard)
    .join(CompanyCertificate, CompanyCertificate.company_id == Registration.company_id)
    .where(Registration.id.in_(_COMPANY_IDS))
)
_CODE_ROWS = _SECTOR_ROWS.union_all(_CERTIFICATE_ROWS)
_GROUP_RULES = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


def get_profiles(registrations: Sequence[Registration]) -> dict[int, CompanyProfile]:
    """What firms say of themselves, by registration; reads their companies (load them beforehand for many)."""
    codes_by_company: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids = [registration.id for registration in registrations]
    for company, kind, code in db.session.execute(_CODE_ROWS, {"firms": ids}):
        codes_by_company[company][kind].add(code)
    return {
        number: _company_profile(registration, registration.company, codes_by_company[number])
        if registration.company is not None
        else CompanyProfile()
        for number, registration in zip(ids, registrations, strict=True)
    }


def _company_profile(
    registration: Registration, company: Company, codes_by_kind: Mapping[str, set[str]]
) -> CompanyProfile:
    """``codes_by_kind``: codes of sectors and certificates by their kind."""
    is_in, offers, seeks, holds, needs = (frozenset(codes_by_kind.get(kind, ())) for kind in CODE_KINDS)
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
def get_profile_audiences(event_id: int) -> Mapping[int, ProfileAudience]:
    """For each group: the firms that its firms may meet, as far as a gap in a profile touches them."""
    counted = db.session.execute(_language_count_query(), {"event_id": event_id})
    rows = [
        (group, _SameLanguages(companies, frozenset(loads(languages)), needy))
        for group, languages, companies, needy in counted
    ]
    return {
        group: _profile_audience([alike for own, alike in rows if own in others])
        for group, others in _list_group_partners(event_id).items()
    }


@cache
def _language_count_query() -> Select[int | None, str, int, int]:
    """Made once: making it takes as long as asking. Whether a certificate is needed is asked once of each company,
    which grouping by it would not do."""
    needs = exists().where(CompanyCertificate.company_id == Registration.company_id, CompanyCertificate.kind == "needs")
    languages = cast(Registration.languages, String)
    here = Registration.event_id == bindparam("event_id")
    return (
        select(Registration.group_id, languages, func.count(), func.sum(case((needs, 1), else_=0)))
        .where(here, Registration.kind == "firm", Registration.state.not_in(INACTIVE_STATES))
        .group_by(Registration.group_id, languages)
    )


@dataclass(frozen=True, slots=True)
class _SameLanguages:
    """Firms of one group with the same languages; ``needy``: so many of them need a certificate."""

    companies: int
    languages: frozenset[str]
    needy: int


def _profile_audience(rows: Sequence[_SameLanguages]) -> ProfileAudience:
    return ProfileAudience(
        companies=sum(alike.companies for alike in rows),
        certificate_seekers=sum(alike.needy for alike in rows),
        read={
            language: sum(alike.companies for alike in rows if language in alike.languages) for language in LANGUAGES
        },
    )


def _list_group_partners(event_id: int) -> Mapping[int, set[int]]:
    """Group → the groups it may ask, or be asked by."""
    result: dict[int, set[int]] = defaultdict(set)
    for group_id, other in db.session.execute(_GROUP_RULES, {"event_id": event_id}):
        result[group_id].add(other)
        result[other].add(group_id)
    return result


def find_own_person(registration: Registration, user_id: int) -> Representative | None:
    """Which of the firm's people a user is; the only one where nobody said."""
    people = registration.representatives
    mine = next((person for person in people if person.user_id == user_id), None)
    return mine or (people[0] if len(people) == 1 and people[0].user_id is None else None)


def get_company_text(company: Company, reader: str = "en") -> Localized:
    """How the company says what it does: its sheet's words, else its text, else what it offers.

    A sheet does not tell in which language: Chinese is seen, other words are the reader's (en, zh, fr), or English.
    """
    if company.sector_words:
        latin = "en" if reader == "zh" else reader
        return Localized(**{"zh" if is_chinese(company.sector_words) else latin: company.sector_words})
    return company.about or company.offers


def propose_sectors(text: Localized | str) -> tuple[str, ...]:
    """The sectors to confirm that a text in whatever language may mean, in the order of their codes."""
    text = _first_text(text)
    converted = tuple(code for conversion in parse_conversions(text) for code in conversion.codes)
    return tuple(sorted(set(converted) or sectors_to_confirm(text)))


def list_further_sectors(text: Localized | str, sure: Collection[str]) -> tuple[str, ...]:
    """The sectors to offer besides those that stand there already."""
    return further_sectors(_first_text(text), sure)


def _first_text(text: Localized | str) -> str:
    """A text in the first language that it has."""
    if isinstance(text, str):
        return text
    return next((text.exactly(language) for language in LANGUAGES if text.exactly(language)), "")


_CERTIFICATE = CompanyCertificate


def is_valid_at_event(event_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether a certificate is not over by the event's last day (``companies.expiry.counts``), for statements."""
    last = select(func.max(EventDay.day)).where(EventDay.event_id == event_id).scalar_subquery()
    return or_(_CERTIFICATE.valid_until.is_(None), last.is_(None), _CERTIFICATE.valid_until >= last)


def list_expiring_certificates(today: dt.date) -> Sequence[tuple[CompanyCertificate, Registration]]:
    """Certificates held that end within sixty days, or ended in the last sixty, and of whose last day their company
    had no email; each with the company's registration at the newest event that is not over."""
    open_ones = (
        select(func.max(Registration.id))
        .join(Event, Event.id == Registration.event_id)
        .where(
            Registration.company_id == _CERTIFICATE.company_id,
            Registration.state.not_in(INACTIVE_STATES),
            Event.phase.not_in((Phase.DRAFT, Phase.CLOSED)),
        )
        .correlate(_CERTIFICATE)
        .scalar_subquery()
    )
    chosen = (
        select(_CERTIFICATE, Registration)
        .join(Registration, Registration.id == open_ones)
        .where(
            _CERTIFICATE.kind == "holds",
            _CERTIFICATE.valid_until.between(today - WARNING_PERIOD, today + WARNING_PERIOD),
            or_(_CERTIFICATE.warned_of.is_(None), _CERTIFICATE.warned_of != _CERTIFICATE.valid_until),
        )
        .order_by(_CERTIFICATE.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(chosen)]
