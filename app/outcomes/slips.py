"""What is ticked on a meeting's slip, as a desk keys it in: one key for the stage, and whose word it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.outcomes.stages import Stage


class Whose(StrEnum):
    """Who signed the slip."""

    BOTH = "both"
    ASKER = "asker"
    ASKED = "asked"


KEYS: Final = {str(place): stage for place, stage in enumerate(Stage, start=1)}
"""1 for nothing up to 4 for signed."""


def stage_of(key: str) -> Stage | None:
    """What a key stands for; full-width figures are read too."""
    return KEYS.get(key.strip().translate(_NARROW))


_NARROW: Final = str.maketrans("１２３４", "1234")
