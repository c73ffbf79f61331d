"""Which firms of a register may be one, by the rules for the rows of a sheet; and which were said to be two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.companies.models import Company, CompanyDistinct
from app.db import db
from app.registrations.models import Registration
from app.registrations.queries.merging import GONE
from app.registrations.twins import Listed, twins


@dataclass(frozen=True, slots=True)
class Pair:
    """``first`` was there before ``second``. ``because``: see ``duplicates.Verdict``; ``sure``: nobody would ask."""

    first: Company
    second: Company
    because: tuple[str, ...]
    sure: bool


def pairs_of(organisation_id: int) -> list[Pair]:
    """Each firm with the earlier one that it most probably is; the sure ones first, then by name. Three queries."""
    apart = _both_ways(distinct_pairs(organisation_id))
    told = twins(_register(organisation_id))
    bests = {one: next((each for each in taken if each.id not in apart[one]), None) for one, taken in told.items()}
    likely = {one: best for one, best in bests.items() if best is not None and (best.likely or best.sure)}
    companies = _companies({*likely, *(best.id for best in likely.values())})
    found = [Pair(companies[best.id], companies[one], best.because, best.sure) for one, best in likely.items()]
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


def _register(organisation_id: int) -> tuple[Listed, ...]:
    """All firms in the order they came, but those that go by another."""
    columns = (Company.id, Company.name, Company.name_zh, Company.other_names)
    more = (Company.stock_code, Company.website, Company.uen, Company.uscc)
    mine = select(*columns, *more).where(Company.organisation_id == organisation_id, Company.id.not_in(GONE))
    rows = db.session.execute(mine.order_by(Company.id))
    return tuple(Listed(*row[:3], tuple(row[3] or ()), *row[4:]) for row in rows)


def _companies(ids: Collection[int]) -> dict[int, Company]:
    return {one.id: one for one in db.session.scalars(select(Company).where(Company.id.in_(ids)))}


def _both_ways(pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for low, high in pairs:
        found[low].add(high)
        found[high].add(low)
    return found
