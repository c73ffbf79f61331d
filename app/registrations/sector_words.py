"""How a sheet says what its firms do, and which sectors of the tree that means: said by somebody, converted from a
code, or still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.companies.correspondence import Conversion, conversions_in
from app.companies.names import compact


@dataclass(frozen=True, slots=True)
class SectorWords:
    """One text of a column of sectors. ``rows``: how many firms' rows say it; ``conversions``: of codes in it;
    ``said``: the codes that somebody confirmed (none: they mean no sector), None as long as nobody did."""

    key: str
    text: str
    rows: int
    conversions: tuple[Conversion, ...] = ()
    said: tuple[str, ...] | None = None

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


def key_of_words(text: str) -> str:
    """Under which words are remembered."""
    return compact(text) or text.strip()


def sector_words(said: Iterable[tuple[str, str]], choices: Mapping[str, Sequence[str]]) -> tuple[SectorWords, ...]:
    """``said``: (text, header of its column) of each row that names sectors. Each text once, in the sheet's order."""
    found: dict[str, tuple[str, str, int]] = {}
    for text, header in said:
        key = key_of_words(text)
        first, of, rows = found.get(key, (text, header, 0))
        found[key] = first, of, rows + 1
    return tuple(
        SectorWords(key, text, rows, conversions_in(text, header), tuple(choices[key]) if key in choices else None)
        for key, (text, header, rows) in found.items()
    )
