"""What becomes of a day's rows when the features below them change, and what the day asks of its organizer."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from app.core.db import now
from app.day.queries.late import lacking
from app.day.services import forgetting
from app.events.overview import OverviewStep, step_sources
from app.registrations.erasure import Erasure
from app.registrations.signals import data_erased


@data_erased.connect
def forget_sentences(erasure: Erasure) -> None:
    forgetting.forget_sentences(erasure)


def steps_of(event_id: int) -> Iterator[OverviewStep]:
    """Meetings that run without somebody, while there are any."""
    if count := lacking(event_id, now()):
        title = ngettext("%(num)d meeting runs without somebody", "%(num)d meetings run without somebody", count)
        text = gettext("Who sits there waits. Call who is late, or give the time to somebody else.")
        yield OverviewStep(5, title, text, gettext("See who is late"), "day.late")


step_sources.append(steps_of)
