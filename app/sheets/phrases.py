"""Phrases that headers and cells of lists use, by language: the tables in ``data/``, one row a phrase and language.

A language is added by rows alone. Phrases are compared folded, so that capitals, accents and signs tell nothing apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from app.companies.locale_names import is_language_code
from app.companies.names.parsing import compact, fold
from app.sheets.fields import SheetField

DATA_FOLDER: Final = Path(__file__).parent / "data"


class PhraseError(ValueError):
    """A row of a table that cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """``meanings``: what stands in the other columns, in their order; ``place``: file and line."""

    language: str
    text: str
    meanings: tuple[str, ...]
    place: str


def read_phrases(path: Path, *columns: str) -> Iterator[Phrase]:
    """The rows of a table in their order. ``columns``: those beside ``language`` and ``phrase``.

    Raises ``PhraseError`` for other columns, an empty cell, an unknown language, and a phrase that stands there twice
    in one language for one meaning.
    """
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if set(rows.fieldnames or ()) != {*columns, "language", "phrase"}:
            raise PhraseError(f"{path.name}: columns {', '.join(columns)}, language and phrase are needed")
        for row in rows:
            place = f"{path.name}, line {rows.line_num}"
            if None in row or not all(row.values()):
                raise PhraseError(f"{place}: a cell is empty or too many")
            language, text, meanings = row["language"], row["phrase"], tuple(row[column] for column in columns)
            if not is_language_code(language):
                raise PhraseError(f"{place}: unknown language {language!r}")
            key = (language, fold(text) or text, *meanings)
            if key in seen:
                raise PhraseError(f"{place}: {text!r} stands there twice in {language!r}")
            seen.add(key)
            yield Phrase(language, text, meanings, place)


Meaning = TypeVar("Meaning", bound=StrEnum)


def parse_meaning(phrase: Phrase, meanings: type[Meaning], at: int = 0) -> Meaning:
    try:
        return meanings(phrase.meanings[at])
    except ValueError:
        raise PhraseError(f"{phrase.place}: unknown {meanings.__name__} {phrase.meanings[at]!r}") from None


def read_header_phrases(path: Path) -> dict[str, SheetField]:
    """Phrase → the field that it names. Raises ``PhraseError``, also where two languages disagree."""
    fields: dict[str, SheetField] = {}
    field_by_key: dict[str, SheetField] = {}
    for phrase in read_phrases(path, "field"):
        field = parse_meaning(phrase, SheetField)
        if field_by_key.setdefault(compact(phrase.text) or phrase.text, field) is not field:
            raise PhraseError(f"{phrase.place}: {phrase.text!r} names two fields")
        fields[phrase.text] = field
    return fields


@cache
def list_header_phrases() -> Mapping[str, SheetField]:
    """Headers in full → their field."""
    return read_header_phrases(DATA_FOLDER / "headers.csv")


@cache
def list_ambiguous_headers() -> Mapping[str, tuple[SheetField, SheetField]]:
    """Headers that say a name without saying whose → (of the company, of the person); the neighbours decide."""
    phrases = read_phrases(DATA_FOLDER / "ambiguous_headers.csv", "company_field", "person_field")
    return {
        phrase.text: (parse_meaning(phrase, SheetField, 0), parse_meaning(phrase, SheetField, 1)) for phrase in phrases
    }


@cache
def list_header_parts() -> tuple[tuple[str, SheetField], ...]:
    """Parts of headers, the telling ones first; they make a guess for a person to confirm."""
    phrases = read_phrases(DATA_FOLDER / "header_parts.csv", "field")
    return tuple((phrase.text, parse_meaning(phrase, SheetField)) for phrase in phrases)


@cache
def list_header_abbreviations() -> Mapping[str, str]:
    """Words that headers shorten → written out."""
    return {
        phrase.text: phrase.meanings[0] for phrase in read_phrases(DATA_FOLDER / "header_abbreviations.csv", "meaning")
    }


