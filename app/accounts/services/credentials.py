"""Passwords: checked, set, forgotten; and the end of every session."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import update

from app.accounts import mails, passwords, queries
from app.accounts.models import User
from app.accounts.services.confirmation import confirm, require_confirmed
from app.accounts.services.links import mail_stranger
from app.accounts.services.sessions import end_sessions
from app.accounts.services.tokens import LinkDead, issue, revoke, use_up
from app.accounts.signals import password_chosen
from app.accounts.tokens import WAYS_IN, Purpose, of_user
from app.db import transaction
from app.floor import notices
from app.floor.web.routes import full_url
from app.floor.web.security import network
from app.kernel.errors import Conflict, Invalid


class PasswordWrong(Conflict):
    """The present password is another one."""

    code = "password_wrong"


def user_of_password(email: str, password: str) -> User | None:
    """The user whom both belong to. The same work is done for an address that nobody has."""
    user = queries.user_of_email(email)
    fits = passwords.matches(user.password_hash if user is not None else None, password)
    if user is None or not fits or not user.is_active:
        return None
    _renew_hash(user, password)
    return user


def _renew_hash(user: User, password: str) -> None:
    """Keep up with stronger parameters at the only moment when the password is known."""
    if user.password_hash is not None and passwords.outdated(user.password_hash):
        renewed = passwords.hashed(password)
        with transaction() as session:
            session.execute(update(User).where(User.id == user.id).values(password_hash=renewed))


def check_password(user: User, password: str) -> None:
    """Raises PasswordWrong unless it is the user's, or the user has none."""
    if user.password_hash is not None and not passwords.matches(user.password_hash, password):
        raise PasswordWrong


def set_password(user: User, password: str) -> User:
    """Set the password and end every session and unused link. Raises Invalid with what is wrong with it,
    EmailUnconfirmed.

    Whoever does this for the user at the browser signs them in again with the row returned.
    """
    require_confirmed(user)
    with transaction():
        weak = passwords.weakness(password, *_names_around(user))
    if weak:
        raise Invalid(weak, least=passwords.LEAST, most=passwords.MOST)
    kept = passwords.hashed(password)
    with transaction():
        end_sessions(user, password_hash=kept)
        revoke(of_user(user.id), *WAYS_IN)
        notice = notices.write("user.password_set", user, by=user.id)
        mails.password_changed(notice, user)
    return user


def _names_around(user: User) -> Iterator[str | None]:
    """The user's own, and those of their organisations, companies and events."""
    yield from (user.name, user.email)
    for membership in queries.memberships_of(user.id):
        yield from (getattr(membership.organisation, name) for name in ("name_en", "name_zh", "name_fr"))
    for _receiver, names in password_chosen.send(user):
        yield from names or ()


def sign_out_everywhere(user: User) -> None:
    """End every session of the user, on every device, and every link that was mailed and not used yet."""
    with transaction():
        end_sessions(user)
        revoke(of_user(user.id), *WAYS_IN)
        notices.write("user.signed_out_everywhere", user, by=user.id)


def mail_reset_link(email: str) -> None:
    """Send a link to choose a new password, if an account has this address; a link that lets in, if a firm's sheet
    names it. Who asks is not told."""
    user = queries.user_of_email(email)
    if user is None:
        mail_stranger(email)
        return
    if not user.is_active:
        return
    with transaction():
        notice = notices.write("user.reset_asked", user, by=None, network=network())
        secret = issue(Purpose.RESET, of_user(user.id))
        mails.reset_link(notice, user, full_url("accounts.reset", token=secret))


def reset_password(secret: str, password: str) -> User:
    """Use a reset link up and set the password; a password that is refused leaves the link alive. Raises LinkDead."""
    with transaction():
        user = queries.user_of_token(use_up(Purpose.RESET, secret))
        if user is None:
            raise LinkDead
        confirm(user)
        return set_password(user, password)
