"""Ways in by a link that works once: mailed, printed for the operator, or sent as an invitation."""

from __future__ import annotations

from datetime import timedelta

from app.accounts import mails, queries
from app.accounts.addresses import normalised
from app.accounts.models import User
from app.accounts.services.confirmation import confirm
from app.accounts.services.tokens import LinkDead, issue, revoke, use_up
from app.accounts.signals import account_without_email_entered, stranger_asks
from app.accounts.tokens import Purpose, of_user
from app.db import transaction
from app.floor import notices
from app.floor.web.routes import full_url
from app.floor.web.security import network
from app.kernel.local_paths import local_path


def sign_in_link(
    user: User,
    next: str = "",  # noqa: A002 the address says next
    *,
    lifetime: timedelta | None = None,
    handed_over: bool = False,
) -> str:
    """An address that signs ``user`` in once, within ``lifetime`` (30 minutes), and then shows the page ``next``."""
    payload = local_path(next)
    secret = issue(Purpose.SIGN_IN, of_user(user.id), payload=payload, lifetime=lifetime, handed_over=handed_over)
    return full_url("accounts.link", token=secret)


def mail_sign_in_link(email: str, next: str = "") -> None:  # noqa: A002
    """Send a link to ``email`` if an account has it, or a firm's sheet names it. Who asks is not told what it was."""
    user = queries.user_of_email(email)
    if user is None:
        mail_stranger(email, next)
        return
    if not user.is_active:
        return
    with transaction():
        notice = notices.write("user.sign_in_link_sent", user, by=None, network=network())
        mails.sign_in_link(notice, user, sign_in_link(user, next))


def mail_stranger(email: str, next: str = "") -> None:  # noqa: A002
    """Let the features above mail a way in to an address without an account."""
    with transaction():
        stranger_asks.send(normalised(email), page=local_path(next))


def sign_in_by(secret: str) -> tuple[User, str]:
    """Use a sign-in link up, and with it every other one: the user, and the page to show. Raises LinkDead."""
    with transaction():
        token = use_up(Purpose.SIGN_IN, secret)
        user = queries.user_of_token(token)
        if user is None:
            raise LinkDead
        if user.email is None:
            account_without_email_entered.send(user)
        elif not token.handed_over:
            confirm(user)
        revoke(of_user(user.id), Purpose.SIGN_IN)
        page = local_path(token.payload)
    return user, page
