"""How the pages are walked through: in which phase of the event, and in which language, width and colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from app.demo.event import PHASES
from tests.journeys.ways import LANGUAGES, WIDTHS
from tests.support.browsing import PHONE

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Walk:
    """``phase`` as in PHASES, ``language`` and ``theme`` as in LANGUAGES and THEMES; ``width`` in px."""

    phase: str
    language: str
    width: int
    theme: str
    in_browser: bool = True
    """Whether a browser opens each kind of page; else the pages are only fetched and read."""

    def __str__(self) -> str:
        return f"{self.phase}-{self.language}-{self.width}-{self.theme if self.in_browser else 'read'}"


READ = Walk("booking", "zh", PHONE, "light", in_browser=False)
"""The walk of each run."""
EVERY = tuple(
    Walk(PHASES[number % len(PHASES)], language, width, THEMES[number % 2])
    for number, (language, width) in enumerate(product(LANGUAGES, WIDTHS))
)
"""Those of ``make test-all``: each language in each width, the phases and colours by turns."""
