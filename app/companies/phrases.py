"""Every way to say a sector: the words firms search by, the labels, and the parts of long labels."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.companies.sectors import DATA, Tree, tree
from app.kernel.localized import LANGUAGES

KEYWORD: Final = 1.0
LABEL: Final = 0.9
LABEL_PART: Final = 0.75
REMAINDER: Final = 0.35  # "Other education n.e.c." is not what "education" means first
_ASIDE: Final = re.compile(
    r"\(except[^)]*\)|,? except .*|\(sauf[^)]*\)|,? sauf .*|,? à l'exception .*|，?（[^）]*除外）|n\.e\.c\.?|n\.c\.a\.?"
)
_OTHER: Final = re.compile(r"^(all )?other\b|^autres?\b|^其他|n\.e\.c|n\.c\.a|未列明|未另分类", re.IGNORECASE)
_PARTS: Final = re.compile(r"[;,；，、]|\band\b|\bet\b|和")


@dataclass(frozen=True, slots=True)
class Phrase:
    """``weight`` in (0, 1]: a keyword says its sector outright, a part of a label only partly."""

    code: str
    text: str
    language: str
    weight: float


@cache
def phrases() -> tuple[Phrase, ...]:
    """Every phrase; the keywords first, then labels in the order of the tree."""
    return (*_keywords(tree()), *_labels(tree()))


def proposed_for(code: str, sectors: Tree) -> str:
    """What to propose for a code: a sector with one part of the same name is meant by that part."""
    children = sectors.children(code)
    if len(children) == 1 and sectors[children[0]].label == sectors[code].label:
        return proposed_for(children[0], sectors)
    return code


def _keywords(sectors: Tree) -> Iterator[Phrase]:
    with (DATA / "keywords.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Phrase(proposed_for(row["code"], sectors), row["keyword"], row["language"], KEYWORD)


def _labels(sectors: Tree) -> Iterator[Phrase]:
    """Labels of what can be proposed, without what they except; sections are too broad to propose."""
    for sector in sectors:
        if sector.level == "section" or proposed_for(sector.code, sectors) != sector.code:
            continue
        for language in LANGUAGES:
            whole = sector.label.exactly(language)
            label = _ASIDE.sub("", whole)
            scale = REMAINDER if _OTHER.search(whole) else 1.0
            yield Phrase(sector.code, label, language, scale * LABEL)
            parts = [part for part in _PARTS.split(label) if part.strip()]
            yield from (Phrase(sector.code, part, language, scale * LABEL_PART) for part in parts if len(parts) > 1)
