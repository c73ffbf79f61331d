"""Who comes for a company, and the guests of an event: the list, and adding, changing, removing one."""

from __future__ import annotations

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import MergedFacts, merge_facts
from app.companies.wording import company_label
from app.core.db import new_public_id
from app.core.errors import Conflict, Invalid, NotFound
from app.core.web.errors import error_status, error_text
from app.core.web.forms import select_choices, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.calendar import list_absent_half_days, list_half_days
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE, LIST_CONSENT_TEXTS
from app.registrations.forms.registrations import GuestForm, PersonForm, SignedConsentForm, get_form_values
from app.registrations.models import Registration, Representative
from app.registrations.queries.consents import get_ledger, get_unlisted_people
from app.registrations.queries.delegation_members import list_own_delegations
from app.registrations.queries.profiles import ProfileVersions, get_person_values
from app.registrations.queries.registrations import list_guests
from app.registrations.scopes import a_guest, own_registration
from app.registrations.services import consents, people, transitions
from app.registrations.services import people as services
from app.registrations.states import RegistrationAct
from app.registrations.views.blueprint import DELEGATION_ROLES, REGISTRATION_ROLES, REGISTRATION_URL, registrations
from app.registrations.views.registration import get_actor, get_event_day, record_paper_consents


@registrations.route(f"{REGISTRATION_URL}/people/new", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_registration)
def new_person(event: Event, registration: Registration) -> ResponseReturnValue:
    form = PersonForm()
    if not form.validate_on_submit():
        return _render_person(event, registration, form), 422 if form.errors else 200
    try:
        person = people.add_person(registration, form.values(), by=current_user.id)
    except Conflict as refused:
        form.form_errors.append(error_text(refused))
        return _render_person(event, registration, form), error_status(refused)
    flash(gettext("%(name)s comes for the firm.", name=company_label(person)), "good")
    return _back_to_people(event, registration)


@registrations.get(f"{REGISTRATION_URL}/people/<int:representative_id>")
@allow(*REGISTRATION_ROLES, of=own_registration)
def person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    representative = _get_person(registration, representative_id)
    form = PersonForm(formdata=None)
    form.show(get_person_values(representative))
    form.show_place(representative, _event_days(event))
    form.show_word(unlisted=representative.id in get_unlisted_people([representative.id]))
    return _render_person(event, registration, form, representative)


@registrations.post(f"{REGISTRATION_URL}/people/<int:representative_id>")
@allow(*REGISTRATION_ROLES, of=own_registration)
def save_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    representative, form = _get_person(registration, representative_id), PersonForm()
    if not form.validate():
        return _render_person(event, registration, form, representative), 422
    try:
        if form.knows_days.data:
            missed = list_absent_half_days(_event_days(event), form.present.data or ())
            people.set_absence(registration, representative.id, missed, by=current_user.id)
        _save_listing_consent(registration, representative.id, form)
        people.update_person(
            registration, representative.id, form.values(), base=form.opened.values, by=current_user.id
        )
    except Invalid as refused:
        form.evidence.errors = [*form.evidence.errors, error_text(refused)]
        return _render_person(event, registration, form, representative), 422
    except people.PersonHasMeetings:
        form.form_errors.append(
            gettext("There is a booked meeting at a half day that is not ticked. Move or cancel it first.")
        )
        return _render_person(event, registration, form, representative), 409
    except people.PersonChanged:
        stored = get_person_values(_get_person(registration, representative_id))
        merged = merge_facts(form.opened.values, form.values(), stored)
        form.show(merged.values)
        form.opened.opened_with(stored, ProfileVersions(0, 0))
        form.show_word(unlisted=bool(form.unlisted.data))
        return _render_person(event, registration, form, representative, merged), 409
    _save_protocol_rank(registration, representative.id, form)
    flash(gettext("Saved."), "good")
    return _back_to_people(event, registration)


