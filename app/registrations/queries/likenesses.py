"""Which firms of a register may be one, by the rules for the rows of a sheet; and which were said to be two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.companies.models import Company, CompanyDistinct
from app.core.db import db
from app.core.models import JobRun
from app.registrations.models import Registration, TwinSearch
from app.registrations.queries.merging import GONE
from app.registrations.twins import Listed, from_rows


@dataclass(frozen=True, slots=True)
class Pair:
    """``first`` was there before ``second``. ``because``: see ``duplicates.Verdict``; ``sure``: nobody would ask."""

    first: Company
    second: Company
    because: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What is known of the pairs of a register. ``found_at``: when they were found, None before the first time;
    ``is_of_today``: no firm came, went or changed its name or numbers since; ``was_begun``: whether ``run`` compares
    the register as it is now, or tried to."""

    found_at: datetime | None
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


def search_of(organisation_id: int) -> Search:
    """Three queries, one of them as long as the register."""
    mark, stored = mark_of(organisation_id), stored_search(organisation_id)
    if stored is None:
        return Search(None, False, False, None)
    run = db.session.scalar(select(JobRun).where(JobRun.public_id == stored.job)) if stored.job else None
    found_at = stored.at if stored.register_mark else None
    return Search(found_at, stored.register_mark == mark, stored.sought_mark == mark, run)


def stored_search(organisation_id: int) -> TwinSearch | None:
    return db.session.scalar(select(TwinSearch).where(TwinSearch.organisation_id == organisation_id))


def registers() -> Sequence[int]:
    """The organisations that keep companies."""
    return db.session.scalars(select(Company.organisation_id).distinct().order_by(Company.organisation_id)).all()


def pairs_of(organisation_id: int) -> list[Pair]:
    """Each firm with the earlier one that it most probably is, as they were last found, without those that are gone or
    were said to be two since; the sure ones first, then by name. Three queries."""
    stored = stored_search(organisation_id)
    if stored is None:
        return []
    apart = _both_ways(distinct_pairs(organisation_id))
    told = from_rows(stored.found)
    companies = _companies({*told, *(each.id for taken in told.values() for each in taken)})
    found = []
    for one in told.keys() & companies.keys():
        best = next((each for each in told[one] if each.id in companies and each.id not in apart[one]), None)
        if best is not None and (best.likely or best.sure):
            found.append(Pair(companies[best.id], companies[one], best.because, best.sure))
    return sorted(found, key=lambda pair: (not pair.sure, pair.first.sort_name, pair.second.id))


def said_distinct(organisation_id: int) -> Sequence[tuple[Company, Company]]:
    """The pairs that somebody said are two, the last first."""
    one, other = aliased(Company), aliased(Company)
    found = (
        select(one, other)
        .join(CompanyDistinct, CompanyDistinct.low_id == one.id)
        .join(other, other.id == CompanyDistinct.high_id)
        .where(one.organisation_id == organisation_id)
        .order_by(CompanyDistinct.id.desc())
    )
    return [(first, second) for first, second in db.session.execute(found)]


def said_apart(company_ids: Collection[int]) -> Mapping[int, set[int]]:
    """For each of these companies those of which somebody said that they are not this one."""
    either = CompanyDistinct.low_id.in_(company_ids) | CompanyDistinct.high_id.in_(company_ids)
    rows = db.session.execute(select(CompanyDistinct.low_id, CompanyDistinct.high_id).where(either))
    return _both_ways((low, high) for low, high in rows)


def distinct_pairs(organisation_id: int) -> list[tuple[int, int]]:
    """The ids of the companies of this register of which somebody said that they are two; the lower one first."""
    rows = select(CompanyDistinct.low_id, CompanyDistinct.high_id).join(Company, Company.id == CompanyDistinct.low_id)
    mine = rows.where(Company.organisation_id == organisation_id).order_by(CompanyDistinct.id)
    return [(low, high) for low, high in db.session.execute(mine)]


def events_by_company(company_ids: Sequence[int]) -> Mapping[int, int]:
    """At how many events each of these is registered; who is at none is absent."""
    counted = (
        select(Registration.company_id, func.count())
        .where(Registration.company_id.in_(company_ids))
        .group_by(Registration.company_id)
    )
    return {company_id: count for company_id, count in db.session.execute(counted) if company_id is not None}


def register_of(organisation_id: int) -> tuple[Listed, ...]:
    """All firms in the order they came, but those that go by another."""
    rows = db.session.execute(_register(organisation_id, Company.other_names))
    return tuple(Listed._make((*row[:3], tuple(row[3] or ()), *row[4:])) for row in rows)


def mark_of(organisation_id: int) -> str:
    """Another one whenever a firm of the register comes, goes or changes what tells it from others; nothing of the
    thousands of rows is kept or read twice."""
    mark = sha256()
    for row in db.session.execute(_register(organisation_id, cast(Company.other_names, String))):
        mark.update(repr(tuple(row)).encode())
    return mark.hexdigest()


def _register(organisation_id: int, other_names: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    columns = (Company.id, Company.name, Company.name_zh, other_names)
    more = (Company.stock_code, Company.website, Company.uen, Company.uscc)
    mine = select(*columns, *more).where(Company.organisation_id == organisation_id, Company.id.not_in(GONE))
    return mine.order_by(Company.id)


def _companies(ids: Collection[int]) -> dict[int, Company]:
    """Those that stand for themselves still."""
    chosen = select(Company).where(Company.id.in_(ids), Company.id.not_in(GONE))
    return {one.id: one for one in db.session.scalars(chosen)}


def _both_ways(pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for low, high in pairs:
        found[low].add(high)
        found[high].add(low)
    return found
