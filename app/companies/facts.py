"""What a firm can say of itself as named values, and what becomes of two people who say it at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Value = str | bool | tuple[str, ...] | None
"""A line or text ("" is nothing), a yes or no (None: not said), codes in a fixed order."""
Values = Mapping[str, Value]

NAMES: Final = ("name", "name_zh")
LINES: Final = ("country", "city", "website", "uen", "uscc")
ONE_LINERS: Final = ("offers_en", "offers_zh", "offers_fr", "seeks_en", "seeks_zh", "seeks_fr")
TEXTS: Final = ("about_en", "about_zh", "about_fr")
SECTORS: Final = ("is_in", "offers", "seeks")
STANDARDS: Final = ("holds", "needs")
SAID: Final = ("holds_none",)
SIZES: Final = ("founded", "employees", "turnover", "currency")
MARKETS: Final = ("exports",)
OF_COMPANY: Final = frozenset((*NAMES, *LINES, *ONE_LINERS, *TEXTS, *SECTORS, *STANDARDS, *SAID, *SIZES, *MARKETS))


def codes_in(value: Value) -> tuple[str, ...]:
    """The codes of a field that holds codes; none for nothing."""
    return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people gave different values: ``theirs`` is stored, ``mine`` is still only typed."""

    field: str
    theirs: Value
    mine: Value


@dataclass(frozen=True, slots=True)
class Merged:
    """``values``: mine, with what only they changed taken over (``taken``); where both did, mine stays."""

    values: dict[str, Value]
    taken: tuple[str, ...]
    clashes: tuple[Clash, ...]


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    """Join what two people made of ``base``; only the fields that ``mine`` holds are looked at.

    Codes are sets: what one added or took away is added or taken away, so they never clash. A field that ``base``
    lacks counts as changed by both.
    """
    values: dict[str, Value] = {}
    taken, clashes = [], []
    for field, typed in mine.items():
        stored, before = theirs.get(field), base.get(field)
        values[field] = typed
        if typed == stored:
            continue
        if isinstance(typed, tuple) and isinstance(stored, tuple):
            joined = _joined(codes_in(before), typed, stored)
            values[field] = joined
            if joined != typed:
                taken.append(field)
        elif field in base and typed == before:
            values[field] = stored
            taken.append(field)
        elif field not in base or stored != before:
            clashes.append(Clash(field, stored, typed))
    return Merged(values, tuple(taken), tuple(clashes))


def _joined(before: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    gone = (set(before) - set(mine)) | (set(before) - set(theirs))
    return tuple(sorted((set(mine) | set(theirs)) - gone))
