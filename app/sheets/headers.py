"""What a header says by itself: the field it names, exactly or by a part of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from app.companies.names.parsing import compact
from app.core.texts import cached_by_text
from app.sheets.consent_headers import MAX_CONSENT_HEADER_LENGTH, parse_consent_header
from app.sheets.dates import strip_event_day
from app.sheets.fields import FULL_NAME_FIELDS, PERSON_FIELDS, PERSON_NAME_FIELDS, SheetField
from app.sheets.header_forms import (
    expand_abbreviations,
    list_chinese_keys,
    list_latin_keys,
    may_name_owner,
    parse_chinese_request_header,
    parse_company_header,
    parse_passport_header,
    parse_person_header,
)
from app.sheets.header_topics import is_record_key_header, is_unrelated_header, parse_travel_header, parse_wish_header
from app.sheets.phrases import list_ambiguous_headers, list_header_parts, list_header_phrases
from app.sheets.salutations import is_salutation_header

F = SheetField
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HeaderGuess:
    field: SheetField
    exact: bool


_FIELD_BY_SIGN: Final = {phrase: field for phrase, field in list_header_phrases().items() if not compact(phrase)}
"""Headers without a letter: #."""
_FIELD_BY_KEY: Final = {key: field for phrase, field in list_header_phrases().items() if (key := compact(phrase))}
_AMBIGUOUS_BY_KEY: Final = {compact(phrase): sides for phrase, sides in list_ambiguous_headers().items()}


def _index_by_bare_key(meanings: Mapping[str, T]) -> dict[str, T]:
    """Bare key → what it says, where all phrases that share it say the same."""
    meanings_by_key: dict[str, set[T]] = {}
    for phrase, meaning in meanings.items():
        for key in list_latin_keys(phrase)[:1]:
            meanings_by_key.setdefault(key, set()).add(meaning)
    return {key: shared.pop() for key, shared in meanings_by_key.items() if len(shared) == 1}


_FIELD_BY_BARE_KEY: Final = _index_by_bare_key(list_header_phrases())
_AMBIGUOUS_BY_BARE_KEY: Final = _index_by_bare_key(list_ambiguous_headers())
_FIELD_BY_PART: Final = tuple((compact(part), field) for part, field in list_header_parts())
_BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_ADDRESS_IN_TEXT: Final = re.compile(
    r"://|\bwww\.|\w\.(?:com|org|net|info|biz|io|co|asia|cn|sg|hk|mo|tw|my|fr|eu|jp|kr|th|vn|id|uk|de)(?:[/:?#]|$)"
    r"|\w@\w",
    re.IGNORECASE,
)
"""On the web or of mail: contents, whatever words of a header stand in it (linkedin.com/company/alpha)."""
MAX_HEADER_LENGTH: Final = 80
_QUESTION_FRAME: Final = re.compile(r"^\s*(?:Q ?)?\d{1,2}\s*[、.．)）]\s*(?=[^\W\d])|\s*[:：]+\s*$")
"""The number of a question and its colon: 2、姓名及职务："""
_SUB_FIELD: Final = re.compile(r"^[^:]{2,40}:\s+-\s+(?=[^\W\d])")
"""Contact Name: - First Name, as builders of forms export a question of several fields."""


@cached_by_text
def guess_field(label: str, person_side: bool = False) -> HeaderGuess | None:
    """What a header alone says. ``person_side``: it stands among the columns of a person, so "Name" is theirs."""
    if len(label) > MAX_CONSENT_HEADER_LENGTH:
        return None
    label = _SUB_FIELD.sub("", _QUESTION_FRAME.sub("", unicodedata.normalize("NFKC", label)).strip())
    if asked := parse_consent_header(label):
        return HeaderGuess(asked.field, asked.clear)
    if not label or len(label) > MAX_HEADER_LENGTH or _ADDRESS_IN_TEXT.search(label):
        return None
    if plain := _field_of_whole(label):
        return HeaderGuess(plain, True)
    joint = _joint_field(list_joint_fields(label))
    for field in (
        joint if _JOINING_SIGNS.search(label) else None,
        _exact_field(label, person_side),
        joint,
        _exact_field(_BRACKETS.sub(" ", label), person_side),
    ):
        if field:
            return HeaderGuess(field, field is not F.CONSENT_OTHER)
    if (dayless := strip_event_day(label)) != label and _exact_field(_BRACKETS.sub(" ", dayless), False) is F.ATTENDING:
        return HeaderGuess(F.ATTENDING, False)
    fields = {_exact_field(part, person_side) for part in _split_languages(label)}
    if len(fields) == 1 and (same := fields.pop()):
        return HeaderGuess(same, True)
    if together := _common_field(_alternative_fields(label, person_side)):
        return HeaderGuess(together, True)
    return _guess_by_part(label)


