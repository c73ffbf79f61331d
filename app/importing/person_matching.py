"""The people of a row among those a company already has: who is meant, and what is new about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from app.companies.locale_names import parse_languages
from app.companies.names.parsing import compact, fold, has_chinese, pinyin
from app.companies.typed_text import is_pending_answer
from app.registrations.existing_record import ExistingPerson, ExistingRecord, is_blank, is_different_value
from app.sheets.contacts import is_generic_contact
from app.sheets.fields import SheetField
from app.sheets.job_titles import is_job_title
from app.sheets.salutations import CHINESE_SALUTATIONS_PATTERN, SALUTATIONS

F = SheetField

_COLUMN_BY_FIELD: Final = {
    F.SALUTATION: "salutation",
    F.FAMILY_NAME: "family_name",
    F.GIVEN_NAME: "given_name",
    F.REPRESENTATIVE: "display_name",
    F.REPRESENTATIVE_ZH: "name_zh",
    F.TITLE: "title",
    F.TITLE_ZH: "title_zh",
    F.EMAIL: "email",
    F.PHONE: "phone",
    F.WECHAT: "wechat",
    F.DIETARY: "dietary",
    F.LANGUAGES: "languages",
    F.VIP: "vip",
}
FIRST_PERSON_FIELDS: Final = tuple(_COLUMN_BY_FIELD)
"""All that a row says of its first person."""
ABSENT_COLUMN: Final = "absent"
"""Names, among what changes, the half days at which somebody is not there."""
MORE_JOB_TITLES: Final = "more_titles"
"""Name of the answer and of the note where rows give one person two job titles."""
_FIELD_BY_COLUMN: Final = {column: field for field, column in _COLUMN_BY_FIELD.items()}


@dataclass(frozen=True, slots=True)
class MergedPeople:
    """``changed``: fields of people; ``representative`` for one who is new. ``people``: their positions,
    in the order of the row; ``notes``: of what is kept besides."""

    changed: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def merge_people(
    first: Mapping[str, Any],
    more: Iterable[Mapping[str, Any]],
    after: ExistingRecord,
    touched: set[int],
    *,
    again: bool = False,
) -> MergedPeople:
    """Put the row's people among the company's. ``touched``: positions of those whom earlier rows have spoken of; their
    words stand, unless somebody speaks ``again`` of the same."""
    changed: list[str] = []
    notes: list[str] = []
    positions = []
    for values in (first, *more):
        person_columns = _person_columns(values)
        if not person_columns:
            continue
        at = _find_person(person_columns, after.people, touched)
        if at is None and is_generic_contact(person_columns) and after.people:
            _add_company_contact(person_columns, values, after)
            continue
        if at is None and (stand_in := _find_generic_contact(after.people)) is not None:
            _add_company_contact(after.people[stand_in].values, {}, after)
            after.people[stand_in] = ExistingPerson(None, person_columns | _absences(values))
            at = stand_in
            changed.append(F.REPRESENTATIVE)
        elif at is None:
            after.people.append(ExistingPerson(None, person_columns | _absences(values)))
            at = len(after.people) - 1
            changed.append(F.REPRESENTATIVE)
        else:
            gaps_only = (at in touched and not again) or after.own_words
            changed += _update_person(after.people[at], person_columns, after, gaps_only=gaps_only)
            changed += _update_absences(after.people[at], values) if not gaps_only else []
            notes += _add_job_titles(after.people[at], person_columns, after) if at in touched else []
        touched.add(at)
        positions.append(at)
        _add_more_contacts(values, after, after.people[at])
    return MergedPeople(tuple(dict.fromkeys(changed)), tuple(positions), tuple(dict.fromkeys(notes)))


def _absences(values: Mapping[str, Any]) -> dict[str, Any]:
    """The half days at which somebody new is not there."""
    half_days = values.get("half_days")
    return {"absent": list(half_days.missed)} if half_days is not None and half_days.missed else {}


def _update_absences(person: ExistingPerson, values: Mapping[str, Any]) -> list[str]:
    """The same of who is known already: what the sheet asks of is as it says, all else as it was."""
    half_days = values.get("half_days")
    before = person.values.get("absent") or []
    if half_days is None or (after := half_days.after(before)) == sorted(before):
        return []
    person.values["absent"] = after
    return [ABSENT_COLUMN]


def _find_generic_contact(people: list[ExistingPerson]) -> int | None:
    """A mailbox or a desk that this import has put in a person's place, since the firm had nobody."""
    return next(
        (at for at, person in enumerate(people) if person.id is None and is_generic_contact(person.values)), None
    )


