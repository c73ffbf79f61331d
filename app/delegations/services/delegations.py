"""Register and change a delegation, invite its chamber and leaders, assign the roles of its people, move companies
in and out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import services as accounts
from app.accounts.credentials import normalize_email, organisation_subject
from app.accounts.models import Membership, Organisation, User
from app.accounts.permissions import Role
from app.accounts.queries import get_user_by_email, list_open_invitations
from app.core import audit
from app.core.db import breaks, db, transaction
from app.core.errors import Conflict, Invalid, NotFound, Stale
from app.core.web.locale import language, plain
from app.delegations.queries.delegations import is_organisation_run_by
from app.delegations.queries.visits import (
    Absences,
    compare_absences,
    get_absences,
    get_absences_alone,
    get_absences_as_member,
)
from app.events.hours_change import MeetingImpact
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.services.changing import apply_hours_change
from app.registrations.delegate_roles import LEADER_ROLES, DelegateRole
from app.registrations.models import Delegation, Registration, Representative
from app.registrations.queries.delegation_members import get_roles_before_move, get_roles_of_members, list_members
from app.registrations.services import capacity, delegation_members
from app.registrations.services.delegation_members import clear_role, remove_leaders, restore_leaders, write_roles
from app.registrations.services.registering import get_next_rank
from app.registrations.signals import profile_saved
from app.registrations.states import INACTIVE_STATES

LEADER_EMAIL_FIELDS = ("head_email", "deputy_email")
"""Details that become accounts."""

InvitationLinks = Mapping[str, str]
"""The link of each invitation that was mailed, by its address."""


class DelegationNameTaken(Conflict):
    """Another delegation of the event has this English name."""

    code = "delegation_name_taken"


class ChamberHasUsers(Conflict):
    """Only a chamber without users gets its first one by invitation; afterwards it invites its own. Details: name."""

    code = "chamber_has_users"


class ChamberIsInvited(Conflict):
    """Another address has an invitation to the chamber that may still be accepted. Details: name."""

    code = "chamber_is_invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationDetails:
    """What a delegation is. Who has ``head_email`` or ``deputy_email`` signs in and sees all of it; a name of either
    is somebody's who is none of its people, "" where one of them leads it (``party``)."""

    organisation_id: int
    group_id: int
    name_en: str
    name_zh: str | None = None
    name_fr: str | None = None
    origin: str | None = None
    organising_body: str | None = None
    head_name: str | None = None
    head_email: str | None = None
    deputy_name: str | None = None
    deputy_email: str | None = None
    arrives_at: datetime | None = None
    departs_at: datetime | None = None
    quota: int | None = None
    people_quota: int | None = None


def require_new_delegation(event: Event, name_en: str) -> None:
    """Before anybody is invited for it. Raises as ``register`` does where it could not be made."""
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    same = select(Delegation.id).where(Delegation.event_id == event.id, Delegation.name_en == name_en)
    if db.session.scalar(same) is not None:
        raise DelegationNameTaken


def register_delegation(event: Event, details: DelegationDetails, *, by: int) -> tuple[Delegation, InvitationLinks]:
    """A new delegation of the event, and who was invited to lead it.

    Raises DelegationNameTaken, PhaseForbids once the event is closed.
    """
    require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
    made = Delegation(event_id=event.id)
    with _unique_name(), transaction():
        changed = _write_details(made, details)
        invited = _update_leaders(made, details, event, by)
        audit.log_action("delegation.registered", made, event_id=event.id, by=by, fields=changed)
    return made, invited


def change_delegation(
    delegation: Delegation, details: DelegationDetails, *, seen: str, by: int, confirmed: str = "", keep: bool = False
) -> tuple[tuple[MeetingImpact, ...], InvitationLinks]:
    """Change a delegation; its companies move with it to another group. What it cost meetings comes back, and who was
    invited to lead it.

    ``seen``: the ``delegation_fingerprint`` of what was looked at, ``confirmed`` the token of the consequences
    accepted; ``keep``: meetings stay at times at which it is newly elsewhere, or busy with its new group's programme.

    Raises Stale ``delegation_stale`` where somebody saved it since, HoursInUse where meetings lie at such times and
    this is not confirmed, QuotaBelowFirms, PeopleQuotaBelow, PlacesFull on another side, DelegationNameTaken;
    PhaseForbids once the event is closed.
    """
    with _unique_name(), transaction() as session:
        event = session.get_one(Event, delegation.event_id, populate_existing=True, with_for_update={"key_share": True})
        require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
        delegation = delegation_members.lock_delegation(delegation.id)
        if delegation_fingerprint(delegation) != seen:
            raise Stale("delegation_stale")
        away = get_absences(delegation)
        changed = _write_details(delegation, details)
        invited = _update_leaders(delegation, details, event, by)
        if {"quota", "people_quota"}.intersection(changed):
            delegation_members.require_within_quotas(delegation)
        audit.log_action("delegation.changed", delegation, event_id=event.id, by=by, fields=changed)
        return apply_hours_change(
            event, compare_absences(get_absences(delegation), away), confirmed, keep=keep, by=by
        ), invited


