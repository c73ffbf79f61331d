"""A company’s profile: the whole of it, its products, references and certificates, and the steps of the welcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.companies.certificates import CERTIFICATES
from app.companies.facts import (
    CURRENCIES,
    EMPLOYEES,
    FIRST_YEAR,
    PRODUCT_FIELDS,
    REFERENCE_FIELDS,
    TURNOVERS,
    FactValue,
    FactValues,
    is_uen,
    is_uscc,
    is_year,
    value_codes,
)
from app.companies.fields import (
    CODE_FIELDS,
    COMPANY_FIELDS,
    LINE_FIELDS,
    LINE_LENGTH,
    NAME_LENGTH,
    SHOWN_FIELDS,
    TEXT_LENGTH,
    WRITTEN_FIELDS,
)
from app.companies.identifiers import parse_registry_number
from app.companies.locale_names import find_country, list_countries
from app.companies.sectors.tree import sector_tree
from app.companies.wording import band_words, company_field_label
from app.core.db import now
from app.core.web.forms import (
    DayField,
    Form,
    KnownWord,
    LineField,
    TextField,
    VersionField,
    narrow_text,
    select_choices,
)
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.registrations.forms.fields import CodesField, CountryField, LanguagesField, OpenedValuesField, WebsiteAddress
from app.registrations.models import PERSON_NAME_LENGTH
from app.registrations.queries.profiles import ProfileVersions

GOAL_CHOICES = (
    ("balanced", _l("both, as it comes")),
    ("peers", _l("partners in my sector")),
    ("trade", _l("buy and sell")),
    ("", _l("not said")),
)
INTERPRETER_CHOICES = (("yes", _l("yes, one is needed")), ("no", _l("no, none is needed")), ("", _l("not said")))
_YES_NO = {"yes": True, "no": False}


class ProfileForm(Form):
    """Every field is one value of the profile, under its own name; ``find`` searches the tree and is not kept."""

    opened = OpenedValuesField()
    name = LineField(company_field_label("name"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(company_field_label("name_zh"), most=NAME_LENGTH)
    country = CountryField(company_field_label("country"))
    website = LineField(company_field_label("website"), [WebsiteAddress()], most=NAME_LENGTH)
    about_en = TextField(_l("About the firm"), most=TEXT_LENGTH)
    about_zh = TextField(_l("About the firm"), most=TEXT_LENGTH)
    about_fr = TextField(_l("About the firm"), most=TEXT_LENGTH)
    offers_en = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    offers_zh = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    offers_fr = LineField(_l("Offers, in one line"), most=LINE_LENGTH)
    seeks_en = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    seeks_zh = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    seeks_fr = LineField(_l("Seeks, in one line"), most=LINE_LENGTH)
    is_in = CodesField(company_field_label("is_in"), known=sector_tree().codes)
    offers = CodesField(company_field_label("offers"), known=sector_tree().codes)
    seeks = CodesField(company_field_label("seeks"), known=sector_tree().codes)
    holds = CodesField(company_field_label("holds"), known=CERTIFICATES)
    needs = CodesField(company_field_label("needs"), known=CERTIFICATES)
    holds_none = BooleanField(_l("We hold none of these"))
    founded = LineField(company_field_label("founded"), most=4)
    employees = SelectField(company_field_label("employees"), [KnownWord(EMPLOYEES)], validate_choice=False)
    turnover = SelectField(company_field_label("turnover"), [KnownWord(TURNOVERS)], validate_choice=False)
    currency = SelectField(company_field_label("currency"), [KnownWord(CURRENCIES)], validate_choice=False)
    exports = CodesField(company_field_label("exports"), known=list_countries("en"))
    market = LineField(_l("Add a country"), most=NAME_LENGTH)
    languages = LanguagesField(_l("Languages"))
    needs_interpreter = RadioField(_l("Interpreter"), choices=select_choices(INTERPRETER_CHOICES), default="")
    goal = RadioField(_l("Goal"), choices=select_choices(GOAL_CHOICES), default="")
    find = LineField(_l("Search sectors"), most=100)

    kept: FactValues = MappingProxyType({})
    """What is stored: a country or a number that an import left as it is may stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employees.choices = list_band_choices(EMPLOYEES)
        self.turnover.choices = list_band_choices(TURNOVERS)
        self.currency.choices = select_choices(
            [("", _l("not said")), *((currency, currency) for currency in CURRENCIES)]
        )

    @property
    def shown_lines(self) -> list[LineField]:
        """The lines that have no place of their own in the form."""
        return [self[name] for name in SHOWN_FIELDS]

    def add_market(self) -> bool:
        """Take the country that is typed among the markets; False, with what to do, for one that is none."""
        typed = self.market.data or ""
        if not typed:
            return True
        code = find_country(typed)
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
        number = parse_registry_number(typed)
        if not is_right(number):
            raise ValidationError(wrong)
        return number

    def show(self, values: FactValues, seen: ProfileVersions | None = None) -> None:
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
        lines: dict[str, FactValue] = {name: self[name].data or "" for name in WRITTEN_FIELDS}
        codes: dict[str, FactValue] = {name: value_codes(self[name].data) for name in (*CODE_FIELDS, "languages")}
        return {
            **lines,
            **codes,
            "holds_none": bool(self.holds_none.data) and not self.holds.data,
            "needs_interpreter": _YES_NO.get(self.needs_interpreter.data or ""),
            "goal": self.goal.data or "",
        }


for line in LINE_FIELDS:
    if not hasattr(ProfileForm, line):
        setattr(ProfileForm, line, LineField(company_field_label(line), most=COMPANY_FIELDS[line].most))


