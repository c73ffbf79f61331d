"""Emails and phone numbers as they stand in cells: cleaned, completed with the code of their country, doubted;
contacts that are no person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import phonenumbers

from app.companies.names.parsing import compact
from app.companies.typed_text import is_empty_answer, is_pending_answer, split_lines, tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.dates import parse_moment
from app.sheets.phrases import PhraseKind, get_phrase_keys

DIALLING_CODES: Final = {
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

_COUNTRIES_WITHOUT_TRUNK_ZERO: Final = frozenset({"SG", "HK", "MO", "US"})
"""Where no 0 is dialled before a number at home; elsewhere none begins with one behind its country's code."""
_CHINESE_MOBILE: Final = re.compile(r"1[3-9]\d{9}")


def is_assigned_number(number: str) -> bool:
    """Whether the numbering plan of its country knows such a number; one without a country is not judged."""
    if not number.startswith("+"):
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number.partition(" ext.")[0]))
    except phonenumbers.NumberParseException:
        return False


def find_country_of_number(number: str) -> str:
    """ISO, two letters, of a full number; "" where it tells none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number.partition(" ext.")[0])) or ""
    except phonenumbers.NumberParseException:
        return ""


def complete_number(typed: str, digits: str, plus: bool, country: str) -> tuple[str, str]:
    """The full number and what was done to it: ``plus``, ``coded`` (had its country code) or a code of ``Phone``."""
    if plus or digits.startswith("00"):
        if number := _parse_from_abroad(digits.removeprefix("00")):
            return number, "plus" if plus else "coded"
        if plus:
            return f"+{digits}", "plus"
    national = _parse_national(digits, country)
    if national and country not in DIALLING_CODES and is_assigned_number(national):
        return _with_country_note(digits, national)
    if number := _parse_with_country_code(digits, least=2):
        return number, "coded"
    if _CHINESE_MOBILE.fullmatch(digits):
        return _format_number("86", digits), "phone_country_assumed"
    if national:
        return _with_country_note(digits, national)
    return _without_label(typed), "phone_unreadable" if _ABROAD_PREFIX.match(digits) else "phone_without_country"


_ABROAD_PREFIX: Final = re.compile("00[1-9]")


def _with_country_note(digits: str, number: str) -> tuple[str, str]:
    coded = digits == "".join(filter(str.isdigit, number))
    return number, "coded" if coded else "phone_country_assumed"


def _without_label(text: str) -> str:
    """Without the label before it."""
    return re.sub(r"^[^\d+(]+", "", text)


def _parse_from_abroad(digits: str) -> str:
    """The number that these digits are behind + or 00, or "" where no country has such a one."""
    return _parse_with_country_code(digits) or _format_possible_number(f"+{digits}")


def _parse_with_country_code(digits: str, least: int = 1) -> str:
    """The number of digits that begin with their country's code, of ``least`` so many; "" where none fits."""
    for country, (code, _) in DIALLING_CODES.items():
        if (
            len(code) >= least
            and digits.startswith(code)
            and (own := _national_digits(digits.removeprefix(code), country))
        ):
            return _format_number(code, own)
    return ""


def _national_digits(digits: str, country: str) -> str:
    """The digits behind the country's code, without the 0 that is only dialled at home; "" for any other length."""
    own = digits if country in _COUNTRIES_WITHOUT_TRUNK_ZERO else digits.removeprefix("0")
    return own if len(own) in DIALLING_CODES[country][1] else ""


def _parse_national(digits: str, country: str) -> str:
    """The number as one of this country, with its code or without, or "" where it can be none."""
    if country not in DIALLING_CODES:
        return _format_possible_number(digits, country) if country else ""
    own = _national_digits(digits, country)
    return _format_number(DIALLING_CODES[country][0], own) if own else ""


_COUNTRY_CODES: Final = frozenset(code for code, _ in DIALLING_CODES.values())


def _format_possible_number(text: str, country: str = "") -> str:
    """The number in full, without the 0 that is only dialled at home; "" where its country has none of this length."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    if str(number.country_code) in _COUNTRY_CODES:
        return _format_number(str(number.country_code), phonenumbers.national_significant_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _format_number(code: str, own: str) -> str:
    """As its country writes it; one that its plan doesn't know in fours from the end: +65 0000 0001."""
    if is_assigned_number(number := f"+{code}{own}"):
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    first = len(own) % 4
    return " ".join(
        [f"+{code}", *([own[:first]] if first else []), *(own[at : at + 4] for at in range(first, len(own), 4))]
    )


