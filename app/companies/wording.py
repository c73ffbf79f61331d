"""Sentences for the refusals about companies, and what a firm is called in the reader's language."""

from flask_babel import format_decimal, gettext

from app.companies.fields import COMPANY_FIELDS
from app.companies.names.spellings import BilingualCompany, DisplayNames, display_names
from app.core.web import errors
from app.core.web.locale import language
from app.core.web.translations import LazyText, lazy_pgettext
from app.core.web.translations import lazy_gettext as _l

errors.register_sentences(
    {
        "company_name_missing": _l("A firm needs a name. Nothing was saved."),
        "sector_unknown": _l("There is no sector %(sector)s. Nothing was saved."),
        "certificate_unknown": _l("There is no certificate %(certificate)s in the list. Nothing was saved."),
        "logo_too_large": _l("A logo may have %(megabytes)s MB. Nothing was kept; choose a smaller file."),
        "logo_no_picture": _l("This is no picture that can be read. Nothing was kept; use PNG, JPEG, WebP or GIF."),
        "logo_too_many_pixels": _l(
            "This picture has more than %(megapixels)s million pixels. Nothing was kept; use a smaller one."
        ),
        "picture_too_large": _l("A picture may have %(megabytes)s MB. Nothing was kept; choose a smaller file."),
        "picture_no_picture": _l("This is no picture that can be read. Nothing was kept; use PNG, JPEG or WebP."),
        "paper_too_large": _l("A file may have %(megabytes)s MB. Nothing was kept; choose a smaller one."),
        "paper_kind": _l("This is no PDF, PNG or JPEG. Nothing was kept; choose another file."),
        "size_unknown": _l("Choose one of the list. Nothing was saved."),
        "country_unknown": _l("Choose a country of the list. Nothing was saved."),
        "isic_unknown": _l("Choose one of your sectors. Nothing was saved."),
        "hs_unknown": _l("An HS code has 2, 4, 6, 8 or 10 digits, such as 8507.60. Nothing was saved."),
        "year_unknown": _l("Write a year that is past, such as 2024. Nothing was saved."),
        "product_nameless": _l("Name the product in one language at least. Nothing was saved."),
        "customer_missing": _l("Name the customer. Nothing was saved."),
        "showcase_full": _l("At most %(most)s can be shown. Nothing was added; remove another one first."),
        "showcase_changed": _l("Somebody changed this meanwhile. Nothing was overwritten; look at it and do it again."),
        "certificate_there": _l("The firm holds this certificate already. Nothing was added; change that one."),
    }
)


def company_field_label(name: str) -> LazyText:
    """What a field of a company's profile is called, in the language of whoever reads it."""
    return LazyText(lambda: COMPANY_FIELDS[name].label.in_language(language())[0])


def band_words(code: str) -> str:
    """A band of sizes in words: 10-49 → 10–49, 5000+ → 5,000 or more."""
    low, dash, high = code.rstrip("+").partition("-")
    if not dash:
        return str(gettext("%(number)s or more", number=format_decimal(int(low))))
    return f"{format_decimal(int(low))}–{format_decimal(int(high))}"


def company_display_names(company: BilingualCompany) -> DisplayNames:
    """The firm's names, the one in the reader's script first."""
    return display_names(company, language())


def company_label(company: BilingualCompany) -> str:
    """The firm's name in the reader's script."""
    return company_display_names(company).first


def company_full_label(company: BilingualCompany) -> str:
    """The name in the reader's script, the other one in brackets: for letters, where it is first spoken of."""
    both = company_display_names(company)
    if not both.second:
        return both.first
    return str(gettext("%(name)s (%(other_name)s)", name=both.first, other_name=both.second))


_SECTION_WORDS = {
    "A": _l("Farming"),
    "B": _l("Mining"),
    "C": _l("Industry"),
    "D": _l("Energy"),
    "E": _l("Water, waste"),
    "F": _l("Building"),
    "G": lazy_pgettext("sector", "Trade"),
    "H": _l("Logistics"),
    "I": _l("Hotels, food"),
    "J": _l("Media"),
    "K": lazy_pgettext("sector", "IT, telecom"),
    "L": lazy_pgettext("sector", "Finance"),
    "M": _l("Real estate"),
    "N": _l("Expertise"),
    "O": _l("Support"),
    "P": lazy_pgettext("sector", "State"),
    "Q": lazy_pgettext("sector", "Education"),
    "R": lazy_pgettext("sector", "Health"),
    "S": _l("Arts, sport"),
    "T": _l("Other services"),
    "U": _l("Households"),
    "V": _l("World bodies"),
}


def section_word(code: str) -> str:
    """A section of ISIC in a word or two, where its whole name has no room; "" for none: no sector named."""
    return str(_SECTION_WORDS[code]) if code else str(gettext("none named"))
