"""E-mails and phone numbers as they stand in the cells of a sheet: cleaned, completed, doubted; total."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import phonenumbers

from app.companies.names import compact
from app.floor.spreadsheets.values import Cell
from app.registrations.cells import is_none, is_to_come, tidy


@dataclass(frozen=True, slots=True)
class Emails:
    """``addresses`` in lower case, in the order of the cell. ``code``: "" or ``email_unreadable`` (then
    ``suggestion`` may hold what was meant) or ``email_to_come``."""

    addresses: tuple[str, ...] = ()
    code: str = ""
    suggestion: str = ""


_EMAIL: Final = re.compile(
    r"[a-z0-9!#$%&'*+=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
)
_HEADER: Final = re.compile(r"\b(?:to|cc|bcc|from|reply-to|sender|subject|content-type|x-[a-z-]+)\s*:")
"""What begins a line in the head of a letter: such a cell was not written to say one address."""
_ODD: Final = re.compile(r"[^\w\s<>()\[\]（）【】《》「」/／\\|;；,，、.。·:：&+＋'‘’\"“”#*~=_!?–—-]")
_LABEL: Final = re.compile(r"^(?:e-?mail|mail|courriel|邮箱|电邮|电子邮[箱件])?(?:\s*address)?\s*[:：]\s*|^mailto:")
_AT: Final = re.compile(r"\s*[(\[{<（【]\s*(?:at|@|a|arobase)\s*[)\]}>）】]\s*|\s+at\s+|\s*#\s*|\s*@\s*")
_DOT: Final = re.compile(r"\s*[(\[{（【]\s*(?:dot|point|\.)\s*[)\]}）】]\s*|\s+dot\s+|\s*[,，。]\s*|\s*\.\s*")


def is_email(text: str) -> bool:
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def emails(cell: Cell) -> Emails:
    """All e-mails of the cell; none where beside them stands what is neither a name nor a separator."""
    shown = tidy(cell.text)
    if is_none(shown):
        return Emails()
    if is_to_come(shown):
        return Emails(code="email_to_come")
    text = unicodedata.normalize("NFKC", shown).lower()
    found = tuple(dict.fromkeys(match for match in _EMAIL.findall(text) if is_email(match)))
    rest = _EMAIL.sub(" ", text)
    if _HEADER.search(rest) or _ODD.search(rest.replace("@", " ")):
        return Emails(code="email_unreadable")
    if found and not re.search(r"@|\(at\)|\[at\]", rest):
        return Emails(found)
    guess = _meant(rest)
    return Emails(found, "email_unreadable", guess if guess not in found else "")


def phones_beside(cell: Cell, country: str = "") -> tuple[Phone, ...]:
    """The numbers that stand in a cell of e-mails, beside them or alone; only those that are surely phones."""
    text = _EMAIL.sub(" ", unicodedata.normalize("NFKC", tidy(cell.text)).lower())
    if "@" in text or is_to_come(text):
        return ()
    found = [part for part in (_NOT_PHONE.sub("", part) for part in _PARTS.split(text)) if _PHONE_SHAPE.fullmatch(part)]
    return tuple(phone for part in found for phone in phones(Cell(part), country) if len(phone.number) > 7)


def _meant(text: str) -> str:
    guess = _DOT.sub(".", _AT.sub("@", _LABEL.sub("", text.strip()), count=1)).strip(" .;,/<>()")
    return guess if is_email(guess) else ""


_PHONE_SHAPE: Final = re.compile(r"\+?[\d(][\d\s().–-]{5,24}\d(?:\s*(?:转|ext\.?|poste|x)\s*\d{1,6})?")
_NOT_PHONE: Final = re.compile(
    r"^[\s<>()\[\]:：-]*(?:[a-zéû.]+|电话|手机|联系电话)?\s*[:：.]?\s*(?=[+(\d])|[\s<>\[\]]+$"
)
"""What may stand before and behind a number: "tél. : +33…"."""


@dataclass(frozen=True, slots=True)
class Phone:
    """``number``: ``+65 0000 0001``, or as typed where the country is unknown. ``codes``: ``phone_plus_lost`` (was
    stored as a number), ``phone_country_assumed``, ``phone_without_country``, ``phone_unreadable``."""

    number: str
    codes: tuple[str, ...] = ()


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
"""Country → its code and how many digits follow."""

_COUNTRIES: Final = {
    "SG": "singapore singapour 新加坡",
    "CN": "china chine prc 中国",
    "HK": "hongkong hongkongsar 香港 中国香港",
    "MO": "macau macao 澳门",
    "TW": "taiwan 台湾",
    "MY": "malaysia malaisie 马来西亚",
    "FR": "france 法国",
    "ID": "indonesia indonesie 印度尼西亚 印尼",
    "TH": "thailand thailande 泰国",
    "VN": "vietnam 越南",
    "GB": "unitedkingdom uk royaumeuni 英国",
    "US": "usa us unitedstates etatsunis 美国",
    "AU": "australia australie 澳大利亚",
    "JP": "japan japon 日本",
    "DE": "germany allemagne 德国",
}
_BY_NAME: Final = {name: code for code, names in _COUNTRIES.items() for name in names.split()}


def country_of(text: str) -> str:
    """The country that a cell names, as two letters of ISO 3166; "" for one we have no dialling code for."""
    key = compact(text)
    return key.upper() if key.upper() in DIALLING else _BY_NAME.get(key, "")


_CHINESE_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|extension|poste|x|#)\s*(\d{1,6})$", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[/;；、,，|]\s*|\s+(?:or|et|and|或)\s+|\n")


def phones(cell: Cell, country: str = "") -> tuple[Phone, ...]:
    """All numbers of the cell; ``country``: where one without a country code belongs (ISO, two letters; "" unknown)."""
    shown = tidy(cell.text)
    if is_none(shown) or is_to_come(shown):
        return ()
    text = unicodedata.normalize("NFKC", shown)
    parts = [part for part in _PARTS.split(text) if sum(c.isdigit() for c in part) >= 5]
    stored_as_number = not isinstance(cell.value, str)
    read = [_phone(part, country, stored_as_number) for part in parts or [text]]
    return tuple({phone.number: phone for phone in read}.values())


def _phone(text: str, country: str, stored_as_number: bool) -> Phone:
    text = re.sub(r"(?<=\d{7})\.0+$", "", text.strip())
    extension = _EXTENSION.search(text)
    body = text[: extension.start()] if extension else text
    digits = "".join(c for c in body if c in "0123456789")
    if len(digits) < 5:
        return Phone(text, ("phone_unreadable",))
    number, code = _completed(digits, "+" in body, country)
    codes = (
        ("phone_plus_lost",) if code == "coded" and stored_as_number else (code,) if code.startswith("phone") else ()
    )
    return Phone(f"{number} ext. {extension[1]}" if extension else number, codes)


def is_given_out(number: str) -> bool:
    """Whether the numbering plan of its country knows such a number; one without a country is not judged."""
    if not number.startswith("+"):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number.partition(" ext.")[0]))
    except phonenumbers.NumberParseException:
        return False


def _completed(digits: str, plus: bool, country: str) -> tuple[str, str]:
    """The full number and what was done to it: ``plus``, ``coded`` (had its country code) or a code of ``Phone``."""
    bare = digits.removeprefix("00")
    for code, lengths in DIALLING.values():
        rest = (digits if plus else bare).removeprefix(code)
        if rest not in (digits, bare) and len(rest) in lengths and (plus or len(code) > 1):
            return f"+{code} {_grouped(rest)}", "plus" if plus else "coded"
    if plus:
        return f"+{digits}", "plus"
    if _CHINESE_MOBILE.fullmatch(digits):
        return f"+86 {_grouped(digits)}", "phone_country_assumed"
    if country in DIALLING:
        code, lengths = DIALLING[country]
        national = digits if len(digits) in lengths and country != "CN" else digits.removeprefix("0")
        if len(national) in lengths:
            return f"+{code} {_grouped(national)}", "phone_country_assumed"
    return _grouped(digits), "phone_without_country"


def _grouped(digits: str) -> str:
    """In fours from the end: 0000 0001, 100 0000 0001."""
    first = len(digits) % 4
    groups = [digits[:first]] if first else []
    return " ".join(groups + [digits[at : at + 4] for at in range(first, len(digits), 4)])
