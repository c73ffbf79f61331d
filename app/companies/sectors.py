"""The tree of sectors (ISIC Rev.5): 22 sections, 87 divisions, 258 groups, 463 classes, in en, fr and zh."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from app.kernel.errors import Invalid
from app.kernel.localized import LANGUAGES, Localized

Level = Literal["section", "division", "group", "class"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
CLASS_DIGITS: Final = 4
"""So long are the codes of classes, and no others."""
DATA: Final = Path(__file__).parent / "data"


class UnknownSector(Invalid):
    """The tree has no such code."""

    code = "sector_unknown"


@dataclass(frozen=True, slots=True)
class Sector:
    """One node: ``H`` (section), ``52`` (division), ``521`` (group), ``5210`` (class)."""

    code: str
    parent: str | None
    level: Level
    label: Localized

    @property
    def depth(self) -> int:
        """0 for a section up to 3 for a class."""
        return LEVELS.index(self.level)


class Tree:
    """All sectors by code, in the order of the classification: a node stands right before what lies under it."""

    def __init__(self, sectors: Iterable[Sector]) -> None:
        self._sectors = {sector.code: sector for sector in sectors}
        self.codes: Final = tuple(self._sectors)
        children: dict[str | None, list[str]] = {}
        for sector in self._sectors.values():
            children.setdefault(sector.parent, []).append(sector.code)
        self._children = {parent: tuple(codes) for parent, codes in children.items()}
        self._paths: dict[str, tuple[str, ...]] = {}
        for sector in self._sectors.values():
            above = self._paths[sector.parent] if sector.parent else ()
            self._paths[sector.code] = (*above, sector.code)

    def __getitem__(self, code: str) -> Sector:
        try:
            return self._sectors[code]
        except KeyError:
            raise UnknownSector(sector=code) from None

    def __contains__(self, code: object) -> bool:
        return code in self._sectors

    def __iter__(self) -> Iterator[Sector]:
        return iter(self._sectors.values())

    def __len__(self) -> int:
        return len(self._sectors)

    @property
    def sections(self) -> tuple[str, ...]:
        """The roots, A to V."""
        return self._children[None]

    def children(self, code: str) -> tuple[str, ...]:
        """What lies directly under a code; empty for a class."""
        self[code]
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[str, ...]:
        """From the section down to the code itself: ``H, 52, 521, 5210``."""
        self[code]
        return self._paths[code]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """What a code lies under, nearest first: ``521, 52, H``; empty for a section."""
        return self.path(code)[-2::-1]

    def under(self, code: str) -> Iterator[str]:
        """The code and all that lies under it, in the order of the tree."""
        yield code
        for child in self.children(code):
            yield from self.under(child)

    def division(self, code: str) -> str | None:
        """The division a code is or lies in; a section lies in none."""
        path = self.path(code)
        return path[1] if len(path) > 1 else None

    def closure(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes with all their ancestors."""
        return frozenset(above for code in codes for above in self.path(code))

    def sorted(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Each code once, in the order of the tree (a path's order is the tree's order)."""
        return tuple(sorted(set(codes), key=self.path))


@cache
def tree() -> Tree:
    """The whole tree, read once."""
    with (DATA / "isic5.csv").open(encoding="utf-8", newline="") as file:
        return Tree(_sector(row) for row in csv.DictReader(file))


def _sector(row: dict[str, str]) -> Sector:
    level = next(level for level in LEVELS if level == row["level"])
    label = Localized(*(row[f"label_{language}"].replace("'", "’") for language in LANGUAGES))
    return Sector(row["code"], row["parent"] or None, level, label)


def label(code: str, language: str) -> str:
    """What a code is called in a language or locale (``zh_Hans`` too); raises UnknownSector."""
    return tree()[code].label.in_language(language)[0]
