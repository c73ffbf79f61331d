"""Of each column that can hold words or bytes: what the mark on it says of names (``app.core.erasure_marks``).

Whatever is ``PERSON``, ``FIRM`` or ``TEXT`` is planted with a canary by ``tests/privacy/`` and must be clean after an
erasure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, Time

from app.core.db import Model

PERSON: Final = "about one person: goes with the person"
FIRM: Final = "about one firm: goes with the firm"
TEXT: Final = "written by people: names are taken out of it"

WORDLESS = (Integer, Float, Boolean, DateTime, Date, Time)
KINDS: Final = {"never": "", "published": "", "removed": TEXT, "forgotten": TEXT, "by_rule": TEXT}


def wordy() -> Iterator[tuple[str, Column[object]]]:
    """The columns that can hold a name, with their tables."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, WORDLESS) and not isinstance(getattr(column.type, "impl", None), DateTime):
                yield table.name, column


def personal(*kinds: str) -> set[tuple[str, str]]:
    return {(table, column.name) for table, column in wordy() if _kind(table, column) in kinds}


def _kind(table: str, column: Column[object]) -> str:
    return KINDS.get(column.info["names"], FIRM if table == "companies" else PERSON)
