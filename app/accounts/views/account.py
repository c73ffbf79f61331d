"""One's own account: name, language, zone, colours, e-mail, password, devices."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from flask_login import current_user

from app.accounts import login, queries, services
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, SettingsForm
from app.accounts.models import User
from app.accounts.views.attempts import LETTERS_TO_ACCOUNT
from app.accounts.views.blueprint import blueprint
from app.accounts.views.proof import is_owner, word_of_link
from app.accounts.wording import role_word
from app.db import db
from app.floor.web import limits, locale
from app.floor.web.errors import explain
from app.floor.web.forms import typed
from app.floor.web.guards import signed_in
from app.kernel.errors import Invalid


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    form = SettingsForm(data=_settings_now())
    if not form.validate_on_submit():
        return _account_page(form), 422 if form.errors else 200
    services.save_settings(_me(), {name: value for name, value in form.data.items() if name != "csrf_token"})
    session["language"], session["theme"] = form.locale.data, form.theme.data
    refresh()
    flash(gettext("Saved."), "good")
    return redirect(url_for("accounts.account"))


def _settings_now() -> dict[str, str | None]:
    """As kept; language and colours as the page shows them, where nothing was chosen yet."""
    seen = {"locale": locale.language(), "theme": locale.theme(), "zone": current_user.zone or ""}
    return {"name": current_user.name, "phone": current_user.phone, **seen}


def _account_page(form: SettingsForm) -> str:
    memberships = [(one.organisation, role_word(one.role)) for one in queries.memberships_of(current_user.id)]
    return render_template("accounts/account.html", form=form, memberships=memberships)


@blueprint.route("/account/email", methods=["GET", "POST"])
@signed_in
def email() -> ResponseReturnValue:
    form = ChangeEmailForm()
    if form.validate_on_submit() and is_owner(form):
        limits.spend(LETTERS_TO_ACCOUNT, f"user:{current_user.id}")
        services.ask_new_email(_me(), typed(form.email))
        flash(*word_of_link(typed(form.email)))
        return redirect(url_for("accounts.account"))
    page = render_template("accounts/email.html", form=form, proof=login.proof_wanted())
    return page, 422 if form.errors else 200


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    if not current_user.email:
        return redirect(url_for("accounts.email"))
    form = ChangePasswordForm()
    if form.validate_on_submit() and is_owner(form):
        try:
            login.enter(services.set_password(_me(), typed(form.password)))
        except Invalid as refused:
            form.password.errors = [explain(refused)]
        else:
            flash(gettext("Your password is set. You are signed out everywhere else."), "good")
            return redirect(url_for("accounts.account"))
    page = render_template("accounts/password.html", form=form, proof=login.proof_wanted())
    return page, 422 if form.errors else 200


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    services.sign_out_everywhere(_me())
    login.leave()
    flash(gettext("You are signed out on every device."), "good")
    return redirect(url_for("accounts.sign_in"))


def _me() -> User:
    return db.session.get_one(User, current_user.id)
