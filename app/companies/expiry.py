"""When a certificate runs out, seen from today and from the event."""

import datetime as dt
from enum import StrEnum
from typing import Final

WARNED_BEFORE: Final = dt.timedelta(days=60)
"""So long before its last day a firm hears that a certificate ends."""


class Expiry(StrEnum):
    """``valid``: nothing to do yet, or no end is known; ``soon``: it ends within 60 days; ``before``: it ends before
    the event's last day, however far that is, and does not count there; ``over``: it has ended."""

    VALID = "valid"
    SOON = "soon"
    BEFORE = "before"
    OVER = "over"


def expiry(valid_until: dt.date | None, *, today: dt.date, event_ends: dt.date | None) -> Expiry:
    """How a certificate stands whose last day is ``valid_until``."""
    if valid_until is None:
        return Expiry.VALID
    if valid_until < today:
        return Expiry.OVER
    if not counts(valid_until, event_ends):
        return Expiry.BEFORE
    return Expiry.VALID if today < valid_until - WARNED_BEFORE else Expiry.SOON


def counts(valid_until: dt.date | None, event_ends: dt.date | None) -> bool:
    """Whether a certificate is still held on the event's last day."""
    return valid_until is None or event_ends is None or valid_until >= event_ends
