"""What planners are refused, and why."""

from __future__ import annotations

from app.core.errors import Conflict


class PlanRuns(Conflict):
    """Somebody's plan of this event runs already. Details: draft."""

    code = "plan_runs"


class NothingToPlan(Conflict):
    """No meeting waits for a time."""

    code = "nothing_to_plan"


class SearchDied(Conflict):
    """The search ended without a result; what it had found until then is kept."""

    code = "search_died"


class SearchLost(Conflict):
    """The process that searched was killed; what it had found until then is kept."""

    code = "search_lost"


class DraftClosed(Conflict):
    """The draft is published, or still searched for: it cannot be changed. Details: state."""

    code = "draft_closed"


class Breaks(Conflict):
    """A change by hand breaks rules. Details: faults, as codes."""

    code = "move_breaks"


class Changed(Conflict):
    """Things have changed since the draft was made; ``rows`` says which, nothing was published."""

    code = "plan_changed"