def _add_company_contact(contact: Mapping[str, Any], values: Mapping[str, Any], after: ExistingRecord) -> None:
    """A contact that is no person is the firm's: its address and number are kept beside its people's."""
    for column, name in (("email", "more_emails"), ("phone", "more_phones")):
        for value in (contact.get(column), *values.get(name, [])):
            if value:
                _add_answer(after, name, str(value))


def _person_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column → value of what the row says about a person; empty unless it tells somebody apart."""
    columns = {column: values[field] for field, column in _COLUMN_BY_FIELD.items() if not is_blank(values.get(field))}
    if "languages" in columns:
        codes, _ = parse_languages(str(columns.pop("languages")))
        columns |= {"languages": list(codes)} if codes else {}
    if "display_name" not in columns:
        parts = [columns.get("given_name", ""), columns.get("family_name", "")]
        full = " ".join(filter(None, parts)) or columns.get("name_zh", "")
        columns |= {"display_name": full} if full else {}
    if has_chinese(columns.get("title", "")) and "title_zh" not in columns:
        columns["title_zh"] = columns["title"]
    telling = columns.keys() & {"display_name", "email", "phone", "wechat"}
    if telling and "display_name" not in columns:
        columns["display_name"] = next(
            columns[column] for column in ("title", "email", "phone", "wechat") if column in columns
        )
    return columns if telling else {}


def _find_person(person_columns: Mapping[str, Any], people: list[ExistingPerson], touched: set[int]) -> int | None:
    """The same e-mail, unless it is shared with somebody of another name; else the same name unless this sheet gave
    that one another address, else the same number."""
    shared = [
        at
        for at, person in enumerate(people)
        if person_columns.get("email") and person_columns["email"] == (person.values.get("email") or "").lower()
    ]
    for at in sorted(shared, key=lambda at: not _is_same_name(person_columns, people[at].values)):
        if not is_other_person(person_columns, people[at].values, beside=at in touched):
            return at
    for at, candidate in enumerate(people):
        apart = person_columns.get("email") and candidate.values.get("email") and at in touched
        if _is_same_name(person_columns, candidate.values) and not apart:
            return at
    for at, candidate in enumerate(people):
        alike = person_columns.get("phone") and not is_different_value(
            "phone", person_columns["phone"], candidate.values.get("phone")
        )
        if alike and compact(person_columns["display_name"]) in ("", compact(person_columns.get("phone", ""))):
            return at
    return None


def _is_same_name(person: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = {compact(person.get("display_name") or ""), compact(person.get("name_zh") or "")} - {""}
    return bool(names & {compact(other.get("display_name") or ""), compact(other.get("name_zh") or "")})


def _update_person(
    person: ExistingPerson, person_columns: Mapping[str, Any], after: ExistingRecord, *, gaps_only: bool
) -> list[str]:
    changed = []
    for column, value in person_columns.items():
        old = person.values.get(column)
        if not is_different_value(column, value, old):
            continue
        if gaps_only and not is_blank(old):
            if column in ("email", "phone"):
                _add_answer(after, f"more_{column}s", str(value))
            continue
        person.values[column] = value
        changed.append(str(_FIELD_BY_COLUMN[column]))
    return changed


def _add_job_titles(person: ExistingPerson, person_columns: Mapping[str, Any], after: ExistingRecord) -> list[str]:
    """Another row's job title of the same person is an answer too; the note that tells it."""
    known = {compact(person.values.get(column) or "") for column in ("title", "title_zh")}
    more = [
        person_columns[column]
        for column in ("title", "title_zh")
        if column in person_columns and compact(person_columns[column]) not in known
    ]
    for title in more:
        _add_answer(after, MORE_JOB_TITLES, str(title))
    return [MORE_JOB_TITLES] if more else []


def _add_more_contacts(values: Mapping[str, Any], after: ExistingRecord, person: ExistingPerson) -> None:
    for name, column in (("more_emails", "email"), ("more_phones", "phone")):
        for value in values.get(name, []):
            if value != person.values.get(column):
                _add_answer(after, name, value)


def _add_answer(after: ExistingRecord, name: str, value: str) -> None:
    """Second addresses, numbers and titles are answers of the registration: nothing that the sheet says is lost."""
    get = list(after.answers.get(name) or [])
    if value not in get:
        after.answers[name] = [*get, value]


