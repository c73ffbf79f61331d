"""How a list tells what its companies do, offer and seek: the texts and the code lists they are from, and which
sectors they mean, as somebody chose, as codes convert, or still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

from app.companies.names.parsing import compact
from app.companies.sectors.codes import CodeConversion, parse_conversions

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
