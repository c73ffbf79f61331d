"""What an organizer asks besides the profile: kinds of questions, when each is asked, how an answer is read, the
keys of its options."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.core.errors import Invalid
from app.core.localized import LANGUAGES, Localized

AnswerValue = str | tuple[str, ...] | bool
"""A text, an option's key, a decimal number, a day as 2027-03-18; several options' keys; what a consent says."""
ANSWER_LENGTH: Final = 1000
LABEL_LENGTH: Final = 200
MAX_OPTIONS: Final = 40
MAX_ERASURE_DAYS: Final = 3650
FIRST_YEAR: Final = 1901
"""No spreadsheet holds an earlier day."""
LAST_YEAR: Final = 2199
CONSENT_GIVEN: Final = "yes"
NO_TEXT: Final = Localized()


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    CONSENT = "consent"


class QuestionSubject(StrEnum):
    """Whom a question is about: the firm once, or each of its people."""

    COMPANY = "firm"
    PERSON = "person"


SEALABLE_KINDS: Final = (QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.DATE)
"""What can be kept sealed."""
CONDITION_KINDS: Final = (QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.CONSENT)
"""What another question may depend on."""
OPTION_KINDS: Final = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


@dataclass(frozen=True, slots=True)
class QuestionOption:
    key: str
    label: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDefinition:
    """A question as it is asked. ``only_if``: asked only where the answer to this other question holds one of
    ``only_if_values`` (options' keys; ``yes`` of a consent). ``sensitive``: kept sealed, and erased after the event."""

    id: int
    key: str
    kind: QuestionKind
    subject: QuestionSubject
    label: Localized
    help: Localized = NO_TEXT
    options: tuple[QuestionOption, ...] = ()
    required: bool = False
    sensitive: bool = False
    only_if: int | None = None
    only_if_values: tuple[str, ...] = ()

    def option(self, key: str) -> Localized:
        """What an option is called; its key where there is none of it any more."""
        return next((option.label for option in self.options if option.key == key), Localized(key, key, key))


@dataclass(frozen=True, slots=True)
class ParsedAnswers:
    """``answers``: the answers that hold now; ``wrong``: what is to be mended, by question; ``off``: not asked here, so
    that an answer given before holds no longer."""

    answers: dict[int, AnswerValue]
    wrong: dict[int, Invalid]
    off: frozenset[int]


def are_labels_distinct(labels: Iterable[Localized]) -> bool:
    """Whether lists can tell these options apart: in each language other words, none with the sign between answers."""
    seen: set[tuple[str, str]] = set()
    for label in labels:
        words = {(language, text.casefold()) for language in LANGUAGES if (text := label.exactly(language))}
        if words & seen or any(";" in text or "；" in text for _, text in words):
            return False
        seen |= words
    return True


def is_applicable(question: QuestionDefinition, answers: Mapping[int, AnswerValue], asked: Iterable[int]) -> bool:
    """Whether it is asked where these answers were given to those that are ``asked`` themselves."""
    if question.only_if is None:
        return True
    return question.only_if in set(asked) and bool(
        condition_values(answers.get(question.only_if)) & set(question.only_if_values)
    )


def list_applicable(
    questions: Sequence[QuestionDefinition], answers: Mapping[int, AnswerValue]
) -> list[QuestionDefinition]:
    """Those that are asked where these answers were given; a question stands behind the one it depends on."""
    asked: dict[int, QuestionDefinition] = {}
    for question in questions:
        if is_applicable(question, answers, asked):
            asked[question.id] = question
    return list(asked.values())


def parse_answers(
    questions: Sequence[QuestionDefinition],
    typed: Mapping[int, Sequence[str]],
    *,
    before: Mapping[int, AnswerValue],
    numbers: Iterable[int],
) -> ParsedAnswers:
    """Read what was typed, question by question in their order.

    ``before``: answers to questions that are not among these, on which some depend; ``kept``: those that have an answer
    which is not shown again (a sealed one, a file), so that nothing typed leaves it.
    """
    answers, wrong, asked, already_answered = dict(before), dict[int, Invalid](), set(before), set(numbers)
    for question in questions:
        if not is_applicable(question, answers, asked):
            continue
        asked.add(question.id)
        try:
            value = parse_answer(question, typed.get(question.id, ()))
        except Invalid as refused:
            wrong[question.id] = refused
            continue
        if value is not None:
            answers[question.id] = value
        elif question.required and question.id not in already_answered:
            wrong[question.id] = Invalid("answer_missing")
    here = {question.id for question in questions}
    return ParsedAnswers({key: value for key, value in answers.items() if key in here}, wrong, frozenset(here - asked))


def parse_answer(question: QuestionDefinition, typed: Sequence[str]) -> AnswerValue | None:
    """The value that was typed; None for none. Raises Invalid with a code that says what to write."""
    texts = [text for text in (each.strip() for each in typed) if text]
    if question.kind == QuestionKind.CONSENT:
        return bool(texts) or None
    if not texts or question.kind == QuestionKind.FILE:
        return None
    if question.kind in OPTION_KINDS:
        return _parse_options(question, texts)
    text = texts[0]
    if len(text) > ANSWER_LENGTH:
        raise Invalid("answer_too_long", most=ANSWER_LENGTH)
    if question.kind == QuestionKind.NUMBER:
        return _parse_number(text)
    return _parse_day(text) if question.kind == QuestionKind.DATE else text


def condition_values(value: AnswerValue | None) -> set[str]:
    """What a condition is compared with."""
    if isinstance(value, bool):
        return {CONSENT_GIVEN} if value else set()
    return {value} if isinstance(value, str) else set(value or ())


def _parse_options(question: QuestionDefinition, texts: Sequence[str]) -> AnswerValue:
    known = [option.key for option in question.options]
    if any(text not in known for text in texts):
        raise Invalid("answer_not_offered")
    chosen = tuple(key for key in known if key in texts)
    return chosen[0] if question.kind == QuestionKind.CHOICE else chosen


_DECIMAL_NUMBER: Final = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?\Z")
_AMBIGUOUS_NUMBER: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}\Z")
"""1,200 and 1.200: thousands to some of an event's people and a fraction to others."""
_GROUPED_NUMBERS: Final = [
    (group, re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:\{group}\d{{3}})+(?:\{point}\d{{1,6}})?\Z"))
    for group, point in (",.", ".,", "'.")
]


