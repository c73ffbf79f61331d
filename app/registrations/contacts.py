"""E-mails and phone numbers as they stand in the cells of a sheet: cleaned, completed, doubted; total."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.companies.names.parsing import compact
from app.companies.names.words import word_set
from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import is_none, is_to_come, lines, tidy
from app.registrations.dates import moment_in
from app.registrations.dialling import completed, country_of_number, is_given_out


@dataclass(frozen=True, slots=True)
class Emails:
    """``addresses`` in lower case, in the order of the cell. ``code``: "" or ``email_unreadable`` (then
    ``suggestion`` may hold what was meant) or ``email_to_come``."""

    addresses: tuple[str, ...] = ()
    code: str = ""
    suggestion: str = ""


AS_MOBILE_WORDS: Final = word_set(
    """
    sameasmobile sameasmobileno sameasmobilenumber sameasphone sameasphonenumber sameashp sameashandphone sameastel
    same
    samenumber sameno samemobile samephone asmobile mobile 微信同号 同号 同手机 同手机号 同手机号码 手机同号 微信同手机
    微信同手机号 与手机同号 与手机号相同 与手机相同 手机号 手机 同电话
    电话同号 memequemobile memequeleportable idemmobile memenumero
    """
)
_WECHAT_TOO: Final = re.compile("微信同|同微信|微同号|samewechat|sameforwechat|wechatsame|alsowechat")
_SIGN: Final = r"[a-z0-9!#$%&'*+=?^_`{|}~-]"
EMAIL: Final = re.compile(
    rf"(?<!{_SIGN}){_SIGN}(?:\.?{_SIGN}){{0,63}}@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,9}}[a-z]{{2,24}}"
)
"""Bounded in each part and begun at no sign’s middle, so that its time grows with a text’s length, not its square."""
_HEADER: Final = re.compile(r"\b(?:to|cc|bcc|from|reply-to|sender|subject|content-type|x-[a-z-]+)\s*:")
"""What begins a line in the head of a letter: such a cell was not written to say one address."""
_ODD: Final = re.compile(r"[^\w\s<>()\[\]（）【】《》「」/／\\|;；,，、.。·:：&+＋'‘’\"“”#*~=_!?–—-]")
_LABEL: Final = re.compile(r"^(?:e-?mail|mail|courriel|邮箱|电邮|电子邮[箱件])?(?:\s*address)?\s*[:：]\s*|^mailto:")
_TORN: Final = re.compile(rf"(?!(?:e-?mail|mail|courriel|email)\b)([a-z0-9._-]+)\s+({EMAIL.pattern})")
"""By a blank within the address, in small letters alone as no name before an address is: tan mei@a.example.org."""
_AT: Final = re.compile(r"\s*[(\[{<（【]\s*(?:at|@|a|arobase)\s*[)\]}>）】]\s*|\s+at\s+|\s*#\s*|\s*@\s*")
_DOT: Final = re.compile(r"\s*[(\[{（【]\s*(?:dot|point|\.)\s*[)\]}）】]\s*|\s+dot\s+|\s*[,，。]\s*|\s*\.\s*")


def is_email(text: str) -> bool:
    return len(text) <= 254 and EMAIL.fullmatch(text) is not None


def emails(cell: SheetCell) -> Emails:
    """All e-mails of the cell; none where beside them stands what is neither a name nor a separator."""
    shown = tidy(cell.text)
    if is_none(shown):
        return Emails()
    if is_to_come(shown):
        return Emails(code="email_to_come")
    text = unicodedata.normalize("NFKC", shown).lower()
    found = tuple(dict.fromkeys(match for match in EMAIL.findall(text) if is_email(match)))
    rest = EMAIL.sub(" ", text)
    if _HEADER.search(rest) or _ODD.search(rest.replace("@", " ")):
        return Emails(code="email_unreadable")
    if torn := _TORN.fullmatch(shown):
        return Emails(code="email_unreadable", suggestion=f"{torn[1]}{torn[2]}".lower())
    if found and not re.search(r"@|\(at\)|\[at\]", rest):
        return Emails(found)
    guess = _meant(rest)
    return Emails(found, "email_unreadable", guess if guess not in found else "")


def phones_beside(cell: SheetCell, country: str = "") -> tuple[Phone, ...]:
    """The numbers that stand in a cell of e-mails, beside them or alone; only those that are surely phones."""
    text = EMAIL.sub(" ", _number_lines(cell.text).lower())
    if "@" in text or is_to_come(text):
        return ()
    found = [part for part in (_NOT_PHONE.sub("", part) for part in _PARTS.split(text)) if _PHONE_SHAPE.fullmatch(part)]
    return tuple(phone for part in found for phone in phones(SheetCell(part), country) if len(phone.number) > 7)


def _meant(text: str) -> str:
    guess = _DOT.sub(".", _AT.sub("@", _LABEL.sub("", text.strip()), count=1)).strip(" .;,/<>()")
    return guess if is_email(guess) else ""


_PHONE_SHAPE: Final = re.compile(r"\+?[\d(][\d\s().–-]{5,24}\d(?:\s*(?:转|ext\.?|poste|x)\s*\d{1,6})?")
_NOT_PHONE: Final = re.compile(
    r"^[\s<>()\[\]:：-]*(?:[a-zéû.]+|电话|手机|联系电话)?\s*[:：.]?\s*(?=[+(\d])|(?<![\s<>\[\]])[\s<>\[\]]+$"
)
"""What may stand before and behind a number: "tél. : +33…"."""


@dataclass(frozen=True, slots=True)
class Phone:
    """``number``: ``+65 0000 0001``, or as typed where the country is unknown. ``codes``: ``phone_plus_lost`` (was
    stored as a number), ``phone_country_assumed``, ``phone_without_country``, ``phone_unreadable``; with no number
    ``phone_digits_lost`` (8.61381E+12)."""

    number: str
    codes: tuple[str, ...] = ()


_SHORTENED: Final = re.compile(r"(\d)[.,](\d+)e\+?(\d{1,2})", re.IGNORECASE)
"""As a spreadsheet shows a long number in a narrow column; saved as text, it keeps only the digits that were shown."""
_EXTENSION: Final = re.compile(r"\s*(?:转|分机|ext\.?|extension|poste|x|#)\s*(\d{1,6})$", re.IGNORECASE)
_AREA: Final = re.compile(r"(?<![\d().+-])(?<![\d().+-] )((?:\+\d{1,3} ?)?\(?\d{2,4}\)?) ?/ ?(?=\d[\d -]{4})")
"""Parted from the rest of its number by a stroke, as in Germany: 0160/1234567."""
_WHOSE: Final = re.compile(r"(?<=\d{3})\s*[(（][^\d()（）]{1,40}[)）]\s*(?=[+(（]?\d)")
"""Between two numbers, whose or of what kind the first is: 13500000031（李明） 13500000032（王芳）."""
_BEFORE_EXTENSION: Final = re.compile(r"\s*[,，;；]\s*(?=(?:转|分机|ext\b|extension\b|poste\b))", re.IGNORECASE)
_ENDING: Final = re.compile(r"\d{2,4}")
_PARTS: Final = re.compile(r"\s*[/;；、,，|]\s*|\s+(?:or|et|and|或)\s+|\n")


def is_day(cell: SheetCell) -> bool:
    """Whether a day of this century or the last stands in a cell alone, where a number should."""
    if isinstance(cell.value, date):
        return True
    found = moment_in(cell.text)
    return found is not None and 1900 <= found.day.year < 2100 and str(found.day.year) in cell.text


def phones(cell: SheetCell, country: str = "") -> tuple[Phone, ...]:
    """All numbers of the cell; ``country``: where one without a country code belongs (ISO, two letters; "" unknown)."""
    shown = tidy(cell.text)
    if is_none(shown) or is_to_come(shown):
        return ()
    text = _number_lines(cell.text)
    parts = [part for part in _numbers_apart(text) if sum(c.isdigit() for c in part) >= 5]
    stored_as_number = not isinstance(cell.value, str)
    read = [_phone(part, country, stored_as_number) for part in parts or [text]]
    if len(read) > 1 and (near := next(filter(None, map(_country_said, read)), "")):
        read = [_nearer(part, phone, near) for part, phone in zip(parts, read, strict=True)]
    return tuple({phone.number: phone for phone in read}.values())


_OF_NO_COUNTRY: Final = frozenset({"phone_country_assumed", "phone_without_country"})


def _country_said(phone: Phone) -> str:
    """Of a number that told its country itself."""
    return "" if _OF_NO_COUNTRY & set(phone.codes) else country_of_number(phone.number)


def _nearer(part: str, phone: Phone, country: str) -> Phone:
    """A number without a country as one of the same country as that beside it, if such a one can be."""
    if not _OF_NO_COUNTRY & set(phone.codes):
        return phone
    found = _phone(part, country, stored_as_number=False)
    return found if found.number.startswith("+") and is_given_out(found.number) else phone


def _numbers_apart(text: str) -> list[str]:
    """The parts of a cell of numbers; one that only tells how the next number ends is written out: 6789 1234/35."""
    parts: list[str] = []
    for part in _PARTS.split(_WHOSE.sub("\n", _BEFORE_EXTENSION.sub(" ", _AREA.sub(r"\1 ", text)))):
        whole = parts and re.search(rf"[\d\s().–-]{{4,}}\d{{{len(part)}}}$", parts[-1])
        parts.append(parts[-1][: -len(part)] + part if whole and _ENDING.fullmatch(part) else part)
    return parts


def is_as_mobile(text: str) -> bool:
    """Whether it only says that somebody's WeChat is under their mobile number: same as mobile, 微信同号."""
    return compact(text) in AS_MOBILE_WORDS


