"""A forgotten password: ask for a letter, choose a new one by its link."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import login, queries, services
from app.accounts.forms import EmailForm, NewPasswordForm
from app.accounts.services import LinkDead
from app.accounts.tokens import Purpose
from app.accounts.views.attempts import count_request
from app.accounts.views.blueprint import blueprint, landing
from app.floor.web.errors import explain
from app.floor.web.forms import typed
from app.floor.web.guards import public
from app.kernel.errors import Invalid


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form), 422 if form.errors else 200
    count_request(typed(form.email))
    services.mail_reset_link(typed(form.email))
    return redirect(url_for("accounts.sent"))


@blueprint.get("/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    return _page(token, NewPasswordForm())


@blueprint.post("/reset/<token>")
@public
def use_reset(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _page(token, form), 422
    try:
        user = services.reset_password(token, typed(form.password))
    except Invalid as refused:
        form.password.errors = [explain(refused)]
        return _page(token, form), 422
    login.enter(user, way="reset")
    flash(gettext("Your password is set. You are signed out everywhere else."), "good")
    return redirect(landing(""))


def _page(token: str, form: NewPasswordForm) -> str:
    found = queries.live_token(Purpose.RESET, token)
    user = queries.user_of_token(found) if found is not None else None
    if user is None:
        raise LinkDead
    return render_template("accounts/reset.html", form=form, user=user)