@dataclass(frozen=True, slots=True)
class ParsedEmails:
    """``addresses`` in lower case, in the order of the cell. ``code``: "" or ``email_unreadable`` (then
    ``suggestion`` may hold what was meant) or ``email_to_come``."""

    addresses: tuple[str, ...] = ()
    code: str = ""
    suggestion: str = ""


SAME_AS_MOBILE_TERMS: Final = get_phrase_keys(PhraseKind.SAME_AS_MOBILE)
_ALSO_WECHAT: Final = re.compile("微信同|同微信|微同号|samewechat|sameforwechat|wechatsame|alsowechat")
_EMAIL_SIGN: Final = r"[a-z0-9!#$%&'*+=?^_`{|}~-]"
EMAIL_PATTERN: Final = re.compile(
    rf"(?<!{_EMAIL_SIGN}){_EMAIL_SIGN}(?:\.?{_EMAIL_SIGN}){{0,63}}@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,9}}[a-z]{{2,24}}"
)
"""Bounded in each part and begun at no sign’s middle, so that its time grows with a text’s length, not its square."""
_EMAIL_HEADER: Final = re.compile(r"\b(?:to|cc|bcc|from|reply-to|sender|subject|content-type|x-[a-z-]+)\s*:")
"""What begins a line in the head of a letter: such a cell was not written to say one address."""
_UNEXPECTED_SIGNS: Final = re.compile(r"[^\w\s<>()\[\]（）【】《》「」/／\\|;；,，、.。·:：&+＋'‘’\"“”#*~=_!?–—-]")
_EMAIL_LABEL: Final = re.compile(
    r"^(?:e-?mail|mail|courriel|邮箱|电邮|电子邮[箱件])?(?:\s*address)?\s*[:：]\s*|^mailto:"
)
_SPLIT_EMAIL: Final = re.compile(rf"(?!(?:e-?mail|mail|courriel|email)\b)([a-z0-9._-]+)\s+({EMAIL_PATTERN.pattern})")
"""By a blank within the address, in small letters alone as no name before an address is: tan mei@a.example.org."""
_WRITTEN_AT: Final = re.compile(r"\s*[(\[{<（【]\s*(?:at|@|a|arobase)\s*[)\]}>）】]\s*|\s+at\s+|\s*#\s*|\s*@\s*")
_WRITTEN_DOT: Final = re.compile(r"\s*[(\[{（【]\s*(?:dot|point|\.)\s*[)\]}）】]\s*|\s+dot\s+|\s*[,，。]\s*|\s*\.\s*")


def is_email(text: str) -> bool:
    return len(text) <= 254 and EMAIL_PATTERN.fullmatch(text) is not None


def parse_emails(cell: SheetCell) -> ParsedEmails:
    """All e-mails of the cell; none where beside them stands what is neither a name nor a separator."""
    shown = tidy_text(cell.text)
    if is_empty_answer(shown):
        return ParsedEmails()
    if is_pending_answer(shown):
        return ParsedEmails(code="email_to_come")
    text = unicodedata.normalize("NFKC", shown).lower()
    addresses = tuple(dict.fromkeys(match for match in EMAIL_PATTERN.findall(text) if is_email(match)))
    rest = EMAIL_PATTERN.sub(" ", text)
    if _EMAIL_HEADER.search(rest) or _UNEXPECTED_SIGNS.search(rest.replace("@", " ")):
        return ParsedEmails(code="email_unreadable")
    if torn := _SPLIT_EMAIL.fullmatch(shown):
        return ParsedEmails(code="email_unreadable", suggestion=f"{torn[1]}{torn[2]}".lower())
    if addresses and not re.search(r"@|\(at\)|\[at\]", rest):
        return ParsedEmails(addresses)
    guess = _guess_email(rest)
    return ParsedEmails(addresses, "email_unreadable", guess if guess not in addresses else "")


def parse_phones_beside_emails(cell: SheetCell, country: str = "") -> tuple[ParsedPhone, ...]:
    """The numbers that stand in a cell of e-mails, beside them or alone; only those that are surely phones."""
    text = EMAIL_PATTERN.sub(" ", _normalise_number_lines(cell.text).lower())
    if "@" in text or is_pending_answer(text):
        return ()
    parts = [
        part
        for part in (_AROUND_PHONE.sub("", part) for part in _PHONE_SEPARATORS.split(text))
        if _PHONE_SHAPE.fullmatch(part)
    ]
    return tuple(phone for part in parts for phone in parse_phones(SheetCell(part), country) if len(phone.number) > 7)


