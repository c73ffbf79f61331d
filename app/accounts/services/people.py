"""Making accounts, and who holds which role."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts import queries
from app.accounts.addresses import normalised
from app.accounts.models import EventRole, Membership, Organisation, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES
from app.accounts.services.confirmation import require_confirmed
from app.accounts.services.sessions import end_sessions
from app.accounts.services.tokens import revoke
from app.accounts.tokens import WAYS_IN, of_user
from app.db import now, transaction
from app.db_errors import breaks
from app.floor import notices
from app.kernel.errors import Conflict, Invalid


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
    address = normalised(email) if email else None
    user = User(name=name.strip(), email=address, phone=phone or None, locale=locale, zone=zone)
    try:
        with transaction() as session:
            session.add(user)
            session.flush()
            notices.write("user.created", user, by=by)
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
        found = select(Organisation).where(
            Organisation.name_en == name_en,
            Organisation.owner_id.is_not_distinct_from(owner_id),
            Organisation.event_id.is_not_distinct_from(event_id),
        )
        organisation = session.scalar(found.with_for_update(key_share=True))
        if organisation is None:
            organisation = Organisation(
                name_en=name_en, name_zh=name_zh, name_fr=name_fr, owner_id=owner_id, event_id=event_id
            )
            session.add(organisation)
            session.flush()
    return organisation


def join(user: User, organisation: Organisation, role: str, *, by: int | None = None) -> None:
    """Give ``user`` a role in an organisation; nothing happens if it has it. Raises Invalid ``role_unknown``,
    EmailUnconfirmed."""
    if role not in ORGANISATION_ROLES:
        raise Invalid("role_unknown", role=role)
    held = select(Membership.id).where(
        Membership.user_id == user.id, Membership.organisation_id == organisation.id, Membership.role == role
    )
    with transaction() as session:
        if session.scalar(held) is None:
            require_confirmed(user)
            session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role))
            notices.write("user.joined", user, by=by, organisation=organisation.id, role=role)


def leave_organisation(user: User, organisation: Organisation, role: str, *, by: int | None) -> None:
    """Take a role in an organisation away. Raises LastAdministrator rather than leave nobody in charge."""
    if role not in ORGANISATION_ROLES:
        raise Invalid("role_unknown", role=role)
    with transaction() as session:
        session.get(Organisation, organisation.id, with_for_update=True)
        gone = session.execute(
            delete(Membership)
            .where(Membership.user_id == user.id, Membership.organisation_id == organisation.id)
            .where(Membership.role == role)
            .returning(Membership.id)
        ).all()
        if gone and role == "administrator" and not queries.administrators_of(organisation.id):
            raise LastAdministrator
        if gone:
            notices.write("user.left", user, by=by, organisation=organisation.id, role=role)


def give_event_role(user: User, event_id: int, role: str, *, by: int | None = None) -> None:
    """Give ``user`` a role in one event (organizer, desk, chamber); nothing happens if it has it. Raises Invalid
    ``role_unknown``, EmailUnconfirmed."""
    if role not in EVENT_ROLES:
        raise Invalid("role_unknown", role=role)
    held = select(EventRole.id).where(
        EventRole.user_id == user.id, EventRole.event_id == event_id, EventRole.role == role
    )
    with transaction() as session:
        if session.scalar(held) is None:
            require_confirmed(user)
            session.add(EventRole(user_id=user.id, event_id=event_id, role=role))
            notices.write("user.event_role_given", user, event_id=event_id, by=by, role=role)


def take_event_role(user: User, event_id: int, role: str, *, by: int | None) -> None:
    """Take a role in one event away; nothing happens if it is not held."""
    if role not in EVENT_ROLES:
        raise Invalid("role_unknown", role=role)
    with transaction() as session:
        gone = session.execute(
            delete(EventRole)
            .where(EventRole.user_id == user.id, EventRole.event_id == event_id, EventRole.role == role)
            .returning(EventRole.id)
        ).all()
        if gone:
            notices.write("user.event_role_taken", user, event_id=event_id, by=by, role=role)


def disable(user: User, *, by: int | None = None) -> None:
    """Shut an account: every session of it ends with its next request, and every unused link to it now."""
    _set_disabled(user, "user.disabled", by, disabled_at=now())


def enable(user: User, *, by: int | None = None) -> None:
    """Open a shut account again; its old sessions stay dead."""
    _set_disabled(user, "user.enabled", by, disabled_at=None)


def _set_disabled(user: User, kind: str, by: int | None, **values: object) -> None:
    with transaction():
        end_sessions(user, **values)
        revoke(of_user(user.id), *WAYS_IN)
        notices.write(kind, user, by=by)
