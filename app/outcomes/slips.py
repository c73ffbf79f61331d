"""What is ticked on a slip, as a desk keys it in: which meeting, one key for the stage, and whose word it is."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from app.kernel.whole import whole
from app.outcomes.stages import About, Stage


class Whose(StrEnum):
    """Who signed the slip."""

    BOTH = "both"
    ASKER = "asker"
    ASKED = "asked"


KEYS: Final = {str(place): stage for place, stage in enumerate(Stage, start=1)}
"""1 for nothing up to 4 for signed."""
NOT_HELD: Final = "0"
_NUMBER: Final = re.compile(r"([0-9]+)(?:\s*[-‐–/ ]\s*([0-9]+))?")


def stage_of(key: str) -> Stage | None:
    """What a key stands for; full-width figures are read too."""
    return KEYS.get(key.strip().translate(_NARROW))


def is_not_held(key: str) -> bool:
    return key.strip().translate(_NARROW) == NOT_HELD


def number_of(about: About) -> str:
    """As slips say it: 12, of a guest of a group 12-45."""
    return f"{about.meeting}-{about.guest}" if about.guest is not None else str(about.meeting)


def about_of(number: str) -> About | None:
    """What a number on a slip is about; None for what is no number."""
    found = _NUMBER.fullmatch(number.strip())
    meeting, guest = (whole(found[1]), whole(found[2]) if found[2] else None) if found else (None, None)
    if meeting is None or (found and found[2] and guest is None):
        return None
    return About(meeting, guest)


_NARROW: Final = str.maketrans("０１２３４", "01234")
