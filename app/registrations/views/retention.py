"""How long an event keeps its people: when they go, what goes, what stays, a hold."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import now
from app.core.web.guards import allow
from app.events.models import Event
from app.events.retention import KEEP_DAYS, NOTICE_DAYS
from app.events.scopes import an_event
from app.events.wording import LANGUAGE_WORDS
from app.registrations.forms.erasing import HoldForm, KeepDaysForm
from app.registrations.queries.published import places_naming
from app.registrations.queries.retention import keeping_of, kept_of, organizers_of
from app.registrations.services import retention
from app.registrations.views.blueprint import registrations


@registrations.get("/events/<slug:event>/privacy")
@allow(Role.ORGANIZER, of=an_event)
def privacy(event: Event) -> ResponseReturnValue:
    return _page(event, KeepDaysForm(formdata=None, days=event.keep_days), HoldForm(formdata=None))


@registrations.post("/events/<slug:event>/privacy/days")
@allow(Role.ORGANIZER, of=an_event)
def keep_days(event: Event) -> ResponseReturnValue:
    form = KeepDaysForm()
    if not form.validate():
        return _page(event, form, HoldForm(formdata=None))
    days = form.days.data or KEEP_DAYS
    retention.set_days(event, days, by=current_user.id)
    flash(ngettext("People are kept for %(num)d day.", "People are kept for %(num)d days.", days), "good")
    return redirect(url_for("registrations.privacy", event=event))


@registrations.post("/events/<slug:event>/privacy/hold")
@allow(Role.ORGANIZER, of=an_event)
def place_hold(event: Event) -> ResponseReturnValue:
    form = HoldForm()
    if not form.validate():
        return _page(event, KeepDaysForm(formdata=None, days=event.keep_days), form)
    retention.hold(event, form.reason.data or "", by=current_user.id)
    flash(gettext("On hold: nobody is erased until you lift it."), "good")
    return redirect(url_for("registrations.privacy", event=event))


@registrations.post("/events/<slug:event>/privacy/hold/removal")
@allow(Role.ORGANIZER, of=an_event)
def lift_hold(event: Event) -> ResponseReturnValue:
    retention.lift(event, by=current_user.id)
    flash(gettext("The hold is lifted: the days count again."), "good")
    return redirect(url_for("registrations.privacy", event=event))


def _page(event: Event, days: KeepDaysForm, hold: HoldForm) -> ResponseReturnValue:
    g.tab = "events.edit"
    keeping = keeping_of(event)
    page = render_template(
        "registrations/privacy.html",
        event=event,
        keeping=keeping,
        standing=keeping.standing(now()).value,
        goes_at=keeping.goes_at(now()),
        told_days=NOTICE_DAYS,
        kept=kept_of(event),
        naming=places_naming(event.id),
        language_words=LANGUAGE_WORDS,
        readers=len(organizers_of(event)),
        days=days,
        hold=hold,
    )
    return page, 422 if days.errors or hold.errors else 200
