"""Who keeps a company’s record, who acts for it and who asks to, and for which organisation somebody acts at an
event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import EventRole, Membership, User
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyUser
from app.companies.wording import company_label
from app.core.db import cached_read, current_transaction, db
from app.core.models import Notice
from app.events.models import Event
from app.events.queries import organisations_run_by
from app.events.queries.lists import HOST_ROLES
from app.registrations.acting_company import acting_registration_id
from app.registrations.models import CompanyLink, Delegation, JoinRequest, Registration, Representation, Representative


def runs_register(event: Event, user_id: int) -> bool:
    """Whether a user works for the organisation that keeps the event's register: a role in one event is not enough."""
    return any(organisation.id == event.organisation_id for organisation in organisations_run_by(user_id))


def runs_all_events_of(registration: Registration, user_id: int) -> bool:
    """Whether a user runs the organisation that keeps the company, or every event at which the company is."""
    if runs_register(registration.event, user_id):
        return True
    elsewhere = select(Registration.id).where(
        Registration.company_id == registration.company_id, Registration.event_id.not_in(_events_organized_by(user_id))
    )
    return db.session.scalar(elsewhere.limit(1)) is None


def _events_organized_by(user: Any) -> Select[int]:
    """The events in which ``user`` (an id, or a column) has the organizer's role for that event alone."""
    role = aliased(EventRole)
    return select(role.event_id).where(role.user_id == user, role.role.in_(HOST_ROLES))


def is_registered_by_others_first(registration: Registration) -> bool:
    """Whether who brings the company now leaves its record alone: others registered it first.

    Whoever can name a company can bring it; that makes its registration theirs, not what the company is at other
    events.
    """
    if registration.delegation is None or registration.company_id is None:
        return False
    bringer = (
        select(Delegation.organisation_id)
        .select_from(Registration)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.company_id == registration.company_id)
        .order_by(Registration.id)
        .limit(1)
    )
    return db.session.scalar(bringer) != registration.delegation.organisation_id


def was_at_events_of_others(registration: Registration) -> bool:
    """Whether the company was at other events without the chamber that brings it now, or without somebody who organizes
    this event alone.

    Whoever acts for a company sees what it did at every event, so that its link here must not let anybody in: they see
    the link, and can bring whatever company they can name.
    """
    if registration.company_id is None:
        return False
    elsewhere = (
        select(Registration.id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Registration.company_id == registration.company_id, Registration.event_id != registration.event_id)
    )
    by_others = _is_beyond_some_organizer(registration.event)
    if registration.delegation is not None:
        by_others |= Delegation.organisation_id.is_distinct_from(registration.delegation.organisation_id)
    return db.session.scalar(elsewhere.where(by_others).limit(1)) is not None


def _is_beyond_some_organizer(event: Event) -> ColumnElement[bool]:
    """A condition: somebody who organizes ``event`` alone does not organize the event of the registration."""
    house = select(Membership.user_id).where(
        Membership.organisation_id == event.organisation_id, Membership.role.in_(HOST_ROLES)
    )
    return (
        select(EventRole.id)
        .where(EventRole.event_id == event.id, EventRole.role.in_(HOST_ROLES), EventRole.user_id.not_in(house))
        .where(Registration.event_id.not_in(_events_organized_by(EventRole.user_id).correlate(EventRole)))
        .correlate(Registration)
        .exists()
    )


def list_hidden_companies(event: Event, delegation: Delegation | None, user_id: int | None) -> frozenset[int]:
    """Of the event's register, the companies of which the delegation's chamber, or who adds a company (None: the
    shell), learns nothing: others registered them, and they have not come to this event. None for who keeps the
    register."""
    hidden = frozenset[int]()
    if delegation is not None and delegation.organisation_id != event.organisation_id:
        hidden = list_companies_of_others(event.organisation_id, delegation.organisation_id)
    if user_id is not None and not runs_register(event, user_id) and not _is_chamber_member(delegation, user_id):
        hidden |= _companies_of_other_events(event.organisation_id, user_id)
    here = select(Registration.company_id).where(Registration.event_id == event.id)
    return hidden.difference(company_id for company_id in db.session.scalars(here) if company_id is not None)


def _is_chamber_member(delegation: Delegation | None, user_id: int) -> bool:
    if delegation is None:
        return False
    member = select(Membership.id).where(
        Membership.organisation_id == delegation.organisation_id,
        Membership.user_id == user_id,
        Membership.role.in_((Role.ADMINISTRATOR, Role.CHAMBER)),
    )
    return db.session.scalar(member) is not None


