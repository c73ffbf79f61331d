"""Who works on one event: organizers and the desk, invited by mail; the organisation's own people beside them."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import queries, services
from app.accounts.forms import InviteForm
from app.accounts.permissions import Role
from app.accounts.tokens import of_event
from app.accounts.views import inviting
from app.accounts.wording import role_word
from app.events.models import Event
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.floor.web import locale
from app.floor.web.guards import allow

BASE = "/events/<slug:event>/people"
STAFF = (Role.DESK, Role.ORGANIZER)


@events.get(BASE)
@allow(Role.ORGANIZER, of=an_event)
def people(event: Event) -> ResponseReturnValue:
    return _page(event, inviting.invitation(STAFF))


@events.post(BASE)
@allow(Role.ORGANIZER, of=an_event)
def invite_staff(event: Event) -> ResponseReturnValue:
    form = inviting.invitation(STAFF)
    if not form.validate():
        return _page(event, form), 422
    home = url_for("events.home", event=event)
    inviting.invite(form, to=locale.plain(event.name), event=event, next=home)
    return _back(event)


@events.post(f"{BASE}/<int:user_id>/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_staff(event: Event, user_id: int) -> ResponseReturnValue:
    user = queries.staff_of(event.id, user_id)
    services.take_event_role(user, event.id, request.form.get("role", ""), by=current_user.id)
    inviting.say_removed(user)
    return _back(event)


@events.post(f"{BASE}/invitations/<int:invitation_id>/withdrawal")
@allow(Role.ORGANIZER, of=an_event)
def withdraw_staff_invitation(event: Event, invitation_id: int) -> ResponseReturnValue:
    inviting.withdraw(invitation_id, of_event(event.id))
    return _back(event)


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
