"""Who works on one event: organizers and the desk, invited by mail; the organisation's own people beside them."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import queries, services
from app.accounts.credentials import event_subject
from app.accounts.forms import InviteForm, RemovalForm
from app.accounts.permissions import Role
from app.accounts.views import members
from app.accounts.wording import role_word
from app.core.web import locale
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.events.views.blueprint import events

PEOPLE_PATH = "/events/<slug:event>/people"
STAFF_ROLES = (Role.DESK, Role.ORGANIZER)


@events.get(PEOPLE_PATH)
@allow(Role.ORGANIZER, of=an_event)
def people(event: Event) -> ResponseReturnValue:
    return _people_page(event, members.invitation_form(STAFF_ROLES))


@events.post(PEOPLE_PATH)
@allow(Role.ORGANIZER, of=an_event)
def invite_staff(event: Event) -> ResponseReturnValue:
    form = members.invitation_form(STAFF_ROLES)
    if not form.validate():
        return _people_page(event, form), 422
    home = url_for("events.home", event=event)
    members.send_invitation(form, to=locale.plain(event.name), event=event, next=home)
    return _to_people(event)


@events.post(f"{PEOPLE_PATH}/<int:user_id>/removal")
@allow(Role.ORGANIZER, of=an_event)
def remove_staff(event: Event, user_id: int) -> ResponseReturnValue:
    user = queries.get_event_staff(event.id, user_id)
    services.take_event_role(user, event.id, typed_text(RemovalForm().role), by=current_user.id)
    members.flash_removed(user)
    return _to_people(event)


@events.post(f"{PEOPLE_PATH}/invitations/<int:invitation_id>/withdrawal")
@allow(Role.ORGANIZER, of=an_event)
def withdraw_staff_invitation(event: Event, invitation_id: int) -> ResponseReturnValue:
    members.withdraw_open_invitation(invitation_id, event_subject(event.id))
    return _to_people(event)


def _people_page(event: Event, form: InviteForm) -> str:
    return render_template(
        "events/people.html",
        event=event,
        form=form,
        people=queries.list_event_people(event.id, event.organisation_id),
        invited=queries.list_open_invitations(event_subject(event.id)),
        role_word=role_word,
    )


def _to_people(event: Event) -> ResponseReturnValue:
    return redirect(url_for("events.people", event=event))
