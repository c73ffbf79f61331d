"""How the pages are walked through: in which phase of the event, language, width and colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from tests.journeys.ways import LANGUAGES, WIDTHS

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Walk:
    """``phase`` as in PHASES, ``language`` and ``theme`` as in LANGUAGES and THEMES; ``width`` in px."""

    phase: str
    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.phase}-{self.language}-{self.width}-{self.theme}"


EVERY = tuple(
    Walk("booking", language, width, THEMES[number % 2])
    for number, (language, width) in enumerate(product(LANGUAGES, WIDTHS))
)
"""Each language in each width, the colours by turns, in the phase in which something leads to nearly every page."""