def _guess_by_part(label: str) -> HeaderGuess | None:
    """By a part of it; the key of a record is nothing, whatever else stands beside: Associated Company ID."""
    if is_record_key_header(label):
        return HeaderGuess(F.UNUSED, True)
    part = _field_of_numbered(label) or _field_of_part(label)
    return HeaderGuess(part, False) if part else None


def _field_of_whole(label: str) -> SheetField | None:
    """What it says as a whole, whatever its words say: a sign, somebody beside the list, a choice of salutations."""
    if sheet_field := _FIELD_BY_SIGN.get(label):
        return sheet_field
    return F.UNUSED if is_unrelated_header(label) else F.SALUTATION if is_salutation_header(label) else None


_JOINING_SIGNS: Final = re.compile(r"[/／&＆]")
"""Between things that a header asks for at once, whatever they say run together: 聯絡人/職稱."""


def _field_of_part(label: str) -> SheetField | None:
    whole = compact(label).replace("mailing", "")
    return next((field for part, field in _FIELD_BY_PART if part in whole), None)


_PERSON_NUMBER: Final = re.compile(r"\s*[#(（]?\s*(?<!\d)[1-9](?!\d)\s*[)）]?\s*")


def _field_of_numbered(label: str) -> SheetField | None:
    """What is asked of one of several people: Name 2, Delegate 1 E-mail, 联系人2."""
    bare, count = _PERSON_NUMBER.subn(" ", label)
    field = _exact_field(bare, True) if count == 1 else None
    return field if field in PERSON_FIELDS else None


def _name_field_of_part(label: str) -> SheetField | None:
    return field if (field := _field_of_part(label)) in FULL_NAME_FIELDS else None


def is_ambiguous_name(label: str) -> bool:
    """Whether a header, brackets apart, names a firm or a person without saying which: Name (as in passport)."""
    return any(_is_ambiguous_text(text) for text in (label, _BRACKETS.sub(" ", label))) or all(
        map(_is_ambiguous_text, _split_languages(label) or [""])
    )


def _is_ambiguous_text(text: str) -> bool:
    key = compact(text)
    if key in _FIELD_BY_KEY:
        return False
    bare = list_latin_keys(text)[:1]
    return key in _AMBIGUOUS_BY_KEY or any(
        each in table
        for table, keys in ((_AMBIGUOUS_BY_BARE_KEY, bare), (_AMBIGUOUS_BY_KEY, list_chinese_keys(key)))
        for each in keys
    )


def _exact_field(text: str, person_side: bool) -> SheetField | None:
    key = compact(text)
    if key in _AMBIGUOUS_BY_KEY:
        return _AMBIGUOUS_BY_KEY[key][person_side]
    if sheet_field := _FIELD_BY_KEY.get(key):
        return sheet_field
    return _field_of_owner(text, person_side) if may_name_owner(text, key) else _field_in_frame(text, key, person_side)


_PERSON_HEADER_FIELDS: Final = PERSON_FIELDS | {F.ARRIVAL, F.DEPARTURE, F.ATTENDING, F.SITE_VISIT, F.REMARKS, F.UNUSED}
_NOT_COMPANY_FIELDS: Final = frozenset(
    {F.SERIAL, F.GROUP, F.CATEGORY, F.STOCK_CODE, F.TITLE, F.TITLE_ZH, F.SALUTATION, F.ATTENDING, F.REGISTERED_AT}
)
_CHINESE_FIELDS: Final = {F.COMPANY: F.COMPANY_ZH, F.REPRESENTATIVE: F.REPRESENTATIVE_ZH, F.TITLE: F.TITLE_ZH}


