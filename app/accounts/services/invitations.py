"""Inviting people by mail to a role in an organisation or at an event."""

from __future__ import annotations

import json

from sqlalchemy import update

from app.accounts import mails, queries
from app.accounts.addresses import normalised
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES
from app.accounts.services.people import create_user, give_event_role, join
from app.accounts.services.tokens import LinkDead, issue, use_up
from app.accounts.tokens import Purpose, of_event, of_organisation
from app.db import now, transaction
from app.floor import notices
from app.floor.web.routes import full_url
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.local_paths import local_path


class InvitationGone(Conflict):
    """It was accepted or taken back meanwhile."""

    code = "invitation_gone"


def invite(
    email: str,
    name: str,
    role: str,
    *,
    to: str,
    organisation_id: int | None = None,
    event_id: int | None = None,
    next: str = "",  # noqa: A002 the address says next
    language: str,
    by: User,
) -> None:
    """Mail an invitation to ``role`` in the organisation or, with ``event_id``, at the event; ``to`` is its name.

    The link works once, for seven days, for this address alone; it changes no password. Raises Invalid
    ``role_unknown`` for a role that is not held there.
    """
    if role not in (ORGANISATION_ROLES if event_id is None else EVENT_ROLES):
        raise Invalid("role_unknown", role=role)
    subject = of_event(event_id) if event_id is not None else of_organisation(organisation_id or 0)
    told = {"email": normalised(email), "name": name, "role": role, "next": local_path(next), "language": language}
    with transaction():
        secret = issue(Purpose.INVITE, subject, payload=json.dumps(told))
        notice = notices.write("user.invited", by, event_id=event_id, by=by.id, role=role, organisation=organisation_id)
        mails.invitation(notice, told["email"], full_url("accounts.invitation", token=secret), to, language, by)


def accept_invitation(secret: str) -> tuple[User, str]:
    """Use an invitation up: the user (made if the address had none) with the role, and the page to show.

    Raises LinkDead, also when the account of that address was shut.
    """
    with transaction() as session:
        token = use_up(Purpose.INVITE, secret)
        told = json.loads(token.payload or "{}")
        user = queries.user_of_email(told["email"])
        if user is None:
            user = create_user(told["name"], told["email"], locale=told["language"])
        if not user.is_active:
            raise LinkDead
        kind, number = subject_of(token)
        if kind == "event":
            give_event_role(user, number, told["role"])
        else:
            join(user, session.get_one(Organisation, number), told["role"])
        notices.write("user.invitation_accepted", user, by=user.id, role=told["role"])
    return user, local_path(told["next"])


def withdraw_invitation(token_id: int, subject: str, *, by: User) -> None:
    """Take an invitation back. Raises InvitationGone, and NotFound for one to another place."""
    with transaction() as session:
        token = session.get(Token, token_id)
        if token is None or token.purpose != Purpose.INVITE or token.subject != subject:
            raise NotFound
        gone = update(Token).where(Token.id == token_id, Token.used_at.is_(None), Token.revoked_at.is_(None))
        if session.scalar(gone.values(revoked_at=now()).returning(Token.id)) is None:
            raise InvitationGone
        notices.write("user.invitation_withdrawn", by, by=by.id)


def subject_of(token: Token) -> tuple[str, int]:
    """What an invitation is to: organisation or event, and its id."""
    kind, _, number = token.subject.partition(":")
    return kind, int(number)
