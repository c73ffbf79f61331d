"""The letters about accounts. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.accounts.wording import role_word, user_label
from app.core.mail import create_email
from app.core.mail.kinds import EmailKind, declare_email_kinds
from app.core.mail.sending import SIGN_IN_KIND
from app.core.models import Notice
from app.core.web import locale

declare_email_kinds(
    EmailKind("sign_in_link", "who asks for it", "accounts/sign_in_link"),
    EmailKind("reset_link", "who asks for it", "accounts/reset_link"),
    EmailKind("password_changed", "whose account it is", "accounts/password_changed"),
    EmailKind("email_in_use", "owner of an address that somebody else wants", "accounts/email_in_use"),
    EmailKind("confirm_email", "the new address", "accounts/confirm_email"),
    EmailKind("email_changed", "the old address", "accounts/email_changed"),
    EmailKind(SIGN_IN_KIND, "who is to work for an organisation or event", "accounts/invitation"),
)


def email_sign_in_link(notice: Notice, user: User, url: str) -> None:
    _write_to_user(notice, user, "sign_in_link", url=url)


def email_reset_link(notice: Notice, user: User, url: str) -> None:
    _write_to_user(notice, user, "reset_link", url=url)


def notify_password_changed(notice: Notice, user: User) -> None:
    _write_to_user(notice, user, "password_changed")


def notify_email_in_use(notice: Notice, owner: User) -> None:
    """To the owner of an address that somebody else wanted for an account."""
    _write_to_user(notice, owner, "email_in_use")


def email_confirmation_link(notice: Notice, user: User, address: str, url: str) -> None:
    """To the new address."""
    _write_email(notice, address, "confirm_email", _email_language(user), user=user, name=user.name, url=url)


def notify_email_changed(notice: Notice, user: User, old: str) -> None:
    """To the old address."""
    _write_email(notice, old, "email_changed", _email_language(user), user=user, name=user.name)


def email_invitation(
    notice: Notice, email: str, url: str, *, to: str, role: str, event: Any, delegation: str, language: str, by: User
) -> None:
    """To work for ``to``, the name of an organisation or of the event itself. Its link signs somebody in."""
    create_email(
        notice,
        email,
        kind=SIGN_IN_KIND,
        language=language,
        context={
            "url": url,
            "to": to,
            "role": role_word(role, language),
            "delegation": delegation,
            "by": user_label(by),
        },
        event=event,
    )


def _write_to_user(notice: Notice, user: User, kind: str, **context: Any) -> None:
    """A user who came by a firm's link has no mailbox; there is nobody to write to."""
    if user.email:
        _write_email(notice, user.email, kind, _email_language(user), user=user, name=user.name, **context)


def _write_email(
    notice: Notice, recipient: str, kind: str, language: str, *, user: User | None = None, **context: Any
) -> None:
    create_email(notice, recipient, kind=kind, language=language, context=context, user=user)


def _email_language(user: User) -> str:
    """The language the user chose, else the one of whoever asks at the browser: mostly the same person."""
    return user.locale or locale.language()
