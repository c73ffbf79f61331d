"""What a route about a company at an event, or about a delegation, is about, and the roles that the user holds there.

Towards a registration the organizer of its event, the chamber and the head of its delegation, and the company's own
users have a role. ``a_registration`` is wider: whoever takes part sees that the company is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import Select, bindparam, exists, literal, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Membership
from app.accounts.permissions import Role
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.errors import NotAllowed, NotFound
from app.core.web.guards import ScopeResult, current_roles
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import EVENT_ID, USER_ID, event_at, roles_in
from app.registrations.models import Delegation, ImportBatch, Registration
from app.registrations.queries.access import (
    is_registered_by_others_first,
    list_company_users,
    list_email_accounts,
    runs_all_events_of,
    was_at_events_of_others,
)
from app.registrations.queries.delegation_members import list_target_delegations
from app.registrations.queries.directory import find_own_registration
from app.registrations.queries.hooks import both_accepted
from app.registrations.queries.merging import find_surviving_registration
from app.registrations.queries.reach import has_been_invited
from app.registrations.queries.registrations import get_registration
from app.registrations.states import INACTIVE_STATES, RegistrationState

__all__ = [
    "INACTIVE_STATES",
    "a_certificate_file",
    "a_delegation",
    "a_guest",
    "a_registration",
    "acts_as_chamber",
    "an_import",
    "get_delegation_roles",
    "get_partner",
    "get_registration_roles",
    "may_answer_join_requests",
    "may_edit_record",
    "may_revoke_access",
    "own_profile",
    "own_registration",
    "roles_from_registrations",
]

_REGISTRATION_QUERY = (
    select(
        Registration, exists().where(CompanyUser.company_id == Registration.company_id, CompanyUser.user_id == USER_ID)
    )
    .join(Registration.event)
    .options(
        contains_eager(Registration.event).joinedload(Event.days),
        joinedload(Registration.company),
        joinedload(Registration.delegation),
        joinedload(Registration.group),
        joinedload(Registration.representatives),
    )
    .where(Event.slug == bindparam("slug"), Registration.id == bindparam("registration_id"))
)
_COMPANY_USER_QUERY = select(CompanyUser.id).where(
    CompanyUser.company_id == bindparam("company_id"), CompanyUser.user_id == bindparam("user_id")
)
_CHAMBER_MEMBER_QUERY = select(Membership.id).where(
    Membership.user_id == bindparam("user_id"),
    Membership.organisation_id == bindparam("organisation_id"),
    Membership.role.in_((Role.CHAMBER.value, Role.ADMINISTRATOR.value)),
)
"""Made once: every page of a firm asks these."""


def roles_from_registrations() -> Sequence[Select[str]]:
    """Chamber: a member of an organisation that brings a delegation. Head: named so. Company: may act for a company
    that was invited."""
    chamber = select(literal(Role.CHAMBER.value)).where(
        Delegation.event_id == EVENT_ID,
        Delegation.organisation_id == Membership.organisation_id,
        Membership.user_id == USER_ID,
        Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR)),
    )
    head = select(literal(Role.DELEGATION_HEAD.value)).where(
        Delegation.event_id == EVENT_ID, Delegation.led_by(USER_ID)
    )
    company = select(literal(Role.COMPANY.value)).where(  # not by exists(): PostgreSQL would go through the whole event
        CompanyUser.user_id == USER_ID,
        Registration.company_id == CompanyUser.company_id,
        Registration.event_id == EVENT_ID,
        Registration.state.not_in(INACTIVE_STATES),
        has_been_invited(),
    )
    return chamber, head, company


def events_from_registrations(user_id: int) -> Iterable[tuple[int, str]]:
    """The events that a user takes part in, as (event id, role): the same three ways in."""
    chamber = (
        select(Delegation.event_id, literal(Role.CHAMBER.value))
        .join(Membership, Membership.organisation_id == Delegation.organisation_id)
        .where(Membership.user_id == user_id, Membership.role.in_((Role.CHAMBER, Role.ADMINISTRATOR)))
    )
    head = select(Delegation.event_id, literal(Role.DELEGATION_HEAD.value)).where(Delegation.led_by(user_id))
    company = (
        select(Registration.event_id, literal(Role.COMPANY.value))
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(CompanyUser.user_id == user_id, Registration.state != RegistrationState.REJECTED)
        .where(has_been_invited())
    )
    return [(event_id, role) for event_id, role in db.session.execute(chamber.union(head, company))]


def a_registration(event: str, registration_id: int, **rest: Any) -> ScopeResult:
    """Any registration of the event, for those who take part in it or run it: what partners may see of each other."""
    current_event, registration = _get_registration(event, registration_id)
    roles = roles_in(current_event) | get_registration_roles(registration)
    _require_visible(registration)
    return ScopeResult({"event": current_event, "registration": registration, **rest}, roles)


def get_partner(event: Event, registration_id: int) -> Registration:
    """The firm at the other end of what the reader asks, keeps or arranges. Raises NotFound for one it cannot see."""
    registration = get_registration(event, registration_id)
    _require_visible(registration)
    return registration


def _require_visible(registration: Registration) -> None:
    """Who is not approved is seen by those who answer for it alone, so that no address tells that it is there."""
    if registration.state != RegistrationState.APPROVED and not get_registration_roles(registration):
        raise NotFound


def own_registration(event: str, registration_id: int, **rest: Any) -> ScopeResult:
    """A registration that the user answers for: as its company, its chamber, its delegation's head or the organizer."""
    current_event, registration = _get_registration(event, registration_id)
    return ScopeResult(
        {"event": current_event, "registration": registration, **rest}, get_registration_roles(registration)
    )


