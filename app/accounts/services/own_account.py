"""One's own account: sign-in links, password, settings, e-mail address, signing out everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts import credentials, mails, queries
from app.accounts.credentials import ACCESS_PURPOSES, TokenPurpose, normalize_email, user_subject
from app.accounts.models import User
from app.accounts.services.access import (
    LinkDead,
    confirm_address,
    consume_token,
    end_sessions,
    issue_token,
    require_confirmed,
    revoke_tokens,
)
from app.accounts.services.users import EmailTaken
from app.accounts.signals import account_without_email_signed_in, password_chosen, unknown_email_asked
from app.core import audit
from app.core.db import breaks, transaction
from app.core.errors import Conflict, Invalid
from app.core.parsing import local_path
from app.core.web.routing import full_url
from app.core.web.security import client_network


def sign_in_link(
    user: User,
    next: str = "",  # noqa: A002 the address says next
    *,
    lifetime: timedelta | None = None,
    handed_over: bool = False,
) -> str:
    """An address that signs ``user`` in once, within ``lifetime`` (30 minutes), and then shows the page ``next``."""
    payload = local_path(next)
    secret = issue_token(
        TokenPurpose.SIGN_IN, user_subject(user.id), payload=payload, lifetime=lifetime, handed_over=handed_over
    )
    return full_url("accounts.link", token=secret)


def send_sign_in_link(email: str, next: str = "") -> None:  # noqa: A002
    """Send a link to ``email`` if an account has it, or a firm's sheet names it. Who asks is not told what it was."""
    user = queries.get_user_by_email(email)
    if user is None:
        notify_unknown_email(email, next)
        return
    if not user.is_active:
        return
    with transaction():
        notice = audit.log_action("user.sign_in_link_sent", user, by=None, network=client_network())
        mails.email_sign_in_link(notice, user, sign_in_link(user, next))


def notify_unknown_email(email: str, next: str = "") -> None:  # noqa: A002
    """Let the features above mail a way in to an address without an account."""
    with transaction():
        unknown_email_asked.send(normalize_email(email), page=local_path(next))


def use_sign_in_link(secret: str) -> tuple[User, str]:
    """Use a sign-in link up, and with it every other one: the user, and the page to show. Raises LinkDead."""
    with transaction():
        token = consume_token(TokenPurpose.SIGN_IN, secret)
        user = queries.get_user_of_token(token)
        if user is None:
            raise LinkDead
        if user.email is None:
            account_without_email_signed_in.send(user)
        elif not token.handed_over:
            confirm_address(user)
        revoke_tokens(user_subject(user.id), TokenPurpose.SIGN_IN)
        page = local_path(token.payload)
    return user, page


class PasswordWrong(Conflict):
    """The present password is another one."""

    code = "password_wrong"


def get_user_by_password(email: str, password: str) -> User | None:
    """The user whom both belong to. The same work is done for an address that nobody has."""
    user = queries.get_user_by_email(email)
    fits = credentials.is_password(user.password_hash if user is not None else None, password)
    if user is None or not fits or not user.is_active:
        return None
    _renew_hash(user, password)
    return user


def _renew_hash(user: User, password: str) -> None:
    """Keep up with stronger parameters at the only moment when the password is known."""
    if user.password_hash is not None and credentials.is_outdated_hash(user.password_hash):
        renewed = credentials.hash_password(password)
        with transaction() as session:
            session.execute(update(User).where(User.id == user.id).values(password_hash=renewed))


def check_password(user: User, password: str) -> None:
    """Raises PasswordWrong unless it is the user's, or the user has none."""
    if user.password_hash is not None and not credentials.is_password(user.password_hash, password):
        raise PasswordWrong


def set_password(user: User, password: str) -> User:
    """Set the password and end every session and unused link. Raises Invalid with what is wrong with it,
    EmailUnconfirmed.

    Whoever does this for the user at the browser signs them in again with the row returned.
    """
    require_confirmed(user)
    with transaction():
        weak = credentials.password_weakness(password, *_guessable_names(user))
    if weak:
        raise Invalid(weak, least=credentials.MIN_PASSWORD_LENGTH, most=credentials.MAX_PASSWORD_LENGTH)
    password_hash = credentials.hash_password(password)
    with transaction():
        end_sessions(user, password_hash=password_hash)
        revoke_tokens(user_subject(user.id), *ACCESS_PURPOSES)
        notice = audit.log_action("user.password_set", user, by=user.id)
        mails.notify_password_changed(notice, user)
    return user


