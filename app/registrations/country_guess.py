"""The country of a firm that its sheet gives none: told by its town, its name, its telephone or its e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.registrations.cells import host
from app.registrations.country_in_name import country_in_name
from app.registrations.dialling import country_of_number
from app.registrations.places import country_of_town, is_country

ASSUMED: Final = "phone_country_assumed"
"""Noted of a row whose number tells no country itself."""
_ANYWHERE: Final = frozenset({"AC", "AI", "CC", "CO", "FM", "IO", "LA", "ME", "SH", "TO", "TV", "WS"})
"""Countries under whose domains anybody sells anything."""


def guess_country(
    company: Mapping[str, Any], people: Iterable[Mapping[str, Any]], notes: Sequence[str]
) -> tuple[str, str]:
    """(ISO, two letters; the note that says whence: none of a name, whose form of company is of one country), or two
    empty texts. ``notes``: of the rows."""
    people = list(people)
    if country := country_of_town(str(company.get("city") or "")):
        return country, "country_by_town"
    if country := country_in_name(str(company.get(name) or "") for name in ("name", "name_zh")):
        return country, ""
    told = [] if ASSUMED in notes else [str(person.get("phone") or "") for person in people]
    if country := _only(country_of_number(number) for number in told if number.startswith("+")):
        return country, "country_by_phone"
    hosts = [str(person.get("email") or "").rpartition("@")[2] for person in people]
    if country := _only(map(_of_domain, (*hosts, host(str(company.get("website") or ""))))):
        return country, "country_by_domain"
    return "", ""


def _only(countries: Iterable[str]) -> str:
    found = set(filter(None, countries))
    return found.pop() if len(found) == 1 else ""


def _of_domain(domain: str) -> str:
    end = domain.rpartition(".")[2].upper()
    end = "GB" if end == "UK" else end
    return end if is_country(end) and end not in _ANYWHERE else ""
