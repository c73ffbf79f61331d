"""Links from letters. Opening one shows a button and uses nothing up, since scanners and chats open links too."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import login, queries, services
from app.accounts.models import Token, User
from app.accounts.services import LinkDead
from app.accounts.tokens import Purpose
from app.accounts.views.blueprint import blueprint, landing
from app.accounts.wording import role_word
from app.floor.web import locale
from app.floor.web.guards import public


@blueprint.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    user = _subject(_live(Purpose.SIGN_IN, token))
    return render_template("accounts/link.html", user=user)


@blueprint.post("/sign-in/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    user, page = services.sign_in_by(token)
    login.enter(user)
    return redirect(landing(page))


@blueprint.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """What the letter said, again: whoever opens it on another day sees to what it invites before taking it up."""
    told = services.said_by(_live(Purpose.INVITE, token))
    return render_template("accounts/invitation.html", told=told, role=role_word(told["role"]))


@blueprint.post("/invitation/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    user, page = services.accept_invitation(token, language=locale.language())
    login.enter(user)
    return redirect(landing(page))


@blueprint.get("/email/<token>")
@public
def confirm_email(token: str) -> ResponseReturnValue:
    found = _live(Purpose.EMAIL, token)
    return render_template("accounts/confirm_email.html", user=_subject(found), email=found.payload)


@blueprint.post("/email/<token>")
@public
def use_confirmation(token: str) -> ResponseReturnValue:
    user = services.confirm_email(token)
    flash(gettext("%(email)s is your address now.", email=user.email), "good")
    return redirect(landing(""))


def _live(purpose: Purpose, secret: str) -> Token:
    found = queries.live_token(purpose, secret)
    if found is None:
        raise LinkDead
    return found


def _subject(token: Token) -> User:
    user = queries.user_of_token(token)
    if user is None:
        raise LinkDead
    return user
