"""The roster of a delegation: how far each company is, in one query; filters, order and the rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from app.accounts.models import User
from app.companies.models import Company, CompanyCertificate, CompanySector, CompanyUser
from app.companies.names.search import search_companies
from app.companies.profile import CompanyGoal, CompanyProfile, ProfileAudience
from app.companies.queries import company_name_order
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import CLASS_DIGITS
from app.core.db import db
from app.core.localized import Localized
from app.core.mail.delivery import letters_leave
from app.registrations.company_links import parse_access_code
from app.registrations.models import CompanyLink, Delegation, Preference, Registration, Representation
from app.registrations.queries.answers import count_missing_answers
from app.registrations.queries.consents import latest_consent
from app.registrations.queries.hooks import count_requests
from app.registrations.queries.profiles import get_profile_audiences
from app.registrations.queries.reach import (
    get_last_activity,
    is_active_at_event,
    is_invitation_on_hold,
    is_invitation_undelivered,
    list_stored_invitations,
)
from app.registrations.queries.registrations import in_sectors
from app.registrations.readiness import Readiness, assess_readiness
from app.registrations.states import INACTIVE_STATES, RegistrationState

STATED_TEXT = "."
BROAD_SECTORS, EXACT_SECTORS = frozenset({"52"}), frozenset({"5210"})


class CompanyProgress(NamedTuple):
    """One company. ``consent``: to the attendee list, None for never asked; ``claimed``: somebody of it is in;
    ``reached``: that, or its link went out; ``linked``: it has a link, which stands in an email (``mailed``) or was
    sent ``by_hand``; ``withheld``: the rehearsal holds its invitation, ``undelivered``: that has failed, ``unsent``: it
    goes nowhere while no mail server is set; ``marked``: it has marked others to meet."""

    id: int
    state: str
    readiness: Readiness
    consent: bool | None
    claimed: bool
    reached: bool
    linked: bool
    mailed: bool
    by_hand: bool
    withheld: bool
    undelivered: bool
    unsent: bool
    marked: bool


def list_progress(delegation: Delegation) -> list[CompanyProgress]:
    """The companies that a delegation brings, in the order of the chamber's sheet; not those cancelled or rejected.
    What gaps in their profiles cost is not told here."""
    judge = _create_judge(get_profile_audiences(delegation.event_id))
    rows = db.session.execute(_progress_query(), {"delegation_id": delegation.id}).all()
    unanswered = count_missing_answers(delegation.event_id, [row[0] for row in rows])
    leave, stored = letters_leave(), list_stored_invitations(delegation.event_id)
    return [
        CompanyProgress._make(
            (
                number,
                state,
                judge(consent is None, unanswered.get(number, 0), *facts),
                None if consent is None else bool(consent),
                claimed,
                claimed or by_hand or (leave and mailed and number not in stored),
                linked,
                mailed and number not in stored,
                by_hand,
                held,
                undelivered,
                mailed and not (leave or claimed or by_hand or held),
                marked,
            )
        )
        for number, state, claimed, linked, mailed, by_hand, held, undelivered, marked, consent, *facts in rows
    ]


@cache
def _progress_query() -> Select[*tuple[Any, ...]]:
    """Made once: making it, and knowing it again, would take as long as asking for a few dozen firms."""
    return (
        select(
            Registration.id,
            Registration.state,
            _is_claimed(),
            *_link_columns(),
            is_invitation_on_hold(),
            is_invitation_undelivered(),
            exists().where(Preference.registration_id == Registration.id, Preference.kind.in_(("saved", "wanted"))),
            latest_consent("attendee_list"),
            Registration.group_id,
            *_profile_columns(),
        )
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(CompanyLink, CompanyLink.registration_id == Registration.id)
        .where(
            Registration.delegation_id == bindparam("delegation_id"),
            Registration.kind == "firm",
            Registration.state.not_in(INACTIVE_STATES),
        )
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """How many companies a delegation brings, and how many of them are so far. ``linked``: their link went out, or
    somebody is in; ``silent``: reached, but nobody is in."""

    companies: int
    linked: int
    claimed: int
    complete: int
    approved: int
    listed: int
    silent: int


def count_progress(companies: Sequence[CompanyProgress]) -> RosterFigures:
    return RosterFigures(
        companies=len(companies),
        linked=sum(company.reached for company in companies),
        claimed=sum(company.claimed for company in companies),
        complete=sum(company.readiness.complete for company in companies),
        approved=sum(company.state == RegistrationState.APPROVED for company in companies),
        listed=sum(company.consent is True for company in companies),
        silent=sum(company.reached and not company.claimed for company in companies),
    )


def _create_judge(audiences: Mapping[int, ProfileAudience]) -> Callable[..., Readiness]:
    """Readiness from the facts of a row; firms of which the same is known share one."""

    @cache
    def judged(unasked: bool, unanswered: int, group_id: int, people: bool, *said: Any) -> Readiness:
        audience = audiences.get(group_id, ProfileAudience())
        return assess_readiness(
            _create_profile(*said), audience, people=int(people), asked=not unasked, unanswered=unanswered
        )

    return judged


def _create_profile(
    kinds: int | None,
    holds: bool,
    goal: bool,
    languages: bool,
    states_offers: bool,
    states_seeks: bool,
    en: bool,
    zh: bool,
    fr: bool,
) -> CompanyProfile:
    """A profile that leaves out what this firm leaves out."""
    seeks, offers, is_in, exact = (bool((kinds or 0) & bit) for bit in (1, 2, 4, 8))
    sectors = EXACT_SECTORS if exact else BROAD_SECTORS
    return CompanyProfile(
        is_in=sectors if is_in else frozenset(),
        offers=sectors if offers else frozenset(),
        seeks=sectors if seeks else frozenset(),
        goal=CompanyGoal.BALANCED if goal else None,
        holds_none=holds,
        languages=frozenset({STATED_TEXT} if languages else ()),
        text=Localized(*(STATED_TEXT if stated else "" for stated in (en, zh, fr))),
        stated_in_text=frozenset(
            kind for kind, stated in (("offers", states_offers), ("seeks", states_seeks)) if stated
        ),
    )


def _profile_columns() -> Sequence[ColumnElement[Any]]:
    """What the stand-in profile is made from, after whether anybody stands for the firm."""
    holds = exists().where(CompanyCertificate.company_id == Company.id, CompanyCertificate.kind == "holds")
    return (
        exists().where(Representation.registration_id == Registration.id),
        _sector_kinds().label("kinds"),
        or_(Company.holds_none, holds),
        Registration.goal.is_not(None),
        cast(Registration.languages, String) != "[]",
        or_(*map(_is_filled, (Company.offers_en, Company.offers_zh, Company.offers_fr))),
        or_(*map(_is_filled, (Company.seeks_en, Company.seeks_zh, Company.seeks_fr))),
        *map(_is_filled, (Company.about_en, Company.about_zh, Company.about_fr)),
    )


def _is_filled(text: Any) -> ColumnElement[bool]:
    return func.trim(func.coalesce(text, "")) != ""


def _sector_kinds() -> ScalarSelect[int]:
    """Bits: 1 it names a sector that it seeks, 2 one that it offers, 4 one that it is in, 8 one as exact as may be."""
    sector = CompanySector
    exact = func.length(sector.code) == CLASS_DIGITS
    conditions = (sector.kind == "seeks", sector.kind == "offers", sector.kind == "is_in", exact)
    bits = [func.max(case((condition, 1 << place), else_=0)) for place, condition in enumerate(conditions)]
    return select(bits[0] + bits[1] + bits[2] + bits[3]).where(sector.company_id == Company.id).scalar_subquery()


def _is_claimed() -> ColumnElement[bool]:
    acts = exists().where(
        CompanyUser.company_id == Company.id,
        User.id == CompanyUser.user_id,
        User.disabled_at.is_(None),
        is_active_at_event(),
    )
    return or_(CompanyLink.claimed_at.is_not(None), acts)


def _link_columns() -> Sequence[ColumnElement[bool]]:
    """Whether there is a link, it was mailed, somebody sent it by hand."""
    mailed = and_(CompanyLink.mailed_at.is_not(None), ~is_invitation_undelivered())
    return [CompanyLink.id.is_not(None), mailed, CompanyLink.sent_by_me_at.is_not(None)]


PROGRESS_FILTERS: dict[str, Callable[[CompanyProgress], bool]] = {
    "complete": lambda company: company.readiness.complete,
    "missing": lambda company: not company.readiness.complete,
    "unanswered": lambda company: any(lack.code == "questions" for lack in company.readiness.lacks),
    "reached": lambda company: company.reached,
    "unreached": lambda company: not company.reached,
    "claimed": lambda company: company.claimed,
    "unclaimed": lambda company: not company.claimed,
    "silent": lambda company: company.reached and not company.claimed,
    "approved": lambda company: company.state == RegistrationState.APPROVED,
    "unapproved": lambda company: company.state != RegistrationState.APPROVED,
    "listed": lambda company: company.consent is True,
    "refused": lambda company: company.consent is False,
    "unasked": lambda company: company.consent is None,
}
"""How far a firm is; ``silent``: reached, but nobody is in; ``unanswered``: of questions that must be answered."""

REGISTRATION_STATES = frozenset(RegistrationState)
NEVER_SEEN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """What the reader asked for; values that mean nothing are as good as none. ``order`` with ``-``: turned round;
    ``language``: the reader's."""

    language: str = "en"
    name: str = ""
    state: str = ""
    only: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.name or self.state in REGISTRATION_STATES or self.only in PROGRESS_FILTERS)

    @property
    def query(self) -> dict[str, str]:
        """As the address of a page says it; what was not asked for is absent."""
        parameters = {"q": self.name, "state": self.state, "only": self.only, "sort": self.order}
        return {name: value for name, value in parameters.items() if value}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What the list shows of a firm; ``requests``: meetings it asked for."""

    id: int
    state: str
    readiness: Readiness
    name: str
    name_zh: str | None
    requests: int
    seen_at: datetime | None
    reached: bool
    claimed: bool
    undelivered: bool
    unsent: bool


def filter_companies(
    delegation: Delegation, companies: Sequence[CompanyProgress], wanted: RosterFilter
) -> list[CompanyProgress]:
    """Those of the delegation's firms that fit, in the order that was asked for; by default that of its sheet."""
    company_progresses = [company for company in companies if _matches(company, wanted)]
    if wanted.name:
        named = _search_ids(delegation, [company.id for company in company_progresses], wanted.name)
        company_progresses = [company for company in company_progresses if company.id in named]
    if (order := ROSTER_ORDERS.get(wanted.order.lstrip("-"))) is None:
        return company_progresses
    key = order(delegation, company_progresses, wanted.language)
    return sorted(company_progresses, key=lambda company: key[company.id], reverse=wanted.order.startswith("-"))


