"""In by password or by a mailed link, and out again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import login, queries, services
from app.accounts.forms import SignInForm
from app.accounts.views.attempts import count_failure, count_request, forgive_guesses, may_guess
from app.accounts.views.blueprint import blueprint, landing, wanted_page
from app.floor.web.forms import typed
from app.floor.web.guards import public, signed_in


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(landing(wanted_page()))
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    if request.form.get("way") == "link":
        count_request(typed(form.email))
        services.mail_sign_in_link(typed(form.email), wanted_page())
        return redirect(url_for("accounts.sent", next=wanted_page() or None))
    return _by_password(form)


def _by_password(form: SignInForm) -> ResponseReturnValue:
    may_guess(typed(form.email))
    user = services.user_of_password(typed(form.email), typed(form.password))
    if user is None:
        services.note_failed_sign_in(queries.user_of_email(typed(form.email)))
        count_failure(typed(form.email))
        return _page(form, failed=True), 422
    forgive_guesses(typed(form.email))
    login.enter(user, way="password")
    return redirect(landing(wanted_page()))


def _page(form: SignInForm, *, failed: bool = False) -> str:
    return render_template("accounts/sign_in.html", form=form, page=wanted_page(), failed=failed)


@blueprint.get("/sent")
@public
def sent() -> ResponseReturnValue:
    """What to do after a letter was asked for; the same whether an account has the address or not."""
    return render_template("accounts/sent.html", page=wanted_page())


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    if not current_user.email and "sure" not in request.form:
        return render_template("accounts/leave.html")
    login.leave()
    flash(gettext("You are signed out on this device."), "good")
    return redirect(url_for("accounts.sign_in"))
