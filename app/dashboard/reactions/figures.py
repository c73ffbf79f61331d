"""The six figures of the organizer's overview."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from app.dashboard.funnel import STATES, Stage, funnel
from app.dashboard.queries.counts import Counts
from app.dashboard.reactions.counted import counted, per_firm
from app.events.overview import OverviewFigure
from app.registrations.states import RegistrationState


def figures_of(event_id: int) -> Iterator[OverviewFigure]:
    """Firms approved of all, to approve, meetings asked for, answered of them, placed of those agreed, per firm.

    What stays of letters is a step, and stands on their own page.
    """
    firms = counted(event_id).firms
    waiting, approved = (firms.get(one, 0) for one in (RegistrationState.SUBMITTED, RegistrationState.APPROVED))
    label = ngettext("firm approved", "firms approved", approved)
    yield OverviewFigure(approved, label, "registrations.index", {"state": "approved"}, of=sum(firms.values()))
    label = ngettext("firm to approve", "firms to approve", waiting)
    yield OverviewFigure(waiting, label, "registrations.index", {"state": "submitted"})
    yield from _meetings(counted(event_id))
    meetings = per_firm(event_id).values()
    mean = format_decimal(round(sum(meetings) / len(meetings), 1)) if meetings else "–"
    yield OverviewFigure(mean, _("meetings per firm"), "dashboard.busy")


def _meetings(counts: Counts) -> Iterator[OverviewFigure]:
    requests, meetings = ({bar.stage: bar.count for bar in funnel(each)} for each in (counts.requests, counts.meetings))
    asked, answered = requests[Stage.ASKED], requests[Stage.ANSWERED]
    agreed, placed = meetings[Stage.AGREED], meetings[Stage.PLACED]
    label = ngettext("meeting asked for", "meetings asked for", asked)
    yield OverviewFigure(asked, label, "meetings.index", {"brought": "asked"})
    share = format_percent(answered / asked) if asked else "–"
    yield OverviewFigure(share, _("answered"), "meetings.index", {"state": _words(Stage.ANSWERED), "brought": "asked"})
    label = ngettext("agreed meeting placed", "agreed meetings placed", placed)
    yield OverviewFigure(placed, label, "meetings.index", {"state": _words(Stage.PLACED)}, of=agreed)


def _words(stage: Stage) -> list[str]:
    return [state.value for state in STATES[stage]]
