"""What a firm says of a certificate that it holds, and its paper."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.certificates import CERTIFICATES
from app.companies.certificates import certificate_name as certificate_label
from app.companies.facts import FactValues, merge_facts
from app.companies.models import CompanyCertificate
from app.companies.services import ShowcaseChanged
from app.companies.uploads import MAX_PAPER_MEGABYTES, UploadedPaper, parse_paper
from app.core.errors import Invalid
from app.core.web.errors import error_text, upload_limits
from app.core.web.forms import select_choices
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.forms.showcase import CertificateForm
from app.registrations.models import Registration
from app.registrations.queries.profile_values import Seen
from app.registrations.scopes import a_paper, own_profile
from app.registrations.services import showcase
from app.registrations.services.showcase import CertificateThere, held_one
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.files import send_kept

HELD = f"{FIRM}/certificates"

for _endpoint in ("new_certificate", "certificate"):
    upload_limits[f"registrations.{_endpoint}"] = MAX_PAPER_MEGABYTES


@registrations.route(f"{HELD}/new", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def new_certificate(event: Event, registration: Registration) -> ResponseReturnValue:
    """Name one that the firm holds, with what is known of it."""
    form = CertificateForm()
    form.standard.choices = select_choices(
        [("", gettext("choose one")), *((code, certificate_label(code, language())) for code in CERTIFICATES)]
    )
    if not form.is_submitted():
        return _page(event, registration, form, None)
    if form.validate() and not form.standard.data:
        form.standard.errors = [gettext("Choose the certificate.")]
    if form.errors or not form.standard.data:
        return _page(event, registration, form, None), 422
    try:
        showcase.hold(registration, form.standard.data, form.details, paper=_paper(form), by=current_user.id)
    except CertificateThere as refused:
        form.standard.errors = [error_text(refused)]
        return _page(event, registration, form, None), 409
    except Invalid as refused:
        form.paper.errors = [error_text(refused)]
        return _page(event, registration, form, None), 422
    return _saved(event, registration)


@registrations.route(f"{HELD}/<int:certificate_id>", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def certificate(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:
    held = held_one(registration.company_id, certificate_id)
    form, stored = CertificateForm(), _stored(held)
    if not form.is_submitted():
        _show(form, held, stored, stored)
        return _page(event, registration, form, held)
    form.standard.choices = []
    if not form.validate():
        return _page(event, registration, form, held), 422
    try:
        seen = form.opened.seen.company
        showcase.change_certificate(
            registration, held.id, form.details, paper=_paper(form), seen=seen, by=current_user.id
        )
    except ShowcaseChanged:
        merged = merge_facts(form.opened.values, form.values(), stored)
        _show(form, held, merged.values, stored)
        return _page(event, registration, form, held, merged=merged), 409
    except Invalid as refused:
        form.paper.errors = [error_text(refused)]
        return _page(event, registration, form, held), 422
    return _saved(event, registration)


@registrations.get(f"{HELD}/<int:certificate_id>/paper")
@allow(*FOR_A_FIRM, of=a_paper)
def certificate_paper(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    return send_kept(held_one(registration.company_id, certificate_id).file_id, saved=True)


@registrations.post(f"{HELD}/<int:certificate_id>/paper/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def remove_certificate_paper(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:
    showcase.remove_paper(registration, certificate_id, by=current_user.id)
    flash(gettext("The file is removed."), "good")
    return redirect(
        url_for(
            "registrations.certificate", event=event, registration_id=registration.id, certificate_id=certificate_id
        )
    )


def _stored(held: CompanyCertificate) -> FactValues:
    day = held.valid_until
    return {"number": held.number or "", "issuer": held.issuer or "", "valid_until": day.isoformat() if day else ""}


def _show(form: CertificateForm, held: CompanyCertificate, values: FactValues, stored: FactValues) -> None:
    """Fill in these values; ``stored`` is what the form counts as opened with."""
    form.standard.choices = []
    form.number.data, form.issuer.data = str(values["number"] or ""), str(values["issuer"] or "")
    day = str(values["valid_until"] or "")
    form.valid_until.raw_data = None
    form.valid_until.process_data(dt.date.fromisoformat(day) if day else None)
    form.opened.opened_with(stored, Seen(held.version, 0))


def _paper(form: CertificateForm) -> UploadedPaper | None:
    """What was sent as its paper. Raises Invalid."""
    if not form.paper.data:
        return None
    with closing(form.paper.data) as sent:
        return parse_paper(sent.read(MAX_PAPER_MEGABYTES * 1024**2 + 1))


def _saved(event: Event, registration: Registration) -> ResponseReturnValue:
    flash(gettext("Saved."), "good")
    return redirect(
        url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="certificates")
    )


def _page(
    event: Event, registration: Registration, form: CertificateForm, held: CompanyCertificate | None, merged: Any = None
) -> str:
    return render_template(
        "registrations/certificate.html",
        event=event,
        registration=registration,
        form=form,
        held=held,
        merged=merged,
        megabytes=MAX_PAPER_MEGABYTES,
        acting_for=Role.COMPANY not in current_roles(),
    )
