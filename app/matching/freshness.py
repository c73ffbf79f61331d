"""Whether a ranking still speaks of a firm as it was before its last change."""

from datetime import datetime, timedelta
from typing import Final

SAME_ACT: Final = timedelta(seconds=5)
"""A saved profile asks for its ranking in the same transaction, a moment later."""


def is_behind(*, saved_at: datetime, computed_at: datetime | None, waits_since: datetime | None) -> bool:
    """Whether a profile saved at ``saved_at`` waits to be ranked.

    ``computed_at``: when the newest ranking was stored; ``waits_since``: when the one that is still to come was asked
    for, None where none is. A ranking that was stored after the profile may have read before it: then the one to come
    was asked for by that profile.
    """
    if waits_since is None:
        return False
    return computed_at is None or saved_at > computed_at or waits_since <= saved_at + SAME_ACT
