"""Who comes for a firm: add, change, take off."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import MergedFacts, merge_facts
from app.companies.wording import company_label
from app.core.errors import Conflict, Invalid, NotFound
from app.core.web.errors import error_status, error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.consent_texts import LISTED
from app.registrations.forms.person import PersonForm
from app.registrations.half_days import absences, half_days
from app.registrations.models import Registration, Representative
from app.registrations.queries.consents import unlisted
from app.registrations.queries.profile_values import Seen, person_values
from app.registrations.scopes import own_firm
from app.registrations.services import consents, people
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations


@registrations.route(f"{FIRM}/people/new", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_firm)
def new_person(event: Event, registration: Registration) -> ResponseReturnValue:
    form = PersonForm()
    if not form.validate_on_submit():
        return _page(event, registration, form), 422 if form.errors else 200
    try:
        person = people.add_person(registration, form.values(), by=current_user.id)
    except Conflict as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, registration, form), error_status(refused)
    flash(gettext("%(name)s comes for the firm.", name=company_label(person)), "good")
    return _back(event, registration)


@registrations.get(f"{FIRM}/people/<int:representative_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    found = _one_of(registration, representative_id)
    form = PersonForm(formdata=None)
    form.show(person_values(found))
    form.show_place(found, _days(event))
    form.show_word(unlisted=found.id in unlisted([found.id]))
    return _page(event, registration, form, found)


@registrations.post(f"{FIRM}/people/<int:representative_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def save_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    found, form = _one_of(registration, representative_id), PersonForm()
    if not form.validate():
        return _page(event, registration, form, found), 422
    try:
        _keep_half_days(event, registration, found.id, form)
        _keep_word(registration, found.id, form)
        people.edit_person(registration, found.id, form.values(), base=form.opened.values, by=current_user.id)
    except Invalid as refused:
        form.evidence.errors = [*form.evidence.errors, error_text(refused)]
        return _page(event, registration, form, found), 422
    except people.PersonHasMeetings:
        form.form_errors.append(
            gettext("There is a booked meeting at a half day that is not ticked. Move or cancel it first.")
        )
        return _page(event, registration, form, found), 409
    except people.PersonChanged:
        stored = person_values(_one_of(registration, representative_id))
        merged = merge_facts(form.opened.values, form.values(), stored)
        form.show(merged.values)
        form.opened.opened_with(stored, Seen(0, 0))
        form.show_word(unlisted=bool(form.unlisted.data))
        return _page(event, registration, form, found, merged), 409
    _place(registration, found.id, form)
    flash(gettext("Saved."), "good")
    return _back(event, registration)


@registrations.post(f"{FIRM}/people/<int:representative_id>/removal")
@allow(*FOR_A_FIRM, of=own_firm)
def remove_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    found = _one_of(registration, representative_id)
    name = company_label(found)
    people.remove_person(registration, found.id, by=current_user.id)
    flash(gettext("%(name)s no longer stands for the firm.", name=name), "good")
    return _back(event, registration)


@registrations.route(f"{FIRM}/people/<int:representative_id>/replacement", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_firm)
def replace_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    """Somebody else comes in the place of this person."""
    found, form = _one_of(registration, representative_id), PersonForm()
    if not form.validate_on_submit():
        return _page(event, registration, form, replaces=found), 422 if form.errors else 200
    came = people.replace_person(registration, found.id, form.values(), by=current_user.id)
    flash(gettext("%(name)s comes now; the meetings stay.", name=company_label(came)), "good")
    return _back(event, registration)


def _keep_half_days(event: Event, registration: Registration, person_id: int, form: PersonForm) -> None:
    if form.knows_days.data:
        missed = absences(_days(event), form.present.data or ())
        people.be_absent(registration, person_id, missed, by=current_user.id)


def _keep_word(registration: Registration, person_id: int, form: PersonForm) -> None:
    """Keep whether the person stays out of attendee lists: said by the firm, or by whoever acts for it from a paper."""
    if not form.changes_word:
        return
    own = Role.COMPANY in current_roles()
    consents.record(
        registration,
        {LISTED: not form.unlisted.data},
        language=language(),
        source="self" if own else "paper",
        evidence=None if own else typed_text(form.evidence),
        by=current_user.id,
        people=[person_id],
        for_firm=False,
    )


def _place(registration: Registration, person_id: int, form: PersonForm) -> None:
    """Keep the place in protocol, where the chamber or the organizer sends it."""
    if _orders_protocol() and form.rank.name in request.form:
        rank, vip = form.rank.data, bool(form.vip.data)
        people.place_person(registration, person_id, rank=rank, vip=vip, by=current_user.id)


def _orders_protocol() -> bool:
    return bool(current_roles() & {Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER})


def _days(event: Event) -> list[date]:
    return [one.day for one in event.days]


def _one_of(registration: Registration, representative_id: int) -> Representative:
    found = next((one for one in registration.representatives if one.id == representative_id), None)
    if found is None:
        raise NotFound
    return found


def _page(
    event: Event,
    registration: Registration,
    form: PersonForm,
    found: Representative | None = None,
    merged: MergedFacts | None = None,
    replaces: Representative | None = None,
) -> str:
    g.tab = "registrations.profile"
    return render_template(
        "registrations/person.html",
        event=event,
        registration=registration,
        person=found,
        replaces=replaces,
        half_days=half_days(_days(event)) if found is not None else [],
        half_dates={one.isoformat(): one for one in _days(event)},
        orders_protocol=found is not None and _orders_protocol(),
        form=form,
        merged=merged,
        acting_for=Role.COMPANY not in current_roles(),
    )


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="people"))
