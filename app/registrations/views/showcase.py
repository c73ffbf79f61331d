"""A firm's products and references: added, changed, put in order, taken away."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.facts import FactValues, merge_facts
from app.companies.models import CompanyProduct, CompanyReference
from app.companies.queries import get_showcase_item
from app.companies.sectors.tree import sector_label_in, sector_tree
from app.companies.services import ShowcaseChanged
from app.companies.uploads import MAX_PICTURE_BYTES, ProductPicture, render_picture
from app.core.errors import Invalid
from app.core.web.errors import error_text, upload_limits
from app.core.web.forms import select_choices
from app.core.web.guards import allow, current_roles
from app.core.web.locale import language
from app.events.models import Event
from app.registrations.forms.showcase import ProductForm, ReferenceForm
from app.registrations.models import Registration
from app.registrations.queries.profile_values import Seen
from app.registrations.scopes import a_firm, own_profile
from app.registrations.services import showcase
from app.registrations.views.blueprint import FIRM, FOR_A_FIRM, registrations
from app.registrations.views.files import send_kept

Shown = CompanyProduct | CompanyReference
PRODUCTS, REFERENCES = f"{FIRM}/products", f"{FIRM}/references"
WHERE = {CompanyProduct: "products", CompanyReference: "references"}
FIELD_OF = {
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


@registrations.route(f"{PRODUCTS}/new", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def new_product(event: Event, registration: Registration) -> ResponseReturnValue:
    return _edit(event, registration, CompanyProduct, _product_form(registration), None)


@registrations.route(f"{PRODUCTS}/<int:product_id>", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    shown = get_showcase_item(CompanyProduct, registration.company_id, product_id)
    return _edit(event, registration, CompanyProduct, _product_form(registration, shown), shown)


@registrations.get(f"{PRODUCTS}/<int:product_id>/picture")
@allow(*FOR_A_FIRM, Role.DESK, of=a_firm)
def product_picture(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:  # noqa: ARG001 the scope's event
    return send_kept(get_showcase_item(CompanyProduct, registration.company_id, product_id).picture_id, saved=False)


@registrations.post(f"{PRODUCTS}/<int:product_id>/picture/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def remove_product_picture(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    showcase.remove_picture(registration, product_id, by=current_user.id)
    flash(gettext("The picture is removed."), "good")
    return redirect(
        url_for("registrations.product", event=event, registration_id=registration.id, product_id=product_id)
    )


@registrations.post(f"{PRODUCTS}/<int:product_id>/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def remove_product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _remove(event, registration, CompanyProduct, product_id)


@registrations.post(f"{PRODUCTS}/<int:product_id>/removal/undo")
@allow(*FOR_A_FIRM, of=own_profile)
def bring_product_back(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _bring_back(event, registration, CompanyProduct, product_id)


@registrations.post(f"{PRODUCTS}/<int:product_id>/place")
@allow(*FOR_A_FIRM, of=own_profile)
def move_product(event: Event, registration: Registration, product_id: int) -> ResponseReturnValue:
    return _move(event, registration, CompanyProduct, product_id)


@registrations.route(f"{REFERENCES}/new", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def new_reference(event: Event, registration: Registration) -> ResponseReturnValue:
    return _edit(event, registration, CompanyReference, ReferenceForm(), None)


@registrations.route(f"{REFERENCES}/<int:reference_id>", methods=["GET", "POST"])
@allow(*FOR_A_FIRM, of=own_profile)
def reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    shown = get_showcase_item(CompanyReference, registration.company_id, reference_id)
    return _edit(event, registration, CompanyReference, ReferenceForm(), shown)


@registrations.post(f"{REFERENCES}/<int:reference_id>/removal")
@allow(*FOR_A_FIRM, of=own_profile)
def remove_reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _remove(event, registration, CompanyReference, reference_id)


@registrations.post(f"{REFERENCES}/<int:reference_id>/removal/undo")
@allow(*FOR_A_FIRM, of=own_profile)
def bring_reference_back(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _bring_back(event, registration, CompanyReference, reference_id)


@registrations.post(f"{REFERENCES}/<int:reference_id>/place")
@allow(*FOR_A_FIRM, of=own_profile)
def move_reference(event: Event, registration: Registration, reference_id: int) -> ResponseReturnValue:
    return _move(event, registration, CompanyReference, reference_id)


def _edit(
    event: Event, registration: Registration, kind: showcase.Kind, form: Any, shown: Shown | None
) -> ResponseReturnValue:
    stored = _stored(form.names, shown)
    if request.method == "GET":
        form.show(stored, shown.version if shown else 0)
        return _page(event, registration, kind, form, shown)
    if not form.validate():
        return _page(event, registration, kind, form, shown), 422
    try:
        _save(registration, kind, form, shown)
    except ShowcaseChanged:
        merged = merge_facts(form.opened.values, form.values(), stored)
        form.show(merged.values)
        form.opened.opened_with(stored, Seen(shown.version if shown else 0, 0))
        return _page(event, registration, kind, form, shown, merged=merged), 409
    except Invalid as refused:
        field = form[FIELD_OF.get(refused.code, "picture" if "picture" in form else "customer")]
        field.errors = [*field.errors, error_text(refused)]
        return _page(event, registration, kind, form, shown), 422
    flash(gettext("Saved."), "good")
    return _back(event, registration, kind)


def _save(registration: Registration, kind: showcase.Kind, form: Any, shown: Shown | None) -> None:
    values, picture = form.values(), _picture(form)
    if shown is None:
        showcase.add(registration, kind, values, picture=picture, by=current_user.id)
    else:
        showcase.change(registration, kind, shown.id, values, picture=picture, seen=form.seen, by=current_user.id)


def _picture(form: Any) -> ProductPicture | None:
    """The picture that was sent, drawn before the transaction: it may take a second. Raises LogoUnusable."""
    if "picture" not in form or not form.picture.data:
        return None
    with closing(form.picture.data) as sent:
        return render_picture(sent.read(MAX_PICTURE_BYTES + 1))


def _stored(names: tuple[str, ...], shown: Shown | None) -> FactValues:
    return {name: str(getattr(shown, name, None) or "") for name in names}


def _page(
    event: Event, registration: Registration, kind: showcase.Kind, form: Any, shown: Shown | None, merged: Any = None
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
    codes = {one.code for one in sectors if one.kind != "seeks"} | ({shown.isic} if shown and shown.isic else set())
    form.isic.choices = select_choices(
        [
            ("", gettext("not said")),
            *((code, f"{code} {sector_label_in(code, language())}") for code in sector_tree().sorted(codes)),
        ]
    )
    return form


def _remove(event: Event, registration: Registration, kind: showcase.Kind, shown_id: int) -> ResponseReturnValue:
    seen = request.form.get("version", -1, type=int)
    showcase.remove(registration, kind, shown_id, seen=seen, by=current_user.id)
    flash(gettext("Removed."), "good")
    return _back(event, registration, kind)


def _bring_back(event: Event, registration: Registration, kind: showcase.Kind, shown_id: int) -> ResponseReturnValue:
    showcase.bring_back(registration, kind, shown_id, by=current_user.id)
    flash(gettext("It is back."), "good")
    return _back(event, registration, kind)


def _move(event: Event, registration: Registration, kind: showcase.Kind, shown_id: int) -> ResponseReturnValue:
    showcase.move(registration, kind, shown_id, up=request.form.get("to") == "up", by=current_user.id)
    return _back(event, registration, kind)


def _back(event: Event, registration: Registration, kind: showcase.Kind) -> ResponseReturnValue:
    return redirect(url_for("registrations.profile", event=event, registration_id=registration.id, _anchor=WHERE[kind]))
