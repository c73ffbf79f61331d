"""The next meeting of a firm, first on its agenda: when, where, with whom, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.day.phone.coming import Hint, hint_of, minutes_until, next_today
from app.day.phone.views.blueprint import phone
from app.db import now
from app.events.models import Event
from app.events.phases import Act
from app.events.views.allowing import may
from app.floor.web.guards import allow
from app.floor.web.locale import clock, zone
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries.lists import Firm, MeetingRow, meetings_of
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM
from app.meetings.views.going import way_said, ways_between
from app.meetings.ways import Way
from app.registrations.models import Registration
from app.registrations.scopes import own_firm


@dataclass(frozen=True)
class Coming:
    """``other``: whom the firm meets, None of a group that it hosts; ``way`` and ``hint`` in words, "" for nothing."""

    row: MeetingRow | RoundRow
    other: Firm | None
    until: str
    way: str
    hint: str
    is_urgent: bool


@phone.get(f"{FIRM}/agenda/next")
@allow(*FOR_A_FIRM, of=own_firm)
def coming(event: Event, registration: Registration) -> ResponseReturnValue:
    """The part of the agenda that a phone asks for again each minute."""
    rows = meetings_of(registration.id, *PLACED)
    groups = rounds_at([registration.id])
    return render_template("day/_coming.html", event=event, registration=registration, booked=rows, groups=groups)


@phone.app_template_global()
def coming_up(
    event: Event, registration: Registration, rows: Sequence[MeetingRow], groups: Sequence[RoundRow]
) -> Coming | None:
    """Of the firm's meetings the one that is next today; None where none is left, or they may yet change."""
    if not may(event, Act.CALL_OFF):
        return None
    mine = [row for row in groups if row.holds_time_of(registration.id)]
    all_mine: list[MeetingRow | RoundRow] = [*rows, *mine]
    row = next_today([one for one in all_mine if one.state == State.BOOKED], now(), zone())
    return _as_said(row, registration, ways_between(event, all_mine).get(row.id)) if row is not None else None


def _as_said(row: MeetingRow | RoundRow, registration: Registration, way: Way | None) -> Coming:
    at = now()
    hint = hint_of(way, at)
    left = until(minutes_until(row.starts_at or at, at))
    urgent = hint in (Hint.LEAVE_NOW, Hint.TIGHT)
    return Coming(row, _other(row, registration.id), left, way_said(way), _hinted(hint, way), urgent)


def _hinted(hint: Hint, way: Way | None) -> str:
    if hint is Hint.LEAVE_BY and way is not None:
        return str(gettext("Leave by %(time)s.", time=clock(way.leave_at)))
    words = {Hint.LEAVE_NOW: gettext("Leave now"), Hint.TIGHT: gettext("Leave as soon as the meeting before ends")}
    return str(words.get(hint, ""))


def _other(row: MeetingRow | RoundRow, registration_id: int) -> Firm | None:
    if isinstance(row, MeetingRow):
        return row.other_than(registration_id)
    return None if row.is_host(registration_id) else row.host


def until(minutes: int) -> str:
    """In 28 minutes, in 2 h 05."""
    if minutes < 60:
        return str(ngettext("in %(num)d minute", "in %(num)d minutes", minutes))
    hours, rest = divmod(minutes, 60)
    return str(gettext("in %(hours)d h %(minutes)02d", hours=hours, minutes=rest))