def _guessable_names(user: User) -> Iterator[str | None]:
    """The user's own, and those of their organisations, companies and events."""
    yield from (user.name, user.email)
    for membership in queries.list_memberships(user.id):
        yield from (getattr(membership.organisation, name) for name in ("name_en", "name_zh", "name_fr"))
    for _receiver, names in password_chosen.send(user):
        yield from names or ()


def sign_out_everywhere(user: User) -> None:
    """End every session of the user, on every device, and every link that was mailed and not used yet."""
    with transaction():
        end_sessions(user)
        revoke_tokens(user_subject(user.id), *ACCESS_PURPOSES)
        audit.log_action("user.signed_out_everywhere", user, by=user.id)


def send_reset_link(email: str) -> None:
    """Send a link to choose a new password, if an account has this address; a link that lets in, if a company's sheet
    names it. Who asks is not told."""
    user = queries.get_user_by_email(email)
    if user is None:
        notify_unknown_email(email)
        return
    if not user.is_active:
        return
    with transaction():
        notice = audit.log_action("user.reset_asked", user, by=None, network=client_network())
        secret = issue_token(TokenPurpose.RESET, user_subject(user.id))
        mails.email_reset_link(notice, user, full_url("accounts.reset", token=secret))


def reset_password(secret: str, password: str) -> User:
    """Use a reset link up and set the password; a password that is refused leaves the link alive. Raises LinkDead."""
    with transaction():
        user = queries.get_user_of_token(consume_token(TokenPurpose.RESET, secret))
        if user is None:
            raise LinkDead
        confirm_address(user)
        return set_password(user, password)


SETTING_FIELDS = ("name", "phone", "locale", "zone", "theme")


def save_settings(user: User, values: dict[str, Any]) -> None:
    """Save those of SETTINGS that stand in ``values``; an empty one becomes none."""
    changed = {
        name: values[name] or None for name in SETTING_FIELDS if name in values and values[name] != getattr(user, name)
    }
    if not changed:
        return
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(changed))
        audit.log_action("user.settings_saved", user, by=user.id, fields=sorted(changed))


def request_new_email(user: User, email: str) -> None:
    """Send a link to the new address, which must be opened before anything changes.

    Whoever owns the address already is told there instead; who asks here learns nothing about it. Raises
    EmailUnconfirmed.
    """
    require_confirmed(user)
    address = normalize_email(email)
    if address == user.email:
        return
    owner = queries.get_user_by_email(address)
    with transaction():
        notice = audit.log_action("user.email_change_asked", user, by=user.id)
        if owner is not None:
            mails.notify_email_in_use(notice, owner)
            return
        revoke_tokens(user_subject(user.id), TokenPurpose.EMAIL)
        secret = issue_token(TokenPurpose.EMAIL, user_subject(user.id), payload=address)
        mails.email_confirmation_link(notice, user, address, full_url("accounts.confirm_email", token=secret))


def confirm_email(secret: str, *, signed_in: int | None) -> User:
    """Use the link up and set the address it was sent to. The old one is told; links sent there die, and so do all
    sessions that began before.

    ``signed_in``: whose session reads the link, None for nobody's. Where it is not the account's own, its password goes
    too: who asked for the address may be somebody else than who reads it.

    Raises LinkDead, and EmailTaken when another account got the address meanwhile.
    """
    try:
        with transaction():
            token = consume_token(TokenPurpose.EMAIL, secret)
            user = queries.get_user_of_token(token)
            if user is None or not token.payload:
                raise LinkDead
            old, new = user.email, token.payload
            password_hash = user.password_hash if signed_in == user.id else None
            end_sessions(user, email=new, email_unconfirmed_since=None, password_hash=password_hash)
            revoke_tokens(user_subject(user.id), *ACCESS_PURPOSES)
            notice = audit.log_action("user.email_changed", user, by=user.id)
            if old:
                mails.notify_email_changed(notice, user, old)
    except IntegrityError as error:
        if breaks(error, "uq_users_email"):
            raise EmailTaken from error
        raise
    return user