def delegation_fingerprint(delegation: Delegation) -> str:
    """A word that stands for exactly what is stored of a delegation: another saving, another word."""
    names = sorted(name for name in DelegationDetails.__slots__ if name not in LEADER_EMAIL_FIELDS)
    leaders = (delegation.head_user_id, delegation.deputy_user_id, *sorted(get_roles_of_members(delegation)))
    stored = [*(getattr(delegation, name) for name in names), *leaders]
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]


def invite_chamber(
    name: str,
    *,
    event: Event,
    delegation: str,
    user_name: str,
    email: str,
    language: str,
    next_page: str,
    by: User,
) -> tuple[Organisation, str | None]:
    """The chamber of this name that the event's organisation owns, made if it is new; its first user is invited by
    mail. Raises ChamberHasUsers, ChamberIsInvited.

    Only who runs that organisation reaches its chambers by name. For who organizes this event alone it is a chamber of
    this event, apart from the others, so that nobody captures a chamber or learns of one that looks after companies at
    another event.

    Also the link to hand over, as ``accounts.invite`` returns it, None where nobody is invited.
    """
    url = None
    with transaction():
        only_here = None if is_organisation_run_by(by.id, event) else event.id
        chamber = accounts.create_organisation(name, owner_id=event.organisation_id, event_id=only_here)
        if email:
            _require_first_user(chamber, email)
            url = accounts.invite(
                email,
                user_name,
                Role.CHAMBER,
                to=chamber.name_en,
                organisation_id=chamber.id,
                event=event,
                delegation=delegation,
                next=next_page,
                language=language,
                by=by,
            )
    return chamber, url


def _require_first_user(chamber: Organisation, email: str) -> None:
    if db.session.scalar(select(Membership.id).where(Membership.organisation_id == chamber.id).limit(1)):
        raise ChamberHasUsers(name=chamber.name_en)
    if any(
        invited.email != normalize_email(email) for invited in list_open_invitations(organisation_subject(chamber.id))
    ):
        raise ChamberIsInvited(name=chamber.name_en)


@contextmanager
def _unique_name() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if breaks(error, "uq_delegations_event_id_name_en"):
            raise DelegationNameTaken from error
        raise


def _write_details(delegation: Delegation, details: DelegationDetails) -> list[str]:
    """Write all that was said; the names of the fields that changed."""
    changed = _update_fields(delegation, details)
    db.session.add(delegation)
    db.session.flush()
    chosen = select(Registration).where(
        Registration.delegation_id == delegation.id,
        Registration.kind == "firm",
        Registration.group_id != delegation.group_id,
    )
    if companies := db.session.scalars(chosen.order_by(Registration.id)).all():
        capacity.change_group(delegation.event, companies, delegation.group_id)
    return changed


def _update_fields(delegation: Delegation, details: DelegationDetails) -> list[str]:
    """Set what differs; the names of those fields."""
    names = [name for name in DelegationDetails.__slots__ if name not in LEADER_EMAIL_FIELDS]
    changed = [name for name in names if getattr(delegation, name) != getattr(details, name)]
    for name in changed:
        setattr(delegation, name, getattr(details, name))
    return changed


def _update_leaders(delegation: Delegation, details: DelegationDetails, event: Event, by: int) -> InvitationLinks:
    """Name the accounts of head and deputy, made and invited by mail where the address had none; who was invited."""
    invited = {}
    by_members = get_roles_of_members(delegation)
    for part in LEADER_ROLES:
        name, email = getattr(details, f"{part}_name"), getattr(details, f"{part}_email")
        if name and part in by_members:
            clear_role(delegation, part)
        elif part in by_members and not email:
            continue
        user, url = _get_or_invite_leader(delegation, name or "", email, event, by) if email else (None, None)
        leader = user.id if user is not None else None
        if getattr(delegation, f"{part}_user_id") != leader:
            setattr(delegation, f"{part}_user_id", leader)
            audit.log_action("delegation.led", delegation, event_id=event.id, by=by, role=part, user=leader)
        if email and url is not None:
            invited[email] = url
    db.session.flush()
    return invited


def _get_or_invite_leader(
    delegation: Delegation, name: str, email: str, event: Event, by: int
) -> tuple[User, str | None]:
    """Whose address it is, and the link to hand over to who had no account yet, as ``accounts.invite`` returns it;
    None for who is not invited."""
    known = get_user_by_email(email)
    if known is not None:
        if known.id not in (delegation.head_user_id, delegation.deputy_user_id):
            accounts.require_confirmed(known)
        return known, None
    made = accounts.create_user(name, email, by=by)
    inviter = db.session.get_one(User, by)
    details = {"delegation": plain(delegation.name), "language": language()}
    return made, accounts.invite_head(made, event=event, by=inviter, **details)


