"""Reads about people, their roles and their tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import credentials
from app.accounts.credentials import normalize_email
from app.accounts.models import EventRole, Membership, Organisation, Token, User
from app.accounts.permissions import Role
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.models import Notice

EVENT_RUNNING_ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER)
"""Roles in an organisation that count at each of its events."""


def get_user_by_email(email: str) -> User | None:
    """The user of this address, however it is spelled, disabled or not."""
    return db.session.scalar(select(User).where(User.email == normalize_email(email)))


def user_names(user_ids: Iterable[int | None]) -> dict[int, str]:
    """What to call each of these users: by name, else by what stands before the @ of the address."""
    ids = {user_id for user_id in user_ids if user_id is not None}
    if not ids:
        return {}
    query = select(User.id, User.name, User.email).where(User.id.in_(ids))
    return {row[0]: row[1] or (row[2] or "").partition("@")[0] for row in db.session.execute(query)}


def list_organisations_named(name: str) -> Sequence[Organisation]:
    """The organisations of exactly this English name, whoever owns them: for the operator alone."""
    query = select(Organisation).where(Organisation.name_en == name)
    return db.session.scalars(query.order_by(Organisation.owner_id.is_not(None), Organisation.id)).all()


def get_live_token(purpose: credentials.TokenPurpose, secret: str) -> Token | None:
    """The token of this secret, unless used, revoked or expired."""
    query = select(Token).where(
        Token.purpose == purpose, Token.hash == credentials.hash_secret(secret), *_live_conditions()
    )
    return db.session.scalar(query)


def _live_conditions() -> tuple[ColumnElement[bool], ...]:
    return Token.used_at.is_(None), Token.revoked_at.is_(None), Token.expires_at > now()


def list_invitations(user: User) -> Sequence[Token]:
    """The invitations to the user's address that may still be accepted, newest first; none while it is unconfirmed."""
    if not user.email or user.email_unconfirmed_since is not None:
        return ()
    query = select(Token).where(
        Token.purpose == credentials.TokenPurpose.INVITE, Token.email == user.email, *_live_conditions()
    )
    return db.session.scalars(query.order_by(Token.id.desc())).all()


def get_user_of_token(token: Token) -> User | None:
    """The user whom a token is about, unless disabled."""
    kind, _, number = token.subject.partition(":")
    user = db.session.get(User, int(number)) if kind == "user" and number.isdigit() else None
    return user if user is not None and user.is_active else None


def list_memberships(user_id: int) -> Sequence[Membership]:
    """The organisations of a user with the role in each, by name."""
    query = (
        select(Membership)
        .join(Organisation)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == user_id)
        .order_by(Organisation.name_en, Membership.role)
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class RoleHolder:
    """Somebody with a role. ``fixed``: held through the organisation, so not taken away at the event."""

    user: User
    role: str
    fixed: bool = False


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that waits."""

    token_id: int
    email: str
    name: str
    role: str
    expires_at: datetime


def list_organisation_people(organisation_id: int) -> list[RoleHolder]:
    """Everybody with a role in an organisation, by name."""
    query = select(User, Membership.role).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.organisation_id == organisation_id).order_by(User.name, User.id, Membership.role)
    return [RoleHolder(user, role) for user, role in db.session.execute(query)]


def get_member(organisation_id: int, user_id: int) -> User:
    """The user, if it has a role in the organisation. Raises NotFound."""
    query = select(User).join(Membership, Membership.user_id == User.id)
    return _require_user(query.where(Membership.organisation_id == organisation_id, User.id == user_id))


def get_event_staff(event_id: int, user_id: int) -> User:
    """The user, if it has a role of the event's own. Raises NotFound."""
    query = select(User).join(EventRole, EventRole.user_id == User.id)
    return _require_user(query.where(EventRole.event_id == event_id, User.id == user_id))


def _require_user(query: Select[User]) -> User:
    user = db.session.scalars(query.limit(1)).first()
    if user is None:
        raise NotFound
    return user


def list_event_people(event_id: int, organisation_id: int) -> list[RoleHolder]:
    """Everybody with a role of the event's own; before them those who run it as the organisation."""
    own = select(User, EventRole.role).join(EventRole, EventRole.user_id == User.id)
    own = own.where(EventRole.event_id == event_id).order_by(User.name, User.id, EventRole.role)
    running = [holder for holder in list_organisation_people(organisation_id) if holder.role in EVENT_RUNNING_ROLES]
    return [
        *(RoleHolder(holder.user, holder.role, fixed=True) for holder in running),
        *(RoleHolder(user, role) for user, role in db.session.execute(own)),
    ]


def list_open_invitations(subject: str) -> list[OpenInvitation]:
    """The invitations to an organisation or event (``tokens.of_event``) that may still be accepted, newest first."""
    query = select(Token).where(
        Token.purpose == credentials.TokenPurpose.INVITE, Token.subject == subject, *_live_conditions()
    )
    return [_open_invitation(token) for token in db.session.scalars(query.order_by(Token.id.desc()))]


def _open_invitation(token: Token) -> OpenInvitation:
    payload = json.loads(token.payload or "{}")
    return OpenInvitation(token.id, token.email or "", payload["name"], payload["role"], token.expires_at)


AUDITED_KINDS = (
    "user.signed_in",
    "user.sign_in_failed",
    "user.sign_in_link_sent",
    "user.reset_asked",
    "limit.reached",
    "user.password_set",
    "user.email_changed",
    "user.email_confirmed",
    "user.signed_out_everywhere",
    "user.created",
    "user.disabled",
    "user.enabled",
    "user.invited",
    "user.invitation_accepted",
    "user.joined",
    "user.left",
    "user.event_role_given",
    "user.event_role_taken",
    "delegation.led",
    "delegation.roles_given",
    "firm_link.wrong_code",
    "firm_link.claimed",
    "join.asked",
    "join.let_in",
    "join.declined",
    "firm.let_out",
)
"""Kinds of notices about ways in and roles."""


def list_audit_log(since: datetime, user_id: int | None = None) -> Sequence[Notice]:
    """What happened about ways in and roles, oldest first; ``user_id``: only what that user did or underwent."""
    query = select(Notice).where(Notice.kind.in_(AUDITED_KINDS), Notice.at >= since)
    if user_id is not None:
        about = and_(Notice.subject == "users", Notice.subject_id == user_id)
        query = query.where(or_(about, Notice.user_id == user_id))
    return db.session.scalars(query.order_by(Notice.id)).all()


def list_administrator_ids(organisation_id: int) -> Sequence[int]:
    """The ids of the users in charge of an organisation who can sign in."""
    query = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.ADMINISTRATOR)
        .where(User.disabled_at.is_(None))
        .order_by(User.id)
    )
    return db.session.scalars(query).all()
