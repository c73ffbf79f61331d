"""The figures and sections of the organizer's overview, each counted once a request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _

from app.companies.wording import section_word
from app.core.db import db
from app.core.web.locale import plain
from app.dashboard.charts import FUNNEL_STATES, FunnelStage, SectorCrossing, chart_columns, funnel
from app.dashboard.queries.counts import (
    EventCounts,
    MeetingPairs,
    count_event,
    crossing_of,
    meeting_pairs,
    meetings_per_company,
)
from app.events.models import Event
from app.events.overview import OverviewFigure, OverviewPanel
from app.meetings.lifecycle import MeetingState
from app.meetings.policy import COUNTED_STATES
from app.meetings.queries.overview import NO_SECTOR
from app.registrations.states import RegistrationState


def event_counts(event_id: int) -> EventCounts:
    """What the event's figures count."""
    known: dict[int, EventCounts] = g.setdefault("event_counts", {})
    if event_id not in known:
        known[event_id] = count_event(event_id)
    return known[event_id]


def company_meetings(event_id: int) -> Mapping[int, int]:
    """How many meetings each approved firm has."""
    known: dict[int, Mapping[int, int]] = g.setdefault("meetings_per_firm", {})
    if event_id not in known:
        known[event_id] = meetings_per_company(event_id, cached_pairs(event_id, COUNTED_STATES))
    return known[event_id]


def cached_pairs(event_id: int, states: Collection[str]) -> MeetingPairs:
    """The two firms of each meeting between two in these states."""
    known: dict[tuple[int, frozenset[str]], MeetingPairs] = g.setdefault("pairs_that_meet", {})
    key = event_id, frozenset(states)
    if key not in known:
        known[key] = meeting_pairs(event_id, states)
    return known[key]


def figures_of(event_id: int) -> Iterator[OverviewFigure]:
    """Companies approved of all, to approve, meetings asked for, answered of them, placed of those agreed, per company.

    What stays of emails is a step, and stands on their own page.
    """
    companies = event_counts(event_id).companies
    waiting, approved = (companies.get(state, 0) for state in (RegistrationState.SUBMITTED, RegistrationState.APPROVED))
    label = ngettext("firm approved", "firms approved", approved)
    yield OverviewFigure(approved, label, "registrations.index", {"state": "approved"}, of=sum(companies.values()))
    label = ngettext("firm to approve", "firms to approve", waiting)
    yield OverviewFigure(waiting, label, "registrations.index", {"state": "submitted"})
    yield from _meeting_figures(event_counts(event_id))
    meetings = company_meetings(event_id).values()
    mean = format_decimal(round(sum(meetings) / len(meetings), 1)) if meetings else "–"
    yield OverviewFigure(mean, _("meetings per firm"), "dashboard.busy")


def _meeting_figures(counts: EventCounts) -> Iterator[OverviewFigure]:
    requests, meetings = ({bar.stage: bar.count for bar in funnel(each)} for each in (counts.requests, counts.meetings))
    requested, answered = requests[FunnelStage.ASKED], requests[FunnelStage.ANSWERED]
    agreed, placed = meetings[FunnelStage.AGREED], meetings[FunnelStage.PLACED]
    label = ngettext("meeting asked for", "meetings asked for", requested)
    yield OverviewFigure(requested, label, "meetings.index", {"brought": "asked"})
    share = format_percent(answered / requested) if requested else "–"
    yield OverviewFigure(
        share, _("answered"), "meetings.index", {"state": _state_values(FunnelStage.ANSWERED), "brought": "asked"}
    )
    label = ngettext("agreed meeting placed", "agreed meetings placed", placed)
    yield OverviewFigure(placed, label, "meetings.index", {"state": _state_values(FunnelStage.PLACED)}, of=agreed)


def _state_values(stage: FunnelStage) -> list[str]:
    return [state.value for state in FUNNEL_STATES[stage]]


MEETING_STATES = (MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD)
REQUEST_STATES = (MeetingState.REQUESTED,)


@dataclass(frozen=True, slots=True)
class CrossingCell:
    """How many meetings, the step of colour, and what it is called; "" leads nowhere."""

    count: int
    heat: int
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FunnelPart:
    """A bar of the funnel in words."""

    word: str
    count: int
    share: float
    note: str
    url: str


