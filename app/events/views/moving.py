"""Acts on a whole event: its phase, its rehearsal, its deletion."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Role
from app.events import services
from app.events.models import Event
from app.events.phases import Mover, Phase
from app.events.scopes import an_event
from app.events.views.blueprint import events
from app.events.wording import phase_word
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import plain
from app.kernel.errors import Invalid


@events.post("/events/<slug:event>/phase")
@allow(Role.ORGANIZER, of=an_event)
def phase(event: Event) -> ResponseReturnValue:
    """From the phase that was on the page to another."""
    source, target = _phase("source"), _phase("target")
    mover = Mover.ADMINISTRATOR if Role.ADMINISTRATOR in held_roles() else Mover.ORGANIZER
    services.move_event(event.id, source=source, target=target, mover=mover, by=current_user.id)
    flash(_("The event is now in: %(phase)s.", phase=phase_word(target)), "good")
    return redirect(url_for("events.overview", event=event))


def _phase(name: str) -> Phase:
    try:
        return Phase(request.form.get(name, ""))
    except ValueError:
        raise Invalid from None


@events.post("/events/<slug:event>/rehearsal")
@allow(Role.ORGANIZER, of=an_event)
def rehearsal(event: Event) -> ResponseReturnValue:
    """Hold all letters, or let new ones go again."""
    on = request.form.get("on") == "1"
    services.set_rehearsal(event.id, on=on, by=current_user.id)
    told = _("Rehearsal: letters are held from now on.") if on else _("Letters go out again from now on.")
    flash(told, "good")
    return redirect(url_for("events.edit", event=event))


@events.post("/events/<slug:event>/deletion")
@allow(Role.ORGANIZER, of=an_event)
def delete(event: Event) -> ResponseReturnValue:
    """Delete a draft."""
    name = plain(event.name)
    services.delete_draft(event.id, by=current_user.id)
    flash(_("%(name)s is deleted.", name=name), "good")
    return redirect(url_for("events.index"))
