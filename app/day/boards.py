"""A board in the hall: the signature of its address, its tables on pages, short names of companies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from app.companies.names.parsing import fold, has_chinese, parse_place, stem
from app.companies.names.words import CHINESE_LEGAL_FORMS, LEGAL_ENDINGS, LEGAL_FORMS, SOFT_WORDS
from app.core import signing
from app.core.localized import Localized


def sign_board(secret: str, board_id: int, version: int, mark: str) -> str:
    """The token of a board.

    ``mark``: the board's own random text, so that one that comes to the same number (in a database brought back from a
    backup) has another address. A raised ``version`` ends every older one.
    """
    return signing.sign_token(secret, board_id, f"board:{board_id}:{version}:{mark}")


def is_board_token(token: str, secret: str, board_id: int, version: int, mark: str) -> bool:
    """Whether the token is this version's."""
    return signing.is_same_token(token, sign_board(secret, board_id, version, mark))


TABLES_PER_COLUMN: Final = 10
"""So many tables can be read in one column from ten metres."""
COLUMNS_PER_PAGE: Final = 2


@dataclass(frozen=True, slots=True)
class HallTable:
    """A table, by its id."""

    id: int
    label: str
    zone: Localized = field(default_factory=Localized)


@dataclass(frozen=True, slots=True)
class ZoneRange:
    """Tables of one zone that stand on one page: A1 – A10."""

    zone: Localized
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class HallPage:
    """``columns``: one or two, of so many tables as a screen shows; ``zones``: where to find them."""

    columns: tuple[tuple[HallTable, ...], ...]

    @property
    def zones(self) -> tuple[ZoneRange, ...]:
        seats = [seat for column in self.columns for seat in column]
        ranges = []
        for zone, group in groupby(seats, key=lambda seat: seat.zone):
            labels = [seat.label for seat in group]
            ranges.append(ZoneRange(zone, labels[0], labels[-1]))
        return tuple(ranges)

    @property
    def has_room(self) -> bool:
        """Whether something can be said below the last column."""
        return len(self.columns[-1]) <= TABLES_PER_COLUMN - 2


def get_zone_key(zone: Localized) -> str:
    """By what a board remembers a zone; "" for tables without one."""
    return zone.in_language("en")[0]


def list_zones(seats: Iterable[HallTable]) -> list[Localized]:
    """The zones, each once, in the order of their tables."""
    return list(dict.fromkeys(seat.zone for seat in seats))


def filter_tables_by_zone(seats: Iterable[HallTable], keys: Collection[str]) -> list[HallTable]:
    """The tables of these zones; all of them where none is named, or none of the named is there any more."""
    every = list(seats)
    chosen = [seat for seat in every if get_zone_key(seat.zone) in keys]
    return chosen or every


def create_hall_pages(seats: Sequence[HallTable]) -> tuple[HallPage, ...]:
    """In the order given, zones kept together: one that does not fit below the last begins a column of its own."""
    columns: list[list[HallTable]] = []
    for zone in list_zones(seats):
        rest = [seat for seat in seats if seat.zone == zone]
        if columns and len(columns[-1]) + len(rest) <= TABLES_PER_COLUMN:
            columns[-1] += rest
            continue
        columns += [rest[at : at + TABLES_PER_COLUMN] for at in range(0, len(rest), TABLES_PER_COLUMN)]
    return tuple(
        HallPage(tuple(tuple(column) for column in columns[at : at + COLUMNS_PER_PAGE]))
        for at in range(0, len(columns), COLUMNS_PER_PAGE)
    )


MIN_CHINESE_CHARACTERS: Final = 2
_DROPPED_ENDINGS: Final = LEGAL_FORMS | LEGAL_ENDINGS | SOFT_WORDS | {"private"}
_SEPARATORS: Final = " ,.;&"
_LAST_PART: Final = re.compile(r"(.*?)([^\s,]*)", re.DOTALL)
_PLACE_SUFFIX: Final = re.compile(r"(?<=\S)\s*[(（]([^()（）]+)[)）]$")
"""A place behind a name: Q & M Dental (Singapore)."""


def get_short_name(name: str) -> str:
    """The name as people say it: "Tye Soon Pte. Ltd." → "Tye Soon", 重庆啤酒股份有限公司 → 重庆啤酒; something of it
    always stays."""
    return _shorten_chinese(name) if has_chinese(name) else _shorten_latin(name)


def _shorten_latin(name: str) -> str:
    result = name.strip()
    while (shorter := _drop_last_part(result)) != result:
        result = shorter
    return result


def _drop_last_part(name: str) -> str:
    """Without its last word, where that is no more than a form, or a place in brackets."""
    place = _PLACE_SUFFIX.search(name)
    if place is not None and parse_place(place[1]) is not None:
        return name[: place.start()]
    before, last = _LAST_PART.fullmatch(name).groups()  # type: ignore[union-attr]  # it matches any text
    folded = fold(last)
    is_form = not folded or folded in _DROPPED_ENDINGS or stem(folded) in _DROPPED_ENDINGS
    rest = before.rstrip(_SEPARATORS)
    return rest if is_form and fold(rest) else name


def _shorten_chinese(name: str) -> str:
    for form in CHINESE_LEGAL_FORMS:
        if name.endswith(form):
            rest = name.removesuffix(form).rstrip()
            return rest if len(rest) >= MIN_CHINESE_CHARACTERS else name
    return name


def get_distinct_short_names(names: Mapping[int, str]) -> dict[int, str]:
    """The same of all firms that are shown together; those whose short names are one keep their whole ones."""
    short_names = {number: get_short_name(name) for number, name in names.items()}
    borne = Counter(fold(name) for name in short_names.values())
    return {number: name if borne[fold(name)] == 1 else names[number] for number, name in short_names.items()}
