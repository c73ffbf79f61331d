"""What a sheet speaks for where a text in it does not tell its language: column, headers, other texts, origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.companies.names.words import word_set
from app.registrations.fields import Field
from app.registrations.plan import PlannedRow
from app.registrations.sheet import FoundSheet
from app.registrations.text_language import SURE, leaning_of_all

F = Field
TEXTS: Final = (F.ABOUT, F.OFFERS, F.SEEKS)
"""What is kept in the language that it is written in."""
FRENCH_SPEAKING: Final = word_set("FR MC LU SN CI CM GA ML BF NE TG BJ CD CG MG HT DJ GN TD CF MA DZ TN")
_COLUMN, _HEADER, _HEADERS, _OTHERS, _ORIGIN = 3.0, 1.0, 1.0, 0.5, 0.25

Around = Mapping[tuple[str, str], float]


def around_texts(rows: Iterable[PlannedRow], sheets: Iterable[FoundSheet], country: str) -> Around:
    """(sheet, field) → above 0 where French is meant, below where English; see ``language_of``."""
    texts: dict[str, dict[Field, list[str]]] = {}
    for row in rows:
        for wanted in TEXTS:
            if text := row.values.get(wanted):
                texts.setdefault(row.sheet, {}).setdefault(wanted, []).append(str(text))
    named = {sheet.name: sheet for sheet in sheets}
    return {
        (name, wanted): lean
        for name, theirs in texts.items()
        for wanted, lean in _of_sheet(named.get(name), theirs, country).items()
    }


def _of_sheet(sheet: FoundSheet | None, texts: Mapping[Field, Sequence[str]], country: str) -> dict[Field, float]:
    columns = [column for table in sheet.tables for column in table.columns] if sheet else []
    headers = _HEADERS * leaning_of_all(column.header for column in columns)
    others = _OTHERS * leaning_of_all((text for column in texts.values() for text in column), SURE)
    origin = _ORIGIN if country in FRENCH_SPEAKING else 0.0
    return {
        wanted: _COLUMN * leaning_of_all(column, SURE)
        + _HEADER * leaning_of_all(one.header for one in columns if one.field is wanted)
        + (headers + others + origin)
        for wanted, column in texts.items()
    }