@cached_by_text
def _field_of_owner(text: str, person_side: bool) -> SheetField | None:
    """What is asked of a person or of the firm, whoever that is said of; else what the words ask in any other form."""
    if whose := parse_person_header(text):
        sheet_field = _field_of_terms(whose.rest, True) if whose.rest else F.REPRESENTATIVE
        if sheet_field in _PERSON_HEADER_FIELDS:
            return sheet_field
    if sheet_field := _field_of_terms(text, person_side):
        return sheet_field
    if (
        (rest := parse_company_header(text))
        and (sheet_field := _field_of_terms(rest, False))
        and sheet_field not in _NOT_COMPANY_FIELDS
    ):
        return sheet_field
    return None


def _field_of_terms(text: str, person_side: bool) -> SheetField | None:
    """The words of a header alone: plain, framed, shortened, asking for Chinese, or for the time of a journey."""
    key = compact(text)
    if key in _AMBIGUOUS_BY_KEY:
        return _AMBIGUOUS_BY_KEY[key][person_side]
    if sheet_field := _FIELD_BY_KEY.get(key) or _field_in_frame(text, key, person_side) or parse_travel_header(text):
        return sheet_field
    if (full := expand_abbreviations(text)) and (
        sheet_field := _FIELD_BY_KEY.get(compact(full)) or _field_in_frame(full, compact(full), person_side)
    ):
        return sheet_field
    if (passport := parse_passport_header(text)) and (
        sheet_field := _field_of_terms(passport, True)
    ) in PERSON_NAME_FIELDS:
        return sheet_field
    base = _field_of_owner(rest, person_side) if (rest := parse_chinese_request_header(text)) else None
    return _CHINESE_FIELDS.get(base) if base else None


@cached_by_text
def _field_in_frame(text: str, key: str, person_side: bool) -> SheetField | None:
    """The same in a question, in the plural, or in words of its own about offers, wishes and certificates."""
    for bare in list_latin_keys(text):
        if sides := _AMBIGUOUS_BY_BARE_KEY.get(bare):
            return sides[person_side]
        if sheet_field := _FIELD_BY_BARE_KEY.get(bare):
            return sheet_field
    for bare in list_chinese_keys(key):
        if sides := _AMBIGUOUS_BY_KEY.get(bare):
            return sides[person_side]
        if sheet_field := _FIELD_BY_KEY.get(bare):
            return sheet_field
    return parse_wish_header(text)


def _split_languages(label: str) -> list[str]:
    """The same said in several languages, brackets kept: Company name (Chinese) 公司中文名称."""
    parts = re.split(r"[/\n|]|(?<=[^\u3400-\u9fff(])\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff)])\s+(?=[^\W\d])", label)
    return [part for part in parts if compact(part)]


