"""Registering a delegation as a unit, changing it, and letting its chamber in."""

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
from app.core.errors import Conflict, Stale
from app.core.web.locale import language, plain
from app.events.hours_change import MeetingImpact
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.events.services.changing import apply_hours_change
from app.registrations.models import Delegation, Registration
from app.registrations.party import ONLY_ONE
from app.registrations.queries.delegations import runs_organisation_of
from app.registrations.queries.elsewhere import absence_since, away_of
from app.registrations.queries.party import member_led_parts
from app.registrations.services import places, quotas
from app.registrations.services.party import step_down

EMAILS = ("head_email", "deputy_email")
"""Details that become accounts."""

Invited = Mapping[str, str]
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
class Details:
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


def require_new(event: Event, name_en: str) -> None:
    """Before anybody is invited for it. Raises as ``register`` does where it could not be made."""
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    same = select(Delegation.id).where(Delegation.event_id == event.id, Delegation.name_en == name_en)
    if db.session.scalar(same) is not None:
        raise DelegationNameTaken


def register(event: Event, details: Details, *, by: int) -> tuple[Delegation, Invited]:
    """A new delegation of the event, and who was invited to lead it.

    Raises DelegationNameTaken, PhaseForbids once the event is closed.
    """
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    made = Delegation(event_id=event.id)
    with _distinct_name(), transaction():
        changed = _write(made, details)
        invited = _take_leaders(made, details, event, by)
        audit.log_action("delegation.registered", made, event_id=event.id, by=by, fields=changed)
    return made, invited


def change(
    delegation: Delegation, details: Details, *, seen: str, by: int, confirmed: str = "", keep: bool = False
) -> tuple[tuple[MeetingImpact, ...], Invited]:
    """Change a delegation; its firms move with it to another group. What it cost meetings comes back, and who was
    invited to lead it.

    ``seen``: the ``print_of`` what was looked at, ``confirmed`` the token of the consequences accepted;
    ``keep``: meetings stay at times at which it is newly elsewhere, or busy with its new group's programme.

    Raises Stale ``delegation_stale`` where somebody saved it since, HoursInUse where meetings lie at such times and
    this is not confirmed, QuotaBelowFirms, PeopleQuotaBelow, PlacesFull on another side, DelegationNameTaken;
    PhaseForbids once the event is closed.
    """
    with _distinct_name(), transaction() as session:
        event = session.get_one(Event, delegation.event_id, populate_existing=True, with_for_update={"key_share": True})
        require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
        delegation = quotas.locked(delegation.id)
        if print_of(delegation) != seen:
            raise Stale("delegation_stale")
        away = away_of(delegation)
        changed = _write(delegation, details)
        invited = _take_leaders(delegation, details, event, by)
        if {"quota", "people_quota"}.intersection(changed):
            quotas.require_fits(delegation)
        audit.log_action("delegation.changed", delegation, event_id=event.id, by=by, fields=changed)
        return apply_hours_change(event, absence_since(away_of(delegation), away), confirmed, keep=keep, by=by), invited


def print_of(delegation: Delegation) -> str:
    """A word that stands for exactly what is stored of a delegation: another saving, another word."""
    names = sorted(name for name in Details.__slots__ if name not in EMAILS)
    leaders = (delegation.head_user_id, delegation.deputy_user_id, *sorted(member_led_parts(delegation)))
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
    this event, apart from the others, so that nobody captures a chamber or learns of one that looks after firms at
    another event.

    Also the link to hand over, as ``accounts.invite`` returns it, None where nobody is invited.
    """
    url = None
    with transaction():
        only_here = None if runs_organisation_of(by.id, event) else event.id
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
def _distinct_name() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if breaks(error, "uq_delegations_event_id_name_en"):
            raise DelegationNameTaken from error
        raise


def _write(delegation: Delegation, details: Details) -> list[str]:
    """Write all that was said; the names of the fields that changed."""
    changed = _take(delegation, details)
    db.session.add(delegation)
    db.session.flush()
    _move_firms(delegation)
    return changed


def _take(delegation: Delegation, details: Details) -> list[str]:
    """Set what differs; the names of those fields."""
    names = [name for name in Details.__slots__ if name not in EMAILS]
    changed = [name for name in names if getattr(delegation, name) != getattr(details, name)]
    for name in changed:
        setattr(delegation, name, getattr(details, name))
    return changed


def _take_leaders(delegation: Delegation, details: Details, event: Event, by: int) -> Invited:
    """Name the accounts of head and deputy, made and invited by mail where the address had none; who was invited."""
    invited = {}
    by_members = member_led_parts(delegation)
    for part in ONLY_ONE:
        name, email = getattr(details, f"{part}_name"), getattr(details, f"{part}_email")
        if name and part in by_members:
            step_down(delegation, part)
        elif part in by_members and not email:
            continue
        user, url = _account(delegation, name or "", email, event, by) if email else (None, None)
        leader = user.id if user is not None else None
        if getattr(delegation, f"{part}_user_id") != leader:
            setattr(delegation, f"{part}_user_id", leader)
            audit.log_action("delegation.led", delegation, event_id=event.id, by=by, role=part, user=leader)
        if email and url is not None:
            invited[email] = url
    db.session.flush()
    return invited


def _account(delegation: Delegation, name: str, email: str, event: Event, by: int) -> tuple[User, str | None]:
    """Whose address it is, and the link to hand over to who had no account yet, as ``accounts.invite`` returns it;
    None for who is not invited."""
    known = get_user_by_email(email)
    if known is not None:
        if known.id not in (delegation.head_user_id, delegation.deputy_user_id):
            accounts.require_confirmed(known)
        return known, None
    made = accounts.create_user(name, email, by=by)
    inviter = db.session.get_one(User, by)
    said = {"delegation": plain(delegation.name), "language": language()}
    return made, accounts.invite_head(made, event=event, by=inviter, **said)


def _move_firms(delegation: Delegation) -> None:
    chosen = select(Registration).where(
        Registration.delegation_id == delegation.id,
        Registration.kind == "firm",
        Registration.group_id != delegation.group_id,
    )
    if firms := db.session.scalars(chosen.order_by(Registration.id)).all():
        places.change_side(delegation.event, firms, delegation.group_id)
