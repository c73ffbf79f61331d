"""Accounts and roles: create, disable, give and take roles, erase."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, false, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import queries
from app.accounts.credentials import ACCESS_PURPOSES, normalize_email, user_subject
from app.accounts.models import EventRole, Membership, Organisation, Token, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES, Role
from app.accounts.services.access import end_sessions, require_confirmed, revoke_tokens
from app.core import audit, parsing
from app.core.db import breaks, db, now, transaction
from app.core.erasure import empty_values
from app.core.errors import Conflict, Invalid
from app.core.personal_data import PersonalTraces


class EmailTaken(Conflict):
    """Another account has this address already."""

    code = "email_taken"


class LastAdministrator(Conflict):
    """An organisation keeps at least one administrator."""

    code = "last_administrator"


def create_user(
    name: str,
    email: str | None = None,
    *,
    phone: str | None = None,
    locale: str | None = None,
    zone: str | None = None,
    by: int | None = None,
) -> User:
    """A new account without a password; without ``email`` it is known by its device alone. Raises EmailTaken."""
    address = normalize_email(email) if email else None
    user = User(name=name.strip(), email=address, phone=phone or None, locale=locale, zone=zone)
    try:
        with transaction() as session:
            session.add(user)
            session.flush()
            audit.log_action("user.created", user, by=by)
    except IntegrityError as error:
        if breaks(error, "uq_users_email"):
            raise EmailTaken from error
        raise
    return user


def create_organisation(
    name_en: str,
    name_zh: str | None = None,
    name_fr: str | None = None,
    *,
    owner_id: int | None = None,
    event_id: int | None = None,
) -> Organisation:
    """A chamber or an authority; the one of this English name if the same owner has it already. With ``event_id`` it
    is a chamber of this event alone, apart from the owner's others.

    The row is locked, so that two who make it or invite to it at once come one after the other.
    """
    with transaction() as session:
        if owner_id is not None:
            session.get(Organisation, owner_id, with_for_update={"key_share": True})
        query = select(Organisation).where(
            Organisation.name_en == name_en,
            Organisation.owner_id.is_not_distinct_from(owner_id),
            Organisation.event_id.is_not_distinct_from(event_id),
        )
        organisation = session.scalar(query.with_for_update(key_share=True))
        if organisation is None:
            organisation = Organisation(
                name_en=name_en, name_zh=name_zh, name_fr=name_fr, owner_id=owner_id, event_id=event_id
            )
            session.add(organisation)
            session.flush()
    return organisation


def join_organisation(user: User, organisation: Organisation, role: str, *, by: int | None = None) -> None:
    """Give ``user`` a role in an organisation; nothing happens if it has it. Raises Invalid ``role_unknown``,
    EmailUnconfirmed."""
    if role not in ORGANISATION_ROLES:
        raise Invalid("role_unknown", role=role)
    existing = select(Membership.id).where(
        Membership.user_id == user.id, Membership.organisation_id == organisation.id, Membership.role == role
    )
    with transaction() as session:
        if session.scalar(existing) is None:
            require_confirmed(user)
            session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role))
            audit.log_action("user.joined", user, by=by, organisation=organisation.id, role=role)


def leave_organisation(user: User, organisation: Organisation, role: str, *, by: int | None) -> None:
    """Take a role in an organisation away. Raises LastAdministrator rather than leave nobody in charge."""
    if role not in ORGANISATION_ROLES:
        raise Invalid("role_unknown", role=role)
    with transaction() as session:
        session.get(Organisation, organisation.id, with_for_update=True)
        removed_ids = session.execute(
            delete(Membership)
            .where(Membership.user_id == user.id, Membership.organisation_id == organisation.id)
            .where(Membership.role == role)
            .returning(Membership.id)
        ).all()
        if removed_ids and role == "administrator" and not queries.list_administrator_ids(organisation.id):
            raise LastAdministrator
        if removed_ids:
            audit.log_action("user.left", user, by=by, organisation=organisation.id, role=role)


def give_event_role(user: User, event_id: int, role: str, *, by: int | None = None) -> None:
    """Give ``user`` a role in one event (organizer, desk, chamber); nothing happens if it has it. Raises Invalid
    ``role_unknown``, EmailUnconfirmed."""
    if role not in EVENT_ROLES:
        raise Invalid("role_unknown", role=role)
    existing = select(EventRole.id).where(
        EventRole.user_id == user.id, EventRole.event_id == event_id, EventRole.role == role
    )
    with transaction() as session:
        if session.scalar(existing) is None:
            require_confirmed(user)
            session.add(EventRole(user_id=user.id, event_id=event_id, role=role))
            audit.log_action("user.event_role_given", user, event_id=event_id, by=by, role=role)


def take_event_role(user: User, event_id: int, role: str, *, by: int | None) -> None:
    """Take a role in one event away; nothing happens if it is not held."""
    if role not in EVENT_ROLES:
        raise Invalid("role_unknown", role=role)
    with transaction() as session:
        removed_ids = session.execute(
            delete(EventRole)
            .where(EventRole.user_id == user.id, EventRole.event_id == event_id, EventRole.role == role)
            .returning(EventRole.id)
        ).all()
        if removed_ids:
            audit.log_action("user.event_role_taken", user, event_id=event_id, by=by, role=role)


def disable_user(user: User, *, by: int | None = None) -> None:
    """Shut an account: every session of it ends with its next request, and every unused link to it now."""
    _set_disabled(user, "user.disabled", by, disabled_at=now())


def enable_user(user: User, *, by: int | None = None) -> None:
    """Open a shut account again; its old sessions stay dead."""
    _set_disabled(user, "user.enabled", by, disabled_at=None)


def _set_disabled(user: User, kind: str, by: int | None, **values: object) -> None:
    with transaction():
        end_sessions(user, **values)
        revoke_tokens(user_subject(user.id), *ACCESS_PURPOSES)
        audit.log_action(kind, user, by=by)


def erase_users(user_ids: Collection[int], traces: PersonalTraces, *, by: int | None, why: str) -> None:
    """Inside the caller's transaction. Raises LastAdministrator (an organisation keeps one)."""
    led = select(Membership.organisation_id).where(
        Membership.user_id.in_(user_ids), Membership.role == Role.ADMINISTRATOR
    )
    led_by_them = [
        organisation_id
        for organisation_id in sorted(set(db.session.scalars(led)))
        if queries.list_administrator_ids(organisation_id)
    ]
    for model in (Membership, EventRole):
        db.session.execute(delete(model).where(model.user_id.in_(user_ids)))
    if any(not queries.list_administrator_ids(organisation_id) for organisation_id in led_by_them):
        raise LastAdministrator
    for user in db.session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.id)).all():
        audit.log_action("user.erased", user, by=by, why=why)
    shut = {"disabled_at": func.coalesce(User.disabled_at, now()), "erased_at": now()}
    emptied = empty_values(User) | shut | {"session_version": User.session_version + 1}
    db.session.execute(update(User).where(User.id.in_(user_ids)).values(emptied))
    _delete_tokens(user_ids, traces)
    db.session.expire_all()


def _delete_tokens(user_ids: Collection[int], traces: PersonalTraces) -> None:
    """What was given out to them or to their address goes; an invitation that they wrote loses their name."""
    db.session.execute(delete(Token).where(Token.subject.in_([user_subject(user_id) for user_id in user_ids])))
    hints = [func.lower(Token.payload).contains(hint, autoescape=True) for hint in traces.hints]
    db.session.execute(delete(Token).where(Token.email.in_(traces.addresses)))
    for token in db.session.scalars(select(Token).where(or_(false(), *hints))).all():
        if token.payload in traces.addresses:
            db.session.delete(token)
        elif payload := _parse_payload(token.payload or ""):
            token.payload = json.dumps(traces.remove_from_all(payload))
    db.session.flush()


def _parse_payload(payload: str) -> dict[str, Any]:
    try:
        values = parsing.parse_json(payload)
    except Invalid:
        return {}
    return values if isinstance(values, dict) else {}
