"""Which companies may be the same: in a register, at an event, or beside one that is added by hand; and which were
said to be two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.companies.models import Company, CompanyDistinct
from app.companies.names.parsing import fold
from app.core.db import db
from app.core.expiring_cache import ExpiringCache
from app.core.models import JobRun
from app.events.models import Event
from app.registrations.candidate_index import (
    CandidateIndex,
    EventCompanies,
    EventCompany,
    RegisteredCompany,
    candidates_from_json,
)
from app.registrations.existing_record import known_to_comparable
from app.registrations.match_features import create_comparable_company
from app.registrations.models import Delegation, DuplicateSearch, Registration, Representation, Representative
from app.registrations.queries.existing_data import list_known_companies
from app.registrations.queries.merging import INACTIVE_COMPANIES
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """``first`` was there before ``second``. ``because``: see ``MatchVerdict``; ``sure``: nobody would ask."""

    first: Company
    second: Company
    because: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class DuplicateSearchStatus:
    """What is known of the pairs of a register. ``searched_at``: when they were found, None before the first time;
    ``is_of_today``: no company came, went or changed its name or numbers since; ``was_begun``: whether ``run`` compares
    the register as it is now, or tried to."""

    searched_at: datetime | None
    is_of_today: bool
    was_begun: bool
    run: JobRun | None

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state in ("queued", "running")

    @property
    def is_open(self) -> bool:
        """Whether the run is under way, or ended without an answer for the register as it is."""
        return self.is_running or (self.was_begun and not self.is_of_today)


def get_duplicate_search(organisation_id: int) -> DuplicateSearchStatus:
    """Three queries, one of them as long as the register."""
    mark, stored = get_register_mark(organisation_id), find_stored_search(organisation_id)
    if stored is None:
        return DuplicateSearchStatus(None, False, False, None)
    run = db.session.scalar(select(JobRun).where(JobRun.public_id == stored.job)) if stored.job else None
    searched_at = stored.at if stored.register_mark else None
    return DuplicateSearchStatus(searched_at, stored.register_mark == mark, stored.sought_mark == mark, run)


def find_stored_search(organisation_id: int) -> DuplicateSearch | None:
    return db.session.scalar(select(DuplicateSearch).where(DuplicateSearch.organisation_id == organisation_id))


def list_register_ids() -> Sequence[int]:
    """The organisations that keep companies."""
    return db.session.scalars(select(Company.organisation_id).distinct().order_by(Company.organisation_id)).all()


def list_duplicate_pairs(organisation_id: int) -> list[DuplicatePair]:
    """Each company with the earlier one that it most probably is, as they were last found, without those that are
    gone or were said to be two since; the sure ones first, then by name. Three queries."""
    stored = find_stored_search(organisation_id)
    if stored is None:
        return []
    apart = _symmetric_pairs(list_distinct_ids(organisation_id))
    candidates = candidates_from_json(stored.found)
    companies = _companies_by_id({*candidates, *(each.id for taken in candidates.values() for each in taken)})
    pairs = []
    for key in candidates.keys() & companies.keys():
        best = next((each for each in candidates[key] if each.id in companies and each.id not in apart[key]), None)
        if best is not None and (best.likely or best.sure):
            pairs.append(DuplicatePair(companies[best.id], companies[key], best.because, best.sure))
    return sorted(pairs, key=lambda pair: (not pair.sure, pair.first.sort_name, pair.second.id))


def list_distinct_companies(organisation_id: int) -> Sequence[tuple[Company, Company]]:
    """The pairs that somebody said are two, the last first."""
    company, other = aliased(Company), aliased(Company)
    pairs = (
        select(company, other)
        .join(CompanyDistinct, CompanyDistinct.low_id == company.id)
        .join(other, other.id == CompanyDistinct.high_id)
        .where(company.organisation_id == organisation_id)
        .order_by(CompanyDistinct.id.desc())
    )
    return [(first, second) for first, second in db.session.execute(pairs)]


def get_distinct_ids_by_company(company_ids: Collection[int]) -> Mapping[int, set[int]]:
    """For each of these companies those of which somebody said that they are not this one."""
    either = CompanyDistinct.low_id.in_(company_ids) | CompanyDistinct.high_id.in_(company_ids)
    rows = db.session.execute(select(CompanyDistinct.low_id, CompanyDistinct.high_id).where(either))
    return _symmetric_pairs((low, high) for low, high in rows)


def list_distinct_ids(organisation_id: int) -> list[tuple[int, int]]:
    """The ids of the companies of this register of which somebody said that they are two; the lower one first."""
    rows = select(CompanyDistinct.low_id, CompanyDistinct.high_id).join(Company, Company.id == CompanyDistinct.low_id)
    mine = rows.where(Company.organisation_id == organisation_id).order_by(CompanyDistinct.id)
    return [(low, high) for low, high in db.session.execute(mine)]


def count_events_by_company(company_ids: Sequence[int]) -> Mapping[int, int]:
    """At how many events each of these is registered; who is at none is absent."""
    counted = (
        select(Registration.company_id, func.count())
        .where(Registration.company_id.in_(company_ids))
        .group_by(Registration.company_id)
    )
    return {company_id: count for company_id, count in db.session.execute(counted) if company_id is not None}


def list_registered_companies(organisation_id: int) -> tuple[RegisteredCompany, ...]:
    """All firms in the order they came, but those that go by another."""
    rows = db.session.execute(_select_register(organisation_id, Company.other_names))
    return tuple(RegisteredCompany._make((*row[:3], tuple(row[3] or ()), *row[4:])) for row in rows)


def get_register_mark(organisation_id: int) -> str:
    """Another one whenever a company of the register comes, goes or changes what tells it from others; nothing of the
    thousands of rows is kept or read twice."""
    mark = sha256()
    for row in db.session.execute(_select_register(organisation_id, cast(Company.other_names, String))):
        mark.update(repr(tuple(row)).encode())
    return mark.hexdigest()


def _select_register(organisation_id: int, other_names: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    columns = (Company.id, Company.name, Company.name_zh, other_names)
    more = (Company.stock_code, Company.website, Company.uen, Company.uscc)
    mine = select(*columns, *more).where(
        Company.organisation_id == organisation_id, Company.id.not_in(INACTIVE_COMPANIES)
    )
    return mine.order_by(Company.id)


def _companies_by_id(ids: Collection[int]) -> dict[int, Company]:
    """Those that stand for themselves still."""
    chosen = select(Company).where(Company.id.in_(ids), Company.id.not_in(INACTIVE_COMPANIES))
    return {company.id: company for company in db.session.scalars(chosen)}


def _symmetric_pairs(pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    result: defaultdict[int, set[int]] = defaultdict(set)
    for low, high in pairs:
        result[low].add(high)
        result[high].add(low)
    return result


@dataclass(frozen=True, slots=True)
class LikelyCompany:
    """A firm of the register, and its registration where it is at this event."""

    company: Company
    registration: Registration | None


def find_likely_company(
    event: Event,
    delegation: Delegation | None,
    name: str,
    name_zh: str = "",
    *,
    website: str = "",
    email: str = "",
    by: int,
) -> LikelyCompany | None:
    """The company that this one is, or perhaps is; None where nobody would ask, as where the name is the very same, or
    where it is hidden from who adds it (``by``)."""
    pool = CandidateIndex(
        known_to_comparable(known_company) for known_company in list_known_companies(event, delegation, by)
    )
    best = pool.best(
        create_comparable_company("typed", [name, name_zh], website=website, emails=[email.lower()] if email else [])
    )
    company = db.session.get(Company, int(best[0].key.removeprefix("c"))) if best else None
    if company is None or fold(company.name) == fold(name):
        return None
    here = select(Registration).where(Registration.event_id == event.id, Registration.company_id == company.id)
    return LikelyCompany(company, db.session.scalar(here))


ATTENDANCE_CACHE: Final[ExpiringCache[int, EventCompanies]] = ExpiringCache(seconds=300, most=4)
"""By event: gathering the firms takes longer than a page may."""


@dataclass(frozen=True, slots=True)
class EventDuplicate:
    """The firm that a registration may be the same as."""

    registration_id: int
    company: Company


def find_event_duplicates(event_id: int, among: Collection[int]) -> dict[int, EventDuplicate]:
    """For each of these registrations, if a stranger made it, the company that it may be (see ``attending``). Five
    queries, whatever the number; one where no stranger made any of them.
    """
    made = select(Registration.id).where(Registration.id.in_(among), Registration.source == "registered")
    strangers = set(db.session.scalars(made))
    if not strangers:
        return {}
    here = _get_attendance(event_id)
    asked = [here.companies[stranger] for stranger in sorted(strangers & here.companies.keys())]
    apart = get_distinct_ids_by_company([stranger.company_id for stranger in asked])
    same = {stranger.id: here.same_as(stranger.id, apart[stranger.company_id]) for stranger in asked}
    duplicates = {stranger: here.companies[other] for stranger, other in same.items() if other is not None}
    chosen = select(Company).where(Company.id.in_({other.company_id for other in duplicates.values()}))
    companies = {company.id: company for company in db.session.scalars(chosen)}
    return {stranger: EventDuplicate(other.id, companies[other.company_id]) for stranger, other in duplicates.items()}


def clear_attendance_cache() -> None:
    """Names and addresses that this process has at hand."""
    ATTENDANCE_CACHE.clear()


def _get_attendance(event_id: int) -> EventCompanies:
    companies, before = _list_attending(event_id), ATTENDANCE_CACHE.get(event_id)
    if before is not None and before.is_of(companies):
        return before
    here = EventCompanies(companies, before)
    ATTENDANCE_CACHE.put(event_id, here)
    return here


def _list_attending(event_id: int) -> tuple[EventCompany, ...]:
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
    emails = _emails_by_registration(event_id)
    return tuple(
        EventCompany(
            registration_id,
            company_id,
            alone,
            name,
            name_zh,
            tuple(others or ()),
            website,
            emails[registration_id],
            country,
        )
        for registration_id, company_id, alone, name, name_zh, others, website, country in db.session.execute(chosen)
    )


def _emails_by_registration(event_id: int) -> defaultdict[int, tuple[str, ...]]:
    rows = (
        select(Representation.registration_id, Representative.email)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event_id, Representative.email.is_not(None))
        .order_by(Representative.id)
    )
    result: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for registration_id, email in db.session.execute(rows):
        result[registration_id] += (str(email),)
    return result
