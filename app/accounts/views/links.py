"""Links from letters. Opening one shows a button and uses nothing up, since scanners and chats open links too."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import login, queries, services
from app.accounts.models import Token, User
from app.accounts.services import LinkDead
from app.accounts.tokens import Purpose
from app.accounts.views.blueprint import blueprint, landing
from app.floor.web.guards import public


@blueprint.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    user = _subject(live_token(Purpose.SIGN_IN, token))
    return render_template("accounts/link.html", user=user)


@blueprint.post("/sign-in/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    user, page = services.sign_in_by(token)
    login.enter(user, way="link")
    return redirect(landing(page))


@blueprint.get("/email/<token>")
@public
def confirm_email(token: str) -> ResponseReturnValue:
    found = live_token(Purpose.EMAIL, token)
    return render_template("accounts/confirm_email.html", user=_subject(found), email=found.payload)


@blueprint.post("/email/<token>")
@public
def use_confirmation(token: str) -> ResponseReturnValue:
    reader = current_user.id if current_user.is_authenticated else None  # asked before their sessions end
    user = services.confirm_email(token, signed_in=reader)
    if reader == user.id:
        login.enter(user)
    flash(gettext("%(email)s is your address now.", email=user.email), "good")
    return redirect(landing(""))


def live_token(purpose: Purpose, secret: str) -> Token:
    """Raises LinkDead."""
    found = queries.live_token(purpose, secret)
    if found is None:
        raise LinkDead
    return found


def _subject(token: Token) -> User:
    user = queries.user_of_token(token)
    if user is None:
        raise LinkDead
    return user
