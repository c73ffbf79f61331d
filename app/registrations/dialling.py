"""Phone numbers in full: with the code of their country, from whatever digits somebody typed; total."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

DIALLING: Final = {
    "SG": ("65", (8,)),
    "CN": ("86", (10, 11)),
    "HK": ("852", (8,)),
    "MO": ("853", (8,)),
    "TW": ("886", (8, 9)),
    "MY": ("60", (8, 9, 10)),
    "FR": ("33", (9,)),
    "ID": ("62", (9, 10, 11)),
    "TH": ("66", (8, 9)),
    "VN": ("84", (9, 10)),
    "GB": ("44", (10,)),
    "US": ("1", (10,)),
    "AU": ("61", (9,)),
    "JP": ("81", (9, 10)),
    "DE": ("49", (10, 11)),
}
"""Country → its code and how many digits follow: of those whose numbers are told without + or 00 before them."""

_WITHOUT_ZERO: Final = frozenset({"SG", "HK", "MO", "US"})
"""Where no 0 is dialled before a number at home; elsewhere none begins with one behind its country's code."""
_CHINESE_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def is_given_out(number: str) -> bool:
    """Whether the numbering plan of its country knows such a number; one without a country is not judged."""
    if not number.startswith("+"):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number.partition(" ext.")[0]))
    except phonenumbers.NumberParseException:
        return False


def country_of_number(number: str) -> str:
    """ISO, two letters, of a full number; "" where it tells none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number.partition(" ext.")[0])) or ""
    except phonenumbers.NumberParseException:
        return ""


def completed(typed: str, digits: str, plus: bool, country: str) -> tuple[str, str]:
    """The full number and what was done to it: ``plus``, ``coded`` (had its country code) or a code of ``Phone``."""
    if plus or digits.startswith("00"):
        if number := _from_abroad(digits.removeprefix("00")):
            return number, "plus" if plus else "coded"
        if plus:
            return f"+{digits}", "plus"
    national = _national(digits, country)
    if national and country not in DIALLING and is_given_out(national):
        return _told(digits, national)
    if number := _coded(digits, least=2):
        return number, "coded"
    if _CHINESE_MOBILE.fullmatch(digits):
        return _shown("86", digits), "phone_country_assumed"
    if national:
        return _told(digits, national)
    return _as_typed(typed), "phone_unreadable" if _ABROAD.match(digits) else "phone_without_country"


_ABROAD: Final = re.compile("00[1-9]")


def _told(digits: str, number: str) -> tuple[str, str]:
    coded = digits == "".join(filter(str.isdigit, number))
    return number, "coded" if coded else "phone_country_assumed"


def _as_typed(text: str) -> str:
    """Without the label before it."""
    return re.sub(r"^[^\d+(]+", "", text)


def _from_abroad(digits: str) -> str:
    """The number that these digits are behind + or 00, or "" where no country has such a one."""
    return _coded(digits) or _in_full(f"+{digits}")


def _coded(digits: str, least: int = 1) -> str:
    """The number of digits that begin with their country's code, of ``least`` so many; "" where none fits."""
    for country, (code, _) in DIALLING.items():
        if len(code) >= least and digits.startswith(code) and (own := _own(digits.removeprefix(code), country)):
            return _shown(code, own)
    return ""


def _own(digits: str, country: str) -> str:
    """The digits behind the country's code, without the 0 that is only dialled at home; "" for any other length."""
    own = digits if country in _WITHOUT_ZERO else digits.removeprefix("0")
    return own if len(own) in DIALLING[country][1] else ""


def _national(digits: str, country: str) -> str:
    """The number as one of this country, with its code or without, or "" where it can be none."""
    if country not in DIALLING:
        return _in_full(digits, country) if country else ""
    own = _own(digits, country)
    return _shown(DIALLING[country][0], own) if own else ""


_CODES: Final = frozenset(code for code, _ in DIALLING.values())


def _in_full(text: str, country: str = "") -> str:
    """The number in full, without the 0 that is only dialled at home; "" where its country has none of this length."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    if str(number.country_code) in _CODES:
        return _shown(str(number.country_code), phonenumbers.national_significant_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _shown(code: str, own: str) -> str:
    """As its country writes it; one that its plan doesn't know in fours from the end: +65 0000 0001."""
    if is_given_out(number := f"+{code}{own}"):
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    first = len(own) % 4
    return " ".join(
        [f"+{code}", *([own[:first]] if first else []), *(own[at : at + 4] for at in range(first, len(own), 4))]
    )
