"""Inviting people by mail to a role in an organisation or at an event."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import update

from app.accounts import mails, queries
from app.accounts.addresses import normalised
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES, Role
from app.accounts.services.links import sign_in_link
from app.accounts.services.people import create_user, give_event_role, join
from app.accounts.services.tokens import LinkDead, issue, use_up
from app.accounts.signals import invitation_accepted
from app.accounts.tokens import LIFETIME, Purpose, of_event, of_organisation
from app.accounts.wording import called
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
    event: Any = None,
    delegation: str = "",
    next: str = "",  # noqa: A002 the address says next
    language: str,
    by: User,
) -> str:
    """Mail an invitation to ``role`` in the organisation or, without one, at the event; ``to`` is its name.

    ``event``: about which the letter is, among whose letters it then stands; ``delegation``: with which, by name.
    Returns the link, for whoever invites to hand over where no letters are being sent.

    The link works once, for seven days, for this address alone; it changes no password. Raises Invalid
    ``role_unknown`` for a role that is not held there.
    """
    if role not in (EVENT_ROLES if organisation_id is None else ORGANISATION_ROLES):
        raise Invalid("role_unknown", role=role)
    subject = of_event(event.id) if organisation_id is None else of_organisation(organisation_id)
    told = {"email": normalised(email), "name": name, "role": role, "next": local_path(next), "language": language}
    told |= {"to": to, "by": called(by), "delegation": delegation}
    with transaction():
        secret = issue(Purpose.INVITE, subject, payload=json.dumps(told))
        about = event.id if event is not None else None
        token = queries.live_token(Purpose.INVITE, secret)
        if token is None:
            raise LinkDead
        notice = notices.write("user.invited", token, event_id=about, by=by.id, role=role, organisation=organisation_id)
        url = full_url("accounts.invitation", token=secret)
        mails.invitation(
            notice, told["email"], url, to=to, role=role, event=event, delegation=delegation, language=language, by=by
        )
    return url


def invite_head(head: User, *, event: Any, delegation: str, language: str, by: User) -> str:
    """Mail ``head``, whose account is new, that they lead ``delegation`` (its name) at the event, among whose letters
    this one stands. The link signs them in, once, within seven days; it is returned as by ``invite``.
    """
    with transaction():
        notice = notices.write("user.invited", head, event_id=event.id, by=by.id, role=Role.DELEGATION_HEAD)
        url = sign_in_link(head, lifetime=LIFETIME[Purpose.INVITE])
        mails.invitation(
            notice,
            head.email or "",
            url,
            to=event.name.in_language(language)[0],
            role=Role.DELEGATION_HEAD,
            event=event,
            delegation=delegation,
            language=language,
            by=by,
        )
    return url


def said_by(token: Token) -> dict[str, str]:
    """What an invitation says: ``email``, ``role``, ``to`` what, ``by`` whom, with which ``delegation``."""
    told: dict[str, str] = json.loads(token.payload or "{}")
    return told


def accept_invitation(secret: str, *, language: str) -> tuple[User, str]:
    """Use an invitation up: the user with the role, and the page to show.

    An address without an account gets one, in the ``language`` in which its owner reads the invitation's page.

    Raises LinkDead, also when the account of that address was shut.
    """
    with transaction() as session:
        token = use_up(Purpose.INVITE, secret)
        told = said_by(token)
        user = queries.user_of_email(told["email"])
        if user is None:
            user = create_user(told["name"], told["email"], locale=language)
        if not user.is_active:
            raise LinkDead
        kind, number = subject_of(token)
        if kind == "event":
            give_event_role(user, number, told["role"])
        elif kind == "organisation":
            join(user, session.get_one(Organisation, number), told["role"])
        else:
            invitation_accepted.send(user, kind=kind, number=number)
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
    """What an invitation is to, organisation, event or what a feature above invites to, and its id."""
    kind, _, number = token.subject.partition(":")
    return kind, int(number)
