"""Inviting people by mail to a role in an organisation or at an event."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from app.accounts import mails, queries
from app.accounts.addresses import normalised
from app.accounts.models import Organisation, Token, User
from app.accounts.permissions import EVENT_ROLES, ORGANISATION_ROLES, Role
from app.accounts.services.confirmation import note_unconfirmed, require_confirmed
from app.accounts.services.links import sign_in_link
from app.accounts.services.people import create_user, give_event_role, join
from app.accounts.services.tokens import issue, use_up, use_up_invitation
from app.accounts.signals import invitation_accepted
from app.accounts.tokens import LIFETIME, Purpose, hash_of, of_event, of_organisation
from app.accounts.wording import called
from app.db import db, now, transaction
from app.floor import notices
from app.floor.mail.wording import letters_leave
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

    ``event``: about which the email is, among whose emails it then stands; ``delegation``: with which, by name.
    Returns the link to hand over where emails are not being sent, "" where one is, or where the address has an
    account: that one finds the invitation once it is signed in.

    The link works once, for seven days, for this address alone; it signs in to no account that exists. Raises Invalid
    ``role_unknown`` for a role that is not held there.
    """
    if role not in (EVENT_ROLES if organisation_id is None else ORGANISATION_ROLES):
        raise Invalid("role_unknown", role=role)
    subject = of_event(event.id) if organisation_id is None else of_organisation(organisation_id)
    address = normalised(email)
    payload = {"name": name, "role": role, "next": local_path(next), "language": language}
    payload |= {"to": to, "by": called(by), "delegation": delegation}
    with transaction() as session:
        handed_over = _is_handed_over(event) and queries.user_of_email(address) is None
        secret = issue(Purpose.INVITE, subject, email=address, payload=json.dumps(payload), handed_over=handed_over)
        token = session.scalars(select(Token).where(Token.hash == hash_of(secret))).one()
        about = event.id if event is not None else None
        notice = notices.write("user.invited", token, event_id=about, by=by.id, role=role, organisation=organisation_id)
        url = full_url("accounts.invitation", token=secret)
        mails.invitation(
            notice, address, url, to=to, role=role, event=event, delegation=delegation, language=language, by=by
        )
    return url if handed_over else ""


def invite_head(head: User, *, event: Any, delegation: str, language: str, by: User) -> str:
    """Mail ``head``, whose account is new, that they lead ``delegation`` (its name) at the event, among whose emails
    this one stands. The link signs them in, once, within seven days; it is returned as by ``invite``.
    """
    with transaction():
        handed_over = _is_handed_over(event)
        notice = notices.write("user.invited", head, event_id=event.id, by=by.id, role=Role.DELEGATION_HEAD)
        url = sign_in_link(head, lifetime=LIFETIME[Purpose.INVITE], handed_over=handed_over)
        if handed_over:
            note_unconfirmed(head)
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
        token = use_up(Purpose.INVITE, secret)
        user = create_user(payload_of(token)["name"], token.email, locale=language)
        page = _give_role(token, user)
        if token.handed_over:
            note_unconfirmed(user)
    return user, page


def accept_own_invitation(token_id: int, user: User) -> str:
    """Use an invitation to the address of ``user``, who is signed in, up: the page to show.

    Raises EmailUnconfirmed, LinkDead, also for an invitation to another address.
    """
    require_confirmed(user)
    with transaction():
        return _give_role(use_up_invitation(token_id, user.email or ""), user)


def _give_role(token: Token, user: User) -> str:
    kind, number = subject_of(token)
    payload = payload_of(token)
    if kind == "event":
        give_event_role(user, number, payload["role"])
    elif kind == "organisation":
        join(user, db.session.get_one(Organisation, number), payload["role"])
    else:
        invitation_accepted.send(user, kind=kind, number=number)
    notices.write("user.invitation_accepted", user, by=user.id, role=payload["role"])
    return local_path(payload["next"])


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


def payload_of(token: Token) -> dict[str, str]:
    """What an invitation says: ``name`` of the invited, ``role``, ``to`` what, ``by`` whom, ``delegation``."""
    payload: dict[str, str] = json.loads(token.payload or "{}")
    return payload


def subject_of(token: Token) -> tuple[str, int]:
    """What an invitation is to, organisation, event or what a feature above invites to, and its id."""
    kind, _, number = token.subject.partition(":")
    return kind, int(number)