def has_wechat(text: str) -> bool:
    """Whether it says beside a number that WeChat is under it: 13800000031（微信同号）."""
    return _WECHAT_TOO.search(compact(text)) is not None


def _number_lines(text: str) -> str:
    """Tidied; its lines are kept where each could be a number of its own, as +65 9123 and 4567 below it are not."""
    told = [unicodedata.normalize("NFKC", line) for line in lines(text)]
    digits = [sum(map(str.isdigit, line)) for line in told]
    return ("\n" if all(count == 0 or count >= 7 for count in digits) else " ").join(told)


_PLAIN: Final = re.compile(r"\+[0-9](?: ?[0-9]){4,18}")
"""One number in international form: nothing in it has to be told apart."""


def in_full(number: str, country: str) -> str:
    """A number that was kept, or several, in international form where the country is told or given (ISO); else as it
    is."""
    if _PLAIN.fullmatch(number):  # as most are kept; a long list holds thousands
        return completed(number, "".join(filter(str.isdecimal, number)), True, country)[0]
    read = [phone.number for phone in phones(SheetCell(number), country)] if number else []
    return " / ".join(read) if read and all(one.startswith("+") for one in read) else number


def _phone(text: str, country: str, stored_as_number: bool) -> Phone:
    text = re.sub(r"(?<=\d{7})\.0+$", "", text.strip())
    if short := _SHORTENED.fullmatch(text):
        if len(short[2]) < int(short[3]):
            return Phone("", ("phone_digits_lost",))
        text, stored_as_number = f"{short[1]}{short[2][: int(short[3])]}", True
    extension = _EXTENSION.search(text)
    body = text[: extension.start()] if extension else text
    digits = "".join(c for c in body if c in "0123456789")
    if len(digits) < 5:
        return Phone(text, ("phone_unreadable",))
    number, code = completed(body.strip(), digits, "+" in body, country)
    codes = (
        ("phone_plus_lost",) if code == "coded" and stored_as_number else (code,) if code.startswith("phone") else ()
    )
    return Phone(f"{number} ext. {extension[1]}" if extension else number, codes)