def _companies_of_other_events(keeper_id: int, user_id: int) -> frozenset[int]:
    """Of the register that ``keeper_id`` keeps, the companies that are at an event which the user neither organizes
    nor brings them to as a delegation's head, or that have people but no registration left."""
    led = select(Delegation.id).where(Delegation.led_by(user_id))
    elsewhere = (
        select(Registration.company_id)
        .join(Company, Company.id == Registration.company_id)
        .where(Company.organisation_id == keeper_id, Registration.event_id.not_in(_events_organized_by(user_id)))
        .where(or_(Registration.delegation_id.is_(None), Registration.delegation_id.not_in(led)))
    )
    return frozenset(
        company_id
        for company_id in db.session.scalars(elsewhere.union(_SELF_OWNED_COMPANIES))
        if company_id is not None
    )


def list_companies_of_others(keeper_id: int, organisation_id: int) -> frozenset[int]:
    """Of the register that ``keeper_id`` keeps, the companies whose record this organisation leaves alone.

    One that has people but no registration left is its people's own.
    """
    first = (
        select(Registration.company_id, func.min(Registration.id).label("id"))
        .join(Company, Company.id == Registration.company_id)
        .where(Company.organisation_id == keeper_id)
        .group_by(Registration.company_id)
        .subquery()
    )
    by_others = (
        select(first.c.company_id)
        .join(Registration, Registration.id == first.c.id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .where(Delegation.organisation_id.is_distinct_from(organisation_id))
    )
    return frozenset(
        company_id
        for company_id in db.session.scalars(by_others.union(_SELF_OWNED_COMPANIES))
        if company_id is not None
    )


_SELF_OWNED_COMPANIES = select(CompanyUser.company_id).where(
    CompanyUser.company_id.not_in(select(Registration.company_id).where(Registration.company_id.is_not(None)))
)
"""The companies that have people but no registration left: their record is their people's own."""


@dataclass(frozen=True, slots=True)
class PendingJoinRequest:
    """Somebody who waits to be let in."""

    id: int
    name: str
    at: datetime


def list_join_requests(registration: Registration) -> list[PendingJoinRequest]:
    """Who waits for this firm's answer, the first to ask first."""
    waiting = (
        select(JoinRequest.id, User.name, JoinRequest.at)
        .join(User, User.id == JoinRequest.user_id)
        .where(JoinRequest.registration_id == registration.id, JoinRequest.answer.is_(None))
        .order_by(JoinRequest.id)
    )
    return [PendingJoinRequest(*row) for row in db.session.execute(waiting)]


def count_join_requests(registration: Registration) -> int:
    """How many wait to be let in."""
    return int(db.session.execute(_JOIN_REQUEST_COUNT, {"firm": registration.id}).scalar_one())


_JOIN_REQUEST_COUNT = select(func.count()).where(
    JoinRequest.registration_id == bindparam("firm"), JoinRequest.answer.is_(None)
)
"""Made once, as every page of a firm tells it."""


def find_join_request(registration: Registration, user_id: int) -> JoinRequest | None:
    """What a user asked of a firm, answered or not."""
    return db.session.scalar(
        select(JoinRequest).where(JoinRequest.registration_id == registration.id, JoinRequest.user_id == user_id)
    )


@cached_read
def list_company_users(registration: Registration) -> Sequence[User]:
    """Who acts for the firm, the first to come first."""
    acting = (
        select(User)
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id == registration.company_id, User.disabled_at.is_(None))
        .order_by(CompanyUser.id)
    )
    return db.session.scalars(acting).all()


def list_email_accounts(registration: Registration) -> list[User]:
    """Who acts for the firm with an account that an e-mail address opens: they come back by signing in."""
    return [user for user in list_company_users(registration) if user.email]


def get_device_account(link: CompanyLink) -> User | None:
    """The account that an earlier version of a link made, where it is nothing but that and no e-mail opens it: it
    comes back by a fresh link. A link must open no other, nor what the company does where others brought it."""
    user = db.session.get(User, link.claimed_by) if link.claimed_by is not None else None
    if (
        user is None
        or user.email
        or user.password_hash
        or not user.is_active
        or was_at_events_of_others(link.registration)
    ):
        return None
    elsewhere = (
        exists().where(CompanyUser.user_id == user.id, CompanyUser.company_id != link.registration.company_id),
        exists().where(Membership.user_id == user.id),
        exists().where(EventRole.user_id == user.id),
        exists().where(Delegation.led_by(user.id)),
    )
    return None if any(db.session.scalar(select(condition)) for condition in elsewhere) else user


