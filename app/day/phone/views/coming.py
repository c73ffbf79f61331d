"""The next meeting of a firm, first on its agenda: when, where, with whom, and the way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.core.clock import Span
from app.core.db import now
from app.core.web.guards import allow, current_roles
from app.core.web.locale import clock, zone
from app.day.phone.coming import Hint, hint_of, minutes_until, next_today
from app.day.phone.lateness import open_choices
from app.day.phone.queries.late_words import Late, late_words_on
from app.day.phone.views.blueprint import phone
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries.lists import Firm, MeetingRow, meetings_of
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM
from app.meetings.views.going import way_said, ways_between
from app.meetings.ways import Way
from app.registrations.models import Registration
from app.registrations.scopes import own_firm

SAYS = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD)
"""Who says that a firm comes late; the organizer learns it."""


@dataclass(frozen=True)
class Coming:
    """``other``: whom the firm meets, None of a group that it hosts; ``way`` and ``hint`` in words, "" for nothing;
    ``mine`` and ``theirs``: who have said that they come late; ``choices``: the minutes that can be said now;
    ``takes_back``: whether who reads it may say that the firm comes in time after all."""

    row: MeetingRow | RoundRow
    other: Firm | None
    has_begun: bool
    until: str
    way: str
    hint: str
    is_urgent: bool
    mine: Late | None
    theirs: tuple[Late, ...]
    choices: tuple[int, ...]
    takes_back: bool


@phone.get(f"{FIRM}/agenda/next")
@allow(*FOR_A_FIRM, of=own_firm)
def coming(event: Event, registration: Registration) -> ResponseReturnValue:
    """The part of the agenda that a phone asks for again each minute."""
    rows = meetings_of(registration.id, *PLACED)
    groups = rounds_at([registration.id])
    ahead = coming_up(event, registration, rows, groups)
    return render_template("day/_coming.html", event=event, registration=registration, coming=ahead)


@phone.app_template_global()
def coming_up(
    event: Event, registration: Registration, rows: Sequence[MeetingRow], groups: Sequence[RoundRow]
) -> list[Coming]:
    """Of the firm's meetings those that have begun while somebody comes late, then the one that is next today; none
    where they may yet change, or are over."""
    if not may(event, EventAct.CALL_OFF):
        return []
    at = now()
    mine = [row for row in groups if row.holds_time_of(registration.id)]
    all_mine: list[MeetingRow | RoundRow] = [*rows, *mine]
    booked = [row for row in all_mine if row.state == State.BOOKED]
    late = late_words_on([row.id for row in booked], at)
    coming = next_today(booked, at, zone())
    shown = [row for row in booked if row.id in late and row.starts_at and row.starts_at <= at]
    ways = ways_between(event, all_mine)
    return [_said(event, registration, row, ways, late) for row in (*shown, *([coming] if coming else []))]


def _said(
    event: Event,
    registration: Registration,
    row: MeetingRow | RoundRow,
    ways: Mapping[int, Way],
    late: Mapping[int, Sequence[Late]],
) -> Coming:
    at, starts_at = now(), row.starts_at or now()
    way = None if starts_at <= at else ways.get(row.id)
    hint = hint_of(way, at)
    said = late.get(row.id, ())
    other = _other(row, registration.id)
    return Coming(
        row,
        other,
        starts_at <= at,
        until(minutes_until(starts_at, at)),
        way_said(way),
        _hinted(hint, way),
        hint in (Hint.LEAVE_NOW, Hint.TIGHT),
        next((one for one in said if one.registration_id == registration.id), None),
        tuple(one for one in said if one.registration_id != registration.id),
        _choices(event, row),
        _says(event),
    )


def _says(event: Event) -> bool:
    return may(event, EventAct.SAY_LATE) and not current_roles().isdisjoint(SAYS)


def _choices(event: Event, row: MeetingRow | RoundRow) -> tuple[int, ...]:
    if not _says(event) or row.starts_at is None or row.ends_at is None:
        return ()
    return open_choices(Span(row.starts_at, row.ends_at), now(), zone())


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
