"""What the day asks of its organizer."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from app.core.db import now
from app.day.queries.lateness import count_incomplete_meetings
from app.events.overview import OverviewStep, step_sources


def list_overview_steps(event_id: int) -> Iterator[OverviewStep]:
    """Meetings that run without somebody, while there are any."""
    if count := count_incomplete_meetings(event_id, now()):
        title = ngettext("%(num)d meeting runs without somebody", "%(num)d meetings run without somebody", count)
        text = gettext("Who sits there waits. Call who is late, or give the time to somebody else.")
        yield OverviewStep(5, title, text, gettext("See who is late"), "day.late")


step_sources.append(list_overview_steps)
