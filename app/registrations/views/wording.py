"""Words for what profiles hold, for what they lack and what that costs; sentences for refusals about them."""

from __future__ import annotations

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from app.companies import certificates
from app.companies.certificates import certificate_expiry
from app.companies.facts import FactValue
from app.companies.fields import CERTIFICATE_FIELDS, COMPANY_FIELDS, SECTOR_FIELDS, SHOWN_FIELDS
from app.companies.locale_names import get_country_name, get_language_name, get_place_parts
from app.companies.models import Company, CompanyCertificate
from app.companies.names.search import is_signs_only
from app.companies.profile import MissingPart
from app.companies.sectors import tree
from app.companies.wording import (
    band_words,
    company_display_names,
    company_field_label,
    company_full_label,
    company_label,
)
from app.core.db import now
from app.core.web import errors
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.registrations.queries.directory import DirectoryEntry
from app.registrations.states import is_submitted
from app.registrations.views.blueprint import registrations
from app.registrations.wording import bus_label, pickup_label

registrations.add_app_template_global(is_signs_only, "asks_nothing")
errors.register_sentences(
    {
        "firm_link_not_open": _l("This link lets nobody in as it now stands. Open it again to see why."),
        "join_too_many": _l(
            "Several people wait for this firm’s answer already. Nothing was sent; talk to your colleague or to the "
            "chamber."
        ),
        "join_not_for_chamber": _l(
            "This firm was at other events without you, so its own people or the organizer let in who asks. "
            "Nothing was changed."
        ),
        "own_access": _l("Nobody takes their own access away. Nothing was changed; a colleague or the chamber can."),
        "profile_changed": _l(
            "Somebody saved this profile meanwhile. Nothing was overwritten; look at it and save again."
        ),
        "goal_unknown": _l("Choose one of the goals. Nothing was saved."),
        "person_name_missing": _l("A person needs a name. Nothing was saved."),
        "people_too_many": _l("A firm brings at most %(most)s people. Nothing was added."),
        "person_changed": _l(
            "Somebody changed this person meanwhile. Nothing was overwritten; look at it and save again."
        ),
        "person_has_meetings": _l(
            "This person sits at %(count)s booked meetings. Nothing was changed; move or cancel these first."
        ),
    }
)

