"""Thanks to all firms, with whom each met; and the page on which a firm fetches their contacts."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import Invalid
from app.core.jobs.runs import latest_run
from app.core.parsing import parse_whole_number
from app.core.views import job_status
from app.core.web.errors import error_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.lists import mails
from app.lists.queries.contacts_met import partners_in
from app.lists.queries.thanks import Thanked
from app.lists.services.contacts_met import cards_in, of_firms, thanks_in
from app.lists.services.thanks import JOB, KINDS, begin_thanks, file_of_export, hand_contacts
from app.lists.views.blueprint import lists
from app.registrations.models import Registration
from app.registrations.scopes import own_firm

SIZE = 50
FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
CONTACTS = "/events/<slug:event>/firms/<int:registration_id>/contacts"


@lists.get("/events/<slug:event>/thanks")
@allow(Role.ORGANIZER, of=an_event)
def thanks(event: Event) -> ResponseReturnValue:
    """Who gets how many letters; ``?firm=``: the letters of this one, as each of its readers gets them."""
    g.tab = "messages.letters"
    found, run = thanks_in(event), latest_run(event.id, JOB)
    shown = next((one for one in found if one.firm.id == parse_whole_number(request.args.get("firm", ""))), None)
    shown = shown or next((one for one in found if one.readers), None)
    page = requested_page(found, size=SIZE)
    return render_template(
        "lists/thanks.html",
        event=event,
        page=page,
        ways=page_links(page),
        due=[one for one in found if one.is_due],
        letters=sum(len(one.readers) for one in found if one.is_due),
        unread=sum(not one.readers for one in found),
        shown=shown,
        samples=_samples(shown, event),
        run=run if run is not None and run.user_id == current_user.id else None,
        seen=job_status(run) if run is not None else None,
    )


@lists.post("/events/<slug:event>/thanks")
@allow(Role.ORGANIZER, of=an_event)
def send(event: Event) -> ResponseReturnValue:
    begin_thanks(event.id, by=current_user.id)
    flash(gettext("The letters are being written. Who has had one gets none again."), "good")
    return redirect(url_for("lists.thanks", event=event), 303)


@lists.get(CONTACTS)
@allow(*FOR_A_FIRM, of=own_firm)
def contacts(event: Event, registration: Registration) -> ResponseReturnValue:
    g.tab = "meetings.agenda"
    found = of_firms(cards_in(event), partners_in(event.id).get(registration.id, frozenset()))
    return render_template(
        "lists/contacts.html",
        event=event,
        registration=registration,
        found=found,
        acting_for=Role.COMPANY not in current_roles(),
    )


@lists.post(CONTACTS)
@allow(*FOR_A_FIRM, of=own_firm)
def take_contacts(event: Event, registration: Registration) -> ResponseReturnValue:
    kind = request.form.get("kind", "")
    page = url_for("lists.contacts", event=event, registration_id=registration.id)
    if kind not in KINDS:
        raise Invalid
    try:
        log = hand_contacts(event, registration, kind, language(), by=current_user.id)
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return redirect(page, 303)
    return redirect(url_for("files.download", public_id=file_of_export(log)), 303)


def _samples(thanked: Thanked | None, event: Event) -> list[tuple[str, str, str]]:
    """To whom, and the letter."""
    readers = thanked.readers if thanked is not None else ()
    return [(one.email, *mails.preview(thanked, one, event)) for one in readers if thanked is not None]