def get_claimant_name(link: CompanyLink) -> str:
    """Who claimed a link: the person at the event that they are, else as their account is called; "" for nobody."""
    person = (
        select(Representative)
        .where(Representative.event_id == link.registration.event_id, Representative.user_id == link.claimed_by)
        .limit(1)
    )
    account = select(User.name).where(User.id == link.claimed_by)
    if not (link.claimed_at and link.claimed_by):
        return ""
    claimant = db.session.scalar(person)
    return company_label(claimant) if claimant is not None else db.session.scalar(account) or ""


def is_company_user(registration: Registration, user_id: int) -> bool:
    """Whether a user is one of the firm's own."""
    acting = select(CompanyUser.id).where(
        CompanyUser.company_id == registration.company_id, CompanyUser.user_id == user_id
    )
    return registration.company_id is not None and db.session.scalar(acting) is not None


T = TypeVar("T")
_OWN_REGISTRATIONS = select(Registration.id, Registration.company_id).where(
    Registration.event_id == bindparam("event_id"),
    Registration.company_id == CompanyUser.company_id,
    CompanyUser.user_id == bindparam("user_id"),
)
"""Made once, as everybody books in the same minutes."""


@dataclass(frozen=True, slots=True)
class OwnCompanies:
    """The firms at an event that somebody is one of, by registration and by company."""

    registrations: frozenset[int]
    companies: frozenset[int]


def find_acting_organisation(notice: Notice) -> int | None:
    """The organisation for which the user of a notice acts; None for the system, for who acts for their own company,
    and for who has no part in running or bringing: a company that just comes in. Asked once in a transaction."""
    if notice.user_id is None or notice.event_id is None:
        return None
    who = (notice.event_id, notice.user_id)
    with db.session.no_autoflush:
        if _is_about_own(notice, _cached_in_transaction((get_own_companies, *who), lambda: get_own_companies(*who))):
            return None
        return _cached_in_transaction((find_organisation_at, *who), lambda: find_organisation_at(*who))


def get_own_companies(event_id: int, user_id: int) -> OwnCompanies:
    rows = db.session.execute(_OWN_REGISTRATIONS, {"event_id": event_id, "user_id": user_id}).all()
    return OwnCompanies(
        frozenset(registration_id for registration_id, _ in rows),
        frozenset(company_id for _, company_id in rows if company_id is not None),
    )


def find_organisation_at(event_id: int, user_id: int) -> int | None:
    """Who runs the event, for those of it; else the chamber of a delegation that they bring or lead; who works at this
    one event does so for who runs it."""
    host_id = db.session.scalar(select(Event.organisation_id).where(Event.id == event_id))
    of = set(db.session.scalars(select(Membership.organisation_id).where(Membership.user_id == user_id)))
    if host_id in of:
        return host_id
    leads = or_(Delegation.head_user_id == user_id, Delegation.deputy_user_id == user_id)
    brings = select(Delegation.organisation_id).where(
        Delegation.event_id == event_id, or_(Delegation.organisation_id.in_(of), leads)
    )
    chamber_id = db.session.scalar(brings.order_by(Delegation.id).limit(1))
    return chamber_id or (host_id if _has_event_role(event_id, user_id) else None)


def _has_event_role(event_id: int, user_id: int) -> bool:
    here = exists().where(EventRole.event_id == event_id, EventRole.user_id == user_id)
    anywhere = exists().where(Membership.user_id == user_id, Membership.role == Role.ADMINISTRATOR)
    return bool(db.session.scalar(select(or_(here, anywhere))))


def _is_about_own(notice: Notice, own: OwnCompanies) -> bool:
    if not own.registrations:
        return False
    registration_id = acting_registration_id(notice.details)
    if registration_id is not None:
        return registration_id in own.registrations
    if notice.subject == Registration.__tablename__:
        return notice.subject_id in own.registrations
    if notice.subject == "representatives":
        theirs = select(Representation.registration_id).where(Representation.representative_id == notice.subject_id)
        return not own.registrations.isdisjoint(db.session.scalars(theirs))
    return notice.subject == "companies" and notice.subject_id in own.companies


def _cached_in_transaction(key: object, ask: Callable[[], T]) -> T:
    at_hand = current_transaction().at_hand
    if key not in at_hand:
        at_hand[key] = ask()
    return cast(T, at_hand[key])
