"""Why something about what came of a meeting was refused, in business words."""

from __future__ import annotations

from app.kernel.errors import Conflict


class NotMet(Conflict):
    """Nothing came of a meeting that was missed, or has no time. Details: state (as it now is)."""

    code = "not_met"


class NothingSaid(Conflict):
    """The side has said nothing, or something else by now: there is no such word to confirm or to undo."""

    code = "nothing_said"
