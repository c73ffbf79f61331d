"""What merging two companies of a register would do, which were merged, and whether a registration that has ended
can be reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from app.companies.facts import FactDifference, list_fact_differences
from app.companies.models import Company, CompanyMerge, CompanyUser
from app.companies.queries import company_facts
from app.core.db import db
from app.core.errors import NotFound
from app.registrations.models import Registration
from app.registrations.queries.hooks import EndingMeeting, list_ending_meetings
from app.registrations.states import INACTIVE_STATES

MAX_LATEST_MERGES = 20
MERGED_COMPANIES = select(CompanyMerge.gone_id).where(CompanyMerge.undone_at.is_(None))
INACTIVE_COMPANIES = MERGED_COMPANIES.union_all(select(Company.id).where(Company.erased_at.is_not(None)))
"""The companies that go by another one or were erased, for statements."""


@dataclass(frozen=True, slots=True)
class EventOverlap:
    """An event at which both are registered. ``stays`` is the kept company's, ``ends`` the other's.

    ``bar``: why they cannot become one: ``meetings`` (``ends`` has live ones, ``freed``), ``out`` (``stays`` takes part
    no longer, ``ends`` does), or "".
    """

    stays: Registration
    ends: Registration
    freed: Sequence[EndingMeeting] = ()
    bar: str = ""

    @property
    def is_over(self) -> bool:
        """The other's part in it has ended already; nothing is done."""
        return self.ends.state in INACTIVE_STATES


@dataclass(frozen=True, slots=True)
class MergePlan:
    """``moves``: registrations that become the kept company's, with their people and meetings; ``both``: events where
    each has one; ``users``: how many people may act for the kept one from then on."""

    kept: Company
    gone: Company
    lines: Sequence[FactDifference]
    moves: Sequence[Registration]
    both: Sequence[EventOverlap]
    users: int

    @property
    def bars(self) -> list[EventOverlap]:
        return [one for one in self.both if one.bar]


def plan_merge(organisation_id: int, kept_id: int, gone_id: int) -> MergePlan:
    """Raises NotFound where one of the two is not of this register, is merged already, or both are one."""
    kept, gone = _get_company(organisation_id, kept_id), _get_company(organisation_id, gone_id)
    if kept.id == gone.id:
        raise NotFound
    theirs = {
        company_registration.event_id: company_registration for company_registration in list_company_registrations(kept)
    }
    mine = list_company_registrations(gone)
    return MergePlan(
        kept,
        gone,
        list_fact_differences(company_facts(kept), company_facts(gone)),
        [one for one in mine if one.event_id not in theirs],
        [_event_overlap(theirs[one.event_id], one) for one in mine if one.event_id in theirs],
        len(list_moving_users(kept, gone)),
    )


def list_merged_ids(organisation_id: int) -> set[int]:
    """The companies that go by another one."""
    return set(db.session.scalars(MERGED_COMPANIES.where(CompanyMerge.organisation_id == organisation_id)))


def list_latest_merges(organisation_id: int) -> Sequence[tuple[CompanyMerge, Company, Company]]:
    """The last ones that stand, newest first, each with the company that was kept and the one that goes by it."""
    kept, gone = aliased(Company), aliased(Company)
    found = (
        select(CompanyMerge, kept, gone)
        .join(kept, kept.id == CompanyMerge.kept_id)
        .join(gone, gone.id == CompanyMerge.gone_id)
        .where(CompanyMerge.organisation_id == organisation_id, CompanyMerge.undone_at.is_(None))
        .where(kept.erased_at.is_(None), gone.erased_at.is_(None))
        .order_by(CompanyMerge.id.desc())
        .limit(MAX_LATEST_MERGES)
    )
    return [(merge, one, other) for merge, one, other in db.session.execute(found)]


def list_company_registrations(company: Company) -> Sequence[Registration]:
    found = (
        select(Registration)
        .options(joinedload(Registration.event))
        .where(Registration.company_id == company.id)
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(found).all()


def list_moving_users(company: Company, gone: Company) -> Sequence[CompanyUser]:
    """Who may act for the other company, and not yet for the kept one."""
    already = select(CompanyUser.user_id).where(CompanyUser.company_id == company.id)
    found = select(CompanyUser).where(CompanyUser.company_id == gone.id, CompanyUser.user_id.not_in(already))
    return db.session.scalars(found.order_by(CompanyUser.id)).all()


def find_surviving_registration(registration: Registration) -> Registration | None:
    """The registration at the same event that this one's company goes by; None where it was not merged."""
    company_id = registration.company_id
    while (kept := db.session.scalar(_surviving_company(company_id))) is not None:
        company_id = kept
    if company_id == registration.company_id:
        return None
    there = Registration.event_id == registration.event_id, Registration.company_id == company_id
    return db.session.scalar(select(Registration).where(*there))


def _surviving_company(company_id: int | None) -> Select[int]:
    return select(CompanyMerge.kept_id).where(CompanyMerge.gone_id == company_id, CompanyMerge.undone_at.is_(None))


def _get_company(organisation_id: int, company_id: int) -> Company:
    company = db.session.scalar(
        select(Company).where(Company.id == company_id, Company.organisation_id == organisation_id)
    )
    if company is None or company.erased_at is not None or company_id in list_merged_ids(organisation_id):
        raise NotFound
    return company


def _event_overlap(stays: Registration, ends: Registration) -> EventOverlap:
    if ends.state in INACTIVE_STATES:
        return EventOverlap(stays, ends)
    freed = list_ending_meetings(ends.event_id, [ends.id]).get(ends.id, ())
    bar = "out" if stays.state in INACTIVE_STATES else "meetings" if freed else ""
    return EventOverlap(stays, ends, freed, bar)


def may_reopen(registration: Registration) -> bool:
    """Not a guest, not an erased firm, nor one that takes part by another registration since the two were merged."""
    company = registration.company
    return company is not None and company.erased_at is None and find_surviving_registration(registration) is None