def list_roster_rows(event_id: int, companies: Sequence[CompanyProgress]) -> list[RosterRow]:
    """The lines of these firms, in their order."""
    ids = [company.id for company in companies]
    names = {row[0]: (row[1], row[2]) for row in db.session.execute(_names_query(), {"ids": ids})}
    requests, seen = count_requests(event_id, ids), get_last_activity(event_id, ids)
    return [
        RosterRow(
            company.id,
            company.state,
            company.readiness,
            *names[company.id],
            requests.get(company.id, 0),
            seen.get(company.id),
            company.reached,
            company.claimed,
            company.undelivered,
            company.unsent,
        )
        for company in companies
    ]


@cache
def _names_query() -> Select[int, str, str | None]:
    """Made once: making it takes longer than asking."""
    chosen = select(Registration.id, Company.name, Company.name_zh).join(Registration.company)
    return chosen.where(Registration.id.in_(bindparam("ids", expanding=True)))


def _matches(company: CompanyProgress, wanted: RosterFilter) -> bool:
    if wanted.state in REGISTRATION_STATES and company.state != wanted.state:
        return False
    return wanted.only not in PROGRESS_FILTERS or PROGRESS_FILTERS[wanted.only](company)


def _search_ids(delegation: Delegation, ids: Sequence[int], typed: str) -> set[int]:
    """Those of these firms whose name, in any spelling, whose link's code or codes of whose sectors were typed."""
    stored = (
        select(Registration.id, Company.folded, CompanyLink.code)
        .join(Registration.company)
        .outerjoin(Registration.firm_link)
        .where(Registration.delegation_id == delegation.id)
    )
    wanted = set(ids)
    rows = [row for row in db.session.execute(stored) if row.id in wanted]
    coded = {row.id for row in rows if row.code is not None and row.code == parse_access_code(typed)}
    if codes := parse_sector_codes(typed):
        does = select(Registration.id).where(Registration.id.in_(wanted), in_sectors(codes))
        coded |= set(db.session.scalars(does))
    return coded | set(search_companies(typed, [(row.id, row.folded) for row in rows]))


