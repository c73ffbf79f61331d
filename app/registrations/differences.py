"""What a row of a sheet changes about a firm that is known: field by field, as it was and as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.registrations.fields import Field
from app.registrations.held import Held
from app.registrations.people import ABSENT

F = Field

_COLUMNS: Final[Mapping[str, str]] = {
    "name": F.COMPANY,
    "name_zh": F.COMPANY_ZH,
    "sector_words": F.SECTORS,
    "other_names": F.OTHER_NAME,
    "display_name": F.REPRESENTATIVE,
    **{f"{text}_{language}": text for text in ("about", "offers", "seeks") for language in ("en", "zh", "fr")},
}
"""Columns that bear another name than their field; those of a person's Chinese name are told apart below."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``field``: as ``PlannedRow.changes`` names it; ``old`` None where nothing stood there; values as they are kept.

    ``person``: whose it is, where the firm has several people; a new person is a ``representative`` without old one.
    """

    field: str
    old: Any
    new: Any
    person: str = ""


def differences(before: Held, after: Held) -> tuple[Difference, ...]:
    """In the order firm, registration, answers, people."""
    found = [
        *_parts(before.company, after.company),
        *_parts(before.registration, after.registration),
        *_parts(before.answers, after.answers),
    ]
    return (*found, *_people(before, after))


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for column, new in after.items():
        old = before.get(column)
        if old != new and (old or new):
            yield _difference(_COLUMNS.get(column, column), old, new)


def _people(before: Held, after: Held) -> Iterator[Difference]:
    several = len(after.people) > 1
    for at, one in enumerate(after.people):
        name = str(one.values.get("display_name") or "")
        if at >= len(before.people) or before.people[at].id != one.id:
            yield Difference(F.REPRESENTATIVE, None, name)
            continue
        old = before.people[at].values
        for column, new in one.values.items():
            if (new or column == ABSENT) and (old.get(column) or None) != (new or None):
                field = F.REPRESENTATIVE_ZH if column == "name_zh" else _COLUMNS.get(column, column)
                yield Difference(field, old.get(column) or None, new, name if several else "")


def _difference(field: str, old: Any, new: Any) -> Difference:
    """Of a list only what came to it."""
    if isinstance(new, list) and field != ABSENT:
        kept = list(old or [])
        return Difference(field, None, [one for one in new if one not in kept])
    return Difference(field, old if old not in ("", []) else None, new)
