"""Whether the account's owner sits at the browser, by the present password or by a link that was mailed just now."""

from __future__ import annotations

from typing import Protocol

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import StringField

from app.accounts import login, services
from app.accounts.views.attempts import GUESSES_OF_ACCOUNT, LETTERS_TO_ACCOUNT
from app.accounts.views.blueprint import blueprint
from app.floor.mail.wording import letters_leave, not_sent_to
from app.floor.web import limits
from app.floor.web.errors import explain
from app.floor.web.forms import typed
from app.floor.web.guards import signed_in
from app.kernel.local_paths import local_path


class AsksForPassword(Protocol):
    """A form with a field for the present password."""

    present: StringField


def is_owner(form: AsksForPassword) -> bool:
    """Whether what ``login.proof_wanted`` asks for is there; says at the field of the password where it is wrong."""
    wanted = login.proof_wanted()
    return _password_fits(form) if wanted == "password" else not wanted


def _password_fits(form: AsksForPassword) -> bool:
    limits.spend(GUESSES_OF_ACCOUNT, f"user:{current_user.id}")
    try:
        services.check_password(current_user, typed(form.present))
    except services.PasswordWrong as refused:
        form.present.errors = [explain(refused)]
        return False
    limits.forgive(GUESSES_OF_ACCOUNT, f"user:{current_user.id}")
    return True


@blueprint.post("/account/proof")
@signed_in
def mail_proof() -> ResponseReturnValue:
    """Mail a link to the account's own address that signs in anew and leads back to the page that asked for it."""
    page = local_path(request.form.get("page")) or url_for("accounts.account")
    if current_user.email:
        limits.spend(LETTERS_TO_ACCOUNT, f"user:{current_user.id}")
        services.mail_sign_in_link(current_user.email, page)
        flash(*word_of_link(current_user.email))
    return redirect(page)


def word_of_link(address: str) -> tuple[str, str]:
    """What is said of a link that was just mailed to this address, and the kind of notice that says it."""
    if letters_leave():
        return gettext("A letter with a link is on its way to %(email)s.", email=address), "good"
    return not_sent_to(address), "wait"
