"""The letters to a chamber's members that did not reach them, or wait: a chamber knows whom to call."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import transaction
from app.core.mail import resend_failed_emails
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.events.models import Event
from app.messages.queries.undelivered import undelivered
from app.messages.views.blueprint import messages
from app.messages.wording import MARKS, said_of_failed
from app.registrations.models import Delegation
from app.registrations.scopes import a_delegation

MEMBERS = "/events/<slug:event>/delegations/<int:delegation_id>/letters"
OWN_SIDE = (Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)


@messages.get(MEMBERS)
@allow(*OWN_SIDE, of=a_delegation)
def of_members(event: Event, delegation: Delegation) -> ResponseReturnValue:
    letters = undelivered(delegation)
    return render_template(
        "messages/members.html",
        event=event,
        delegation=delegation,
        letters=letters,
        failed=[letter for letter in letters if letter.state == "failed" and letter.body],
        marks=MARKS,
    )


@messages.post(f"{MEMBERS}/sending")
@allow(*OWN_SIDE, of=a_delegation)
def to_members_again(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """Send again what failed: the letters that were named, else all to this delegation's members."""
    named = set(request.form.getlist("letter", type=parse_id))
    with transaction():
        failed = {letter.id for letter in undelivered(delegation) if letter.state == "failed"}
        count = resend_failed_emails(event, by=current_user.id, among=failed & named if named else failed)
    flash(*said_of_failed(count))
    return redirect(url_for("messages.of_members", event=event, delegation_id=delegation.id), 303)
