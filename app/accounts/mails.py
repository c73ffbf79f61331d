"""The letters about accounts. Each is written in the transaction that causes it."""

from __future__ import annotations

from typing import Any

from app.accounts.models import User
from app.accounts.wording import called, role_word
from app.floor.mail import write_letter
from app.floor.mail.sending import WITH_A_KEY
from app.floor.models import Notice
from app.floor.web import locale


def sign_in_link(notice: Notice, user: User, url: str) -> None:
    _to_user(notice, user, "sign_in_link", url=url)


def reset_link(notice: Notice, user: User, url: str) -> None:
    _to_user(notice, user, "reset_link", url=url)


def password_changed(notice: Notice, user: User) -> None:
    _to_user(notice, user, "password_changed")


def email_in_use(notice: Notice, owner: User) -> None:
    """To the owner of an address that somebody else wanted for an account."""
    _to_user(notice, owner, "email_in_use")


def confirm_email(notice: Notice, user: User, address: str, url: str) -> None:
    """To the new address."""
    _letter(notice, address, "confirm_email", _language_of(user), user=user, name=user.name, url=url)


def email_changed(notice: Notice, user: User, old: str) -> None:
    """To the old address."""
    _letter(notice, old, "email_changed", _language_of(user), user=user, name=user.name)


def invitation(
    notice: Notice, email: str, url: str, *, to: str, role: str, event: Any, delegation: str, language: str, by: User
) -> None:
    """To work for ``to``, the name of an organisation or of the event itself. Its link signs somebody in."""
    write_letter(
        notice,
        email,
        kind=WITH_A_KEY,
        language=language,
        template="accounts/invitation",
        context={"url": url, "to": to, "role": role_word(role, language), "delegation": delegation, "by": called(by)},
        event=event,
    )


def _to_user(notice: Notice, user: User, kind: str, **context: Any) -> None:
    """A user who came by a firm's link has no mailbox; there is nobody to write to."""
    if user.email:
        _letter(notice, user.email, kind, _language_of(user), user=user, name=user.name, **context)


def _letter(
    notice: Notice, recipient: str, kind: str, language: str, *, user: User | None = None, **context: Any
) -> None:
    template = f"accounts/{kind}"
    write_letter(notice, recipient, kind=kind, language=language, template=template, context=context, user=user)


def _language_of(user: User) -> str:
    """The language the user chose, else the one of whoever asks at the browser: mostly the same person."""
    return user.locale or locale.language()
