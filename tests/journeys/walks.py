"""How the pages are walked through: in which phase of the event, and in which language, width and colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from app.demo.event import PHASES
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
    Walk(PHASES[number % len(PHASES)], language, width, THEMES[number % 2])
    for number, (language, width) in enumerate(product(LANGUAGES, WIDTHS))
)
"""Each language in each width, the phases and colours by turns."""