def _parse_number(text: str) -> str:
    """A decimal with a point and no blanks: 1 200,5 and 1,200.5 → 1200.5."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("\u2212", "-").replace("\u2019", "'")
    if _AMBIGUOUS_NUMBER.match(plain):
        raise Invalid("answer_number_unclear", whole=re.sub("[.,]", "", plain), part=_normalise_decimal(plain))
    plain = next((plain.replace(group, "") for group, grouped in _GROUPED_NUMBERS if grouped.match(plain)), plain)
    if not _DECIMAL_NUMBER.match(plain):
        raise Invalid("answer_no_number")
    return _normalise_decimal(plain)


def _normalise_decimal(plain: str) -> str:
    return format(Decimal(plain.replace(",", ".")).normalize(), "f")


def _parse_day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("answer_no_day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid("answer_day_far", first=FIRST_YEAR, last=LAST_YEAR)
    return day.isoformat()


_KEY_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


def generate_key(label: str, taken: Iterable[str], *, other: str = "question") -> str:
    """A short key of small letters, digits and underscores for a label, other than those taken: car_plate."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = _KEY_SEPARATORS.sub("_", plain).strip("_")[:40].strip("_") or other
    used, number, result = set(taken), 1, stem
    while result in used:
        number += 1
        result = f"{stem}_{number}"
    return result


def erasure_time(last_day: date, zone: str, after_days: int) -> datetime:
    """From when on an answer is erased: ``after_days`` whole days after the event's last day, on the event's clocks."""
    return datetime.combine(last_day + timedelta(days=after_days + 1), time(0), ZoneInfo(zone))


def assign_option_keys(labels: Sequence[Localized], before: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Each option as it is stored: ``key``, ``en``, ``zh``, ``fr``.

    It keeps the key of the stored option with the same words in any language, else of the one at the same place in a
    list that kept its length; else it gets a new one that none of the stored ones had.
    """
    free = {str(option["key"]): option for option in before}
    taken = set(free)
    keys = [_key_of_same_label(label, free) for label in labels]
    result = []
    for at, label in enumerate(labels):
        key = keys[at] or _key_at_same_place(at, labels, before, free)
        if key is None:
            key = generate_key(label.in_language("en")[0], taken, other="option")
        taken.add(key)
        result.append({"key": key, **{language: label.exactly(language) for language in LANGUAGES}})
    return result


def _key_of_same_label(label: Localized, free: dict[str, dict[str, Any]]) -> str | None:
    for key, option in free.items():
        if any(label.exactly(language) and label.exactly(language) == option.get(language) for language in LANGUAGES):
            free.pop(key)
            return key
    return None


def _key_at_same_place(
    at: int, labels: Sequence[Localized], before: Sequence[dict[str, Any]], free: dict[str, dict[str, Any]]
) -> str | None:
    if len(labels) != len(before) or before[at]["key"] not in free:
        return None
    return str(free.pop(before[at]["key"])["key"])
