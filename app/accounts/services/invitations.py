"""Inviting people by mail to a role in an organisation or at an event."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from app.accounts import mails, queries
from app.accounts.credentials import (
    TOKEN_LIFETIMES,
    TokenPurpose,
    event_subject,
    hash_secret,
    normalize_email,
    organisation_subject,
)
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES, Role
from app.accounts.services.access import (
    consume_invitation,
    consume_token,
    issue_token,
    mark_unconfirmed,
    require_confirmed,
)
from app.accounts.services.own_account import sign_in_link
from app.accounts.services.users import create_user, give_event_role, join_organisation
from app.accounts.signals import invitation_accepted
from app.accounts.wording import user_label
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.mail.delivery import letters_leave
from app.core.parsing import local_path
from app.core.web.routing import full_url


class InvitationClosed(Conflict):
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

    ``event``: about which the email is, among whose emails it then stands; ``delegation``: with which, by name.
    Returns the link to hand over where emails are not being sent, "" where one is, or where the address has an
    account: that one finds the invitation once it is signed in.

    The link works once, for seven days, for this address alone; it signs in to no account that exists. Raises Invalid
    ``role_unknown`` for a role that is not held there.
    """
    if role not in (EVENT_ROLES if organisation_id is None else ORGANISATION_ROLES):
        raise Invalid("role_unknown", role=role)
    subject = event_subject(event.id) if organisation_id is None else organisation_subject(organisation_id)
    address = normalize_email(email)
    payload = {"name": name, "role": role, "next": local_path(next), "language": language}
    payload |= {"to": to, "by": user_label(by), "delegation": delegation}
    with transaction() as session:
        handed_over = _is_handed_over(event) and queries.get_user_by_email(address) is None
        secret = issue_token(
            TokenPurpose.INVITE, subject, email=address, payload=json.dumps(payload), handed_over=handed_over
        )
        token = session.scalars(select(Token).where(Token.hash == hash_secret(secret))).one()
        about = event.id if event is not None else None
        notice = audit.log_action(
            "user.invited", token, event_id=about, by=by.id, role=role, organisation=organisation_id
        )
        url = full_url("accounts.invitation", token=secret)
        mails.email_invitation(
            notice, address, url, to=to, role=role, event=event, delegation=delegation, language=language, by=by
        )
    return url if handed_over else ""


def invite_head(head: User, *, event: Any, delegation: str, language: str, by: User) -> str:
    """Mail ``head``, whose account is new, that they lead ``delegation`` (its name) at the event, among whose emails
    this one stands. The link signs them in, once, within seven days; it is returned as by ``invite``.
    """
    with transaction():
        handed_over = _is_handed_over(event)
        notice = audit.log_action("user.invited", head, event_id=event.id, by=by.id, role=Role.DELEGATION_HEAD)
        url = sign_in_link(head, lifetime=TOKEN_LIFETIMES[TokenPurpose.INVITE], handed_over=handed_over)
        if handed_over:
            mark_unconfirmed(head)
        mails.email_invitation(
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
    return url if handed_over else ""


def _is_handed_over(event: Any) -> bool:
    """Whether who invites sees the link: no email is sent, or the rehearsal of the event holds it."""
    return not letters_leave() or (event is not None and event.rehearsal)


def accept_invitation(secret: str, *, language: str) -> tuple[User, str]:
    """Use an invitation up: a new account with the role, and the page to show.

    The account has the ``language`` in which its owner reads the invitation's page. One whose link was handed over
    gets nothing more until its address is confirmed. Raises LinkDead, EmailTaken where the address has an account:
    its owner signs in and calls ``accept_own_invitation``.
    """
    with transaction():
        token = consume_token(TokenPurpose.INVITE, secret)
        user = create_user(invitation_payload(token)["name"], token.email, locale=language)
        page = _give_role(token, user)
        if token.handed_over:
            mark_unconfirmed(user)
    return user, page


def accept_own_invitation(token_id: int, user: User) -> str:
    """Use an invitation to the address of ``user``, who is signed in, up: the page to show.

    Raises EmailUnconfirmed, LinkDead, also for an invitation to another address.
    """
    require_confirmed(user)
    with transaction():
        return _give_role(consume_invitation(token_id, user.email or ""), user)


def _give_role(token: Token, user: User) -> str:
    kind, number = invitation_subject(token)
    payload = invitation_payload(token)
    if kind == "event":
        give_event_role(user, number, payload["role"])
    elif kind == "organisation":
        join_organisation(user, db.session.get_one(Organisation, number), payload["role"])
    else:
        invitation_accepted.send(user, kind=kind, number=number)
    audit.log_action("user.invitation_accepted", user, by=user.id, role=payload["role"])
    return local_path(payload["next"])


def withdraw_invitation(token_id: int, subject: str, *, by: User) -> None:
    """Take an invitation back. Raises InvitationGone, and NotFound for one to another place."""
    with transaction() as session:
        token = session.get(Token, token_id)
        if token is None or token.purpose != TokenPurpose.INVITE or token.subject != subject:
            raise NotFound
        revocation = update(Token).where(Token.id == token_id, Token.used_at.is_(None), Token.revoked_at.is_(None))
        if session.scalar(revocation.values(revoked_at=now()).returning(Token.id)) is None:
            raise InvitationClosed
        audit.log_action("user.invitation_withdrawn", by, by=by.id)


def invitation_payload(token: Token) -> dict[str, str]:
    """What an invitation says: ``name`` of the invited, ``role``, ``to`` what, ``by`` whom, ``delegation``."""
    payload: dict[str, str] = json.loads(token.payload or "{}")
    return payload


def invitation_subject(token: Token) -> tuple[str, int]:
    """What an invitation is to, organisation, event or what a feature above invites to, and its id."""
    kind, _, number = token.subject.partition(":")
    return kind, int(number)
