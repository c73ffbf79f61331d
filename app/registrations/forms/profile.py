"""The whole profile of a firm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, ValidationError

from app.companies.certificates import CERTIFICATES
from app.companies.facts import (
    CERTIFICATE_FIELDS,
    CURRENCIES,
    EMPLOYEES,
    FIRST_YEAR,
    LINE_FIELDS,
    MARKET_FIELDS,
    NAME_FIELDS,
    ONE_LINER_FIELDS,
    SECTOR_FIELDS,
    SIZE_FIELDS,
    TEXT_FIELDS,
    TURNOVERS,
    FactValue,
    FactValues,
    is_uen,
    is_uscc,
    is_year,
    value_codes,
)
from app.companies.models import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH
from app.companies.sectors.tree import sector_tree
from app.companies.wording import band_words
from app.core.db import now
from app.core.web.forms import Form, KnownWord, LineField, TextField, select_choices
from app.core.web.translations import lazy_gettext as _l
from app.registrations.codes import registry_number
from app.registrations.forms.fields import CodesField, CountryField, LanguagesField, OpenedField, Website
from app.registrations.places import countries, country_of
from app.registrations.queries.profile_values import Seen

GOALS = (
    ("balanced", _l("both, as it comes")),
    ("peers", _l("partners in my sector")),
    ("trade", _l("buy and sell")),
    ("", _l("not said")),
)
INTERPRETER = (("yes", _l("yes, one is needed")), ("no", _l("no, none is needed")), ("", _l("not said")))
NUMBER_LENGTH = 40
_SAID = {"yes": True, "no": False}


class ProfileForm(Form):
    """Every field is one value of the profile, under its own name; ``find`` searches the tree and is not kept."""

    opened = OpenedField()
    name = LineField(_l("Name of the firm"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    country = CountryField(_l("Country or region"))
    city = LineField(_l("City"), most=NAME_LENGTH)
    website = LineField(_l("Website"), [Website()], most=NAME_LENGTH)
    uen = LineField(_l("UEN (Singapore)"), most=NUMBER_LENGTH)
    uscc = LineField(_l("Unified social credit code (China)"), most=NUMBER_LENGTH)
    about_en = TextField(_l("About the firm"), most=TEXT_LENGTH)
    about_zh = TextField(_l("About the firm"), most=TEXT_LENGTH)
    about_fr = TextField(_l("About the firm"), most=TEXT_LENGTH)
    offers_en = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    offers_zh = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    offers_fr = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    seeks_en = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    seeks_zh = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    seeks_fr = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    is_in = CodesField(_l("Sectors"), known=sector_tree().codes)
    offers = CodesField(_l("Sectors offered"), known=sector_tree().codes)
    seeks = CodesField(_l("Sectors sought"), known=sector_tree().codes)
    holds = CodesField(_l("Certificates held"), known=CERTIFICATES)
    needs = CodesField(_l("Certificates needed"), known=CERTIFICATES)
    holds_none = BooleanField(_l("We hold none of these"))
    founded = LineField(_l("Founded in"), most=4)
    employees = SelectField(_l("Employees"), [KnownWord(EMPLOYEES)], validate_choice=False)
    turnover = SelectField(_l("Turnover of a year, in millions"), [KnownWord(TURNOVERS)], validate_choice=False)
    currency = SelectField(_l("Currency"), [KnownWord(CURRENCIES)], validate_choice=False)
    exports = CodesField(_l("Export markets"), known=countries("en"))
    market = LineField(_l("Add a country"), most=NAME_LENGTH)
    languages = LanguagesField(_l("Languages"))
    needs_interpreter = RadioField(_l("Interpreter"), choices=select_choices(INTERPRETER), default="")
    goal = RadioField(_l("Goal"), choices=select_choices(GOALS), default="")
    find = LineField(_l("Search sectors"), most=100)

    kept: FactValues = MappingProxyType({})
    """What is stored: a country or a number that an import left as it is may stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employees.choices = bands(EMPLOYEES)
        self.turnover.choices = bands(TURNOVERS)
        self.currency.choices = select_choices([("", _l("not said")), *((one, one) for one in CURRENCIES)])

    def add_market(self) -> bool:
        """Take the country that is typed among the markets; False, with what to do, for one that is none."""
        typed = self.market.data or ""
        if not typed:
            return True
        code = country_of(typed)
        if not code:
            self.market.errors = [_l("No country is called so. Write its name or its two letters.")]
            return False
        self.exports.data = tuple(sorted({*self.exports.data, code}))
        self.market.data = ""
        return True

    def validate_market(self, _field: LineField) -> None:
        if not self.add_market():
            raise ValidationError(self.market.errors[0])

    def validate_founded(self, field: LineField) -> None:
        year = now().year
        if field.data and not is_year(field.data, until=year):
            raise ValidationError(_l("A year from %(first)d to %(last)d.", first=FIRST_YEAR, last=year))

    def validate_currency(self, field: SelectField) -> None:
        if self.turnover.data and not field.data:
            raise ValidationError(_l("Choose the currency of the turnover."))

    def validate_country(self, field: CountryField) -> None:
        if not field.is_known and field.data != self.kept.get("country"):
            raise ValidationError(_l("Choose one of the list."))

    def validate_uen(self, field: LineField) -> None:
        field.data = self._number(
            field, is_uen, _l("This is no UEN: its last letter does not fit the rest. Look again.")
        )

    def validate_uscc(self, field: LineField) -> None:
        wrong = _l("This is no unified social credit code: 18 signs, the last of which fits the rest. Look again.")
        field.data = self._number(field, is_uscc, wrong)

    def _number(self, field: LineField, is_right: Callable[[str], bool], wrong: Any) -> str:
        """The number without blanks, in capitals. Raises ValidationError unless it is right or was there before."""
        typed = field.data or ""
        if not typed or typed == self.kept.get(field.name):
            return typed
        number = registry_number(typed)
        if not is_right(number):
            raise ValidationError(wrong)
        return number

    def show(self, values: FactValues, seen: Seen | None = None) -> None:
        """Fill in these values; with ``seen`` they are also what the form counts as opened with."""
        for name, value in values.items():
            if name not in self:
                continue
            if name == "needs_interpreter":
                self.needs_interpreter.data = "" if value is None else "yes" if value else "no"
            else:
                self[name].process_data(value)
        if seen is not None:
            self.opened.opened_with(values, seen)

    def values(self) -> dict[str, FactValue]:
        """What is typed, as named values."""
        lines: dict[str, FactValue] = {
            name: self[name].data or ""
            for name in (*NAME_FIELDS, *LINE_FIELDS, *ONE_LINER_FIELDS, *TEXT_FIELDS, *SIZE_FIELDS)
        }
        held = (*SECTOR_FIELDS, *CERTIFICATE_FIELDS, *MARKET_FIELDS, "languages")
        codes: dict[str, FactValue] = {name: value_codes(self[name].data) for name in held}
        return {
            **lines,
            **codes,
            "holds_none": bool(self.holds_none.data) and not self.holds.data,
            "needs_interpreter": _SAID.get(self.needs_interpreter.data or ""),
            "goal": self.goal.data or "",
        }


def bands(codes: Iterable[str]) -> list[Any]:
    """A select's choices: nothing, or one of the bands."""
    return select_choices([("", _l("not said")), *((code, band_words(code)) for code in codes)])


class LogoForm(Form):
    logo = FileField(_l("Picture"), [FileRequired(_l("Choose a picture."))])
