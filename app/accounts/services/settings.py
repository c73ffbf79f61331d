"""What people change about their own account: name, language, zone, theme, e-mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts import mails, queries
from app.accounts.addresses import normalised
from app.accounts.models import User
from app.accounts.services.confirmation import require_confirmed
from app.accounts.services.people import EmailTaken
from app.accounts.services.sessions import end_sessions
from app.accounts.services.tokens import LinkDead, issue, revoke, use_up
from app.accounts.tokens import WAYS_IN, Purpose, of_user
from app.db import transaction
from app.db_errors import breaks
from app.floor import notices
from app.floor.web.routes import full_url

SETTINGS = ("name", "phone", "locale", "zone", "theme")


def save_settings(user: User, values: dict[str, Any]) -> None:
    """Save those of SETTINGS that stand in ``values``; an empty one becomes none."""
    changed = {
        name: values[name] or None for name in SETTINGS if name in values and values[name] != getattr(user, name)
    }
    if not changed:
        return
    with transaction() as session:
        session.execute(update(User).where(User.id == user.id).values(changed))
        notices.write("user.settings_saved", user, by=user.id, fields=sorted(changed))


def ask_new_email(user: User, email: str) -> None:
    """Send a link to the new address, which must be opened before anything changes.

    Whoever owns the address already is told there instead; who asks here learns nothing about it. Raises
    EmailUnconfirmed.
    """
    require_confirmed(user)
    address = normalised(email)
    if address == user.email:
        return
    owner = queries.user_of_email(address)
    with transaction():
        notice = notices.write("user.email_change_asked", user, by=user.id)
        if owner is not None:
            mails.email_in_use(notice, owner)
            return
        revoke(of_user(user.id), Purpose.EMAIL)
        secret = issue(Purpose.EMAIL, of_user(user.id), payload=address)
        mails.confirm_email(notice, user, address, full_url("accounts.confirm_email", token=secret))


def confirm_email(secret: str, *, signed_in: int | None) -> User:
    """Use the link up and set the address it was sent to. The old one is told; links sent there die, and so do all
    sessions that began before.

    ``signed_in``: whose session reads the link, None for nobody's. Where it is not the account's own, its password goes
    too: who asked for the address may be somebody else than who reads it.

    Raises LinkDead, and EmailTaken when another account got the address meanwhile.
    """
    try:
        with transaction():
            token = use_up(Purpose.EMAIL, secret)
            user = queries.user_of_token(token)
            if user is None or not token.payload:
                raise LinkDead
            old, new = user.email, token.payload
            kept = user.password_hash if signed_in == user.id else None
            end_sessions(user, email=new, email_unconfirmed_since=None, password_hash=kept)
            revoke(of_user(user.id), *WAYS_IN)
            notice = notices.write("user.email_changed", user, by=user.id)
            if old:
                mails.email_changed(notice, user, old)
    except IntegrityError as error:
        if breaks(error, "uq_users_email"):
            raise EmailTaken from error
        raise
    return user
