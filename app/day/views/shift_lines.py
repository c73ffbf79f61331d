"""The day before and after a shift, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from app.companies.wording import company_label
from app.core.clock import Span
from app.core.web.locale import brief_day, clock, moment, plain
from app.day.day_chart import Chart, Shown, chart_of
from app.day.queries.shifting import Looked
from app.day.shift import Moved
from app.events.calendar import SlotKind
from app.meetings.queries.parties import names_of


@dataclass(frozen=True)
class Line:
    """Something of the day before and after; ``meetings``: how many, None where it holds none; ``is_bad``: what the
    ``note`` says is to be looked at."""

    start: datetime
    what: str
    before: str
    after: str
    meetings: int | None = None
    note: str = ""
    is_bad: bool = False


def lines_of(looked: Looked) -> list[Line]:
    """In order of time, with what does not move between what does."""
    found = [*_times(looked), *_given_up(looked), *_pieces(looked), *_fixed(looked)]
    return sorted(found, key=lambda line: line.start)


def _times(looked: Looked) -> Iterator[Line]:
    bad = {one.before for one in looked.troubles}
    for moved in looked.plan.times:
        time = looked.times[moved.id]
        is_meeting, is_bad = time.kind is SlotKind.MEETING, moved.before in bad
        what = gettext("Meetings") if is_meeting else plain(time.label) or gettext("Break")
        count = looked.counts.get(moved.id, 0) if is_meeting else None
        yield _line(what, moved, count, gettext("look below") if is_bad else _note(moved), is_bad=is_bad)


def _given_up(looked: Looked) -> Iterator[Line]:
    for number in looked.plan.dropped:
        span = looked.times[number].span
        note = gettext("given up")
        yield Line(span.start, gettext("Meetings"), _said(span), "–", looked.counts.get(number, 0), note)


def _pieces(looked: Looked) -> Iterator[Line]:
    for moved in looked.plan.pieces:
        yield _line(plain(looked.pieces[moved.id].title), moved, None, _note(moved))


def _fixed(looked: Looked) -> Iterator[Line]:
    for one in looked.fixed:
        whose = plain(one.delegation)
        what = gettext("%(delegation)s departs", delegation=whose) if one.departs else plain(one.title)
        note = gettext("stays; meetings go on beyond it") if one.is_met else gettext("stays")
        yield Line(one.at, what, clock(one.at), clock(one.at), None, note, one.is_met)


def _line(what: str, moved: Moved, meetings: int | None, note: str, *, is_bad: bool = False) -> Line:
    return Line(moved.before.start, what, _said(moved.before), _said(moved.after), meetings, note, is_bad)


def _note(moved: Moved) -> str:
    if moved.before.start == moved.after.start:
        return str(gettext("goes on"))
    less = moved.before.minutes - moved.after.minutes
    return str(ngettext("%(num)d minute shorter", "%(num)d minutes shorter", less)) if less else ""


def _said(span: Span) -> str:
    return f"{clock(span.start)} – {clock(span.end)}"


def chart_for(looked: Looked, zone: str) -> Chart | None:
    """The times and pieces that the shift is about, before and after, and what does not move; None where times are
    only given up."""
    found = [
        (one, looked.times[one.id].kind is SlotKind.MEETING, plain(looked.times[one.id].label))
        for one in looked.plan.times
    ]
    found += [(one, False, plain(looked.pieces[one.id].title)) for one in looked.plan.pieces]
    if not found:
        return None
    was = [Shown(one.before, mark, _word(mark, word)) for one, mark, word in found]
    new = [Shown(one.after, mark, _word(mark, word)) for one, mark, word in found]
    return chart_of(was, new, ZoneInfo(zone), list(_stays(looked)))


def _word(is_meeting: bool, word: str) -> str:
    return "" if is_meeting else word or gettext("Break")


def _stays(looked: Looked) -> Iterator[tuple[datetime, str]]:
    """Buses, tours and flights of the day, and when the hall closes."""
    for one in looked.fixed:
        whose = plain(one.delegation)
        yield one.at, gettext("%(delegation)s departs", delegation=whose) if one.departs else plain(one.title)
    if looked.closes is not None:
        yield looked.closes, gettext("hall closes")


def groups_of(looked: Looked) -> list[tuple[str, str, str]]:
    """Of a time that is given up: whose group meeting sat there, about what, and when from now on, "" for called
    off."""
    names = names_of({one.asker_id for one in looked.meetings if one.id in looked.groups})
    return [
        (
            company_label(names[one.asker_id]),
            looked.topics[one.id],
            _when(looked, seat.slot_ids[0]) if seat is not None else "",
        )
        for one in looked.meetings
        if one.id in looked.groups
        for seat in (looked.groups[one.id],)
    ]


def lost_of(looked: Looked) -> list[tuple[str, str, str]]:
    """Of a time that is given up: who meets, and when from now on, "" for not any more."""
    meetings = {one.id: one for one in looked.meetings}
    names = names_of({party for one in looked.meetings for party in (one.low_id, one.high_id) if party})
    found = []
    for number, seat in looked.seats.items():
        one, other = (company_label(names[party]) for party in (meetings[number].low_id, meetings[number].high_id))
        found.append((one, other, _when(looked, seat.slot_ids[0]) if seat is not None else ""))
    return found


def _when(looked: Looked, slot_id: int) -> str:
    """The time, with its day where that is another than the one of the time given up."""
    starts, given_up = looked.times[slot_id].span.start, looked.times[looked.plan.dropped[0]].span.start
    return moment(starts) if brief_day(starts) != brief_day(given_up) else clock(starts)
