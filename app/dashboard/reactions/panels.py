"""The sections of the organizer's overview: who meets whom, meetings per firm, from asked to placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.companies.wording import section_word
from app.core.db import db
from app.core.web.locale import plain
from app.dashboard.columns import Column, columns_of
from app.dashboard.crossing import Crossing
from app.dashboard.funnel import STATES, Stage, funnel
from app.dashboard.queries.counts import Counts
from app.dashboard.queries.met import crossing_of
from app.dashboard.reactions.counted import counted, pairs, per_firm
from app.events.models import Event
from app.events.overview import OverviewPanel
from app.meetings.lifecycle import State
from app.meetings.queries.overview_wanted import NO_SECTOR

MEETS = (State.AGREED, State.BOOKED, State.HELD)
ASKS = (State.REQUESTED,)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many meetings, the step of colour, and what it is called; "" leads nowhere."""

    count: int
    heat: int
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """A bar of the funnel in words."""

    word: str
    count: int
    share: float
    note: str
    url: str


def panels_of(event_id: int) -> Iterator[OverviewPanel]:
    """Nothing before somebody has asked."""
    event, counts = db.session.get_one(Event, event_id), counted(event_id)
    if not any(counts.meetings.values()) and not counts.groups:
        return
    if met := _met(event, counts):
        yield OverviewPanel("dashboard/_met.html", met)
    yield OverviewPanel("dashboard/_meetings.html", _meetings(event, counts))


def _met(event: Event, counts: Counts) -> dict[str, object] | None:
    """Meetings; where none is agreed yet, what is asked for."""
    states = MEETS if any(counts.meetings.get(state) for state in MEETS) else ASKS
    found = crossing_of(event.id, pairs(event.id, states))
    if not found.cells:
        return None
    names = {group.id: plain(group.names) for group in event.groups}
    return {
        "asked": states == ASKS,
        "sides": [names.get(side, "") for side in found.sides or ()],
        "columns": [section_word(code) for code in found.columns],
        "rows": [
            (section_word(row), [_cell(event, found, row, column, states) for column in found.columns])
            for row in found.rows
        ],
    }


def _cell(event: Event, found: Crossing, row: str, column: str, states: tuple[State, ...]) -> Cell:
    count = found.cells.get((row, column), 0)
    if not count:
        return Cell(0, 0, "", "")
    label = ngettext(
        "%(one)s with %(other)s: %(num)d meeting",
        "%(one)s with %(other)s: %(num)d meetings",
        count,
        one=section_word(row),
        other=section_word(column),
    )
    asked: dict[str, Any] = {
        "state": [state.value for state in states],
        "sector": row or NO_SECTOR,
        "met": column or NO_SECTOR,
        "group": found.sides[0] if found.sides else None,
    }
    return Cell(count, found.heat(row, column), str(label), url_for("meetings.index", event=event, **asked))


def _meetings(event: Event, counts: Counts) -> dict[str, object]:
    return {
        "event": event,
        "columns": _columns(event),
        "firms": len(per_firm(event.id)),
        "least": event.min_meetings,
        "most": event.max_meetings,
        "parts": list(_parts(event, counts)),
        "arranged": sum(counts.meetings.values()) - sum(counts.requests.values()),
        "groups": counts.groups,
    }


def _columns(event: Event) -> list[tuple[Column, str, str]]:
    """Each with its label and its list."""
    return [
        (
            one,
            str(one.least) if one.most is not None else _("%(number)s or more", number=one.least),
            url_for("dashboard.busy", event=event, least=one.least, most=one.most),
        )
        for one in columns_of(per_firm(event.id).values())
    ]


def _parts(event: Event, counts: Counts) -> Iterator[Part]:
    words = {
        Stage.ASKED: _("Asked"),
        Stage.ANSWERED: _("Answered"),
        Stage.AGREED: _("Agreed"),
        Stage.PLACED: _("Placed"),
    }
    notes = _notes(counts)
    for bar in funnel(counts.requests):
        states = [] if bar.stage == Stage.ASKED else [state.value for state in STATES[bar.stage]]
        url = url_for("meetings.index", event=event, state=states, brought="asked")
        yield Part(words[bar.stage], bar.count, bar.share, notes[bar.stage], url)


def _notes(counts: Counts) -> dict[Stage, str]:
    known = counts.requests
    waiting, declined, timeless = (known.get(one, 0) for one in (State.REQUESTED, State.DECLINED, State.AGREED))
    return {
        Stage.ASKED: str(ngettext("by %(num)d firm", "by %(num)d firms", counts.askers)),
        Stage.ANSWERED: str(ngettext("%(num)d still waits", "%(num)d still wait", waiting)),
        Stage.AGREED: str(ngettext("%(num)d declined", "%(num)d declined", declined)),
        Stage.PLACED: str(ngettext("%(num)d without a time", "%(num)d without a time", timeless)),
    }