_MIN_SIMILARITY: Final = 0.8
"""Parts of a name that are so alike, from 0 to 1, may be one with a slip of the pen."""
_NO_NAME: Final = re.compile(r"[@\d]")
"""In an address or a number that stands for who is reached there."""
_TITLE_BEHIND: Final = re.compile(f"(?:{CHINESE_SALUTATIONS_PATTERN}|老师|总|董|工|经理|主任)$")


class NameLikeness(StrEnum):
    """``SAME``: one name in two spellings; ``KIN``: a part in common, a slip of the pen, two scripts; ``OTHER``."""

    SAME = "same"
    KIN = "kin"
    OTHER = "other"


def is_other_person(person_columns: Mapping[str, Any], known_columns: Mapping[str, Any], *, beside: bool) -> bool:
    """Whether a row that shares an address with a person speaks of somebody else. Both: column → value; ``beside``: the
    person stands in the same list, so that one of the two names is no new spelling of the other."""
    mine, theirs = list_person_names(person_columns), list_person_names(known_columns)
    if not mine or not theirs:
        return False
    likenesses = {compare_person_names(name, other) for name in mine for other in theirs}
    if NameLikeness.SAME in likenesses:
        return False
    sure = beside and NameLikeness.OTHER in likenesses
    return sure or any(
        person_columns.get(each)
        and known_columns.get(each)
        and is_different_value(each, person_columns[each], known_columns[each])
        for each in _DISTINGUISHING_FIELDS
    )


_DISTINGUISHING_FIELDS: Final = ("title", "phone")


def list_person_names(person: Mapping[str, Any]) -> tuple[str, ...]:
    """What a person is called; nothing of one who only has an address or is a desk."""
    if is_generic_contact(person):
        return ()
    full = " ".join(filter(None, (person.get("given_name"), person.get("family_name"))))
    names = dict.fromkeys(filter(None, (person.get("display_name"), person.get("name_zh"), full)))
    return tuple(name for name in names if not _NO_NAME.search(name) and not is_pending_answer(name))


def compare_person_names(name: str, other: str) -> NameLikeness:
    """Of a name and a role, as of a name in two scripts, nobody knows: whoever is the CEO may be Tan Wei."""
    if compact(name) == compact(other):
        return NameLikeness.SAME
    if is_job_title(name) != is_job_title(other):
        return NameLikeness.KIN
    if has_chinese(name) and has_chinese(other):
        return _is_chinese_match(_TITLE_BEHIND.sub("", compact(name)), _TITLE_BEHIND.sub("", compact(other)))
    if has_chinese(name) or has_chinese(other):
        chinese, latin = (name, other) if has_chinese(name) else (other, name)
        return NameLikeness.SAME if _is_transliteration(chinese, latin) else NameLikeness.KIN
    return _compare_latin_names(_split_name(name), _split_name(other))


def _is_chinese_match(name: str, other: str) -> NameLikeness:
    return NameLikeness.SAME if name in other or other in name else NameLikeness.OTHER


def _is_transliteration(chinese: str, latin: str) -> bool:
    """Whether a name in Latin letters is how the Chinese one sounds, in whatever order: Zhang Wei, Wei Zhang."""
    bare = re.sub(r"[^\u3400-\u9fff]", "", chinese)
    return sorted(pinyin(bare)) == sorted("".join(_split_name(latin)))


def _split_name(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", fold(name)) if word and word not in SALUTATIONS]


def _compare_latin_names(texts: list[str], other: list[str]) -> NameLikeness:
    less, more = sorted((texts, other), key=len)
    rest = [*more]
    alone = [word for word in less if not _remove_matching_part(word, rest)]
    initials = "".join(word[0] for word in rest)
    if not alone or not rest or alone == [initials] or sorted("".join(texts)) == sorted("".join(other)):
        return NameLikeness.SAME
    near = SequenceMatcher(None, "".join(alone), "".join(rest)).ratio() >= _MIN_SIMILARITY
    return NameLikeness.KIN if near or len(alone) < len(less) else NameLikeness.OTHER


def _remove_matching_part(word: str, rest: list[str]) -> bool:
    """Take the first of the rest that the word is, shortens or begins: Jon of Jonathan, J. of Jonathan."""
    matching = next((each for each in rest if each == word), None)
    matching = matching or next((each for each in rest if _is_beginning(word, each)), None)
    if matching is not None:
        rest.remove(matching)
    return matching is not None


def _is_beginning(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return len(short) in (1, *range(3, 99)) and long.startswith(short)
