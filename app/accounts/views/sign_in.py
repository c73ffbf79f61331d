"""The ways in (password, mailed link, reset, invitation) and out. Opening a link uses nothing up: scanners do."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import login, queries, services
from app.accounts.credentials import TokenPurpose
from app.accounts.forms import EmailForm, NewPasswordForm, SignInForm, SignOutForm
from app.accounts.models import Token, User
from app.accounts.services import EmailTaken, LinkDead
from app.accounts.views.attempts import count_email_request, count_wrong_password, forgive_guesses, require_guess
from app.accounts.views.blueprint import blueprint, landing_url, next_page
from app.accounts.wording import role_word
from app.core.errors import Invalid
from app.core.web import locale
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import public, signed_in


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(landing_url(next_page()))
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422 if form.errors else 200
    if form.way.data == "link":
        count_email_request(typed_text(form.email))
        services.send_sign_in_link(typed_text(form.email), next_page())
        return redirect(url_for("accounts.sent", next=next_page() or None))
    return _sign_in_by_password(form)


def _sign_in_by_password(form: SignInForm) -> ResponseReturnValue:
    require_guess(typed_text(form.email))
    user = services.get_user_by_password(typed_text(form.email), typed_text(form.password))
    if user is None:
        services.log_failed_sign_in(queries.get_user_by_email(typed_text(form.email)))
        count_wrong_password(typed_text(form.email))
        return _sign_in_page(form, failed=True), 422
    forgive_guesses(typed_text(form.email))
    login.start_session(user, way="password")
    return redirect(landing_url(next_page()))


def _sign_in_page(form: SignInForm, *, failed: bool = False) -> str:
    return render_template("accounts/sign_in.html", form=form, page=next_page(), failed=failed)


@blueprint.get("/sent")
@public
def sent() -> ResponseReturnValue:
    """What to do after a letter was asked for; the same whether an account has the address or not."""
    return render_template("accounts/sent.html", page=next_page())


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    if not current_user.email and not SignOutForm().sure.data:
        return render_template("accounts/leave.html")
    login.leave_session()
    flash(gettext("You are signed out on this device."), "good")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form), 422 if form.errors else 200
    count_email_request(typed_text(form.email))
    services.send_reset_link(typed_text(form.email))
    return redirect(url_for("accounts.sent"))


@blueprint.get("/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    return _reset_page(token, NewPasswordForm())


@blueprint.post("/reset/<token>")
@public
def use_reset(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _reset_page(token, form), 422
    try:
        user = services.reset_password(token, typed_text(form.password))
    except Invalid as refused:
        form.password.errors = [error_text(refused)]
        return _reset_page(token, form), 422
    login.start_session(user, way="reset")
    flash(gettext("Your password is set. You are signed out everywhere else."), "good")
    return redirect(landing_url(""))


def _reset_page(token: str, form: NewPasswordForm) -> str:
    live_token = queries.get_live_token(TokenPurpose.RESET, token)
    user = queries.get_user_of_token(live_token) if live_token is not None else None
    if user is None:
        raise LinkDead
    return render_template("accounts/reset.html", form=form, user=user)


@blueprint.get("/sign-in/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    user = _token_user(require_live_token(TokenPurpose.SIGN_IN, token))
    return render_template("accounts/link.html", user=user)


@blueprint.post("/sign-in/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    user, page = services.use_sign_in_link(token)
    login.start_session(user, way="link")
    return redirect(landing_url(page))


@blueprint.get("/email/<token>")
@public
def confirm_email(token: str) -> ResponseReturnValue:
    live = require_live_token(TokenPurpose.EMAIL, token)
    return render_template("accounts/confirm_email.html", user=_token_user(live), email=live.payload)


@blueprint.post("/email/<token>")
@public
def use_confirmation(token: str) -> ResponseReturnValue:
    reader = current_user.id if current_user.is_authenticated else None  # asked before their sessions end
    user = services.confirm_email(token, signed_in=reader)
    if reader == user.id:
        login.start_session(user)
    flash(gettext("%(email)s is your address now.", email=user.email), "good")
    return redirect(landing_url(""))


def require_live_token(purpose: TokenPurpose, secret: str) -> Token:
    """Raises LinkDead."""
    token = queries.get_live_token(purpose, secret)
    if token is None:
        raise LinkDead
    return token


def _token_user(token: Token) -> User:
    user = queries.get_user_of_token(token)
    if user is None:
        raise LinkDead
    return user


@blueprint.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """What the email said, again: whoever opens it on another day sees to what it invites before taking it up."""
    live = require_live_token(TokenPurpose.INVITE, token)
    if queries.get_user_by_email(live.email or "") is not None:
        return redirect(url_for("accounts.invitations"))
    payload = services.invitation_payload(live)
    return render_template(
        "accounts/invitation.html", payload=payload, email=live.email, role=role_word(payload["role"])
    )


@blueprint.post("/invitation/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    try:
        user, page = services.accept_invitation(token, language=locale.language())
    except EmailTaken:
        return redirect(url_for("accounts.invitations"))
    login.start_session(user, way="invitation")
    return redirect(landing_url(page))


@blueprint.get("/invitations")
@signed_in
def invitations() -> ResponseReturnValue:
    """Those to the reader's own address that wait."""
    waiting = [_WaitingInvitation(token) for token in queries.list_invitations(current_user)]
    return render_template("accounts/invitations.html", invitations=waiting)


@blueprint.post("/invitations/<int:own_invitation_id>/acceptance")
@signed_in
def accept_own_invitation(own_invitation_id: int) -> ResponseReturnValue:
    return redirect(landing_url(services.accept_own_invitation(own_invitation_id, current_user)))


class _WaitingInvitation:
    """An invitation as the page shows it."""

    def __init__(self, token: Token) -> None:
        payload = services.invitation_payload(token)
        self.id, self.expires_at = token.id, token.expires_at
        self.role = role_word(payload["role"])
        self.to, self.by = payload.get("to", ""), payload.get("by", "")
