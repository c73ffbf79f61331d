"""How many firms take part, by sector and side: what the public page shows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.kernel.localized import Localized


@dataclass(frozen=True)
class Participants:
    """``sectors``: label and firms per group id, most firms first; a firm counts once in each sector that it is in.

    ``firms``: all firms per group id.
    """

    firms: Mapping[int, int]
    sectors: tuple[tuple[Localized, Mapping[int, int]], ...]


participants_sources: list[Callable[[int], Participants]] = []
"""A feature above that knows firms counts them for an event's id."""
