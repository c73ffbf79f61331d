"""Who works on one event: organizers and the desk, invited by mail; the organisation's own people beside them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import queries, services
from app.accounts.forms import InviteForm
from app.accounts.permissions import Role
from app.accounts.tokens import of_event
from app.accounts.views.attempts import INVITATIONS_BY_USER
from app.accounts.wording import role_word
from app.events.models import Event
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.floor.web import limits, locale
from app.floor.web.forms import typed
from app.floor.web.guards import allow

BASE = "/events/<slug:event>/people"
STAFF = (Role.DESK, Role.ORGANIZER)


@events.get(BASE)
@allow(Role.ORGANIZER, of=an_event)
def people(event: Event) -> ResponseReturnValue:
    return _page(event, _form())


@events.post(BASE)
@allow(Role.ORGANIZER, of=an_event)
def invite_staff(event: Event) -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _page(event, form), 422
    limits.spend(INVITATIONS_BY_USER, str(current_user.id))
    services.invite(
        typed(form.email),
        typed(form.name),
        form.role.data,
        to=locale.plain(event.name),
        event_id=event.id,
        next=url_for("events.home", event=event),
        language=locale.language(),
        by=current_user,
    )
    flash(gettext("The invitation is on its way to %(email)s.", email=form.email.data), "good")
    return _back(event)


@events.post(f"{BASE}/<int:user_id>/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_staff(event: Event, user_id: int) -> ResponseReturnValue:
    user = queries.staff_of(event.id, user_id)
    services.take_event_role(user, event.id, request.form.get("role", ""), by=current_user.id)
    flash(gettext("%(name)s no longer has this role.", name=user.name), "good")
    return _back(event)


@events.post(f"{BASE}/invitations/<int:invitation_id>/withdrawal")
@allow(Role.ORGANIZER, of=an_event)
def withdraw_staff_invitation(event: Event, invitation_id: int) -> ResponseReturnValue:
    services.withdraw_invitation(invitation_id, of_event(event.id), by=current_user)
    flash(gettext("The invitation is withdrawn; its link is dead."), "good")
    return _back(event)


def _form() -> InviteForm:
    return InviteForm([(role.value, role_word(role)) for role in STAFF])


def _page(event: Event, form: InviteForm) -> str:
    return render_template(
        "events/people.html",
        event=event,
        form=form,
        people=queries.people_of_event(event.id, event.organisation_id),
        invited=queries.invited_to(of_event(event.id)),
        role_word=role_word,
    )


def _back(event: Event) -> ResponseReturnValue:
    return redirect(url_for("events.people", event=event))