def assign_roles(delegation: Delegation, roles: Mapping[int, DelegateRole | None], *, by: int) -> list[int]:
    """Give these people (ids of representatives) their parts, None for a plain member; who has another now.

    Who becomes head or deputy takes over what that part sees, with the account that they have, if any. Raises
    NotFound for somebody who is not of the delegation, Invalid ``party_two`` for two of what there is one of,
    PhaseForbids.
    """
    with transaction() as session:
        locked_delegation = delegation_members.lock_delegation(delegation.id)
        event = session.get_one(Event, locked_delegation.event_id)
        require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
        before = {member.id: member.role for member in list_members(locked_delegation.id)}
        if set(roles) - set(before):
            raise NotFound
        after = {**before, **roles}
        given_roles = list(after.values())
        if any(given_roles.count(part) > 1 for part in LEADER_ROLES):
            raise Invalid("party_two")
        changed = [person_id for person_id, role in after.items() if role != before[person_id]]
        if changed:
            write_roles(locked_delegation, {person_id: after[person_id] for person_id in changed})
            _change_leaders(locked_delegation, before, after)
            audit.log_action("delegation.roles_given", locked_delegation, event_id=event.id, by=by, people=changed)
    return changed


def _change_leaders(
    delegation: Delegation, before: Mapping[int, DelegateRole | None], after: Mapping[int, DelegateRole | None]
) -> None:
    """What the head and the deputy see goes to who is that now; a name that was written by hand goes."""
    for part in LEADER_ROLES:
        was, now_is = _get_role_holder(before, part), _get_role_holder(after, part)
        if was == now_is:
            continue
        user = select(Representative.user_id).where(Representative.id == now_is)
        setattr(delegation, f"{part}_user_id", db.session.scalar(user) if now_is is not None else None)
        if now_is is not None:
            setattr(delegation, f"{part}_name", None)
    db.session.flush()


def _get_role_holder(roles: Mapping[int, DelegateRole | None], part: DelegateRole) -> int | None:
    return next((person_id for person_id, role in roles.items() if role == part), None)


def move_company(
    event: Event,
    registration_id: int,
    to: int | None,
    *,
    seen: int | None,
    by: int,
    confirmed: str = "",
    keep: bool = False,
) -> tuple[MeetingImpact, ...]:
    """Into the delegation ``to`` of the same event, to its end and to its side; None: it comes alone, and stays on its
    side. What it cost meetings: they stay, but where the new delegation is elsewhere.

    ``seen``: the delegation that it was in when this was looked at; ``confirmed`` and ``keep`` as for
    ``visits.add``. Who led the old delegation does so no longer, until the move is taken back before somebody else
    leads it; what else the old one knew of it is there again once it moves back. Raises Stale where it is in another
    one by now, HoursInUse, QuotaFull, PeopleQuotaFull, PlacesFull on another side, NotFound, PhaseForbids.
    """
    with transaction() as session:
        event = session.get_one(Event, event.id, populate_existing=True, with_for_update={"key_share": True})
        require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
        delegations = {
            delegation_id: delegation_members.lock_delegation(delegation_id)
            for delegation_id in sorted({delegation_id for delegation_id in (seen, to) if delegation_id is not None})
        }
        company = _lock_both(event, registration_id)
        if company.delegation_id != seen or to == seen:
            raise Stale
        old, new = delegations.get(seen or 0), delegations.get(to or 0)
        before, again = _get_absence(company, old), get_roles_before_move(company, new)
        _join_delegation(event, company, new)
        led = (
            remove_leaders(old, [representative.id for representative in company.representatives])
            if old is not None
            else {}
        )
        if new is not None:
            restore_leaders(new, again)
        audit.log_action("registration.moved", company, event_id=event.id, by=by, before=seen, after=to, **led)
        profile_saved.send(company)
        return apply_hours_change(
            event, compare_absences(_get_absence(company, new), before), confirmed, keep=keep, by=by
        )


def _lock_both(event: Event, registration_id: int) -> Registration:
    chosen = (
        select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.event_id == event.id,
            Registration.kind == "firm",
            Registration.state.not_in(INACTIVE_STATES),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    registration = db.session.scalar(chosen)
    if registration is None:
        raise NotFound
    return registration


def _join_delegation(event: Event, company: Registration, new: Delegation | None) -> None:
    if new is not None:
        if new.event_id != event.id:
            raise NotFound
        delegation_members.require_company_quota(new)
        delegation_members.require_people_quota(new, len(company.representatives))
        company.rank = get_next_rank(new.id)
        if company.group_id != new.group_id:
            capacity.change_group(event, [company], new.group_id)
    company.delegation_id = new.id if new is not None else None
    company.version += 1
    db.session.flush()
    db.session.expire(company, ["delegation", "group"])


def _get_absence(company: Registration, delegation: Delegation | None) -> Absences:
    if delegation is None:
        return get_absences_alone(company)
    return get_absences_as_member(delegation, company.id)
