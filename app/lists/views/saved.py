"""Keep a list under a name, and throw that away."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Invalid
from app.core.web.errors import error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.scopes import an_event
from app.lists.forms import SHARED, ViewForm
from app.lists.queries.saved import DEFAULT
from app.lists.selection import written
from app.lists.services import remove_view, save_view
from app.lists.views.blueprint import ATTENDEES, LISTERS, choice_in, lists


@lists.post(f"{ATTENDEES}/views")
@allow(*LISTERS, of=an_event)
def save(event: Event) -> ResponseReturnValue:
    """Save the list that the address chooses under the name that was sent."""
    choice, form = choice_in(event), ViewForm()
    shared = form.shared.data if form.shared.data in SHARED else "private"
    settings = written(choice.selection, DEFAULT)
    try:
        view = save_view(event.id, current_user.id, typed_text(form.name), settings, shared=shared)
    except Invalid as refusal:
        flash(error_text(refusal), "bad")
        return redirect(choice.address()(), 303)
    flash(gettext("“%(name)s” is saved.", name=view.name), "good")
    return redirect(url_for("lists.attendees", event=event, view=view.id), 303)


@lists.post(f"{ATTENDEES}/views/removal")
@allow(*LISTERS, of=an_event)
def remove(event: Event) -> ResponseReturnValue:
    organizes = Role.ORGANIZER in current_roles()
    if remove_view(event.id, current_user.id, request.form.get("view", 0, type=int), organizes=organizes):
        flash(gettext("The view is removed. The list itself is as it was."))
    return redirect(url_for("lists.attendees", event=event), 303)