class PhraseKind(StrEnum):
    """The first of the words that headers are made of, in ``header_words.csv``; then what cells, remarks and headings
    say, in ``values.csv``."""

    FRAME = "frame"
    PERSON = "person"
    NUMBERED_PERSON = "numbered_person"
    PERSON_FILLER = "person_filler"
    COUNT = "count"
    COMPANY = "company"
    COMPANY_FILLER = "company_filler"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    TRAVEL_FILLER = "travel_filler"
    OFFER = "offer"
    WEAK_OFFER = "weak_offer"
    SEEK = "seek"
    WEAK_SEEK = "weak_seek"
    HOPE = "hope"
    HOPE_OBJECT = "hope_object"
    READER = "reader"
    CERTIFICATE = "certificate"
    REQUIREMENT = "requirement"
    HOLDING = "holding"
    QUESTION = "question"
    OBJECT = "object"
    PARTNER = "partner"
    WISH_FILLER = "wish_filler"
    EXECUTIVE = "executive"
    EXECUTIVE_RANK = "executive_rank"
    EXECUTIVE_FILLER = "executive_filler"
    CONTACT = "contact"
    SHARED_CONTACT = "shared_contact"
    EXTENSION = "extension"
    EXPLANATION = "explanation"
    GUIDE = "guide"

    YES = "yes"
    NO = "no"
    PLAIN_ANSWER = "plain_answer"
    DITTO = "ditto"
    NO_COMPANY = "no_company"
    VIP = "vip"
    INTERPRETER_WORD = "interpreter_word"
    INTERPRETER_ANSWER = "interpreter_answer"
    ATTENDING = "attending"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_BEGINNING = "withdrawn_beginning"
    WITHDRAWN_PHRASE = "withdrawn_phrase"
    WITHDRAWN_STATUS = "withdrawn_status"
    WITHDRAWN_STATUS_BEGINNING = "withdrawn_status_beginning"
    UNDECIDED_BEGINNING = "undecided_beginning"
    WAITING = "waiting"
    WAITING_HEADING = "waiting_heading"
    WAITING_REMARK = "waiting_remark"
    LIST_WORD = "list_word"
    GUEST_OFFICIAL = "guest_official"
    GUEST_PRESS = "guest_press"
    GUEST_SPEAKER = "guest_speaker"
    GUEST_CHAMBER = "guest_chamber"
    PERHAPS_OFFICIAL = "perhaps_official"
    PERHAPS_PRESS = "perhaps_press"
    PERHAPS_CHAMBER = "perhaps_chamber"
    GUEST_OF_HONOUR = "guest_of_honour"
    ASSOCIATION = "association"
    COMPANY_CATEGORY = "company_category"
    TITLE_WORD = "title_word"
    RANK = "rank"
    TITLE_MODIFIER = "title_modifier"
    DEPARTMENT_WORD = "department_word"
    DEGREE = "degree"
    SALUTATION = "salutation"
    TITLE_OF_HONOUR = "title_of_honour"
    COLUMN_SALUTATION = "column_salutation"
    GENDER = "gender"
    COMPOUND_SURNAME = "compound_surname"
    JAPANESE_SURNAME = "japanese_surname"
    SAME_AS_MOBILE = "same_as_mobile"
    DESK = "desk"
    SHARED_MAILBOX = "shared_mailbox"
    TEST_COMPANY = "test_company"
    FUNCTION_WORD = "function_word"
    TRADE_WORD = "trade_word"
    SHORT_SALUTATION = "short_salutation"


@cache
def _list_phrases_by_kind() -> Mapping[PhraseKind, tuple[Phrase, ...]]:
    phrases: dict[PhraseKind, list[Phrase]] = {kind: [] for kind in PhraseKind}
    for name in ("header_words.csv", "values.csv"):
        for phrase in read_phrases(DATA_FOLDER / name, "kind"):
            phrases[parse_meaning(phrase, PhraseKind)].append(phrase)
    return {kind: tuple(rows) for kind, rows in phrases.items()}


def list_phrases(kind: PhraseKind, *languages: str) -> tuple[str, ...]:
    """As they are written, in the order of the table; of all languages where none is named."""
    return tuple(
        phrase.text for phrase in _list_phrases_by_kind()[kind] if not languages or phrase.language in languages
    )


def list_phrase_keys(kind: PhraseKind, *languages: str) -> tuple[str, ...]:
    """The same folded and without blanks, as texts are compared."""
    return tuple(dict.fromkeys(map(compact, list_phrases(kind, *languages))))


def get_phrase_keys(kind: PhraseKind, *languages: str) -> frozenset[str]:
    return frozenset(list_phrase_keys(kind, *languages))