def list_band_choices(codes: Iterable[str]) -> list[Any]:
    """A select's choices: nothing, or one of the bands."""
    return select_choices([("", _l("not said")), *((code, band_words(code)) for code in codes)])


class ProfileButtonForm(Form):
    """Which button of the profile was pressed, and on what."""

    act = StringField()
    remove = StringField()
    open = StringField()
    propose = StringField()


class LogoForm(Form):
    logo = FileField(_l("Picture"), [FileRequired(_l("Choose a picture."))])


HS_CODE_LENGTH = 20


class ShowcaseForm(Form):
    """Base: what it was opened with, so that a colleague's change is not overwritten."""

    opened = OpenedValuesField()
    names: tuple[str, ...] = ()

    def show(self, values: FactValues, version: int | None = None) -> None:
        """Fill in these values; with ``version`` they are also what the form counts as opened with."""
        for name in self.names:
            self[name].process_data(values.get(name) or "")
        if version is not None:
            self.opened.opened_with(values, ProfileVersions(version, 0))

    def values(self) -> dict[str, FactValue]:
        return {name: str(self[name].data or "") for name in self.names}

    @property
    def seen(self) -> int:
        return int(self.opened.seen.company)


class ProductForm(ShowcaseForm):
    names = PRODUCT_FIELDS
    name_en = LineField(_l("Name in English"), most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Name in French"), most=NAME_LENGTH)
    line_en = LineField(_l("One line in English"), most=LINE_LENGTH)
    line_zh = LineField(_l("One line in Chinese"), most=LINE_LENGTH)
    line_fr = LineField(_l("One line in French"), most=LINE_LENGTH)
    isic = SelectField(_l("Sector (ISIC)"), validate_choice=False)
    hs = LineField(_l("HS code"), most=HS_CODE_LENGTH)
    picture = FileField(_l("Picture"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        whole = bool(super().validate(extra_validators))
        if not (self.name_en.data or self.name_zh.data or self.name_fr.data):
            first = self[f"name_{language()}"]
            first.errors = [*first.errors, _l("Name the product in one language at least.")]
            return False
        return whole


class ReferenceForm(ShowcaseForm):
    names = REFERENCE_FIELDS
    customer = LineField(_l("Customer"), [DataRequired(_l("Name the customer."))], most=NAME_LENGTH)
    country = CountryField(_l("Country"))
    year = LineField(_l("Year"), most=4)
    line = LineField(_l("What you did, in one line"), most=LINE_LENGTH)


class ShowcaseItemForm(Form):
    """A removal of the ``version`` shown, or a move ``to``: up or down."""

    version = VersionField()
    to = StringField()


class CertificateForm(Form):
    opened = OpenedValuesField()
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


PHONE_LENGTH = 60


class YourNameForm(Form):
    """What somebody without an account is called."""

    name = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=PERSON_NAME_LENGTH)


class ClaimForm(Form):
    """Yes, this is us (``act``: yes or correct), and who of us; "somebody else" is an empty ``person``."""

    act = StringField()
    person = IntegerField()

    def is_pressed(self, *, people: int) -> bool:
        """Whether a button of the page was pressed; where several come, who of them it is."""
        if self.act.data not in (None, "yes", "correct"):
            return False
        if self.person.raw_data and self.person.raw_data[0]:
            return self.person.data is not None
        return bool(self.person.raw_data if people > 1 else self.act.raw_data)

    def get_person_id(self, representative_ids: list[int]) -> int | None:
        """Who presses the button; the only one where nothing else is said."""
        if not self.person.raw_data and len(representative_ids) == 1:
            return representative_ids[0]
        person_id: int | None = self.person.data
        return person_id


class AccessCodeForm(Form):
    code = LineField(_l("Code"), [DataRequired(_l("Write the code, such as BS7-4Q2K."))], most=40)


class IdentityStepForm(Form):
    """The firm's names and the person, where the sheet has them wrong. Fields are prefixed by whom they are about."""

    opened = OpenedValuesField()
    name = LineField(_l("Firm"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Firm, in Chinese"), most=NAME_LENGTH)
    person_display_name = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=PERSON_NAME_LENGTH)
    person_name_zh = LineField(_l("Your name in Chinese"), most=PERSON_NAME_LENGTH)
    person_title = LineField(_l("Title"), most=PERSON_NAME_LENGTH)
    person_phone = LineField(_l("Mobile"), most=PHONE_LENGTH, filters=[narrow_text])
    person_wechat = LineField(_l("WeChat"), most=PHONE_LENGTH, filters=[narrow_text])
    person_email = StringField(
        _l("E-mail"),
        [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()],
        description=_l("Not needed"),
    )


class ActivityStepForm(Form):
    """Sectors as chips, and the two lines. ``asked`` and ``asked_offers`` are the lines that ``seeks`` and
    ``offers`` were proposed from."""

    opened = OpenedValuesField()
    is_in = CodesField(known=sector_tree().codes)
    offers = CodesField(known=sector_tree().codes)
    seeks = CodesField(known=sector_tree().codes)
    asked_offers = LineField(most=LINE_LENGTH)
    asked = LineField(most=LINE_LENGTH)
    offers_line = TextField(_l("You offer, in one line"), most=LINE_LENGTH)
    seeks_line = TextField(_l("You seek, in one line"), most=LINE_LENGTH)
    find = LineField(_l("Search other sectors"), most=100)
    act = StringField()
    remove = StringField()
    add = StringField()


class ConsentForm(Form):
    """A box for each purpose, none ever ticked beforehand."""

    attendee_list = BooleanField()
    contacts = BooleanField()
    cross_border = BooleanField()
    public_directory = BooleanField()