def _name_keys(delegation: Delegation, _companies: Sequence[CompanyProgress], language: str) -> Mapping[int, Any]:
    names = select(Registration.id, *company_name_order(language)).join(Registration.company)
    rows = db.session.execute(names.where(Registration.delegation_id == delegation.id))
    return {number: key for number, *key in rows}


def _profile_keys(_delegation: Delegation, companies: Sequence[CompanyProgress], _language: str) -> Mapping[int, Any]:
    return {company.id: company.readiness.percent for company in companies}


def _request_keys(delegation: Delegation, companies: Sequence[CompanyProgress], _language: str) -> Mapping[int, Any]:
    asked = count_requests(delegation.event_id)
    return {company.id: asked.get(company.id, 0) for company in companies}


def _last_seen_keys(delegation: Delegation, companies: Sequence[CompanyProgress], _language: str) -> Mapping[int, Any]:
    seen = get_last_activity(delegation.event_id, [company.id for company in companies])
    return {company.id: seen.get(company.id, NEVER_SEEN) for company in companies}


ROSTER_ORDERS: dict[str, Callable[[Delegation, Sequence[CompanyProgress], str], Mapping[int, Any]]] = {
    "company": _name_keys,
    "profile": _profile_keys,
    "requests": _request_keys,
    "seen": _last_seen_keys,
}
"""What firms are put in order by: registration's id → key."""