HAN_CHARACTER: Final = re.compile("[\u3400-\u9fff]")
FIELD_NAMES: dict[str, Any] = {
    **{name: company_field_label(name) for name in COMPANY_FIELDS},
    "name_en": _l("Name in English"),
    "name_fr": _l("Name in French"),
    "line_en": _l("One line in English"),
    "line_zh": _l("One line in Chinese"),
    "line_fr": _l("One line in French"),
    "isic": _l("Sector (ISIC)"),
    "hs": _l("HS code"),
    "customer": _l("Customer"),
    "year": _l("Year"),
    "line": _l("What you did, in one line"),
    "number": _l("Number"),
    "issuer": _l("Issued by"),
    "valid_until": _l("Valid until"),
    "languages": _l("Languages"),
    "needs_interpreter": _l("Interpreter"),
    "goal": _l("Goal"),
    "salutation": _l("Salutation"),
    "display_name": _l("Name, as on the badge"),
    "family_name": _l("Family name"),
    "given_name": _l("Given name"),
    "title": _l("Title"),
    "title_zh": _l("Title in Chinese"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "wechat": _l("WeChat"),
    "dietary": _l("Food"),
}
GOAL_NAMES = {
    "": _l("not said"),
    "balanced": _l("balanced"),
    "peers": _l("partners in my sector"),
    "trade": _l("buy and sell"),
}


@registrations.app_template_global()
def sector_label(code: str) -> str:
    """A sector in the reader's language."""
    return tree.sector_label_in(code, language())


@registrations.app_template_global()
def certificate_label(code: str) -> str:
    """A certificate in the reader's language."""
    return certificates.certificate_name(code, language())


@registrations.app_template_global()
def tongue(code: str) -> str:
    """A language by its name in the reader's language."""
    return get_language_name(code, language())


for name, naming in (
    ("names", company_display_names),
    ("called", company_label),
    ("called_in_full", company_full_label),
    ("bus_words", bus_label),
    ("pickup_words", pickup_label),
):
    registrations.add_app_template_filter(naming, name)


@registrations.app_template_filter()
def country_name(given: str | None) -> str:
    """A country as the reader calls it, where it is kept as its code (SG); any other text as it is."""
    text = given or ""
    return get_country_name(language(), text) if len(text) == 2 else text


@registrations.app_template_filter()
def place_of(company: Company | DirectoryEntry) -> tuple[str, ...]:
    """City and country as the reader calls them."""
    return get_place_parts(language(), company.city or "", company.country or "")


registrations.add_app_template_global(band_words)


@registrations.app_template_global()
def tongue_of(text: str) -> str:
    """``lang`` of a text that may be in any language: Chinese where it has Chinese characters, "" for not known."""
    return "zh-Hans" if HAN_CHARACTER.search(text) else ""


@registrations.app_template_global()
def expiry_of(held: CompanyCertificate, event: Event) -> str:
    """How long a certificate is valid still, a word of ``companies.expiry``, on the event's clocks."""
    today = now().astimezone(ZoneInfo(event.zone)).date()
    return certificate_expiry(
        held.valid_until, today=today, event_ends=event.days[-1].day if event.days else None
    ).value


@registrations.app_template_global()
def field_word(name: str) -> str:
    """What a field of a profile is called."""
    return str(FIELD_NAMES.get(name, name))


@registrations.app_template_global()
def value_words(name: str, value: FactValue) -> str:
    """A field's value in words, for the reader who must choose between two."""
    if isinstance(value, tuple):
        return gettext(", ").join(_code_label(name, code) for code in value) or str(gettext("nothing"))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if name == "goal":
        return str(GOAL_NAMES[value or ""])
    if name in ("employees", "turnover") and value:
        return band_words(value)
    if name == "isic" and value:
        return f"{value} {sector_label(value)}"
    if name == "country":
        return country_name(value) or str(gettext("nothing"))
    return value or str(gettext("nothing"))


def _code_label(name: str, code: str) -> str:
    table: dict[str, Any] = dict.fromkeys(SECTOR_FIELDS, sector_label) | dict.fromkeys(
        CERTIFICATE_FIELDS, certificate_label
    )
    table |= {"exports": country_name}
    return str(table.get(name, tongue)(code))


@registrations.app_template_global()
def shown_company_fields(company: Company) -> list[tuple[str, str]]:
    """Names and values of the fields that stand by themselves on a company's pages and that it has filled."""
    return [(name, value) for name in SHOWN_FIELDS if (value := str(getattr(company, name) or ""))]


MISSING_PART_TITLES: dict[str, Any] = {
    "seeks": _l("Say what you seek"),
    "offers": _l("Say what you offer"),
    "languages": _l("Name the languages you meet in"),
    "is_in": _l("Name your sector"),
    "certificates": _l("Say which certificates you hold"),
    "text": _l("Write a few sentences about your firm"),
    "goal": _l("Say what you come for"),
    "precision": _l("Choose a more exact sector"),
    "representative": _l("Name who comes"),
    "consent": _l("Say whether you may be listed"),
    "questions": _l("Answer what the organizer asks"),
}
TRANSLATION_TITLES: dict[str, Any] = {
    "en": _l("Add your text in English"),
    "zh": _l("Add your text in Chinese"),
    "fr": _l("Add your text in French"),
}
MISSING_PART_COSTS: dict[str, Any] = {
    "seeks": _l("Nobody can be suggested for what you need."),
    "offers": _l("You are found by your sectors alone."),
    "languages": _l("It raises no rank: it tells partners whether an interpreter is needed."),
    "is_in": _l("You are missing from your sector’s list."),
    "text": _l("Partners see codes only."),
    "goal": _l("You are counted as balanced."),
    "precision": _l("A broad sector finds fewer good partners."),
    "representative": _l("No meeting can be placed."),
    "consent": _l("You are left out of every list that others take home."),
    "questions": _l("Without these answers the registration cannot be handed in."),
}
COSTS_WITHOUT_COUNT: dict[str, Any] = {
    "certificates": _l("No firm asks for certificates so far."),
}
"""What it costs while no other firm is known to be concerned; true without a number."""
MISSING_PART_ANCHORS = {
    "seeks": "sectors",
    "offers": "sectors",
    "is_in": "sectors",
    "precision": "sectors",
    "languages": "tongues",
    "certificates": "certificates",
    "text": "texts",
    "translation": "texts",
    "goal": "goal",
    "representative": "people",
    "consent": "consent",
    "questions": "asked",
}


@registrations.app_template_global()
def lack_title(one: MissingPart) -> str:
    """What to do about something that is missing."""
    return str(TRANSLATION_TITLES[one.language] if one.code == "translation" else MISSING_PART_TITLES[one.code])


@registrations.app_template_global()
def lack_cost(one: MissingPart, state: str) -> str:
    """What it costs not to: how many companies would rank it higher, where it is any; else what else it costs,
    counted from the other companies where these are known. ``state``: of the registration."""
    if one.code == "questions" and is_submitted(state):
        return str(gettext("The organizer asks this of every firm."))
    known = MISSING_PART_COSTS.get(one.code) or (None if one.companies else COSTS_WITHOUT_COUNT.get(one.code))
    return str(known or _counted_cost(one.code, one.companies or 0))


def _counted_cost(code: str, companies: int) -> str:
    """What it costs, by the number of the firms concerned."""
    counted = {
        "certificates": ngettext(
            "%(num)d firm looks for certificates.",
            "%(num)d firms look for certificates.",
            companies,
        ),
        "translation": ngettext(
            "%(num)d firm reads another language instead.", "%(num)d firms read another language instead.", companies
        ),
    }
    return str(counted[code])


@registrations.app_template_global()
def lack_anchor(one: MissingPart) -> str:
    """Where on the profile it is filled in."""
    return MISSING_PART_ANCHORS[one.code]