def panels_of(event_id: int) -> Iterator[OverviewPanel]:
    """Nothing before somebody has asked."""
    event, counts = db.session.get_one(Event, event_id), event_counts(event_id)
    if not any(counts.meetings.values()) and not counts.groups:
        return
    if met := _crossing_panel(event, counts):
        yield OverviewPanel("dashboard/_met.html", met)
    yield OverviewPanel("dashboard/_meetings.html", _meetings_panel(event, counts))


def _crossing_panel(event: Event, counts: EventCounts) -> dict[str, object] | None:
    """Meetings; where none is agreed yet, what is asked for."""
    states = MEETING_STATES if any(counts.meetings.get(state) for state in MEETING_STATES) else REQUEST_STATES
    crossing = crossing_of(event.id, cached_pairs(event.id, states))
    if not crossing.cells:
        return None
    names = {group.id: plain(group.names) for group in event.groups}
    return {
        "asked": states == REQUEST_STATES,
        "sides": [names.get(side, "") for side in crossing.sides or ()],
        "columns": [section_word(code) for code in crossing.columns],
        "rows": [
            (section_word(row), [_crossing_cell(event, crossing, row, column, states) for column in crossing.columns])
            for row in crossing.rows
        ],
    }


def _crossing_cell(
    event: Event, crossing: SectorCrossing, row: str, column: str, states: tuple[MeetingState, ...]
) -> CrossingCell:
    count = crossing.cells.get((row, column), 0)
    if not count:
        return CrossingCell(0, 0, "", "")
    label = ngettext(
        "%(one)s with %(other)s: %(num)d meeting",
        "%(one)s with %(other)s: %(num)d meetings",
        count,
        one=section_word(row),
        other=section_word(column),
    )
    arguments: dict[str, Any] = {
        "state": [state.value for state in states],
        "sector": row or NO_SECTOR,
        "met": column or NO_SECTOR,
        "group": crossing.sides[0] if crossing.sides else None,
    }
    return CrossingCell(
        count, crossing.heat(row, column), str(label), url_for("meetings.index", event=event, **arguments)
    )


def _meetings_panel(event: Event, counts: EventCounts) -> dict[str, object]:
    columns = [
        (
            column,
            str(column.least) if column.most is not None else _("%(number)s or more", number=column.least),
            url_for("dashboard.busy", event=event, least=column.least, most=column.most),
        )
        for column in chart_columns(company_meetings(event.id).values())
    ]
    return {
        "event": event,
        "columns": columns,
        "companies": len(company_meetings(event.id)),
        "least": event.min_meetings,
        "most": event.max_meetings,
        "parts": list(_funnel_parts(event, counts)),
        "arranged": sum(counts.meetings.values()) - sum(counts.requests.values()),
        "groups": counts.groups,
    }


def _funnel_parts(event: Event, counts: EventCounts) -> Iterator[FunnelPart]:
    words = {
        FunnelStage.ASKED: _("Asked"),
        FunnelStage.ANSWERED: _("Answered"),
        FunnelStage.AGREED: _("Agreed"),
        FunnelStage.PLACED: _("Placed"),
    }
    waiting, declined, timeless = (
        counts.requests.get(state, 0) for state in (MeetingState.REQUESTED, MeetingState.DECLINED, MeetingState.AGREED)
    )
    notes = {
        FunnelStage.ASKED: str(ngettext("by %(num)d firm", "by %(num)d firms", counts.askers)),
        FunnelStage.ANSWERED: str(ngettext("%(num)d still waits", "%(num)d still wait", waiting)),
        FunnelStage.AGREED: str(ngettext("%(num)d declined", "%(num)d declined", declined)),
        FunnelStage.PLACED: str(ngettext("%(num)d without a time", "%(num)d without a time", timeless)),
    }
    for bar in funnel(counts.requests):
        states = [] if bar.stage == FunnelStage.ASKED else [state.value for state in FUNNEL_STATES[bar.stage]]
        url = url_for("meetings.index", event=event, state=states, brought="asked")
        yield FunnelPart(words[bar.stage], bar.count, bar.share, notes[bar.stage], url)