def _guess_email(text: str) -> str:
    guess = _WRITTEN_DOT.sub(".", _WRITTEN_AT.sub("@", _EMAIL_LABEL.sub("", text.strip()), count=1)).strip(" .;,/<>()")
    return guess if is_email(guess) else ""


_PHONE_SHAPE: Final = re.compile(r"\+?[\d(][\d\s().–-]{5,24}\d(?:\s*(?:转|ext\.?|poste|x)\s*\d{1,6})?")
_AROUND_PHONE: Final = re.compile(
    r"^[\s<>()\[\]:：-]*(?:[a-zéû.]+|电话|手机|联系电话)?\s*[:：.]?\s*(?=[+(\d])|(?<![\s<>\[\]])[\s<>\[\]]+$"
)
"""What may stand before and behind a number: "tél. : +33…"."""


@dataclass(frozen=True, slots=True)
class ParsedPhone:
    """``number``: ``+65 0000 0001``, or as typed where the country is unknown. ``codes``: ``phone_plus_lost`` (was
    stored as a number), ``phone_country_assumed``, ``phone_without_country``, ``phone_unreadable``; with no number
    ``phone_digits_lost`` (8.61381E+12)."""

    number: str
    codes: tuple[str, ...] = ()


_SCIENTIFIC_PHONE: Final = re.compile(r"(\d)[.,](\d+)e\+?(\d{1,2})", re.IGNORECASE)
"""As a spreadsheet shows a long number in a narrow column; saved as text, it keeps only the digits that were shown."""
_PHONE_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|extension|poste|x|#)\s*(\d{1,6})$", re.IGNORECASE)
_AREA_CODE_BEFORE_STROKE: Final = re.compile(
    r"(?<![\d().+-])(?<![\d().+-] )((?:\+\d{1,3} ?)?\(?\d{2,4}\)?) ?/ ?(?=\d[\d -]{4})"
)
"""Parted from the rest of its number by a stroke, as in Germany: 0160/1234567."""
_OWNER_IN_BRACKETS: Final = re.compile(r"(?<=\d{3})\s*[(（][^\d()（）]{1,40}[)）]\s*(?=[+(（]?\d)")
"""Between two numbers, whose or of what kind the first is: 13500000031（李明） 13500000032（王芳）."""
_BEFORE_EXTENSION: Final = re.compile(r"\s*[,，;；]\s*(?=(?:转|分机|ext\b|extension\b|poste\b))", re.IGNORECASE)
_NUMBER_ENDING: Final = re.compile(r"\d{2,4}")
_PHONE_SEPARATORS: Final = re.compile(r"\s*[/;；、,，|]\s*|\s+(?:or|et|and|或)\s+|\n")


def is_date_cell(cell: SheetCell) -> bool:
    """Whether a day of this century or the last stands in a cell alone, where a number should."""
    if isinstance(cell.value, date):
        return True
    moment = parse_moment(cell.text)
    return moment is not None and 1900 <= moment.day.year < 2100 and str(moment.day.year) in cell.text


def parse_phones(cell: SheetCell, country: str = "") -> tuple[ParsedPhone, ...]:
    """All numbers of the cell; ``country``: where one without a country code belongs (ISO, two letters; "" unknown)."""
    shown = tidy_text(cell.text)
    if is_empty_answer(shown) or is_pending_answer(shown):
        return ()
    text = _normalise_number_lines(cell.text)
    parts = [part for part in _split_numbers(text) if sum(c.isdigit() for c in part) >= 5]
    stored_as_number = not isinstance(cell.value, str)
    read = [_parse_phone(part, country, stored_as_number) for part in parts or [text]]
    if len(read) > 1 and (near := next(filter(None, map(_certain_country, read)), "")):
        read = [_with_country_of_neighbour(part, phone, near) for part, phone in zip(parts, read, strict=True)]
    return tuple({phone.number: phone for phone in read}.values())


_CODES_WITHOUT_COUNTRY: Final = frozenset({"phone_country_assumed", "phone_without_country"})


def _certain_country(phone: ParsedPhone) -> str:
    """Of a number that told its country itself."""
    return "" if _CODES_WITHOUT_COUNTRY & set(phone.codes) else find_country_of_number(phone.number)


