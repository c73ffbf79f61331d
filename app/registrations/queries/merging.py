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

    surviving: Company
    removed: Company
    lines: Sequence[FactDifference]
    moves: Sequence[Registration]
    both: Sequence[EventOverlap]
    users: int

    @property
    def bars(self) -> list[EventOverlap]:
        return [overlap for overlap in self.both if overlap.bar]


def plan_merge(organisation_id: int, surviving_id: int, duplicate_id: int) -> MergePlan:
    """Raises NotFound where one of the two is not of this register, is merged already, or both are one."""
    surviving, duplicate = _get_company(organisation_id, surviving_id), _get_company(organisation_id, duplicate_id)
    if surviving.id == duplicate.id:
        raise NotFound
    theirs = {
        company_registration.event_id: company_registration
        for company_registration in list_company_registrations(surviving)
    }
    mine = list_company_registrations(duplicate)
    return MergePlan(
        surviving,
        duplicate,
        list_fact_differences(company_facts(surviving), company_facts(duplicate)),
        [registration for registration in mine if registration.event_id not in theirs],
        [
            _event_overlap(theirs[registration.event_id], registration)
            for registration in mine
            if registration.event_id in theirs
        ],
        len(list_moving_users(surviving, duplicate)),
    )


def list_merged_ids(organisation_id: int) -> set[int]:
    """The companies that go by another one."""
    return set(db.session.scalars(MERGED_COMPANIES.where(CompanyMerge.organisation_id == organisation_id)))


def list_latest_merges(organisation_id: int) -> Sequence[tuple[CompanyMerge, Company, Company]]:
    """The last ones that stand, newest first, each with the company that was kept and the one that goes by it."""
    surviving, duplicate = aliased(Company), aliased(Company)
    merges = (
        select(CompanyMerge, surviving, duplicate)
        .join(surviving, surviving.id == CompanyMerge.kept_id)
        .join(duplicate, duplicate.id == CompanyMerge.gone_id)
        .where(CompanyMerge.organisation_id == organisation_id, CompanyMerge.undone_at.is_(None))
        .where(surviving.erased_at.is_(None), duplicate.erased_at.is_(None))
        .order_by(CompanyMerge.id.desc())
        .limit(MAX_LATEST_MERGES)
    )
    return [(merge, company, other) for merge, company, other in db.session.execute(merges)]


def list_company_registrations(company: Company) -> Sequence[Registration]:
    registrations = (
        select(Registration)
        .options(joinedload(Registration.event))
        .where(Registration.company_id == company.id)
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(registrations).all()


def list_moving_users(company: Company, duplicate: Company) -> Sequence[CompanyUser]:
    """Who may act for the other company, and not yet for the kept one."""
    already = select(CompanyUser.user_id).where(CompanyUser.company_id == company.id)
    moving = select(CompanyUser).where(CompanyUser.company_id == duplicate.id, CompanyUser.user_id.not_in(already))
    return db.session.scalars(moving.order_by(CompanyUser.id)).all()


def find_surviving_registration(registration: Registration) -> Registration | None:
    """The registration at the same event that this one's company goes by; None where it was not merged."""
    company_id = registration.company_id
    while (surviving_id := db.session.scalar(_surviving_company(company_id))) is not None:
        company_id = surviving_id
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
