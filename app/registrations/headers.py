"""What a header says by itself: the field it names, exactly or by a part of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from app.companies.names.parsing import compact
from app.core.texts import cached_by_text
from app.registrations.consent_headers import LONGEST, consent_asked
from app.registrations.dates import without_day
from app.registrations.fields import NAMES_OF_PEOPLE, NAMING_SOMEBODY, PERSON_FIELDS, Field
from app.registrations.header_forms import bare_keys, chinese_keys, written_out
from app.registrations.header_others import is_key, of_others
from app.registrations.header_parts import AMBIGUOUS, PARTS
from app.registrations.header_phrases import PHRASES
from app.registrations.header_travel import travel_in
from app.registrations.header_whose import in_chinese, may_say_whose, of_a_passport, of_firm, of_person
from app.registrations.header_wishes import wish_in
from app.registrations.salutations import asks_salutation
from app.registrations.vocabulary import EXACT

F = Field
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guess:
    field: Field
    exact: bool


_PHRASES: Final = {
    phrase: field
    for table in (PHRASES, EXACT)
    for field, phrases in table.items()
    for phrase in phrases.split("|")
    if compact(phrase)
}
_EXACT: Final = {compact(phrase): field for phrase, field in _PHRASES.items()}
_AMBIGUOUS: Final = {compact(phrase): sides for phrase, sides in AMBIGUOUS.items()}


def _bare_of(told: Mapping[str, T]) -> dict[str, T]:
    """Bare key → what it says, where all phrases that share it say the same."""
    found: dict[str, set[T]] = {}
    for phrase, said in told.items():
        for key in bare_keys(phrase)[:1]:
            found.setdefault(key, set()).add(said)
    return {key: said.pop() for key, said in found.items() if len(said) == 1}


_BARE: Final = _bare_of(_PHRASES)
_AMBIGUOUS_BARE: Final = _bare_of(AMBIGUOUS)
_SIGNS: Final = {"#": F.SERIAL, "№": F.SERIAL, "n°": F.SERIAL}
_PARTS: Final = tuple((compact(part), field) for part, field in PARTS)
_BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_ADDRESS: Final = re.compile(
    r"://|\bwww\.|\w\.(?:com|org|net|info|biz|io|co|asia|cn|sg|hk|mo|tw|my|fr|eu|jp|kr|th|vn|id|uk|de)(?:[/:?#]|$)"
    r"|\w@\w",
    re.IGNORECASE,
)
"""On the web or of mail: contents, whatever words of a header stand in it (linkedin.com/company/alpha)."""
LONGEST_HEADER: Final = 80
_QUESTION: Final = re.compile(r"^\s*(?:Q ?)?\d{1,2}\s*[、.．)）]\s*(?=[^\W\d])|\s*[:：]+\s*$")
"""The number of a question and its colon: 2、姓名及职务："""
_SUB_FIELD: Final = re.compile(r"^[^:]{2,40}:\s+-\s+(?=[^\W\d])")
"""Contact Name: - First Name, as builders of forms export a question of several fields."""


@cached_by_text
def guess(label: str, person_side: bool = False) -> Guess | None:
    """What a header alone says. ``person_side``: it stands among the columns of a person, so "Name" is theirs."""
    if len(label) > LONGEST:
        return None
    label = _SUB_FIELD.sub("", _QUESTION.sub("", unicodedata.normalize("NFKC", label)).strip())
    if asked := consent_asked(label):
        return Guess(asked.field, asked.clear)
    if not label or len(label) > LONGEST_HEADER or _ADDRESS.search(label):
        return None
    if plain := _plainly(label):
        return Guess(plain, True)
    joint = _joint(asked_together(label))
    for field in (
        joint if _JOINS.search(label) else None,
        _exactly(label, person_side),
        joint,
        _exactly(_BRACKETS.sub(" ", label), person_side),
    ):
        if field:
            return Guess(field, True)
    if (dayless := without_day(label)) != label and _exactly(_BRACKETS.sub(" ", dayless), False) is F.ATTENDING:
        return Guess(F.ATTENDING, False)
    said = {_exactly(part, person_side) for part in _tongues(label)}
    if len(said) == 1 and (same := said.pop()):
        return Guess(same, True)
    if together := _together(_told(label, person_side)):
        return Guess(together, True)
    return _guessed(label)


def _guessed(label: str) -> Guess | None:
    """By a part of it; the key of a record is nothing, whatever else stands beside: Associated Company ID."""
    if is_key(label):
        return Guess(F.UNUSED, True)
    part = _numbered(label) or _part_of(label)
    return Guess(part, False) if part else None


def _plainly(label: str) -> Field | None:
    """What it says as a whole, whatever its words say: a sign, somebody beside the list, a choice of salutations."""
    if found := _SIGNS.get(label):
        return found
    return F.UNUSED if of_others(label) else F.SALUTATION if asks_salutation(label) else None


_JOINS: Final = re.compile(r"[/／&＆]")
"""Between things that a header asks for at once, whatever they say run together: 聯絡人/職稱."""


def _part_of(label: str) -> Field | None:
    whole = compact(label).replace("mailing", "")
    return next((field for part, field in _PARTS if part in whole), None)


_NUMBER: Final = re.compile(r"\s*[#(（]?\s*(?<!\d)[1-9](?!\d)\s*[)）]?\s*")


def _numbered(label: str) -> Field | None:
    """What is asked of one of several people: Name 2, Delegate 1 E-mail, 联系人2."""
    bare, count = _NUMBER.subn(" ", label)
    found = _exactly(bare, True) if count == 1 else None
    return found if found in PERSON_FIELDS else None


def _person_in(label: str) -> Field | None:
    return found if (found := _part_of(label)) in NAMES_OF_PEOPLE else None


def is_ambiguous(label: str) -> bool:
    """Whether a header, brackets apart, names a firm or a person without saying which: Name (as in passport)."""
    return any(_is_ambiguous(text) for text in (label, _BRACKETS.sub(" ", label))) or all(
        map(_is_ambiguous, _tongues(label) or [""])
    )


def _is_ambiguous(text: str) -> bool:
    key = compact(text)
    if key in _EXACT:
        return False
    bare = bare_keys(text)[:1]
    return key in _AMBIGUOUS or any(
        each in table for table, keys in ((_AMBIGUOUS_BARE, bare), (_AMBIGUOUS, chinese_keys(key))) for each in keys
    )


def _exactly(text: str, person_side: bool) -> Field | None:
    key = compact(text)
    if key in _AMBIGUOUS:
        return _AMBIGUOUS[key][person_side]
    if found := _EXACT.get(key):
        return found
    return _of_somebody(text, person_side) if may_say_whose(text, key) else _framed(text, key, person_side)


_OF_A_PERSON: Final = PERSON_FIELDS | {F.ARRIVAL, F.DEPARTURE, F.ATTENDING, F.SITE_VISIT, F.REMARKS, F.UNUSED}
_NOT_OF_A_FIRM: Final = frozenset(
    {F.SERIAL, F.GROUP, F.CATEGORY, F.STOCK_CODE, F.TITLE, F.TITLE_ZH, F.SALUTATION, F.ATTENDING, F.REGISTERED_AT}
)
_IN_CHINESE: Final = {F.COMPANY: F.COMPANY_ZH, F.REPRESENTATIVE: F.REPRESENTATIVE_ZH, F.TITLE: F.TITLE_ZH}


@cached_by_text
def _of_somebody(text: str, person_side: bool) -> Field | None:
    """What is asked of a person or of the firm, whoever that is said of; else what the words ask in any other form."""
    if whose := of_person(text):
        found = _said(whose.rest, True) if whose.rest else F.REPRESENTATIVE
        if found in _OF_A_PERSON:
            return found
    if found := _said(text, person_side):
        return found
    if (rest := of_firm(text)) and (found := _said(rest, False)) and found not in _NOT_OF_A_FIRM:
        return found
    return None


def _said(text: str, person_side: bool) -> Field | None:
    """The words of a header alone: plain, framed, shortened, asking for Chinese, or for the time of a journey."""
    key = compact(text)
    if key in _AMBIGUOUS:
        return _AMBIGUOUS[key][person_side]
    if found := _EXACT.get(key) or _framed(text, key, person_side) or travel_in(text):
        return found
    if (full := written_out(text)) and (
        found := _EXACT.get(compact(full)) or _framed(full, compact(full), person_side)
    ):
        return found
    if (passport := of_a_passport(text)) and (found := _said(passport, True)) in NAMING_SOMEBODY:
        return found
    base = _of_somebody(rest, person_side) if (rest := in_chinese(text)) else None
    return _IN_CHINESE.get(base) if base else None


@cached_by_text
def _framed(text: str, key: str, person_side: bool) -> Field | None:
    """The same in a question, in the plural, or in words of its own about offers, wishes and certificates."""
    for bare in bare_keys(text):
        if sides := _AMBIGUOUS_BARE.get(bare):
            return sides[person_side]
        if found := _BARE.get(bare):
            return found
    for bare in chinese_keys(key):
        if sides := _AMBIGUOUS.get(bare):
            return sides[person_side]
        if found := _EXACT.get(bare):
            return found
    return wish_in(text)


def _tongues(label: str) -> list[str]:
    """The same said in several languages, brackets kept: Company name (Chinese) 公司中文名称."""
    parts = re.split(r"[/\n|]|(?<=[^\u3400-\u9fff(])\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff)])\s+(?=[^\W\d])", label)
    return [part for part in parts if compact(part)]


def _alternatives(label: str) -> list[str]:
    """The parts of "Tel / Mobile" and 中文名 / Chinese Name, brackets apart."""
    inside = [found[1:-1] for found in _BRACKETS.findall(label)]
    outside = re.split(r"[/\n|,，、;；]|\s+-\s+", _BRACKETS.sub(" ", label))
    runs = [run for part in outside for run in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", part)]
    return [part for part in (*outside, *runs, *inside) if compact(part)]


_AND: Final = re.compile(
    r"[/\n|,，、;；&＆+()（）\[\]【】]|\s+-\s+|及|和|(?<!参)与(?!会)|(?<=姓名)(?=[职电手邮微])|(?<=单位|公司|企业)(?=职[务位衔])|\b(?:and|et)\b",
    re.IGNORECASE,
)
_REACH: Final = frozenset({F.EMAIL, F.PHONE, F.LANDLINE, F.WECHAT, F.PHONE_WECHAT})
_A_POST: Final = frozenset({F.COMPANY, F.TITLE, F.TITLE_ZH})
_OF_ONE_PERSON: Final = NAMING_SOMEBODY | _REACH | {F.SALUTATION, F.TITLE, F.TITLE_ZH}


@cached_by_text
def asked_together(label: str) -> frozenset[Field]:
    """All that a header asks for at once: Name & Designation, 姓名及职务, Tel / E-mail; none where a part is unknown or
    only tells, in brackets, whose it is: E-mail (contact person)."""
    parts = _joined_by_and(label)
    told = [_exactly(part, False) or _person_in(part) for part in parts]
    if any(field in _OF_ONE_PERSON for field in told):
        told = [_exactly(part, True) or _person_in(part) for part in parts]
    inside = next((found[1:-1] for found in _BRACKETS.findall(label) if len(_joined_by_and(found)) > 1), "")
    if None in told and inside:
        return asked_together(inside)
    aside = len(parts) == 2 and bool(_BRACKETS.search(label)) and told[0] not in NAMING_SOMEBODY
    return frozenset() if aside else frozenset(field for field in told if field and None not in told)


def _joined_by_and(label: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", label)
    plain = _QUESTION.sub("", plain) if len(plain) <= LONGEST else plain
    return [part for part in _AND.split(plain) if compact(part)]


def _joint(asked: frozenset[Field]) -> Field | None:
    """The field of a column that holds several things of one person, or a firm and what somebody is there."""
    if is_firm_and_post(asked):
        return F.COMPANY
    if len(asked) < 2 or asked <= NAMES_OF_PEOPLE or not asked <= _OF_ONE_PERSON:
        return None
    if asked & NAMING_SOMEBODY:
        return F.REPRESENTATIVE
    return (F.EMAIL if F.EMAIL in asked else _together(set(asked))) if asked <= _REACH else None


def is_firm_and_post(asked: frozenset[Field]) -> bool:
    return F.COMPANY in asked and len(asked) > 1 and asked <= _A_POST


def _told(label: str, person_side: bool) -> set[Field]:
    """What the parts say; where one of them speaks of a person, so does a bare name: Name / 姓名."""
    parts = _alternatives(label)
    told = {field for part in parts if (field := _exactly(part, person_side))}
    return _told(label, True) if told & NAMES_OF_PEOPLE and not person_side else told


def _together(told: set[Field]) -> Field | None:
    """One field that all alternatives can agree on."""
    if len(told) == 1:
        return next(iter(told))
    if told and told <= NAMES_OF_PEOPLE:
        return F.REPRESENTATIVE
    if told == {F.PHONE, F.WECHAT}:
        return F.PHONE_WECHAT
    if told == {F.PHONE, F.LANDLINE} or told == {F.PHONE, F.UNUSED}:
        return F.PHONE
    if told and told <= {F.COMPANY, F.COMPANY_ZH, F.OTHER_NAME}:
        return F.COMPANY
    return None


_NO_HEADER: Final = re.compile(r"\d{5}")


def header_strength(labels: Sequence[str]) -> float:
    """How many of a row's texts are headers: an exact one counts 1, a guess ½; 0 for a row that holds data."""
    if any("@" in label or _NO_HEADER.search(label) for label in labels):
        return 0.0
    distinct = {each.field: each for each in sorted(filter(None, map(guess, labels)), key=lambda each: each.exact)}
    return sum(1.0 if each.exact else 0.5 for each in distinct.values())
