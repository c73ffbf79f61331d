"""Erase oneself, a person, a guest or a company after a preview; how long an event keeps its people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts import login
from app.accounts.permissions import Role
from app.accounts.views.account import is_owner
from app.companies.wording import company_label
from app.core.db import now
from app.core.errors import DomainError, NotFound
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow, current_roles, signed_in
from app.events.models import Event
from app.events.retention import KEEP_DAYS, NOTICE_DAYS
from app.events.scopes import an_event
from app.events.wording import LANGUAGE_WORDS
from app.privacy.erasure import Erasure, ErasureReason
from app.privacy.forms import EraseForm, EraseOnRequestForm, EraseOwnForm, HoldForm, KeepDaysForm
from app.privacy.queries import erasure as queries
from app.privacy.queries.erasure import preview_erasure
from app.privacy.queries.published_texts import list_places_naming
from app.privacy.queries.retention import count_retained, get_retention_period, list_organizers
from app.privacy.services import retention
from app.privacy.services.erasure import CompanyTakesPartElsewhere, erase_data
from app.registrations.models import Registration, Representative
from app.registrations.queries.access import runs_register
from app.registrations.scopes import a_guest, own_registration
from app.registrations.views.blueprint import REGISTRATION_URL

blueprint = Blueprint("privacy", __name__)
blueprints = (blueprint,)


@blueprint.route("/account/erasure", methods=["GET", "POST"])
@signed_in
def erase_account() -> ResponseReturnValue:
    """Erase oneself: confirmed by the password, or by a link that was mailed a moment ago."""
    form = EraseOwnForm()
    erasure = queries.create_user_erasure(current_user.id, ErasureReason.ITSELF, by=current_user.id)
    if form.validate_on_submit() and _is_confirmed(form) and _erase_if_confirmed(erasure, form):
        login.leave_session()
        flash(gettext("Your data is erased. Nobody can sign in with your account any more."), "good")
        return redirect(url_for("accounts.sign_in"))
    return _erasure_page(form, erasure, subject="self", back=url_for("accounts.account"), proof=login.required_proof())


@blueprint.route(f"{REGISTRATION_URL}/people/<int:representative_id>/erasure", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=own_registration)
def erase_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    """Erase somebody who asked the organizer for it."""
    person = _get_person(registration, representative_id)
    back = url_for("registrations.registration", event=event, registration_id=registration.id)
    data_url = url_for("lists.person_file", event=event, registration_id=registration.id, representative_id=person.id)
    return _erase_on_request(event, person, back, data_url)


@blueprint.route("/events/<slug:event>/guests/<int:guest_id>/erasure", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=a_guest)
def erase_guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """The same of a guest."""
    person = next(iter(registration.representatives), None)
    if person is None:
        raise NotFound
    data_url = url_for("lists.guest_file", event=event, guest_id=registration.id)
    return _erase_on_request(event, person, url_for("registrations.guests", event=event), data_url)


@blueprint.route(f"{REGISTRATION_URL}/erasure", methods=["GET", "POST"])
@allow(Role.COMPANY, Role.ORGANIZER, of=own_registration)
def erase_firm(event: Event, registration: Registration) -> ResponseReturnValue:
    """Erase a firm with its people: its own users, or the organizer on request."""
    company = registration.company
    if company is None:
        raise NotFound
    itself = Role.COMPANY in current_roles()
    form: EraseForm = EraseOwnForm() if itself else EraseOnRequestForm()
    why, name = (ErasureReason.ITSELF if itself else _get_reason(form)), company_label(company)
    erasure = queries.create_company_erasure(company, why, by=current_user.id)
    if not itself and not _is_host(event) and erasure.events != {event.id}:
        raise CompanyTakesPartElsewhere
    if form.validate_on_submit() and _is_confirmed(form) and _erase_if_confirmed(erasure, form):
        flash(gettext("Erased. What is counted stays."), "good")
        return redirect(url_for("events.index") if itself else url_for("registrations.index", event=event))
    endpoint = "registrations.profile" if itself else "registrations.registration"
    back = url_for(endpoint, event=event, registration_id=registration.id)
    return _erasure_page(
        form, erasure, subject="firm", back=back, name=name, proof=login.required_proof() if itself else ""
    )


def _erase_on_request(event: Event, person: Representative, back: str, data_url: str) -> ResponseReturnValue:
    form, name = EraseOnRequestForm(), company_label(person)
    erasure = queries.create_person_erasure(
        event, person, _get_reason(form), by=current_user.id, everywhere=_is_host(event)
    )
    if form.validate_on_submit() and _erase_if_confirmed(erasure, form):
        flash(gettext("Erased. What is counted stays."), "good")
        return redirect(back)
    keeps_account = person.user_id is not None and person.user_id not in erasure.users
    page_values = {
        "name": name,
        "keeps_account": keeps_account,
        "data_url": data_url,
        "here_alone": not _is_host(event),
    }
    return _erasure_page(form, erasure, subject="person", back=back, **page_values)


def _is_host(event: Event) -> bool:
    return runs_register(event, current_user.id)


def _erase_if_confirmed(erasure: Erasure, form: EraseForm) -> bool:
    """Whether it was erased; says at the form why it was not."""
    try:
        erase_data(erasure)
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.refused_with = error_status(refused)
        return False
    return True


def _get_reason(form: EraseForm) -> ErasureReason:
    given = form.why.data if isinstance(form, EraseOnRequestForm) else None
    return ErasureReason(given) if given in set(ErasureReason) else ErasureReason.ASKED_IN_WRITING


def _is_confirmed(form: EraseForm) -> bool:
    return is_owner(form) if isinstance(form, EraseOwnForm) else True


def _get_person(registration: Registration, representative_id: int) -> Representative:
    representative = next((person for person in registration.representatives if person.id == representative_id), None)
    if representative is None:
        raise NotFound
    return representative


def _erasure_page(form: EraseForm, erasure: Erasure, *, subject: str, **context: Any) -> ResponseReturnValue:
    page = render_template(
        "privacy/erase.html", form=form, preview=preview_erasure(erasure), subject=subject, **context
    )
    return page, form.refused_with or (422 if form.errors else 200)


@blueprint.get("/events/<slug:event>/privacy")
@allow(Role.ORGANIZER, of=an_event)
def privacy(event: Event) -> ResponseReturnValue:
    return _retention_page(event, KeepDaysForm(formdata=None, days=event.keep_days), HoldForm(formdata=None))


@blueprint.post("/events/<slug:event>/privacy/days")
@allow(Role.ORGANIZER, of=an_event)
def keep_days(event: Event) -> ResponseReturnValue:
    form = KeepDaysForm()
    if not form.validate():
        return _retention_page(event, form, HoldForm(formdata=None))
    days = form.days.data or KEEP_DAYS
    retention.set_keep_days(event, days, by=current_user.id)
    flash(ngettext("People are kept for %(num)d day.", "People are kept for %(num)d days.", days), "good")
    return redirect(url_for("privacy.privacy", event=event))


@blueprint.post("/events/<slug:event>/privacy/hold")
@allow(Role.ORGANIZER, of=an_event)
def place_hold(event: Event) -> ResponseReturnValue:
    form = HoldForm()
    if not form.validate():
        return _retention_page(event, KeepDaysForm(formdata=None, days=event.keep_days), form)
    retention.place_hold(event, form.reason.data or "", by=current_user.id)
    flash(gettext("On hold: nobody is erased until you lift it."), "good")
    return redirect(url_for("privacy.privacy", event=event))


@blueprint.post("/events/<slug:event>/privacy/hold/removal")
@allow(Role.ORGANIZER, of=an_event)
def lift_hold(event: Event) -> ResponseReturnValue:
    retention.lift_hold(event, by=current_user.id)
    flash(gettext("The hold is lifted: the days count again."), "good")
    return redirect(url_for("privacy.privacy", event=event))


def _retention_page(event: Event, days: KeepDaysForm, hold: HoldForm) -> ResponseReturnValue:
    g.tab = "events.edit"
    keeping = get_retention_period(event)
    page = render_template(
        "privacy/privacy.html",
        event=event,
        keeping=keeping,
        standing=keeping.standing(now()).value,
        goes_at=keeping.goes_at(now()),
        told_days=NOTICE_DAYS,
        kept=count_retained(event),
        naming=list_places_naming(event.id),
        language_words=LANGUAGE_WORDS,
        readers=len(list_organizers(event)),
        days=days,
        hold=hold,
    )
    return page, 422 if days.errors or hold.errors else 200
