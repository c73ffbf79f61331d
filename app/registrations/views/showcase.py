"""What a company shows of its work: products, references and certificates, added, changed, put in order, taken away."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from io import BytesIO
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.certificates import CERTIFICATES, certificate_name
from app.companies.facts import FactValues, merge_facts
from app.companies.models import CompanyCertificate, CompanyProduct, CompanyReference
from app.companies.queries import get_file_with_bytes, get_showcase_item
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.companies.services import ShowcaseChanged
from app.companies.uploads import (
    MAX_PAPER_MEGABYTES,
    MAX_PICTURE_BYTES,
    ProductPicture,
    UploadedPaper,
    parse_paper,
    render_picture,
)
from app.core.errors import Invalid, NotFound
from app.core.web.errors import error_text, upload_limits
from app.core.web.forms import select_choices
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.forms.profiles import CertificateForm, ProductForm, ReferenceForm, ShowcaseItemForm
from app.registrations.models import Registration
from app.registrations.queries.profiles import ProfileVersions
from app.registrations.scopes import a_certificate_file, a_registration, own_profile
from app.registrations.services import profiles
from app.registrations.services.profiles import CertificateExists, get_certificate
from app.registrations.views.blueprint import REGISTRATION_ROLES, REGISTRATION_URL, registrations


def send_stored_file(file_id: int | None, *, saved: bool) -> Response:
    """The file as what it was found to be when it came. ``saved``: never shown, so that nothing in it runs as a page of
    ours; a picture that we have drawn may be shown. Raises NotFound where there is none."""
    file = get_file_with_bytes(file_id)
    if file is None:
        raise NotFound
    answer = send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=saved,
        download_name=file.name if saved else None,
        etag=False,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


ShowcaseItem = CompanyProduct | CompanyReference
PRODUCTS_URL, REFERENCES_URL = f"{REGISTRATION_URL}/products", f"{REGISTRATION_URL}/references"
SHOWCASE_ANCHORS = {CompanyProduct: "products", CompanyReference: "references"}
FIELD_OF_REFUSAL = {
    "product_nameless": "name_en",
    "isic_unknown": "isic",
    "hs_unknown": "hs",
    "year_unknown": "year",
    "country_unknown": "country",
    "customer_missing": "customer",
}
"""At which field of its form a refusal is told."""

for _endpoint in ("new_product", "product"):
    upload_limits[f"registrations.{_endpoint}"] = MAX_PICTURE_BYTES // 1024**2


@registrations.route(f"{PRODUCTS_URL}/new", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def new_product(event: Event, registration: Registration) -> ResponseReturnValue:
    return _edit_item(event, registration, CompanyProduct, _product_form(registration), None)


@registrations.route(f"{PRODUCTS_URL}/<int:product_id>", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    shown = get_showcase_item(CompanyProduct, registration.company_id, product_id)
    return _edit_item(event, registration, CompanyProduct, _product_form(registration, shown), shown)


@registrations.get(f"{PRODUCTS_URL}/<int:product_id>/picture")
@allow(*REGISTRATION_ROLES, Role.DESK, of=a_registration)
def product_picture(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    return send_stored_file(
        get_showcase_item(CompanyProduct, registration.company_id, product_id).picture_id, saved=False
    )


@registrations.post(f"{PRODUCTS_URL}/<int:product_id>/picture/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def remove_product_picture(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    profiles.remove_product_picture(registration, product_id, by=current_user.id)
    flash(gettext("The picture is removed."), "good")
    return redirect(
        url_for("registrations.product", event=event, registration_id=registration.id, product_id=product_id)
    )


@registrations.post(f"{PRODUCTS_URL}/<int:product_id>/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def remove_product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _remove_item(event, registration, CompanyProduct, product_id)


@registrations.post(f"{PRODUCTS_URL}/<int:product_id>/removal/undo")
@allow(*REGISTRATION_ROLES, of=own_profile)
def bring_product_back(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _restore_item(event, registration, CompanyProduct, product_id)


@registrations.post(f"{PRODUCTS_URL}/<int:product_id>/place")
@allow(*REGISTRATION_ROLES, of=own_profile)
def move_product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _move_item(event, registration, CompanyProduct, product_id)


@registrations.route(f"{REFERENCES_URL}/new", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def new_reference(event: Event, registration: Registration) -> ResponseReturnValue:
    return _edit_item(event, registration, CompanyReference, ReferenceForm(), None)


@registrations.route(f"{REFERENCES_URL}/<int:reference_id>", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    shown = get_showcase_item(CompanyReference, registration.company_id, reference_id)
    return _edit_item(event, registration, CompanyReference, ReferenceForm(), shown)


@registrations.post(f"{REFERENCES_URL}/<int:reference_id>/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def remove_reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _remove_item(event, registration, CompanyReference, reference_id)


@registrations.post(f"{REFERENCES_URL}/<int:reference_id>/removal/undo")
@allow(*REGISTRATION_ROLES, of=own_profile)
def bring_reference_back(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _restore_item(event, registration, CompanyReference, reference_id)


@registrations.post(f"{REFERENCES_URL}/<int:reference_id>/place")
@allow(*REGISTRATION_ROLES, of=own_profile)
def move_reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _move_item(event, registration, CompanyReference, reference_id)


def _edit_item(
    event: Event, registration: Registration, kind: profiles.ShowcaseKind, form: Any, shown: ShowcaseItem | None
) -> ResponseReturnValue:
    stored = {name: str(getattr(shown, name, None) or "") for name in form.names}
    if request.method == "GET":
        form.show(stored, shown.version if shown else 0)
        return _render_item(event, registration, kind, form, shown)
    if not form.validate():
        return _render_item(event, registration, kind, form, shown), 422
    try:
        values, picture = form.values(), _parse_picture(form)
        if shown is None:
            profiles.add_showcase_item(registration, kind, values, picture=picture, by=current_user.id)
        else:
            profiles.update_showcase_item(
                registration, kind, shown.id, values, picture=picture, seen=form.seen, by=current_user.id
            )
    except ShowcaseChanged:
        merged = merge_facts(form.opened.values, form.values(), stored)
        form.show(merged.values)
        form.opened.opened_with(stored, ProfileVersions(shown.version if shown else 0, 0))
        return _render_item(event, registration, kind, form, shown, merged=merged), 409
    except Invalid as refused:
        field = form[FIELD_OF_REFUSAL.get(refused.code, "picture" if "picture" in form else "customer")]
        field.errors = [*field.errors, error_text(refused)]
        return _render_item(event, registration, kind, form, shown), 422
    flash(gettext("Saved."), "good")
    return _back_to_showcase(event, registration, kind)


def _parse_picture(form: Any) -> ProductPicture | None:
    """The picture that was sent, drawn before the transaction: it may take a second. Raises LogoUnusable."""
    if "picture" not in form or not form.picture.data:
        return None
    with closing(form.picture.data) as sent:
        return render_picture(sent.read(MAX_PICTURE_BYTES + 1))


def _render_item(
    event: Event,
    registration: Registration,
    kind: profiles.ShowcaseKind,
    form: Any,
    shown: ShowcaseItem | None,
    merged: Any = None,
) -> str:
    template = "product" if kind is CompanyProduct else "reference"
    return render_template(
        f"registrations/{template}.html",
        event=event,
        registration=registration,
        form=form,
        shown=shown,
        merged=merged,
        acting_for=Role.COMPANY not in current_roles(),
    )


def _product_form(registration: Registration, shown: CompanyProduct | None = None) -> ProductForm:
    """Its sectors are those that the firm names, and the one that is kept."""
    form = ProductForm()
    sectors = registration.company.sectors if registration.company else []
    codes = {sector.code for sector in sectors if sector.kind != "seeks"} | (
        {shown.isic} if shown and shown.isic else set()
    )
    form.isic.choices = select_choices(
        [
            ("", gettext("not said")),
            *((code, f"{code} {sector_label_in(code, language())}") for code in sector_tree().sorted(codes)),
        ]
    )
    return form


def _remove_item(
    event: Event, registration: Registration, kind: profiles.ShowcaseKind, shown_id: int
) -> ResponseReturnValue:
    version = ShowcaseItemForm().version.data
    seen = -1 if version is None else version
    profiles.remove_showcase_item(registration, kind, shown_id, seen=seen, by=current_user.id)
    flash(gettext("Removed."), "good")
    return _back_to_showcase(event, registration, kind)


def _restore_item(
    event: Event, registration: Registration, kind: profiles.ShowcaseKind, shown_id: int
) -> ResponseReturnValue:
    profiles.restore_showcase_item(registration, kind, shown_id, by=current_user.id)
    flash(gettext("It is back."), "good")
    return _back_to_showcase(event, registration, kind)


def _move_item(
    event: Event, registration: Registration, kind: profiles.ShowcaseKind, shown_id: int
) -> ResponseReturnValue:
    profiles.move_showcase_item(registration, kind, shown_id, up=ShowcaseItemForm().to.data == "up", by=current_user.id)
    return _back_to_showcase(event, registration, kind)


def _back_to_showcase(event: Event, registration: Registration, kind: profiles.ShowcaseKind) -> ResponseReturnValue:
    return redirect(
        url_for("registrations.profile", event=event, registration_id=registration.id, _anchor=SHOWCASE_ANCHORS[kind])
    )


CERTIFICATES_URL = f"{REGISTRATION_URL}/certificates"

for _paper_endpoint in ("new_certificate", "certificate"):
    upload_limits[f"registrations.{_paper_endpoint}"] = MAX_PAPER_MEGABYTES


@registrations.route(f"{CERTIFICATES_URL}/new", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def new_certificate(event: Event, registration: Registration) -> ResponseReturnValue:
    """Name one that the firm holds, with what is known of it."""
    form = CertificateForm()
    form.standard.choices = select_choices(
        [("", gettext("choose one")), *((code, certificate_name(code, language())) for code in CERTIFICATES)]
    )
    if not form.is_submitted():
        return _render_certificate(event, registration, form, None)
    if form.validate() and not form.standard.data:
        form.standard.errors = [gettext("Choose the certificate.")]
    if form.errors or not form.standard.data:
        return _render_certificate(event, registration, form, None), 422
    try:
        profiles.add_certificate(
            registration, form.standard.data, form.details, paper=_get_uploaded_paper(form), by=current_user.id
        )
    except CertificateExists as refused:
        form.standard.errors = [error_text(refused)]
        return _render_certificate(event, registration, form, None), 409
    except Invalid as refused:
        form.paper.errors = [error_text(refused)]
        return _render_certificate(event, registration, form, None), 422
    return _back_to_certificates(event, registration)


@registrations.route(f"{CERTIFICATES_URL}/<int:certificate_id>", methods=["GET", "POST"])
@allow(*REGISTRATION_ROLES, of=own_profile)
def certificate(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:
    company_certificate = get_certificate(registration.company_id, certificate_id)
    form, stored = CertificateForm(), _stored_certificate(company_certificate)
    if not form.is_submitted():
        _fill_form(form, company_certificate, stored, stored)
        return _render_certificate(event, registration, form, company_certificate)
    form.standard.choices = []
    if not form.validate():
        return _render_certificate(event, registration, form, company_certificate), 422
    try:
        seen = form.opened.seen.company
        profiles.update_certificate(
            registration,
            company_certificate.id,
            form.details,
            paper=_get_uploaded_paper(form),
            seen=seen,
            by=current_user.id,
        )
    except ShowcaseChanged:
        merged = merge_facts(form.opened.values, form.values(), stored)
        _fill_form(form, company_certificate, merged.values, stored)
        return _render_certificate(event, registration, form, company_certificate, merged=merged), 409
    except Invalid as refused:
        form.paper.errors = [error_text(refused)]
        return _render_certificate(event, registration, form, company_certificate), 422
    return _back_to_certificates(event, registration)


@registrations.get(f"{CERTIFICATES_URL}/<int:certificate_id>/paper")
@allow(*REGISTRATION_ROLES, of=a_certificate_file)
def certificate_paper(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    return send_stored_file(get_certificate(registration.company_id, certificate_id).file_id, saved=True)


@registrations.post(f"{CERTIFICATES_URL}/<int:certificate_id>/paper/removal")
@allow(*REGISTRATION_ROLES, of=own_profile)
def remove_certificate_paper(event: Event, registration: Registration, certificate_id: int) -> ResponseReturnValue:
    profiles.remove_certificate_paper(registration, certificate_id, by=current_user.id)
    flash(gettext("The file is removed."), "good")
    return redirect(
        url_for(
            "registrations.certificate", event=event, registration_id=registration.id, certificate_id=certificate_id
        )
    )


def _stored_certificate(company_certificate: CompanyCertificate) -> FactValues:
    day = company_certificate.valid_until
    return {
        "number": company_certificate.number or "",
        "issuer": company_certificate.issuer or "",
        "valid_until": day.isoformat() if day else "",
    }


def _fill_form(
    form: CertificateForm, company_certificate: CompanyCertificate, values: FactValues, stored: FactValues
) -> None:
    """Fill in these values; ``stored`` is what the form counts as opened with."""
    form.standard.choices = []
    form.number.data, form.issuer.data = str(values["number"] or ""), str(values["issuer"] or "")
    day = str(values["valid_until"] or "")
    form.valid_until.raw_data = None
    form.valid_until.process_data(dt.date.fromisoformat(day) if day else None)
    form.opened.opened_with(stored, ProfileVersions(company_certificate.version, 0))


def _get_uploaded_paper(form: CertificateForm) -> UploadedPaper | None:
    """What was sent as its paper. Raises Invalid."""
    if not form.paper.data:
        return None
    with closing(form.paper.data) as sent:
        return parse_paper(sent.read(MAX_PAPER_MEGABYTES * 1024**2 + 1))


def _back_to_certificates(event: Event, registration: Registration) -> ResponseReturnValue:
    flash(gettext("Saved."), "good")
    return redirect(
        url_for("registrations.profile", event=event, registration_id=registration.id, _anchor="certificates")
    )


def _render_certificate(
    event: Event,
    registration: Registration,
    form: CertificateForm,
    company_certificate: CompanyCertificate | None,
    merged: Any = None,
) -> str:
    return render_template(
        "registrations/certificate.html",
        event=event,
        registration=registration,
        form=form,
        held=company_certificate,
        merged=merged,
        megabytes=MAX_PAPER_MEGABYTES,
        acting_for=Role.COMPANY not in current_roles(),
    )
