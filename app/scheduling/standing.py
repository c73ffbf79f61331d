"""Where a draft of a timetable stands."""

from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """``searching`` may still get better; ``lost``: its search died, what it had found until then is kept."""

    SEARCHING = "searching"
    DONE = "done"
    STOPPED = "stopped"
    LOST = "lost"
    IMPOSSIBLE = "impossible"  # what is locked contradicts itself
    PUBLISHED = "published"


STATES: Final = tuple(Standing)
OPEN: Final = (Standing.DONE, Standing.STOPPED, Standing.LOST)
"""In these it may be changed by hand and published."""
