"""Reads about people, their roles and their tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import tokens
from app.accounts.addresses import normalised
from app.accounts.models import EventRole, Membership, Organisation, Token, User
from app.accounts.permissions import Role
from app.db import db, now
from app.floor.models import Notice
from app.kernel.errors import NotFound

RUNNING_EVENTS = (Role.ADMINISTRATOR, Role.ORGANIZER)
"""Roles in an organisation that count at each of its events."""


def user_of_email(email: str) -> User | None:
    """The user of this address, however it is spelled, disabled or not."""
    return db.session.scalar(select(User).where(User.email == normalised(email)))


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """What to call each of these users: by name, else by what stands before the @ of the address."""
    wanted = {one for one in user_ids if one is not None}
    if not wanted:
        return {}
    found = select(User.id, User.name, User.email).where(User.id.in_(wanted))
    return {row[0]: row[1] or (row[2] or "").partition("@")[0] for row in db.session.execute(found)}


def organisations_of_name(name: str) -> Sequence[Organisation]:
    """The organisations of exactly this English name, whoever owns them: for the operator alone."""
    found = select(Organisation).where(Organisation.name_en == name)
    return db.session.scalars(found.order_by(Organisation.owner_id.is_not(None), Organisation.id)).all()


def live_token(purpose: tokens.Purpose, secret: str) -> Token | None:
    """The token of this secret, unless used, revoked or expired."""
    found = select(Token).where(Token.purpose == purpose, Token.hash == tokens.hash_of(secret), *_is_live())
    return db.session.scalar(found)


def _is_live() -> tuple[ColumnElement[bool], ...]:
    return Token.used_at.is_(None), Token.revoked_at.is_(None), Token.expires_at > now()


def invitations_of(user: User) -> Sequence[Token]:
    """The invitations to the user's address that may still be accepted, newest first; none while it is unconfirmed."""
    if not user.email or user.email_unconfirmed_since is not None:
        return ()
    found = select(Token).where(Token.purpose == tokens.Purpose.INVITE, Token.email == user.email, *_is_live())
    return db.session.scalars(found.order_by(Token.id.desc())).all()


def user_of_token(token: Token) -> User | None:
    """The user whom a token is about, unless disabled."""
    kind, _, number = token.subject.partition(":")
    user = db.session.get(User, int(number)) if kind == "user" and number.isdigit() else None
    return user if user is not None and user.is_active else None


def memberships_of(user_id: int) -> Sequence[Membership]:
    """The organisations of a user with the role in each, by name."""
    found = (
        select(Membership)
        .join(Organisation)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == user_id)
        .order_by(Organisation.name_en, Membership.role)
    )
    return db.session.scalars(found).all()


@dataclass(frozen=True)
class Holder:
    """Somebody with a role. ``fixed``: held through the organisation, so not taken away at the event."""

    user: User
    role: str
    fixed: bool = False


@dataclass(frozen=True)
class Invited:
    """An invitation that waits."""

    token_id: int
    email: str
    name: str
    role: str
    expires_at: datetime


def people_of_organisation(organisation_id: int) -> list[Holder]:
    """Everybody with a role in an organisation, by name."""
    found = select(User, Membership.role).join(Membership, Membership.user_id == User.id)
    found = found.where(Membership.organisation_id == organisation_id).order_by(User.name, User.id, Membership.role)
    return [Holder(user, role) for user, role in db.session.execute(found)]


def member_of(organisation_id: int, user_id: int) -> User:
    """The user, if it has a role in the organisation. Raises NotFound."""
    found = select(User).join(Membership, Membership.user_id == User.id)
    return _one(found.where(Membership.organisation_id == organisation_id, User.id == user_id))


def staff_of(event_id: int, user_id: int) -> User:
    """The user, if it has a role of the event's own. Raises NotFound."""
    found = select(User).join(EventRole, EventRole.user_id == User.id)
    return _one(found.where(EventRole.event_id == event_id, User.id == user_id))


def _one(found: Select[User]) -> User:
    user = db.session.scalars(found.limit(1)).first()
    if user is None:
        raise NotFound
    return user


def people_of_event(event_id: int, organisation_id: int) -> list[Holder]:
    """Everybody with a role of the event's own; before them those who run it as the organisation."""
    own = select(User, EventRole.role).join(EventRole, EventRole.user_id == User.id)
    own = own.where(EventRole.event_id == event_id).order_by(User.name, User.id, EventRole.role)
    running = [one for one in people_of_organisation(organisation_id) if one.role in RUNNING_EVENTS]
    return [
        *(Holder(one.user, one.role, fixed=True) for one in running),
        *(Holder(user, role) for user, role in db.session.execute(own)),
    ]


def invited_to(subject: str) -> list[Invited]:
    """The invitations to an organisation or event (``tokens.of_event``) that may still be accepted, newest first."""
    found = select(Token).where(Token.purpose == tokens.Purpose.INVITE, Token.subject == subject, *_is_live())
    return [_invited(token) for token in db.session.scalars(found.order_by(Token.id.desc()))]


def _invited(token: Token) -> Invited:
    payload = json.loads(token.payload or "{}")
    return Invited(token.id, token.email or "", payload["name"], payload["role"], token.expires_at)


AUDITED = (
    *("user.signed_in", "user.sign_in_failed", "user.sign_in_link_sent", "user.reset_asked", "limit.reached"),
    *("user.password_set", "user.email_changed", "user.email_confirmed", "user.signed_out_everywhere"),
    *("user.created", "user.disabled", "user.enabled", "user.invited", "user.invitation_accepted"),
    *("user.joined", "user.left", "user.event_role_given", "user.event_role_taken"),
    *("delegation.led", "delegation.roles_given", "firm_link.wrong_code", "firm_link.claimed"),
    *("join.asked", "join.let_in", "join.declined", "firm.let_out"),
)
"""Kinds of notices about ways in and roles."""


def audit_log(since: datetime, user_id: int | None = None) -> Sequence[Notice]:
    """What happened about ways in and roles, oldest first; ``user_id``: only what that user did or underwent."""
    found = select(Notice).where(Notice.kind.in_(AUDITED), Notice.at >= since)
    if user_id is not None:
        about = and_(Notice.subject == "users", Notice.subject_id == user_id)
        found = found.where(or_(about, Notice.user_id == user_id))
    return db.session.scalars(found.order_by(Notice.id)).all()


def administrators_of(organisation_id: int) -> Sequence[int]:
    """The ids of the users in charge of an organisation who can sign in."""
    found = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMINISTRATOR)
        .where(User.disabled_at.is_(None))
        .order_by(User.id)
    )
    return db.session.scalars(found).all()