def a_certificate_file(event: str, registration_id: int, **rest: Any) -> ScopeResult:
    """The papers of a firm's certificates: for those who answer for it, and for a firm that it has agreed to meet."""
    seen = own_registration(event, registration_id, **rest)
    return seen if seen.roles else ScopeResult(seen.arguments, get_certificate_roles(seen.arguments["registration"]))


def get_certificate_roles(registration: Registration) -> frozenset[str]:
    """The roles in which the user may see the papers of a firm's certificates; empty for none."""
    mine = get_registration_roles(registration)
    if mine or not current_user.is_authenticated or registration.state != RegistrationState.APPROVED:
        return mine
    viewer = find_own_registration(event_at(g.event.slug), current_user.id)
    met = viewer is not None and both_accepted(viewer.id, registration.id)
    return frozenset({Role.COMPANY.value} if met else ())


def own_profile(event: str, registration_id: int, **rest: Any) -> ScopeResult:
    """As ``own_registration``. Raises NotAllowed for who has no say in the firm's record."""
    seen = own_registration(event, registration_id, **rest)
    if seen.roles and not may_edit_record(seen.arguments["registration"]):
        raise NotAllowed
    return seen


def may_edit_record(registration: Registration) -> bool:
    """Whether the user writes in the company's record, which it takes from event to event: not who only brings a
    company that others registered first, nor who organizes but some of its events."""
    if not acts_as_chamber(registration):
        return True
    brings = get_registration_roles(registration) & {Role.CHAMBER, Role.DELEGATION_HEAD}
    return bool(brings) and not is_registered_by_others_first(registration)


def acts_as_chamber(registration: Registration) -> bool:
    """Whether the user speaks for the company no more than the chamber that brings it: as neither one of its own nor
    who runs all of its events."""
    roles = get_registration_roles(registration)
    if Role.COMPANY in roles:
        return False
    return Role.ORGANIZER not in roles or not runs_all_events_of(registration, current_user.id)


def may_answer_join_requests(registration: Registration) -> bool:
    """Whether the user answers who asks to join: its chamber does so only where the firm has no users of its own."""
    return not list_company_users(registration) or not acts_as_chamber(registration)


def may_revoke_access(registration: Registration) -> bool:
    """Whether the user takes access away: its chamber does so only where nobody signs in for the company with an e-mail
    address and others did not bring it elsewhere."""
    if not may_edit_record(registration):
        return False
    return not acts_as_chamber(registration) or not (
        list_email_accounts(registration) or was_at_events_of_others(registration)
    )


def a_guest(event: str, guest_id: int, **rest: Any) -> ScopeResult:
    """A guest of the event, for the organizer and for the chamber and the head of the guest's delegation."""
    current_event, registration = _get_registration(event, guest_id)
    if registration.kind != "guest" or registration.state in INACTIVE_STATES:
        raise NotFound
    return ScopeResult(
        {"event": current_event, "registration": registration, **rest}, get_registration_roles(registration)
    )