def _with_country_of_neighbour(part: str, phone: ParsedPhone, country: str) -> ParsedPhone:
    """A number without a country as one of the same country as that beside it, if such a one can be."""
    if not _CODES_WITHOUT_COUNTRY & set(phone.codes):
        return phone
    parsed = _parse_phone(part, country, stored_as_number=False)
    return parsed if parsed.number.startswith("+") and is_assigned_number(parsed.number) else phone


def _split_numbers(text: str) -> list[str]:
    """The parts of a cell of numbers; one that only tells how the next number ends is written out: 6789 1234/35."""
    parts: list[str] = []
    for part in _PHONE_SEPARATORS.split(
        _OWNER_IN_BRACKETS.sub("\n", _BEFORE_EXTENSION.sub(" ", _AREA_CODE_BEFORE_STROKE.sub(r"\1 ", text)))
    ):
        whole = parts and re.search(rf"[\d\s().–-]{{4,}}\d{{{len(part)}}}$", parts[-1])
        parts.append(parts[-1][: -len(part)] + part if whole and _NUMBER_ENDING.fullmatch(part) else part)
    return parts


def is_same_as_mobile(text: str) -> bool:
    """Whether it only says that somebody's WeChat is under their mobile number: same as mobile, 微信同号."""
    return compact(text) in SAME_AS_MOBILE_TERMS


def is_also_wechat(text: str) -> bool:
    """Whether it says beside a number that WeChat is under it: 13800000031（微信同号）."""
    return _ALSO_WECHAT.search(compact(text)) is not None


def _normalise_number_lines(text: str) -> str:
    """Tidied; its lines are kept where each could be a number of its own, as +65 9123 and 4567 below it are not."""
    lines = [unicodedata.normalize("NFKC", line) for line in split_lines(text)]
    digits = [sum(map(str.isdigit, line)) for line in lines]
    return ("\n" if all(count == 0 or count >= 7 for count in digits) else " ").join(lines)


_INTERNATIONAL_NUMBER: Final = re.compile(r"\+[0-9](?: ?[0-9]){4,18}")
"""One number in international form: nothing in it has to be told apart."""


def format_international(number: str, country: str) -> str:
    """A number that was kept, or several, in international form where the country is told or given (ISO); else as it
    is."""
    if _INTERNATIONAL_NUMBER.fullmatch(number):  # as most are kept; a long list holds thousands
        return complete_number(number, "".join(filter(str.isdecimal, number)), True, country)[0]
    read = [phone.number for phone in parse_phones(SheetCell(number), country)] if number else []
    return " / ".join(read) if read and all(phone_number.startswith("+") for phone_number in read) else number


def _parse_phone(text: str, country: str, stored_as_number: bool) -> ParsedPhone:
    text = re.sub(r"(?<=\d{7})\.0+$", "", text.strip())
    if short := _SCIENTIFIC_PHONE.fullmatch(text):
        if len(short[2]) < int(short[3]):
            return ParsedPhone("", ("phone_digits_lost",))
        text, stored_as_number = f"{short[1]}{short[2][: int(short[3])]}", True
    extension = _PHONE_EXTENSION.search(text)
    body = text[: extension.start()] if extension else text
    digits = "".join(c for c in body if c in "0123456789")
    if len(digits) < 5:
        return ParsedPhone(text, ("phone_unreadable",))
    number, code = complete_number(body.strip(), digits, "+" in body, country)
    codes = (
        ("phone_plus_lost",) if code == "coded" and stored_as_number else (code,) if code.startswith("phone") else ()
    )
    return ParsedPhone(f"{number} ext. {extension[1]}" if extension else number, codes)


_DESK_NAMES: Final = get_phrase_keys(PhraseKind.DESK)
_SHARED_MAILBOXES: Final = get_phrase_keys(PhraseKind.SHARED_MAILBOX)


def is_generic_contact(contact: Mapping[str, Any]) -> bool:
    """Whether a row names no person: a desk, or only a shared mailbox. ``contact``: column → value."""
    if contact.get("family_name") or contact.get("given_name"):
        return False
    name = compact(contact.get("display_name") or "")
    if name in _DESK_NAMES:
        return True
    email = str(contact.get("email") or "")
    return compact(email.partition("@")[0]) in _SHARED_MAILBOXES and name in {
        compact(str(contact.get(field) or "")) for field in ("email", "phone", "wechat")
    }
