"""One's own account, and the proof that its owner sits at the browser."""

from __future__ import annotations

from typing import Protocol

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from flask_login import current_user
from wtforms import StringField

from app.accounts import login, queries, services
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, ProofForm, SettingsForm
from app.accounts.models import User
from app.accounts.views.attempts import EMAILS_TO_ACCOUNT, GUESSES_OF_ACCOUNT
from app.accounts.views.blueprint import blueprint
from app.accounts.wording import role_word
from app.core.db import db
from app.core.errors import Invalid
from app.core.mail.delivery import letters_leave, not_sent_text
from app.core.parsing import local_path
from app.core.web import locale, rate_limits
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import signed_in


class PasswordProofForm(Protocol):
    """A form with a field for the present password."""

    present: StringField


def is_owner(form: PasswordProofForm) -> bool:
    """Whether what ``login.required_proof`` asks for is there; says at the field of the password where it is wrong."""
    proof = login.required_proof()
    return _is_present_password(form) if proof == "password" else not proof


def _is_present_password(form: PasswordProofForm) -> bool:
    rate_limits.spend_attempts(GUESSES_OF_ACCOUNT, f"user:{current_user.id}")
    try:
        services.check_password(current_user, typed_text(form.present))
    except services.PasswordWrong as refused:
        form.present.errors = [error_text(refused)]
        return False
    rate_limits.clear_attempts(GUESSES_OF_ACCOUNT, f"user:{current_user.id}")
    return True


@blueprint.post("/account/proof")
@signed_in
def mail_proof() -> ResponseReturnValue:
    """Mail a link to the account's own address that signs in anew and leads back to the page that asked for it."""
    page = local_path(ProofForm().page.data) or url_for("accounts.account")
    if current_user.email:
        rate_limits.spend_attempts(EMAILS_TO_ACCOUNT, f"user:{current_user.id}")
        services.send_sign_in_link(current_user.email, page)
        flash(*link_sent_message(current_user.email))
    return redirect(page)


def link_sent_message(address: str) -> tuple[str, str]:
    """What is said of a link that was just mailed to this address, and the kind of notice that says it."""
    if letters_leave():
        return gettext("A letter with a link is on its way to %(email)s.", email=address), "good"
    return not_sent_text(address), "wait"


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    form = SettingsForm(data=_current_settings())
    if not form.validate_on_submit():
        return _account_page(form), 422 if form.errors else 200
    services.save_settings(
        _current_account(), {name: value for name, value in form.data.items() if name != "csrf_token"}
    )
    session["language"], session["theme"] = form.locale.data, form.theme.data
    refresh()
    flash(gettext("Saved."), "good")
    return redirect(url_for("accounts.account"))


def _current_settings() -> dict[str, str | None]:
    """As kept; language and colours as the page shows them, where nothing was chosen yet."""
    seen = {"locale": locale.language(), "theme": locale.theme(), "zone": current_user.zone or ""}
    return {"name": current_user.name, "phone": current_user.phone, **seen}


def _account_page(form: SettingsForm) -> str:
    memberships = [
        (membership.organisation, role_word(membership.role))
        for membership in queries.list_memberships(current_user.id)
    ]
    return render_template("accounts/account.html", form=form, memberships=memberships)


@blueprint.route("/account/email", methods=["GET", "POST"])
@signed_in
def email() -> ResponseReturnValue:
    form = ChangeEmailForm()
    if form.validate_on_submit() and is_owner(form):
        rate_limits.spend_attempts(EMAILS_TO_ACCOUNT, f"user:{current_user.id}")
        services.request_new_email(_current_account(), typed_text(form.email))
        flash(*link_sent_message(typed_text(form.email)))
        return redirect(url_for("accounts.account"))
    page = render_template("accounts/email.html", form=form, proof=login.required_proof())
    return page, 422 if form.errors else 200


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    if not current_user.email:
        return redirect(url_for("accounts.email"))
    form = ChangePasswordForm()
    if form.validate_on_submit() and is_owner(form):
        try:
            login.start_session(services.set_password(_current_account(), typed_text(form.password)))
        except Invalid as refused:
            form.password.errors = [error_text(refused)]
        else:
            flash(gettext("Your password is set. You are signed out everywhere else."), "good")
            return redirect(url_for("accounts.account"))
    page = render_template("accounts/password.html", form=form, proof=login.required_proof())
    return page, 422 if form.errors else 200


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    services.sign_out_everywhere(_current_account())
    login.leave_session()
    flash(gettext("You are signed out on every device."), "good")
    return redirect(url_for("accounts.sign_in"))


def _current_account() -> User:
    return db.session.get_one(User, current_user.id)
