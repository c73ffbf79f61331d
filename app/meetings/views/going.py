"""The way from table to table, as a firm's agenda says it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext, ngettext

from app.core.clock import Span
from app.core.web.locale import clock, zone
from app.events.models import Event
from app.meetings.lifecycle import PLACED
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.meetings.ways import Pace, Stop, Way, ways_of


def ways_between(event: Event, rows: Iterable[MeetingRow | RoundRow]) -> dict[int, Way]:
    """By meeting, how a firm comes to it from the one before; ``rows``: the firm's."""
    stops = [stop for row in rows if (stop := _stop(row)) is not None]
    return ways_of(stops, walk=timedelta(minutes=event.walk_minutes), zone=zone())


def walk_said(way: Way | None) -> str:
    """By when to leave, for a line of the agenda; "" where nobody has far to go, or nobody knows from where."""
    if way is None or not way.walk or not way.is_from_table:
        return ""
    if way.is_tight:
        return str(gettext("leave %(table)s as soon as it ends", table=way.source.table))
    return str(gettext("leave %(table)s by %(time)s", table=way.source.table, time=clock(way.leave_at)))


def way_said(way: Way | None) -> str:
    """The way in a sentence, "" where nothing is known of it."""
    if way is None:
        return ""
    table, minutes = way.source.table, int(way.walk.total_seconds() // 60)
    if way.pace is Pace.STAY:
        return str(gettext("You stay at the table where you sit before."))
    if way.pace is Pace.NEAR:
        return str(gettext("Close to %(table)s, where you sit before.", table=table))
    if not minutes:
        return str(gettext("In another zone than %(table)s, where you sit before.", table=table))
    return str(
        ngettext(
            "%(num)d minute to walk from %(table)s, where you sit before.",
            "%(num)d minutes to walk from %(table)s, where you sit before.",
            minutes,
            table=table,
        )
    )


def _stop(row: MeetingRow | RoundRow) -> Stop | None:
    if row.state not in PLACED or row.starts_at is None or row.ends_at is None or not row.table:
        return None
    return Stop(row.id, Span(row.starts_at, row.ends_at), row.table, row.zone, frozenset(row.people))
