"""Why something on a phone was refused, in business words."""

from __future__ import annotations

from app.core.errors import Conflict


class NotLateNow(Conflict):
    """It cannot be said of this meeting, or not these minutes: too early, over, another day, or it has no time."""

    code = "not_late_now"
