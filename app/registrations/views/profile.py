"""The whole profile of a firm, on one page and in one form; people, consents and logo have their own."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import (
    CERTIFICATE_FIELDS,
    LINE_FIELDS,
    MARKET_FIELDS,
    NAME_FIELDS,
    ONE_LINER_FIELDS,
    RESTORE_WITHIN,
    SECTOR_FIELDS,
    SIZE_FIELDS,
    STATEMENT_FIELDS,
    TEXT_FIELDS,
    MergedFacts,
    is_uen,
    is_uscc,
    merge_facts,
)
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.queries import list_showcase_and_removed
from app.core.db import now
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.core.web.pages import redirect_page, render_page
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS
from app.registrations.forms.profile import LogoForm, ProfileForm
from app.registrations.forms.welcome import ConsentForm
from app.registrations.models import Registration
from app.registrations.places import countries
from app.registrations.queries.answers import open_of
from app.registrations.queries.clashes import newly_clashing
from app.registrations.queries.consents import agreed_words, is_given, leaves_person_out, said_by, unlisted
from app.registrations.queries.drafts import person_of
from app.registrations.queries.joins import askers_of, users_of
from app.registrations.queries.profile_values import OF_REGISTRATION, seen_of, values_of
from app.registrations.queries.roster import readiness_of
from app.registrations.scopes import may_answer_joins, may_keep_record, may_let_out, own_firm, own_profile
from app.registrations.services import profiles
from app.registrations.states import Act, Actor, RegistrationState, acts_of
from app.registrations.views import picking
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.clashing import say_clashes

FIELDS = (
    *NAME_FIELDS,
    *LINE_FIELDS,
    *ONE_LINER_FIELDS,
    *TEXT_FIELDS,
    *SECTOR_FIELDS,
    *CERTIFICATE_FIELDS,
    *STATEMENT_FIELDS,
    *SIZE_FIELDS,
    *MARKET_FIELDS,
    *OF_REGISTRATION,
)


@registrations.get(f"{FIRM}/profile")
@allow(*FOR_A_FIRM, of=own_firm)
def profile(event: Event, registration: Registration) -> ResponseReturnValue:
    form = ProfileForm(formdata=None)
    form.show(_stored(registration), seen_of(registration))
    return page(event, registration, form)


@registrations.post(f"{FIRM}/profile")
@allow(*FOR_A_FIRM, of=own_profile)
def save_profile(event: Event, registration: Registration) -> ResponseReturnValue:
    """Save all, or change the chips and the tree without saving anything yet."""
    form = ProfileForm()
    picked = picking.asked()
    if picked is not None:
        picking.change(form, picked)
        return page(event, registration, form, picked=picked)
    form.kept = _stored(registration)
    if not form.validate():
        return page(event, registration, form), 422
    try:
        with newly_clashing(registration) as clashing:
            changed = profiles.save(
                registration.id,
                form.values(),
                seen=form.opened.seen,
                by=current_user.id,
                confirmed=Role.COMPANY in current_roles(),
            )
    except profiles.ProfileChanged:
        return _merged(event, registration, form), 409
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good" if changed else "info")
    say_clashes(event, clashing)
    return redirect_page(url_for("registrations.profile", event=event, registration_id=registration.id))


def page(
    event: Event,
    registration: Registration,
    form: ProfileForm,
    *,
    picked: picking.Picked | None = None,
    merged: MergedFacts | None = None,
    logo: LogoForm | None = None,
) -> str:
    person = person_of(registration, current_user.id)
    in_charge, since = may_keep_record(registration), now() - RESTORE_WITHIN
    products, removed_products = list_showcase_and_removed(CompanyProduct, registration.company_id, since)
    references, removed_references = list_showcase_and_removed(CompanyReference, registration.company_id, since)
    return render_page(
        "registrations/profile.html",
        "registrations/_profile_form.html",
        event=event,
        registration=registration,
        company=registration.company,
        form=form,
        logo=logo or LogoForm(formdata=None),
        merged=merged,
        countries=countries(language()),
        held=[one for one in registration.company.certificates if one.kind == "holds"] if registration.company else [],
        products=products,
        references=references,
        removed_products=removed_products,
        removed_references=removed_references,
        is_uen=is_uen,
        is_uscc=is_uscc,
        readiness=readiness_of(registration),
        said=said_by(registration, person),
        texts=CONSENT_TEXTS.values(),
        consent_form=ConsentForm(formdata=None),
        is_given=is_given,
        agreed_words=agreed_words,
        leaves_person_out=leaves_person_out,
        person=person,
        unlisted=unlisted([one.id for one in registration.representatives]),
        users=users_of(registration),
        askers=askers_of(registration),
        may_answer=may_answer_joins(registration),
        may_let_out=may_let_out(registration),
        own=Role.COMPANY in current_roles(),
        acting_for=Role.COMPANY not in current_roles(),
        may_write=profiles.is_open(event) and in_charge,
        in_charge=in_charge,
        may_erase=Role.COMPANY in current_roles(),
        may_leave=Act.CANCEL in acts_of(RegistrationState(registration.state), Actor.COMPANY),
        open_questions=open_of(registration),
        told_questions=(),
        **picking.shown(form, picked),
    )


def _stored(registration: Registration) -> dict[str, Any]:
    values = values_of(registration)
    return {name: values[name] for name in FIELDS}


def _merged(event: Event, registration: Registration, form: ProfileForm) -> str:
    """Take over what only the colleague changed, keep what was typed, show what differs; nothing is written."""
    stored = _stored(registration)
    merged = merge_facts(form.opened.values, form.values(), stored)
    form.show(merged.values)
    form.opened.opened_with(stored, seen_of(registration))
    return page(event, registration, form, merged=merged)
