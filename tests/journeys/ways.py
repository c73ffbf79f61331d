"""How a journey is made: in which language, how wide, with or without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from tests.support.browsing import DESKTOP, PHONE


@dataclass(frozen=True)
class Way:
    """``language`` is en, zh or fr; ``width`` in px."""

    language: str
    width: int
    javascript: bool = True

    def __str__(self) -> str:
        return f"{self.language}-{self.width}{'' if self.javascript else '-unscripted'}"


LANGUAGES = ("en", "zh", "fr")
WIDTHS = (DESKTOP, PHONE)
EVERY = tuple(Way(*each) for each in product(LANGUAGES, WIDTHS))


def ways(*also: Way) -> Any:
    """Decorates a journey: ``make test-all`` makes it in each language and width with scripts, and in these ways."""
    return pytest.mark.ways(*also)


def only_ways(*these: Way) -> Any:
    """Decorates a journey that means something in these ways alone: ``make test-all`` makes it in no other."""
    return pytest.mark.only_ways(*these)


def usual_way(way: Way) -> Any:
    """Decorates a journey that ``make test`` makes too, in this way."""
    return pytest.mark.usual_way(way)
