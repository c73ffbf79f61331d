"""Which firms of a register may be one, by the rules for the rows of a sheet; and which were said to be two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.companies.models import Company, CompanyDistinct
from app.db import db
from app.floor.spreadsheets.values import Cell
from app.registrations.codes import stock_code
from app.registrations.duplicates import Outcome
from app.registrations.evidence import Firm, firm_of
from app.registrations.models import Registration
from app.registrations.pool import Pool
from app.registrations.queries.merging import GONE


@dataclass(frozen=True, slots=True)
class Pair:
    """``first`` was there before ``second``. ``because``: see ``duplicates.Verdict``; ``sure``: nobody would ask."""

    first: Company
    second: Company
    because: tuple[str, ...]
    sure: bool


def pairs_of(organisation_id: int) -> list[Pair]:
    """Each firm with the earlier one that it most probably is; the sure ones first, then by name. Two queries."""
    companies = _companies(organisation_id)
    apart = _distinct(organisation_id)
    pool, found = Pool(), []
    for one in companies.values():
        firm = _firm(one)
        best = pool.best(firm, apart[firm.key])
        pool.add(firm)
        if best is not None and (best[1].outcome is Outcome.SAME or best[1].likely):
            first = companies[int(best[0].key)]
            found.append(Pair(first, one, best[1].because, best[1].outcome is Outcome.SAME))
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


def distinct_from(company_id: int | None) -> set[int]:
    """The companies of which somebody said that they are not this one."""
    either = (CompanyDistinct.low_id == company_id) | (CompanyDistinct.high_id == company_id)
    rows = db.session.execute(select(CompanyDistinct.low_id, CompanyDistinct.high_id).where(either))
    return {one for pair in rows for one in pair} - {company_id}


def events_by_company(company_ids: Sequence[int]) -> Mapping[int, int]:
    """At how many events each of these is registered; who is at none is absent."""
    counted = (
        select(Registration.company_id, func.count())
        .where(Registration.company_id.in_(company_ids))
        .group_by(Registration.company_id)
    )
    return {company_id: count for company_id, count in db.session.execute(counted) if company_id is not None}


def _companies(organisation_id: int) -> dict[int, Company]:
    mine = select(Company).where(Company.organisation_id == organisation_id, Company.id.not_in(GONE))
    return {one.id: one for one in db.session.scalars(mine.order_by(Company.id))}


def _distinct(organisation_id: int) -> defaultdict[str, set[str]]:
    rows = select(CompanyDistinct.low_id, CompanyDistinct.high_id).join(Company, Company.id == CompanyDistinct.low_id)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for low, high in db.session.execute(rows.where(Company.organisation_id == organisation_id)):
        found[str(low)].add(str(high))
        found[str(high)].add(str(low))
    return found


def _firm(company: Company) -> Firm:
    return firm_of(
        str(company.id),
        (company.name, company.name_zh or "", *(company.other_names or ())),
        code=stock_code(Cell(company.stock_code)) if company.stock_code else None,
        website=company.website or "",
        registry=(company.uen or "", company.uscc or ""),
    )
