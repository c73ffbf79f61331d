"""What the pages of people share: an organisation's own, and those of one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash
from flask_babel import gettext
from flask_login import current_user

from app.accounts import services
from app.accounts.forms import InviteForm
from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.views.attempts import count_invitations
from app.accounts.wording import role_word
from app.floor.mail.wording import letters_leave
from app.floor.web import locale
from app.floor.web.forms import typed

HAND_OVER = "hand_over"
"""The kind of a flashed e-mail and link, a line each: ``layouts/base.html`` shows it with a button that copies."""


def invitation(roles: Sequence[Role]) -> InviteForm:
    """The form, with these roles to choose from."""
    return InviteForm([(role.value, role_word(role)) for role in roles])


def invite(form: InviteForm, *, to: str, **where: Any) -> None:
    """Send what a valid form says. ``where``: the place, as ``services.invite`` takes it. Raises TooMany."""
    count_invitations(1)
    url = services.invite(
        typed(form.email),
        typed(form.name),
        form.role.data,
        to=to,
        language=locale.language(),
        by=current_user,
        **where,
    )
    say_invited(typed(form.email), url, where.get("event"))


def say_invited(email: str, url: str, event: Any = None) -> None:
    """Say that the email is on its way, or that its reader finds the invitation once signed in; else give its link
    (``url``) to hand over: once, to whoever invites."""
    if url:
        flash(f"{email}\n{url}", HAND_OVER)
    elif letters_leave() and not (event is not None and event.rehearsal):
        flash(gettext("The invitation is on its way to %(email)s.", email=email), "good")
    else:
        flash(gettext("No email was sent. %(email)s sees the invitation after signing in.", email=email), "wait")


def withdraw(token_id: int, subject: str) -> None:
    """Take an open invitation to ``subject`` back. Raises InvitationGone, NotFound."""
    services.withdraw_invitation(token_id, subject, by=current_user)
    flash(gettext("The invitation is withdrawn; its link is dead."), "good")


def say_removed(user: User) -> None:
    flash(gettext("%(name)s no longer has this role.", name=user.name), "good")
