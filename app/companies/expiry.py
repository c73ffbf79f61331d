"""When a certificate runs out, seen from today and from the event."""

import datetime as dt
from enum import StrEnum
from typing import Final

WARNED_BEFORE: Final = dt.timedelta(days=60)


class Expiry(StrEnum):
    """``valid``: nothing to do yet, or no end is known; ``soon``: it ends within 60 days; ``before``: so it does, and
    before the event's last day; ``over``: it has ended."""

    VALID = "valid"
    SOON = "soon"
    BEFORE = "before"
    OVER = "over"

    @property
    def warns(self) -> bool:
        return self is not Expiry.VALID


def expiry(valid_until: dt.date | None, *, today: dt.date, event_ends: dt.date | None) -> Expiry:
    """How a certificate stands whose last day is ``valid_until``; it is warned of from 60 days before the end."""
    if valid_until is None:
        return Expiry.VALID
    if valid_until < today:
        return Expiry.OVER
    if today < valid_until - WARNED_BEFORE:
        return Expiry.VALID
    return Expiry.SOON if event_ends is None or valid_until >= event_ends else Expiry.BEFORE


def counts(valid_until: dt.date | None, event_ends: dt.date | None) -> bool:
    """Whether a certificate is still held on the event's last day."""
    return valid_until is None or event_ends is None or valid_until >= event_ends
