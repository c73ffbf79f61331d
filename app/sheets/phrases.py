"""Phrases that headers and cells of lists use, by language: the tables in ``data/``, one row a phrase and language.

A language is added by rows alone. Phrases are compared folded, so that capitals, accents and signs tell nothing apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from app.companies.locale_names import is_language_code
from app.companies.names.parsing import fold
from app.sheets.fields import SheetField

DATA_FOLDER: Final = Path(__file__).parent / "data"


class PhraseError(ValueError):
    """A row of a table that cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """``meanings``: what stands in the other columns, in their order."""

    language: str
    text: str
    meanings: tuple[str, ...]


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
            yield Phrase(language, text, meanings)


def read_header_phrases(path: Path) -> dict[str, SheetField]:
    """Phrase → the field that it names. Raises ``PhraseError``, also where two languages disagree."""
    fields: dict[str, SheetField] = {}
    field_by_key: dict[str, SheetField] = {}
    for phrase in read_phrases(path, "field"):
        field = parse_field(path, phrase.meanings[0])
        if field_by_key.setdefault(fold(phrase.text) or phrase.text, field) is not field:
            raise PhraseError(f"{path.name}: {phrase.text!r} names two fields")
        fields[phrase.text] = field
    return fields


def parse_field(path: Path, name: str) -> SheetField:
    if name not in set(SheetField):
        raise PhraseError(f"{path.name}: unknown field {name!r}")
    return SheetField(name)


@cache
def list_header_phrases() -> Mapping[str, SheetField]:
    """Headers in full → their field."""
    return read_header_phrases(DATA_FOLDER / "headers.csv")


@cache
def list_ambiguous_headers() -> Mapping[str, tuple[SheetField, SheetField]]:
    """Headers that say a name without saying whose → (of the company, of the person); the neighbours decide."""
    path = DATA_FOLDER / "ambiguous_headers.csv"
    return {
        phrase.text: (parse_field(path, phrase.meanings[0]), parse_field(path, phrase.meanings[1]))
        for phrase in read_phrases(path, "company_field", "person_field")
    }


@cache
def list_header_parts() -> tuple[tuple[str, SheetField], ...]:
    """Parts of headers, the telling ones first; they make a guess for a person to confirm."""
    path = DATA_FOLDER / "header_parts.csv"
    return tuple((phrase.text, parse_field(path, phrase.meanings[0])) for phrase in read_phrases(path, "field"))


@cache
def list_header_abbreviations() -> Mapping[str, str]:
    """Words that headers shorten → written out."""
    return {
        phrase.text: phrase.meanings[0] for phrase in read_phrases(DATA_FOLDER / "header_abbreviations.csv", "meaning")
    }
