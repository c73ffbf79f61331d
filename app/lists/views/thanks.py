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
from app.lists.forms import ContactsForm
from app.lists.queries.thanks import ThankedCompany, partners_met
from app.lists.services.thanks import (
    THANKS_JOB,
    companies_to_thank,
    contact_cards,
    enqueue_thanks,
    export_contacts,
    public_id_of_file,
    rows_of_companies,
)
from app.lists.views.blueprint import lists
from app.registrations.models import Registration
from app.registrations.scopes import own_registration

THANKS_PAGE_SIZE = 50
COMPANY_PAGE_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
CONTACTS_PATH = "/events/<slug:event>/companies/<int:registration_id>/contacts"


@lists.get("/events/<slug:event>/thanks")
@allow(Role.ORGANIZER, of=an_event)
def thanks(event: Event) -> ResponseReturnValue:
    """Who gets how many letters; ``?firm=``: the letters of this one, as each of its readers gets them."""
    g.tab = "messages.letters"
    companies, run = companies_to_thank(event), latest_run(event.id, THANKS_JOB)
    shown = next(
        (thanked for thanked in companies if thanked.company.id == parse_whole_number(request.args.get("firm", ""))),
        None,
    )
    shown = shown or next((thanked for thanked in companies if thanked.readers), None)
    page = requested_page(companies, size=THANKS_PAGE_SIZE)
    return render_template(
        "lists/thanks.html",
        event=event,
        page=page,
        ways=page_links(page),
        due=[thanked for thanked in companies if thanked.is_due],
        letters=sum(len(thanked.readers) for thanked in companies if thanked.is_due),
        unread=sum(not thanked.readers for thanked in companies),
        shown=shown,
        samples=_email_samples(shown, event),
        run=run if run is not None and run.user_id == current_user.id else None,
        seen=job_status(run) if run is not None else None,
    )


@lists.post("/events/<slug:event>/thanks")
@allow(Role.ORGANIZER, of=an_event)
def send(event: Event) -> ResponseReturnValue:
    enqueue_thanks(event.id, by=current_user.id)
    flash(gettext("The letters are being written. Who has had one gets none again."), "good")
    return redirect(url_for("lists.thanks", event=event), 303)


@lists.get(CONTACTS_PATH)
@allow(*COMPANY_PAGE_ROLES, of=own_registration)
def contacts(event: Event, registration: Registration) -> ResponseReturnValue:
    g.tab = "meetings.agenda"
    rows = rows_of_companies(contact_cards(event), partners_met(event.id).get(registration.id, frozenset()))
    return render_template(
        "lists/contacts.html",
        event=event,
        registration=registration,
        found=rows,
        acting_for=Role.COMPANY not in current_roles(),
    )


@lists.post(CONTACTS_PATH)
@allow(*COMPANY_PAGE_ROLES, of=own_registration)
def take_contacts(event: Event, registration: Registration) -> ResponseReturnValue:
    form = ContactsForm()
    page = url_for("lists.contacts", event=event, registration_id=registration.id)
    if not form.validate():
        raise Invalid
    try:
        log = export_contacts(event, registration, form.kind.data, language(), by=current_user.id)
    except Invalid as refused:
        flash(error_text(refused), "bad")
        return redirect(page, 303)
    return redirect(url_for("files.download", public_id=public_id_of_file(log)), 303)


def _email_samples(thanked: ThankedCompany | None, event: Event) -> list[tuple[str, str, str]]:
    """To whom, and the letter."""
    readers = thanked.readers if thanked is not None else ()
    return [(reader.email, *mails.render_preview(thanked, reader, event)) for reader in readers if thanked is not None]
