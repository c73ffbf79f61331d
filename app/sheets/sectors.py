"""How a list tells what its companies do, offer and seek: the texts and the code lists they are from, and which
sectors they mean, as somebody chose, as codes convert, or still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from app.companies.names.parsing import compact
from app.companies.sectors.codes import CodeConversion, bare_code, parse_code_lists, parse_conversions, with_list_name
from app.companies.typed_text import tidy_text
from app.core.spreadsheets.values import SheetCell
from app.sheets.fields import SheetColumn, SheetField

_FIELDS_WITH_LIST_NAMES: Final = frozenset({SheetField.UNUSED, SheetField.SECTORS, SheetField.CATEGORY})
"""What a column becomes whose header is no more than Classification or Code type."""


def add_code_list_name(
    cell: SheetCell, column: SheetColumn, columns: tuple[SheetColumn, ...], cells: Mapping[int, SheetCell]
) -> SheetCell:
    """The cell of a column of sectors with the name of the list before each code that has none; itself where the header
    of the only such column tells it."""
    beside = next(
        (
            name
            for at in _find_list_name_columns(columns)
            if (name := find_code_list_name(cells.get(at, SheetCell()).text))
        ),
        "",
    )
    name = beside or (column.header if _has_several_code_lists(columns) and parse_code_lists(column.header) else "")
    text = with_list_name(tidy_text(cell.text), name) if name else ""
    return SheetCell(text) if text else cell


def find_code_list_name(text: str) -> str:
    """The text where it names a list of codes and nothing else: SSIC 2020; else ""."""
    return tidy_text(text) if parse_code_lists(text) and not bare_code(tidy_text(text)).strip(" ()") else ""


@lru_cache(maxsize=64)
def _find_list_name_columns(columns: tuple[SheetColumn, ...]) -> tuple[int, ...]:
    """The columns in whose rows the names of lists stand, where there is a column of codes."""
    if not any(column.field is SheetField.SECTORS for column in columns):
        return ()
    return tuple(
        column.number
        for column in columns
        if column.field in _FIELDS_WITH_LIST_NAMES and find_code_list_name(column.example)
    )


@lru_cache(maxsize=64)
def _has_several_code_lists(columns: tuple[SheetColumn, ...]) -> bool:
    named = {parse_code_lists(column.header) for column in columns if column.field is SheetField.SECTORS} - {()}
    return len(named) > 1


SECTOR_KIND_IS_IN: Final = "is_in"
"""The kind of what a column of sectors says; of the others, ``offers`` and ``seeks``, texts hold no codes."""


class SectorMention(NamedTuple):
    """What a row says; ``kind``: as of ``CompanySector``."""

    kind: str
    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class SectorText:
    """One text of a column. ``rows``: how many companies' rows say it; ``conversions``: of codes in it; ``chosen``: the
    codes that somebody confirmed (none: they mean no sector), None as long as nobody did."""

    key: str
    text: str
    rows: int
    conversions: tuple[CodeConversion, ...] = ()
    chosen: tuple[str, ...] | None = None
    kind: str = SECTOR_KIND_IS_IN

    @property
    def sure(self) -> bool:
        """It is a code, or several, each of which means one sector."""
        return bool(self.conversions) and all(conversion.sure for conversion in self.conversions)

    @property
    def codes(self) -> tuple[str, ...]:
        """What is written of it: what somebody said, else what its codes surely mean."""
        if self.chosen is not None:
            return self.chosen
        return self.may_mean if self.sure else ()

    @property
    def may_mean(self) -> tuple[str, ...]:
        """All that its codes may mean, the likeliest first."""
        return tuple(dict.fromkeys(code for conversion in self.conversions for code in conversion.codes))


def sector_text_key(text: str, kind: str = SECTOR_KIND_IS_IN) -> str:
    """Under which words are remembered; what a firm offers or seeks may be long."""
    plain = compact(text) or text.strip()
    return plain if kind == SECTOR_KIND_IS_IN else f"{kind}:{blake2b(plain.encode(), digest_size=10).hexdigest()}"


def list_sector_texts(
    sector_mentions: Iterable[SectorMention], choices: Mapping[str, Sequence[str]]
) -> tuple[SectorText, ...]:
    """``said``: of each row that names sectors, offers or seeks. Each text once, in the sheet's order, those of a kind
    together."""
    first_mentions: dict[str, tuple[SectorMention, int]] = {}
    for sector_mention in sector_mentions:
        key = sector_text_key(sector_mention.text, sector_mention.kind)
        first, rows = first_mentions.get(key, (sector_mention, 0))
        first_mentions[key] = first, rows + 1
    return tuple(
        SectorText(
            key,
            mention.text,
            rows,
            parse_conversions(mention.text, mention.header) if mention.kind == SECTOR_KIND_IS_IN else (),
            tuple(choices[key]) if key in choices else None,
            mention.kind,
        )
        for key, (mention, rows) in first_mentions.items()
    )
