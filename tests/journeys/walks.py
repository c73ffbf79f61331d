"""How the pages are walked through: in which phase of the event, language, width and colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from zlib import crc32

from app.demo.event import PHASES
from tests.journeys.ways import LANGUAGES, WIDTHS
from tests.support.browsing import DESKTOP, PHONE

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Walk:
    """``phase``, ``language``, ``theme`` as in PHASES, LANGUAGES, THEMES; ``width`` in px."""

    phase: str
    language: str
    width: int
    theme: str
    deep: bool = True
    """Whether axe looks at each kind of page once."""
    share: int | None = None
    """Of the three walks of each run, the one that this is: each kind of page is looked at in one of them."""

    def looks_at(self, kind: str) -> bool:
        """Whether the browser opens pages of this kind; of the others it is only asked that they answer."""
        return self.share is None or crc32(kind.encode()) % len(USUAL) == self.share

    def __str__(self) -> str:
        return f"{self.phase}-{self.language}-{self.width}-{self.theme}"


USUAL = (
    Walk("booking", "en", DESKTOP, "light", share=0),
    Walk("planning", "zh", PHONE, "dark", share=1),
    Walk("running", "fr", PHONE, "light", share=2),
)
"""The walks of each run."""
EVERY = tuple(
    Walk(phase, language, width, THEMES[number % 2])
    for number, (phase, language, width) in enumerate(product(PHASES, LANGUAGES, WIDTHS))
)
"""Each language and width in each phase, in light and dark colours by turns."""
