"""The country of a company whose list gives none: by its town, its name, its phone number or its domain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.companies.locale_names import find_country, find_country_of_town, is_country_code
from app.companies.names.parsing import fold, has_chinese
from app.companies.names.words import CHINESE_PLACES
from app.companies.typed_text import get_website_host
from app.sheets.contacts import find_country_of_number

_NATIONAL_LEGAL_FORMS: Final = (
    ("MY", re.compile(r"\b(?:sdn|sendirian) (?:bhd|berhad)\b|\b(?:bhd|berhad)\b")),
    ("SG", re.compile(r"\bpte\b")),
)
"""Legal forms of one country alone, or nearly so."""
_JAPANESE_LEGAL_FORMS: Final = re.compile("(?:株式|有限|合同|合資|合名)会社|[(（][株有][)）]|㈱|㈲")
_BRACKETED_PLACE: Final = re.compile(r"[(（\[]([^()（）\[\]]{1,30})[)）\]]")
_COUNTRY_ABBREVIATIONS: Final = {
    "hk": "HK",
    "prc": "CN",
    "vn": "VN",
    "th": "TH",
    "indo": "ID",
    "uk": "GB",
    "tw": "TW",
    "jp": "JP",
    "us": "US",
}
_LEADING_CHINESE_PLACE: Final = re.compile("|".join(sorted(CHINESE_PLACES, key=len, reverse=True)))
_CHINESE_COMPANY_ENDING: Final = re.compile(
    "公司|集团|厂$|银行|协会|商会|中心|大学|学院|医院|合作社|旅行社|[店局院所委园]$"
)


def find_country_in_name(names: Iterable[str]) -> str:
    """ISO 3166, two capitals; "" where the names tell none, or several."""
    countries = {country for name in names if name and (country := _country_of_company_name(name))}
    return countries.pop() if len(countries) == 1 else ""


def _country_of_company_name(name: str) -> str:
    inside = [code for text in _BRACKETED_PLACE.findall(name) if (code := _country_of_place(text))]
    if inside:
        return inside[-1]
    if _JAPANESE_LEGAL_FORMS.search(name):
        return "JP"
    if has_chinese(name):
        place = _LEADING_CHINESE_PLACE.match(name) if _CHINESE_COMPANY_ENDING.search(name) else None
        return "" if place is None else find_country(place[0]) or ("" if place[0] in ("亚洲", "亚太") else "CN")
    folded = fold(name)
    return next((country for country, form in _NATIONAL_LEGAL_FORMS if form.search(folded)), "")


def _country_of_place(text: str) -> str:
    return _COUNTRY_ABBREVIATIONS.get(fold(text).replace(" ", ""), "") or (
        find_country(text) if len(fold(text)) > 2 or has_chinese(text) else ""
    )


PHONE_COUNTRY_ASSUMED: Final = "phone_country_assumed"
"""Noted of a row whose number tells no country itself."""
_WORLDWIDE_COUNTRY_DOMAINS: Final = frozenset({"AC", "AI", "CC", "CO", "FM", "IO", "LA", "ME", "SH", "TO", "TV", "WS"})
"""Countries under whose domains anybody sells anything."""


def guess_company_country(
    company: Mapping[str, Any], people: Iterable[Mapping[str, Any]], notes: Sequence[str]
) -> tuple[str, str]:
    """(ISO, two letters; the note that says whence: none of a name, whose form of company is of one country), or two
    empty texts. ``notes``: of the rows."""
    people = list(people)
    if country := find_country_of_town(str(company.get("city") or "")):
        return country, "country_by_town"
    if country := find_country_in_name(str(company.get(name) or "") for name in ("name", "name_zh")):
        return country, ""
    numbers = [] if PHONE_COUNTRY_ASSUMED in notes else [str(person.get("phone") or "") for person in people]
    if country := _only_country(find_country_of_number(number) for number in numbers if number.startswith("+")):
        return country, "country_by_phone"
    hosts = [str(person.get("email") or "").rpartition("@")[2] for person in people]
    if country := _only_country(map(_country_of_domain, (*hosts, get_website_host(str(company.get("website") or ""))))):
        return country, "country_by_domain"
    return "", ""


def _only_country(countries: Iterable[str]) -> str:
    distinct = set(filter(None, countries))
    return distinct.pop() if len(distinct) == 1 else ""


def _country_of_domain(domain: str) -> str:
    end = domain.rpartition(".")[2].upper()
    end = "GB" if end == "UK" else end
    return end if is_country_code(end) and end not in _WORLDWIDE_COUNTRY_DOMAINS else ""