def _split_alternatives(label: str) -> list[str]:
    """The parts of "Tel / Mobile" and 中文名 / Chinese Name, brackets apart."""
    inside = [bracketed[1:-1] for bracketed in _BRACKETS.findall(label)]
    outside = re.split(r"[/\n|,，、;；]|\s+-\s+", _BRACKETS.sub(" ", label))
    runs = [run for part in outside for run in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", part)]
    return [part for part in (*outside, *runs, *inside) if compact(part)]


_CONJUNCTIONS: Final = re.compile(
    r"[/\n|,，、;；&＆+()（）\[\]【】]|\s+-\s+|及|和|(?<!参)与(?!会)|(?<=姓名)(?=[职电手邮微])|(?<=单位|公司|企业)(?=职[务位衔])|\b(?:and|et)\b",
    re.IGNORECASE,
)
_CONTACT_FIELDS: Final = frozenset({F.EMAIL, F.PHONE, F.LANDLINE, F.WECHAT, F.PHONE_WECHAT})
_COMPANY_AND_TITLE_FIELDS: Final = frozenset({F.COMPANY, F.TITLE, F.TITLE_ZH})
_SINGLE_PERSON_FIELDS: Final = PERSON_NAME_FIELDS | _CONTACT_FIELDS | {F.SALUTATION, F.TITLE, F.TITLE_ZH}


@cached_by_text
def list_joint_fields(label: str) -> frozenset[SheetField]:
    """All that a header asks for at once: Name & Designation, 姓名及职务, Tel / E-mail; none where a part is unknown or
    only tells, in brackets, whose it is: E-mail (contact person)."""
    parts = _split_conjunctions(label)
    fields = [_exact_field(part, False) or _name_field_of_part(part) for part in parts]
    if any(field in _SINGLE_PERSON_FIELDS for field in fields):
        fields = [_exact_field(part, True) or _name_field_of_part(part) for part in parts]
    inside = next(
        (bracketed[1:-1] for bracketed in _BRACKETS.findall(label) if len(_split_conjunctions(bracketed)) > 1), ""
    )
    if None in fields and inside:
        return list_joint_fields(inside)
    aside = len(parts) == 2 and bool(_BRACKETS.search(label)) and fields[0] not in PERSON_NAME_FIELDS
    return frozenset() if aside else frozenset(field for field in fields if field and None not in fields)


def _split_conjunctions(label: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", label)
    plain = _QUESTION_FRAME.sub("", plain) if len(plain) <= MAX_CONSENT_HEADER_LENGTH else plain
    return [part for part in _CONJUNCTIONS.split(plain) if compact(part)]


def _joint_field(asked: frozenset[SheetField]) -> SheetField | None:
    """The field of a column that holds several things of one person, or a firm and what somebody is there."""
    if is_company_and_title(asked):
        return F.COMPANY
    if len(asked) < 2 or asked <= FULL_NAME_FIELDS or not asked <= _SINGLE_PERSON_FIELDS:
        return None
    if asked & PERSON_NAME_FIELDS:
        return F.REPRESENTATIVE
    return (F.EMAIL if F.EMAIL in asked else _common_field(set(asked))) if asked <= _CONTACT_FIELDS else None


def is_company_and_title(asked: frozenset[SheetField]) -> bool:
    return F.COMPANY in asked and len(asked) > 1 and asked <= _COMPANY_AND_TITLE_FIELDS


def _alternative_fields(label: str, person_side: bool) -> set[SheetField]:
    """What the parts say; where one of them speaks of a person, so does a bare name: Name / 姓名."""
    parts = _split_alternatives(label)
    fields = {field for part in parts if (field := _exact_field(part, person_side))}
    return _alternative_fields(label, True) if fields & FULL_NAME_FIELDS and not person_side else fields


def _common_field(sheet_fields: set[SheetField]) -> SheetField | None:
    """One field that all alternatives can agree on."""
    if len(sheet_fields) == 1:
        return next(iter(sheet_fields))
    if sheet_fields and sheet_fields <= FULL_NAME_FIELDS:
        return F.REPRESENTATIVE
    if sheet_fields == {F.PHONE, F.WECHAT}:
        return F.PHONE_WECHAT
    if sheet_fields == {F.PHONE, F.LANDLINE} or sheet_fields == {F.PHONE, F.UNUSED}:
        return F.PHONE
    if sheet_fields and sheet_fields <= {F.COMPANY, F.COMPANY_ZH, F.OTHER_NAME}:
        return F.COMPANY
    return None


_DATA_DIGITS: Final = re.compile(r"\d{5}")


def score_header_row(labels: Sequence[str]) -> float:
    """How many of a row's texts are headers: an exact one counts 1, a guess ½; 0 for a row that holds data."""
    if any("@" in label or _DATA_DIGITS.search(label) for label in labels):
        return 0.0
    distinct = {
        each.field: each for each in sorted(filter(None, map(guess_field, labels)), key=lambda each: each.exact)
    }
    return sum(1.0 if each.exact else 0.5 for each in distinct.values())
