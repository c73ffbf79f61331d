"""A product, a reference, a certificate: each on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import DataRequired, Optional

from app.companies.facts import PRODUCT_FIELDS, REFERENCE_FIELDS, FactValue, FactValues
from app.companies.models import LINE_LENGTH, NAME_LENGTH
from app.core.web.forms import DayField, Form, LineField
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.registrations.forms.fields import CountryField, OpenedField
from app.registrations.queries.profile_values import Seen

CODE_LENGTH = 20


class ShownForm(Form):
    """Base: what it was opened with, so that a colleague's change is not overwritten."""

    opened = OpenedField()
    names: tuple[str, ...] = ()

    def show(self, values: FactValues, version: int | None = None) -> None:
        """Fill in these values; with ``version`` they are also what the form counts as opened with."""
        for name in self.names:
            self[name].process_data(values.get(name) or "")
        if version is not None:
            self.opened.opened_with(values, Seen(version, 0))

    def values(self) -> dict[str, FactValue]:
        return {name: str(self[name].data or "") for name in self.names}

    @property
    def seen(self) -> int:
        return int(self.opened.seen.company)


class ProductForm(ShownForm):
    names = PRODUCT_FIELDS
    name_en = LineField(_l("Name in English"), most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Name in French"), most=NAME_LENGTH)
    line_en = LineField(_l("One line in English"), most=LINE_LENGTH)
    line_zh = LineField(_l("One line in Chinese"), most=LINE_LENGTH)
    line_fr = LineField(_l("One line in French"), most=LINE_LENGTH)
    isic = SelectField(_l("Sector (ISIC)"), validate_choice=False)
    hs = LineField(_l("HS code"), most=CODE_LENGTH)
    picture = FileField(_l("Picture"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        whole = bool(super().validate(extra_validators))
        if not (self.name_en.data or self.name_zh.data or self.name_fr.data):
            first = self[f"name_{language()}"]
            first.errors = [*first.errors, _l("Name the product in one language at least.")]
            return False
        return whole


class ReferenceForm(ShownForm):
    names = REFERENCE_FIELDS
    customer = LineField(_l("Customer"), [DataRequired(_l("Name the customer."))], most=NAME_LENGTH)
    country = CountryField(_l("Country"))
    year = LineField(_l("Year"), most=4)
    line = LineField(_l("What you did, in one line"), most=LINE_LENGTH)


class CertificateForm(Form):
    opened = OpenedField()
    standard = SelectField(_l("Certificate"), validate_choice=False)
    number = LineField(_l("Certificate number"), most=NAME_LENGTH)
    issuer = LineField(_l("Issued by"), most=NAME_LENGTH)
    valid_until = DayField(_l("Valid until"), [Optional()])
    paper = FileField(_l("The certificate as a file"))

    def values(self) -> dict[str, FactValue]:
        day = self.valid_until.data
        return {
            "number": self.number.data or "",
            "issuer": self.issuer.data or "",
            "valid_until": day.isoformat() if day else "",
        }

    @property
    def details(self) -> dict[str, Any]:
        return {**self.values(), "valid_until": self.valid_until.data}
