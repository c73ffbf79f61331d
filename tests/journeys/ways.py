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
EVERY = tuple(Way(*each) for each in product(LANGUAGES, WIDTHS, (True, False)))


def ways(*usual: Way) -> Any:
    """Decorates a journey with the ways it is made in by turns, one a run; ``--full`` makes it in every way."""
    return pytest.mark.ways(*usual)
