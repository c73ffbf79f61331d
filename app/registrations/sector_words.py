"""How a sheet says what its firms do, offer and seek, and which sectors of the tree that means: said by somebody,
converted from a code, or still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

from app.companies.names.parsing import compact
from app.companies.sectors.codes import CodeConversion, parse_conversions

IS_IN: Final = "is_in"
"""The kind of what a column of sectors says; of the others, ``offers`` and ``seeks``, texts hold no codes."""


class SaidWords(NamedTuple):
    """What a row says; ``kind``: as of ``CompanySector``."""

    kind: str
    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class SectorWords:
    """One text of a column. ``rows``: how many firms' rows say it; ``conversions``: of codes in it; ``said``: the codes
    that somebody confirmed (none: they mean no sector), None as long as nobody did."""

    key: str
    text: str
    rows: int
    conversions: tuple[CodeConversion, ...] = ()
    said: tuple[str, ...] | None = None
    kind: str = IS_IN

    @property
    def sure(self) -> bool:
        """It is a code, or several, each of which means one sector."""
        return bool(self.conversions) and all(one.sure for one in self.conversions)

    @property
    def codes(self) -> tuple[str, ...]:
        """What is written of it: what somebody said, else what its codes surely mean."""
        if self.said is not None:
            return self.said
        return self.may_mean if self.sure else ()

    @property
    def may_mean(self) -> tuple[str, ...]:
        """All that its codes may mean, the likeliest first."""
        return tuple(dict.fromkeys(code for one in self.conversions for code in one.codes))


def key_of_words(text: str, kind: str = IS_IN) -> str:
    """Under which words are remembered; what a firm offers or seeks may be long."""
    plain = compact(text) or text.strip()
    return plain if kind == IS_IN else f"{kind}:{blake2b(plain.encode(), digest_size=10).hexdigest()}"


def sector_words(said: Iterable[SaidWords], choices: Mapping[str, Sequence[str]]) -> tuple[SectorWords, ...]:
    """``said``: of each row that names sectors, offers or seeks. Each text once, in the sheet's order, those of a kind
    together."""
    found: dict[str, tuple[SaidWords, int]] = {}
    for one in said:
        key = key_of_words(one.text, one.kind)
        first, rows = found.get(key, (one, 0))
        found[key] = first, rows + 1
    return tuple(
        SectorWords(
            key,
            one.text,
            rows,
            parse_conversions(one.text, one.header) if one.kind == IS_IN else (),
            tuple(choices[key]) if key in choices else None,
            one.kind,
        )
        for key, (one, rows) in found.items()
    )