@registrations.post(f"{REGISTRATION_URL}/people/<int:representative_id>/removal")
@allow(*REGISTRATION_ROLES, of=own_registration)
def remove_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    representative = _get_person(registration, representative_id)
    name = company_label(representative)
    people.remove_person(registration, representative.id, by=current_user.id)
    flash(gettext("%(name)s no longer stands for the firm.", name=name), "good")
    return _back_to_people(event, registration)


@registrations.route(f"{REGISTRATION_URL}/people/<int:representative_id>/replacement", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_registration)
def replace_person(event: Event, registration: Registration, representative_id: int) -> ResponseReturnValue:
    """Somebody else comes in the place of this person."""
    representative, form = _get_person(registration, representative_id), PersonForm()
    if not form.validate_on_submit():
        return _render_person(event, registration, form, replaces=representative), 422 if form.errors else 200
    came = people.replace_person(registration, representative.id, form.values(), by=current_user.id)
    flash(gettext("%(name)s comes now; the meetings stay.", name=company_label(came)), "good")
    return _back_to_people(event, registration)


def _save_listing_consent(registration: Registration, person_id: int, form: PersonForm) -> None:
    """Keep whether the person stays out of attendee lists: said by the firm, or by whoever acts for it from a paper."""
    if not form.changes_word:
        return
    own = Role.COMPANY in current_roles()
    consents.save_consents(
        registration,
        {ATTENDEE_LIST_PURPOSE: not form.unlisted.data},
        language=language(),
        source="self" if own else "paper",
        evidence=None if own else typed_text(form.evidence),
        by=current_user.id,
        people=[person_id],
        for_company=False,
    )


def _save_protocol_rank(registration: Registration, person_id: int, form: PersonForm) -> None:
    """Keep the place in protocol, where the chamber or the organizer sends it."""
    if _orders_protocol() and form.rank.raw_data:
        rank, vip = form.rank.data, bool(form.vip.data)
        people.set_protocol_rank(registration, person_id, rank=rank, vip=vip, by=current_user.id)


def _orders_protocol() -> bool:
    return bool(current_roles() & {Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER})


def _event_days(event: Event) -> list[date]:
    return [day.day for day in event.days]


def _get_person(registration: Registration, representative_id: int) -> Representative:
    representative = next(
        (candidate for candidate in registration.representatives if candidate.id == representative_id), None
    )
    if representative is None:
        raise NotFound
    return representative


def _render_person(
    event: Event,
    registration: Registration,
    form: PersonForm,
    representative: Representative | None = None,
    merged: MergedFacts | None = None,
    replaces: Representative | None = None,
) -> str:
    g.tab = "registrations.profile"
    return render_template(
        "registrations/person.html",
        event=event,
        registration=registration,
        person=representative,
        replaces=replaces,
        half_days=list_half_days(_event_days(event)) if representative is not None else [],
        half_dates={event_day.isoformat(): event_day for event_day in _event_days(event)},
        orders_protocol=representative is not None and _orders_protocol(),
        form=form,
        merged=merged,
        acting_for=Role.COMPANY not in current_roles(),
    )


def _back_to_people(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="people"))


GUEST_FIELDS = ("category", "person", "institution", "name_zh", "title", "email", "phone", "dietary")
NO_DELEGATION = 0
"""The choice of no delegation."""


@registrations.get("/events/<slug:event>/guests")
@allow(*DELEGATION_ROLES, of=an_event)
def guests(event: Event) -> ResponseReturnValue:
    """All guests for the organizer; for a chamber those of its delegations."""
    _set_tab()
    only = (
        None
        if _is_organizer()
        else [own_delegation.id for own_delegation in list_own_delegations(current_user.id, event)]
    )
    return render_template("registrations/guests.html", event=event, guests=list_guests(event, only=only))


