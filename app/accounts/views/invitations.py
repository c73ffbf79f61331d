"""Taking up an invitation: by its link where the address has no account yet, else signed in as that account.

Opening a link shows a button and uses nothing up, since scanners and chats open links too.
"""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import login, queries, services
from app.accounts.models import Token
from app.accounts.services import EmailTaken
from app.accounts.tokens import Purpose
from app.accounts.views.blueprint import blueprint, landing
from app.accounts.views.links import live_token
from app.accounts.wording import role_word
from app.floor.web import locale
from app.floor.web.guards import public, signed_in


@blueprint.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """What the email said, again: whoever opens it on another day sees to what it invites before taking it up."""
    found = live_token(Purpose.INVITE, token)
    if queries.user_of_email(found.email or "") is not None:
        return redirect(url_for("accounts.invitations"))
    payload = services.payload_of(found)
    return render_template(
        "accounts/invitation.html", payload=payload, email=found.email, role=role_word(payload["role"])
    )


@blueprint.post("/invitation/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    try:
        user, page = services.accept_invitation(token, language=locale.language())
    except EmailTaken:
        return redirect(url_for("accounts.invitations"))
    login.enter(user, way="invitation")
    return redirect(landing(page))


@blueprint.get("/invitations")
@signed_in
def invitations() -> ResponseReturnValue:
    """Those to the reader's own address that wait."""
    waiting = [_Waiting(token) for token in queries.invitations_of(current_user)]
    return render_template("accounts/invitations.html", invitations=waiting)


@blueprint.post("/invitations/<int:own_invitation_id>/acceptance")
@signed_in
def accept_own_invitation(own_invitation_id: int) -> ResponseReturnValue:
    return redirect(landing(services.accept_own_invitation(own_invitation_id, current_user)))


class _Waiting:
    """An invitation as the page shows it."""

    def __init__(self, token: Token) -> None:
        payload = services.payload_of(token)
        self.id, self.expires_at = token.id, token.expires_at
        self.role = role_word(payload["role"])
        self.to, self.by = payload.get("to", ""), payload.get("by", "")