def a_delegation(event: str, delegation_id: int, **rest: Any) -> ScopeResult:
    """A delegation of the event, for its chamber, its head and the organizer."""
    current_event = event_at(event)
    delegation = db.session.scalar(
        select(Delegation).where(Delegation.id == delegation_id, Delegation.event_id == current_event.id)
    )
    if delegation is None:
        raise NotFound
    g.delegation = delegation
    return ScopeResult(
        {"event": current_event, "delegation": delegation, **rest}, get_delegation_roles(delegation, current_event)
    )


def an_import(event: str, batch_id: int, **rest: Any) -> ScopeResult:
    """A sheet on its way in, for those of its delegation and the organizer; without a delegation for the latter."""
    current_event = event_at(event)
    batch = db.session.scalar(
        select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.event_id == current_event.id)
    )
    if batch is None:
        raise NotFound
    if batch.delegation is None:
        roles = roles_in(current_event) & {Role.ORGANIZER, Role.ADMINISTRATOR}
    else:
        g.delegation, roles = batch.delegation, get_delegation_roles(batch.delegation, current_event)
    return ScopeResult({"event": current_event, "batch": batch, **rest}, roles)


def get_registration_roles(registration: Registration) -> frozenset[str]:
    """The current user's roles over one registration; empty for other firms. Asked once per request."""
    if not current_user.is_authenticated:
        return frozenset()
    known: dict[int, frozenset[str]] = g.setdefault("roles_towards", {})
    if registration.id not in known:
        known[registration.id] = frozenset(_find_roles(registration))
    return known[registration.id]


def _find_roles(registration: Registration) -> Iterable[str]:
    yield from roles_in(event_at(g.event.slug)) & {Role.ORGANIZER, Role.ADMINISTRATOR}
    if registration.delegation is not None:
        yield from get_delegation_roles(registration.delegation, g.event)
    mine = {"company_id": registration.company_id, "user_id": current_user.id}
    acts: bool | None = g.get("acts_for", {}).get(registration.id)
    if acts or (
        acts is None and registration.company_id is not None and db.session.execute(_COMPANY_USER_QUERY, mine).first()
    ):
        yield Role.COMPANY


def get_delegation_roles(delegation: Delegation, event: Event) -> frozenset[str]:
    """The current user's roles over a delegation of ``event``."""
    here = roles_in(event)
    roles = set(here & {Role.ORGANIZER, Role.ADMINISTRATOR})
    if not current_user.is_authenticated:
        return frozenset()
    asked = {"user_id": current_user.id, "organisation_id": delegation.organisation_id}
    if Role.CHAMBER in here and db.session.execute(_CHAMBER_MEMBER_QUERY, asked).first() is not None:
        roles.add(Role.CHAMBER)
    if current_user.id in (delegation.head_user_id, delegation.deputy_user_id):
        roles.add(Role.DELEGATION_HEAD)
    return frozenset(roles)


def _get_registration(event: str, registration_id: int) -> tuple[Event, Registration]:
    reader = current_user.id if current_user.is_authenticated else None
    asked = {"slug": event, "registration_id": registration_id, "user_id": reader}
    row = db.session.execute(_REGISTRATION_QUERY, asked).unique().one_or_none()
    if row is None:
        event_at(event)  # whose name the page shows that says so
        raise NotFound
    registration, acts = row
    g.event, g.acts_for = registration.event, {registration.id: acts}
    _redirect_merged(registration)
    g.registration = registration
    return registration.event, registration


def _redirect_merged(registration: Registration) -> None:
    """An old address leads to the same page of the registration that its firm goes by, for those who answer for it."""
    if registration.state != RegistrationState.CANCELLED or request.method not in ("GET", "HEAD"):
        return
    stays = find_surviving_registration(registration)
    if stays is not None and request.endpoint and get_registration_roles(stays):
        values = {**(request.view_args or {}), "registration_id": stays.id}
        abort(redirect(url_for(request.endpoint, **values)))


def may_move_company(event: Event, registration: Registration) -> bool:
    """Whether there is somewhere for the reader to move it to, now."""
    open_ = is_allowed(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    if not open_ or registration.state in INACTIVE_STATES or not current_roles() & {Role.ORGANIZER, Role.CHAMBER}:
        return False
    leaves = is_organizer() and registration.delegation_id is not None
    return leaves or bool(list_target_delegations(registration, current_user.id, organizer=is_organizer()))


def is_organizer() -> bool:
    return Role.ORGANIZER in current_roles()