@registrations.route("/events/<slug:event>/guests/new", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=an_event)
def new_guest(event: Event) -> ResponseReturnValue:
    """Add an official, somebody of the press, a speaker, one of the chamber's staff."""
    _set_tab()
    form = GuestForm(data={"key": new_public_id()})
    own = [
        (str(own_delegation.id), own_delegation.name_en)
        for own_delegation in list_own_delegations(current_user.id, event)
    ]
    form.delegation.choices = select_choices(
        [*([(str(NO_DELEGATION), gettext("none"))] if _is_organizer() else []), *own]
    )
    if not form.validate_on_submit():
        page = render_template("registrations/guest.html", event=event, form=form, guest=None)
        return page, 422 if form.errors else 200
    guest = services.GuestDetails(**get_form_values(form, *GUEST_FIELDS))
    services.add_guest(
        event, guest, delegation_id=form.delegation.data or None, by=current_user.id, key=form.key.data or ""
    )
    flash(gettext("%(name)s is a guest.", name=guest.person), "good")
    return redirect(url_for("registrations.guests", event=event))


@registrations.route("/events/<slug:event>/guests/<int:guest_id>", methods=["GET", "POST"])
@allow(*DELEGATION_ROLES, of=a_guest)
def guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """Change one guest."""
    form = GuestForm(**({} if request.method == "POST" else _guest_values(registration)))
    del form.delegation, form.key
    if not form.validate_on_submit():
        return _render_guest(
            event, registration, form, SignedConsentForm(formdata=None, signed_on=get_event_day(event))
        )
    services.update_guest(
        registration, services.GuestDetails(**get_form_values(form, *GUEST_FIELDS)), by=current_user.id
    )
    flash(gettext("The guest is saved."), "good")
    return redirect(url_for("registrations.guests", event=event))


@registrations.post("/events/<slug:event>/guests/<int:guest_id>/consents")
@allow(*DELEGATION_ROLES, of=a_guest)
def record_guest_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what a guest agreed to on paper: what, when, where the paper is."""
    signed = SignedConsentForm()
    signed.today = get_event_day(event)
    if signed.validate():
        try:
            record_paper_consents(event, signed, [registration])
        except Invalid as refused:
            signed.form_errors.append(error_text(refused))
        else:
            flash(gettext("Recorded for %(name)s.", name=company_label(_get_guest_person(registration))), "good")
            return redirect(url_for("registrations.guest", event=event, guest_id=registration.id, _anchor="consent"))
    form = GuestForm(formdata=None, **_guest_values(registration))
    del form.delegation, form.key
    return _render_guest(event, registration, form, signed)


def _guest_values(registration: Registration) -> dict[str, str | None]:
    person = _get_guest_person(registration)
    return {
        "person": person.display_name,
        "category": registration.category,
        "institution": registration.institution,
        **{name: getattr(person, name) for name in ("name_zh", "title", "email", "phone", "dietary")},
    }


def _render_guest(
    event: Event, registration: Registration, form: GuestForm, signed: SignedConsentForm
) -> ResponseReturnValue:
    """One guest: who it is, and what it agreed to."""
    _set_tab()
    page = render_template(
        "registrations/guest.html",
        event=event,
        form=form,
        guest=registration,
        ledger=get_ledger(registration),
        signed=signed,
        texts=LIST_CONSENT_TEXTS,
        may_erase=_is_organizer(),
    )
    return page, 422 if form.errors or signed.errors else 200


@registrations.post("/events/<slug:event>/guests/<int:guest_id>/removal")
@allow(*DELEGATION_ROLES, of=a_guest)
def remove_guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """Take a guest off the list."""
    _get_guest_person(registration)
    transitions.transition(event, registration.id, RegistrationAct.CANCEL, actor=get_actor(), by=current_user.id)
    flash(gettext("The guest is off the list."), "good")
    return redirect(url_for("registrations.guests", event=event))


def _get_guest_person(registration: Registration) -> Representative:
    """Who it is. Raises NotFound where nobody is named."""
    person = next(iter(registration.representatives), None)
    if person is None:
        raise NotFound
    return person


def _is_organizer() -> bool:
    return Role.ORGANIZER in current_roles()


def _set_tab() -> None:
    g.tab = "registrations.index" if _is_organizer() else "delegations.roster"
