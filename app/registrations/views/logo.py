"""A firm's logo: shown to those at its event, kept, removed."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO

from flask import flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies import services as companies
from app.companies.queries import get_logo
from app.companies.uploads import MAX_LOGO_BYTES, PictureUnusable, render_logo
from app.core.db import transaction
from app.core.errors import NotFound
from app.core.web.errors import error_text, upload_limits
from app.core.web.guards import allow
from app.events.models import Event
from app.registrations.forms.profile import LogoForm, ProfileForm
from app.registrations.models import Registration
from app.registrations.queries.profile_values import seen_of, values_of
from app.registrations.scopes import a_firm, own_profile
from app.registrations.services.profiles import require_open
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.profile import page

upload_limits["registrations.keep_logo"] = MAX_LOGO_BYTES // 1024**2


@registrations.get(f"{FIRM}/logo")
@allow(*FOR_A_FIRM, Role.DESK, of=a_firm)
def logo(event: Event, registration: Registration) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    kept = get_logo(registration.company) if registration.company else None
    if kept is None:
        raise NotFound
    return send_file(BytesIO(kept.content), mimetype="image/png", etag=False)


@registrations.post(f"{FIRM}/logo")
@allow(*FOR_A_FIRM, of=own_profile)
def keep_logo(event: Event, registration: Registration) -> ResponseReturnValue:
    form = LogoForm()
    if not form.validate() or registration.company_id is None:
        return _profile(event, registration, form), 422
    try:
        with closing(form.logo.data) as sent:
            drawn = render_logo(sent.read(MAX_LOGO_BYTES + 1))  # before the transaction: it may take a second
    except PictureUnusable as refused:
        form.logo.errors = [error_text(refused)]
        return _profile(event, registration, form), 422
    with transaction():
        require_open(registration)
        company = companies.lock_company(registration.company_id)
        companies.save_logo(company, drawn, by=current_user.id, event_id=event.id)
    flash(gettext("The logo is kept."), "good")
    return _back(event, registration)


@registrations.post(f"{FIRM}/logo/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def remove_logo(event: Event, registration: Registration) -> ResponseReturnValue:
    if registration.company_id is not None:
        with transaction():
            require_open(registration)
            companies.remove_logo(
                companies.lock_company(registration.company_id), by=current_user.id, event_id=event.id
            )
    flash(gettext("The logo is removed."), "good")
    return _back(event, registration)


def _profile(event: Event, registration: Registration, form: LogoForm) -> str:
    whole = ProfileForm(formdata=None)
    whole.show(values_of(registration), seen_of(registration))
    return page(event, registration, whole, logo=form)


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="picture"))
