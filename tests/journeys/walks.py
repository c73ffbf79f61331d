"""How the pages are walked through: in which phase of the event, and in which languages, widths and colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from zlib import crc32

from app.demo.event import PHASES
from tests.journeys.ways import LANGUAGES, WIDTHS
from tests.support.browsing import DESKTOP, PHONE
from tests.support.turns import Turn

THEMES = ("light", "dark")
PARTS = 4
"""Runs among which the kinds of pages are parted: each looks at one part in a browser, and fetches all."""


@dataclass(frozen=True)
class Look:
    """``language`` and ``theme`` as in LANGUAGES and THEMES; ``width`` in px."""

    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


@dataclass(frozen=True)
class Walk:
    """``phase`` as in PHASES; each kind of page is looked at in one of ``looks``."""

    phase: str
    looks: tuple[Look, ...]

    @property
    def is_spread(self) -> bool:
        """Whether the kinds of pages are parted among several looks, and so looked at by the first who comes to one."""
        return len(self.looks) > 1

    def is_looked_at(self, kind: str, turn: Turn) -> bool:
        """Whether this run looks at this kind of page in a browser: one of PARTS does."""
        return turn.takes(kind, PARTS)

    def look_at(self, kind: str, turn: Turn) -> Look:
        """Spread over the looks, and another one when it is next looked at."""
        number = crc32(kind.encode()) + turn.number
        return self.looks[number // PARTS % len(self.looks)]

    def __str__(self) -> str:
        return "-".join((self.phase, *map(str, self.looks)))


USUAL = (Walk("booking", (Look("en", DESKTOP, "light"), Look("zh", PHONE, "dark"), Look("fr", PHONE, "light"))),)
"""The walk of each run."""
EVERY = tuple(
    Walk(phase, (Look(language, width, THEMES[number % 2]),))
    for number, (phase, language, width) in enumerate(product(PHASES, LANGUAGES, WIDTHS))
)
"""Each language and width in each phase, in light and dark colours by turns."""
