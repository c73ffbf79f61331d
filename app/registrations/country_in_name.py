"""The country that a firm's own name tells: Epsilon (M) Sdn Bhd is Malaysia's, Zeta (HK) Ltd Hong Kong's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from app.companies.names.parsing import fold, has_chinese
from app.companies.names.words import CHINESE_PLACES
from app.registrations.places import country_of

_FORMS: Final = (
    ("MY", re.compile(r"\b(?:sdn|sendirian) (?:bhd|berhad)\b|\b(?:bhd|berhad)\b")),
    ("SG", re.compile(r"\bpte\b")),
)
"""Legal forms of one country alone, or nearly so."""
_JAPANESE: Final = re.compile("(?:株式|有限|合同|合資|合名)会社|[(（][株有][)）]|㈱|㈲")
_IN_BRACKETS: Final = re.compile(r"[(（\[]([^()（）\[\]]{1,30})[)）\]]")
_SHORT: Final = {
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
_OF_CHINA: Final = re.compile("|".join(sorted(CHINESE_PLACES, key=len, reverse=True)))
_FIRM_ZH: Final = re.compile("公司|集团|厂$|银行|协会|商会|中心|大学|学院|医院|合作社|旅行社|[店局院所委园]$")


def country_in_name(names: Iterable[str]) -> str:
    """ISO 3166, two capitals; "" where the names tell none, or several."""
    found = {country for name in names if name and (country := _told(name))}
    return found.pop() if len(found) == 1 else ""


def _told(name: str) -> str:
    inside = [told for text in _IN_BRACKETS.findall(name) if (told := _place(text))]
    if inside:
        return inside[-1]
    if _JAPANESE.search(name):
        return "JP"
    if has_chinese(name):
        place = _OF_CHINA.match(name) if _FIRM_ZH.search(name) else None
        return "" if place is None else country_of(place[0]) or _mainland(place[0])
    folded = fold(name)
    return next((country for country, form in _FORMS if form.search(folded)), "")


def _place(text: str) -> str:
    return _SHORT.get(fold(text).replace(" ", ""), "") or (
        country_of(text) if len(fold(text)) > 2 or has_chinese(text) else ""
    )


def _mainland(place: str) -> str:
    return "" if place in ("亚洲", "亚太") else "CN"
