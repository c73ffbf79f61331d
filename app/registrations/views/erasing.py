"""Erase oneself, a person or a guest on request, a firm: what goes and what stays is shown first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import login
from app.accounts.permissions import Role
from app.accounts.views.account import is_owner
from app.companies.wording import company_label
from app.core.errors import DomainError, NotFound
from app.core.web.errors import error_status, error_text
from app.core.web.guards import allow, current_roles, signed_in
from app.events.models import Event
from app.registrations.erasure import Erasure, Why
from app.registrations.forms.erasing import EraseForm, EraseOnRequestForm, EraseOwnForm
from app.registrations.models import Registration, Representative
from app.registrations.queries import erasing as queries
from app.registrations.queries.erasing_preview import preview_of
from app.registrations.queries.keeping import runs_house
from app.registrations.scopes import a_guest, own_firm
from app.registrations.services.erasing import ErasesElsewhere, erase
from app.registrations.views.blueprint import FIRM, registrations


@registrations.route("/account/erasure", methods=["GET", "POST"])
@signed_in
def erase_account() -> ResponseReturnValue:
    """Erase oneself: confirmed by the password, or by a link that was mailed a moment ago."""
    form = EraseOwnForm()
    erasure = queries.of_user(current_user.id, Why.ITSELF, by=current_user.id)
    if form.validate_on_submit() and _is_really(form) and _done(erasure, form):
        login.leave_session()
        flash(gettext("Your data is erased. Nobody can sign in with your account any more."), "good")
        return redirect(url_for("accounts.sign_in"))
    return _page(form, erasure, subject="self", back=url_for("accounts.account"), proof=login.required_proof())


@registrations.route(f"{FIRM}/people/<int:representative_id>/erasure", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=own_firm)
def erase_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    """Erase somebody who asked the organizer for it."""
    person = _one_of(registration, representative_id)
    back = url_for("registrations.registration", event=event, registration_id=registration.id)
    data_url = url_for("lists.person_file", event=event, registration_id=registration.id, representative_id=person.id)
    return _on_request(event, person, back, data_url)


@registrations.route("/events/<slug:event>/guests/<int:guest_id>/erasure", methods=["GET", "POST"])
@allow(Role.ORGANIZER, of=a_guest)
def erase_guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """The same of a guest."""
    person = next(iter(registration.representatives), None)
    if person is None:
        raise NotFound
    data_url = url_for("lists.guest_file", event=event, guest_id=registration.id)
    return _on_request(event, person, url_for("registrations.guests", event=event), data_url)


@registrations.route(f"{FIRM}/erasure", methods=["GET", "POST"])
@allow(Role.COMPANY, Role.ORGANIZER, of=own_firm)
def erase_firm(event: Event, registration: Registration) -> ResponseReturnValue:
    """Erase a firm with its people: its own users, or the organizer on request."""
    company = registration.company
    if company is None:
        raise NotFound
    itself = Role.COMPANY in current_roles()
    form: EraseForm = EraseOwnForm() if itself else EraseOnRequestForm()
    why, name = (Why.ITSELF if itself else _why(form)), company_label(company)
    erasure = queries.of_company(company, why, by=current_user.id)
    if not itself and not _runs_house(event) and erasure.events != {event.id}:
        raise ErasesElsewhere
    if form.validate_on_submit() and _is_really(form) and _done(erasure, form):
        flash(gettext("Erased. What is counted stays."), "good")
        return redirect(url_for("events.index") if itself else url_for("registrations.index", event=event))
    endpoint = "registrations.profile" if itself else "registrations.registration"
    back = url_for(endpoint, event=event, registration_id=registration.id)
    return _page(form, erasure, subject="firm", back=back, name=name, proof=login.required_proof() if itself else "")


def _on_request(event: Event, person: Representative, back: str, data_url: str) -> ResponseReturnValue:
    form, name = EraseOnRequestForm(), company_label(person)
    erasure = queries.of_person(event, person, _why(form), by=current_user.id, everywhere=_runs_house(event))
    if form.validate_on_submit() and _done(erasure, form):
        flash(gettext("Erased. What is counted stays."), "good")
        return redirect(back)
    keeps_account = person.user_id is not None and person.user_id not in erasure.users
    told = {"name": name, "keeps_account": keeps_account, "data_url": data_url, "here_alone": not _runs_house(event)}
    return _page(form, erasure, subject="person", back=back, **told)


def _runs_house(event: Event) -> bool:
    return runs_house(event, current_user.id)


def _done(erasure: Erasure, form: EraseForm) -> bool:
    """Whether it was erased; says at the form why it was not."""
    try:
        erase(erasure)
    except DomainError as refused:
        form.form_errors.append(error_text(refused))
        form.refused_with = error_status(refused)
        return False
    return True


def _why(form: EraseForm) -> Why:
    given = form.why.data if isinstance(form, EraseOnRequestForm) else None
    return Why(given) if given in set(Why) else Why.ASKED_IN_WRITING


def _is_really(form: EraseForm) -> bool:
    return is_owner(form) if isinstance(form, EraseOwnForm) else True


def _one_of(registration: Registration, representative_id: int) -> Representative:
    found = next((one for one in registration.representatives if one.id == representative_id), None)
    if found is None:
        raise NotFound
    return found


def _page(form: EraseForm, erasure: Erasure, *, subject: str, **context: Any) -> ResponseReturnValue:
    page = render_template(
        "registrations/erase.html", form=form, preview=preview_of(erasure), subject=subject, **context
    )
    return page, form.refused_with or (422 if form.errors else 200)
