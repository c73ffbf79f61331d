"""The tree of sectors (ISIC Rev.5) in en, fr and zh, and every phrase that says a sector."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from app.core.errors import Invalid
from app.core.localized import LANGUAGES, Localized

SectorLevel = Literal["section", "division", "group", "class"]
SECTOR_LEVELS: Final[tuple[SectorLevel, ...]] = get_args(SectorLevel)
CLASS_DIGITS: Final = 4
"""So long are the codes of classes, and no others."""
DATA_FOLDER: Final = Path(__file__).parents[1] / "data"


class UnknownSector(Invalid):
    """The tree has no such code."""

    code = "sector_unknown"


@dataclass(frozen=True, slots=True)
class Sector:
    """One node: ``H`` (section), ``52`` (division), ``521`` (group), ``5210`` (class)."""

    code: str
    parent: str | None
    level: SectorLevel
    label: Localized

    @property
    def depth(self) -> int:
        """0 for a section up to 3 for a class."""
        return SECTOR_LEVELS.index(self.level)


class SectorTree:
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

    def subtree(self, code: str) -> Iterator[str]:
        """The code and all that lies under it, in the order of the tree."""
        yield code
        for child in self.children(code):
            yield from self.subtree(child)

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
def sector_tree() -> SectorTree:
    """The whole tree, read once."""
    with (DATA_FOLDER / "isic5.csv").open(encoding="utf-8", newline="") as file:
        return SectorTree(_parse_sector(row) for row in csv.DictReader(file))


def _parse_sector(row: dict[str, str]) -> Sector:
    level = next(level for level in SECTOR_LEVELS if level == row["level"])
    label = Localized(*(row[f"label_{language}"].replace("'", "’") for language in LANGUAGES))
    return Sector(row["code"], row["parent"] or None, level, label)


def sector_label_in(code: str, language: str) -> str:
    """What a code is called in a language or locale (``zh_Hans`` too); raises UnknownSector."""
    return sector_tree()[code].label.in_language(language)[0]


KEYWORD_WEIGHT: Final = 1.0
LABEL_WEIGHT: Final = 0.9
LABEL_PART_WEIGHT: Final = 0.75
REMAINDER_SCALE: Final = 0.35  # "Other education n.e.c." is not what "education" means first
_EXCEPTIONS_PATTERN: Final = re.compile(
    r"\(except[^)]*\)|,? except .*|\(sauf[^)]*\)|,? sauf .*|,? à l'exception .*|，?（[^）]*除外）|n\.e\.c\.?|n\.c\.a\.?"
)
_REMAINDER_PATTERN: Final = re.compile(
    r"^(all )?other\b|^autres?\b|^其他|n\.e\.c|n\.c\.a|未列明|未另分类", re.IGNORECASE
)
_LABEL_PARTS_PATTERN: Final = re.compile(r"[;,；，、]|\band\b|\bet\b|和")


@dataclass(frozen=True, slots=True)
class SectorPhrase:
    """``weight`` in (0, 1]: a keyword says its sector outright, a part of a label only partly."""

    code: str
    text: str
    language: str
    weight: float


@cache
def sector_phrases() -> tuple[SectorPhrase, ...]:
    """Every phrase; the keywords first, then labels in the order of the tree."""
    return (*_keyword_phrases(sector_tree()), *_label_phrases(sector_tree()))


def proposed_code(code: str, sectors: SectorTree) -> str:
    """What to propose for a code: a sector with one part of the same name is meant by that part."""
    children = sectors.children(code)
    if len(children) == 1 and sectors[children[0]].label == sectors[code].label:
        return proposed_code(children[0], sectors)
    return code


def _keyword_phrases(sectors: SectorTree) -> Iterator[SectorPhrase]:
    with (DATA_FOLDER / "keywords.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield SectorPhrase(proposed_code(row["code"], sectors), row["keyword"], row["language"], KEYWORD_WEIGHT)


def _label_phrases(sectors: SectorTree) -> Iterator[SectorPhrase]:
    """Labels of what can be proposed, without what they except; sections are too broad to propose."""
    for sector in sectors:
        if sector.level == "section" or proposed_code(sector.code, sectors) != sector.code:
            continue
        for language in LANGUAGES:
            whole = sector.label.exactly(language)
            label = _EXCEPTIONS_PATTERN.sub("", whole)
            scale = REMAINDER_SCALE if _REMAINDER_PATTERN.search(whole) else 1.0
            yield SectorPhrase(sector.code, label, language, scale * LABEL_WEIGHT)
            parts = [part for part in _LABEL_PARTS_PATTERN.split(label) if part.strip()]
            yield from (
                SectorPhrase(sector.code, part, language, scale * LABEL_PART_WEIGHT) for part in parts if len(parts) > 1
            )
