"""Guests: the list, and adding, changing, removing one."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.db import new_public_id
from app.core.errors import Invalid, NotFound
from app.core.web.errors import error_text
from app.core.web.forms import select_choices
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.consent_texts import LIST_TEXTS
from app.registrations.forms.consent import SignedForm
from app.registrations.forms.firm import GuestForm, filled
from app.registrations.models import Registration, Representative
from app.registrations.queries.delegations import delegations_of
from app.registrations.queries.guests import guests_of
from app.registrations.queries.ledger import ledger_of
from app.registrations.scopes import a_guest
from app.registrations.services import guests as services
from app.registrations.services import standing
from app.registrations.states import Act
from app.registrations.views.blueprint import registrations
from app.registrations.views.delegation import OWN_SIDE
from app.registrations.views.firms import actor, record_paper, today_of

FIELDS = ("category", "person", "institution", "name_zh", "title", "email", "phone", "dietary")
NONE = 0
"""The choice of no delegation."""


@registrations.get("/events/<slug:event>/guests")
@allow(*OWN_SIDE, of=an_event)
def guests(event: Event) -> ResponseReturnValue:
    """All guests for the organizer; for a chamber those of its delegations."""
    _tab()
    only = None if _runs() else [one.id for one in delegations_of(current_user.id, event)]
    return render_template("registrations/guests.html", event=event, guests=guests_of(event, only=only))


@registrations.route("/events/<slug:event>/guests/new", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=an_event)
def new_guest(event: Event) -> ResponseReturnValue:
    """Add an official, somebody of the press, a speaker, one of the chamber's staff."""
    _tab()
    form = GuestForm(data={"key": new_public_id()})
    own = [(str(one.id), one.name_en) for one in delegations_of(current_user.id, event)]
    form.delegation.choices = select_choices([*([(str(NONE), gettext("none"))] if _runs() else []), *own])
    if not form.validate_on_submit():
        page = render_template("registrations/guest.html", event=event, form=form, guest=None)
        return page, 422 if form.errors else 200
    guest = services.Guest(**filled(form, *FIELDS))
    services.add_guest(
        event, guest, delegation_id=form.delegation.data or None, by=current_user.id, key=form.key.data or ""
    )
    flash(gettext("%(name)s is a guest.", name=guest.person), "good")
    return redirect(url_for("registrations.guests", event=event))


@registrations.route("/events/<slug:event>/guests/<int:guest_id>", methods=["GET", "POST"])
@allow(*OWN_SIDE, of=a_guest)
def guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """Change one guest."""
    form = GuestForm(**({} if request.method == "POST" else _values(registration)))
    del form.delegation, form.key
    if not form.validate_on_submit():
        return _page(event, registration, form, SignedForm(formdata=None, signed_on=today_of(event)))
    services.change_guest(registration, services.Guest(**filled(form, *FIELDS)), by=current_user.id)
    flash(gettext("The guest is saved."), "good")
    return redirect(url_for("registrations.guests", event=event))


@registrations.post("/events/<slug:event>/guests/<int:guest_id>/consents")
@allow(*OWN_SIDE, of=a_guest)
def record_guest_consent(event: Event, registration: Registration) -> ResponseReturnValue:
    """Keep what a guest agreed to on paper: what, when, where the paper is."""
    signed = SignedForm()
    signed.today = today_of(event)
    if signed.validate():
        try:
            record_paper(event, signed, [registration])
        except Invalid as refused:
            signed.form_errors.append(error_text(refused))
        else:
            flash(gettext("Recorded for %(name)s.", name=company_label(_person(registration))), "good")
            return redirect(url_for("registrations.guest", event=event, guest_id=registration.id, _anchor="consent"))
    form = GuestForm(formdata=None, **_values(registration))
    del form.delegation, form.key
    return _page(event, registration, form, signed)


def _values(registration: Registration) -> dict[str, str | None]:
    person = _person(registration)
    return {
        "person": person.display_name,
        "category": registration.category,
        "institution": registration.institution,
        **{name: getattr(person, name) for name in ("name_zh", "title", "email", "phone", "dietary")},
    }


def _page(event: Event, registration: Registration, form: GuestForm, signed: SignedForm) -> ResponseReturnValue:
    """One guest: who it is, and what it agreed to."""
    _tab()
    page = render_template(
        "registrations/guest.html",
        event=event,
        form=form,
        guest=registration,
        ledger=ledger_of(registration),
        signed=signed,
        texts=LIST_TEXTS,
        may_erase=_runs(),
    )
    return page, 422 if form.errors or signed.errors else 200


@registrations.post("/events/<slug:event>/guests/<int:guest_id>/removal")
@allow(*OWN_SIDE, of=a_guest)
def remove_guest(event: Event, registration: Registration) -> ResponseReturnValue:
    """Take a guest off the list."""
    _person(registration)
    standing.act_on(event, registration.id, Act.CANCEL, actor=actor(), by=current_user.id)
    flash(gettext("The guest is off the list."), "good")
    return redirect(url_for("registrations.guests", event=event))


def _person(registration: Registration) -> Representative:
    """Who it is. Raises NotFound where nobody is named."""
    person = next(iter(registration.representatives), None)
    if person is None:
        raise NotFound
    return person


def _runs() -> bool:
    return Role.ORGANIZER in current_roles()


def _tab() -> None:
    g.tab = "registrations.index" if _runs() else "registrations.roster"
