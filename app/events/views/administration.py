"""Acts on a whole event: its phase, its rehearsal, its deletion; the links of tables at which one meets online."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Invalid
from app.core.web import errors
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import in_a_row, plain
from app.events import services
from app.events.forms.event import PhaseForm, RehearsalForm, SavingForm
from app.events.models import Event
from app.events.phases import Mover
from app.events.queries import tables_in_use
from app.events.scopes import an_event
from app.events.services.changing import HoursInUse, set_video_links
from app.events.tables import LONGEST_LINK, parse_video_link
from app.events.views.blueprint import events
from app.events.views.hours_questions import impact_sentence, render_hours_question
from app.events.wording import phase_name


@events.post("/events/<slug:event>/phase")
@allow(Role.ORGANIZER, of=an_event)
def phase(event: Event) -> ResponseReturnValue:
    form = PhaseForm()
    if not form.validate():
        raise Invalid
    source, target = form.source.data, form.target.data
    mover = Mover.ADMINISTRATOR if Role.ADMINISTRATOR in current_roles() else Mover.ORGANIZER
    services.move_event(event.id, source=source, target=target, mover=mover, by=current_user.id)
    flash(_("The event is now in: %(phase)s.", phase=phase_name(target)), "good")
    return redirect(url_for("events.overview", event=event))


@events.post("/events/<slug:event>/rehearsal")
@allow(Role.ORGANIZER, of=an_event)
def rehearsal(event: Event) -> ResponseReturnValue:
    """Hold all letters, or let new ones go again."""
    on = RehearsalForm().on.data
    services.set_rehearsal(event.id, on=on, by=current_user.id)
    message = _("Rehearsal: letters are held from now on.") if on else _("Letters go out again from now on.")
    flash(message, "good")
    return redirect(url_for("events.edit", event=event))


@events.post("/events/<slug:event>/deletion")
@allow(Role.ORGANIZER, of=an_event)
def delete(event: Event) -> ResponseReturnValue:
    """Delete a draft."""
    name = plain(event.name)
    services.delete_draft(event.id, by=current_user.id)
    flash(_("%(name)s is deleted.", name=name), "good")
    return redirect(url_for("events.index"))


@events.get("/events/<slug:event>/online")
@allow(Role.ORGANIZER, of=an_event)
def online(event: Event) -> str:
    return _online_page(event, {}, {})


@events.post("/events/<slug:event>/online")
@allow(Role.ORGANIZER, of=an_event)
def link_tables(event: Event) -> ResponseReturnValue:
    """All links of the page at once; a wrong one is said beside it, and nothing is saved."""
    ids, form = [table.id for table in tables_in_use(event)], SavingForm()
    typed = {number: request.form[f"link-{number}"] for number in ids if f"link-{number}" in request.form}
    if form.act.data == "preview":  # back from the question
        return _online_page(event, typed, {})
    wrong = {table_id: words for table_id, text in typed.items() if (words := _link_error(text))}
    if wrong:
        return _online_page(event, typed, wrong), 422
    slug, confirmed = event.slug, typed_text(form.confirmed)
    try:
        changed, impacts = set_video_links(event.id, typed, confirmed=confirmed, by=current_user.id)
    except HoursInUse as conflict:
        crumb = {"label": gettext("Online tables"), "url": url_for("events.online", event=slug)}
        return render_hours_question(event, conflict, crumb=crumb), errors.error_status(conflict)
    sentences = [ngettext("%(num)d link changed.", "%(num)d links changed.", changed), impact_sentence(impacts)]
    words = in_a_row(sentences)
    flash(words if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("events.online", event=slug))


def _link_error(text: str) -> str:
    try:
        parse_video_link(text)
    except Invalid as refused:
        return errors.error_text(refused)
    return ""


def _online_page(event: Event, typed: Mapping[int, str], wrong: Mapping[int, str]) -> str:
    tables = tables_in_use(event)
    return render_template(
        "events/online.html", event=event, tables=tables, typed=typed, wrong=wrong, most=LONGEST_LINK
    )
