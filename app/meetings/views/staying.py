"""What an agenda says of who keeps a table: true of the meetings that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import Protocol

from flask_babel import gettext, ngettext

from app.core.web.locale import clock, local, moment
from app.events.models import Event
from app.meetings.queries.frame import frame_of
from app.meetings.queries.group_rules import rules_of
from app.meetings.staying import Course, Part, course_of, part_of
from app.registrations.models import Registration


class Line(Protocol):
    """``where``: the table of a meeting, "" for whatever is none."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def where(self) -> str: ...


def part_said(event: Event, registration: Registration, lines: Iterable[Line]) -> str:
    """Whether the firm stays at its table in these lines of its agenda, and when it does not, or walks; "" where there
    is nothing to say. Lines without a meeting say the rule."""
    held = [(line.starts_at, line.where) for line in lines if line.where]
    kept = registration.home_table_id
    home = next((one.label for one in event.tables if one.id == kept), "") if kept is not None else ""
    course = course_of(_ruled(event, registration, has_home=bool(home)), held, home=home)
    if course.part is Part.STAYS:
        return _staying(course, clock if len({local(at).date() for at, _where in held}) == 1 else moment)
    if course.part is Part.WALKS and held:
        return str(gettext("You walk from table to table: each meeting names its own."))
    if course.part is Part.WALKS:
        return str(gettext("The others keep their tables: you go to them."))
    return _counted(course, len(held)) if course.part is not None else ""


def _counted(course: Course, of: int) -> str:
    """Where a firm meets that neither stays nor walks; ``of``: how many meetings it has."""
    table = course.table
    if course.part is Part.AT_ONE:
        return str(gettext("All your meetings are at table %(table)s.", table=table))
    if course.part is Part.AWAY:
        return str(
            ngettext(
                "You keep table %(table)s, but your %(num)d meeting is at another one, which it names.",
                "You keep table %(table)s, but your %(num)d meetings are at others: each names its own.",
                of,
                table=table,
            )
        )
    if course.is_home:
        return str(
            ngettext(
                "You keep table %(table)s: %(num)d of your %(all)d meetings is there; each names its own table.",
                "You keep table %(table)s: %(num)d of your %(all)d meetings are there; each names its own table.",
                course.there,
                table=table,
                all=of,
            )
        )
    return str(
        gettext(
            "%(there)d of your %(all)d meetings are at table %(table)s: each names its own.",
            there=course.there,
            all=of,
            table=table,
        )
    )


def _ruled(event: Event, registration: Registration, *, has_home: bool) -> Part | None:
    mine, frame = registration.group_id, frame_of(event.id)
    rules = rules_of(event.id)
    partners = [one for one in sorted({*chain(*rules.may_ask)}) if rules.allows_meeting(mine, one)]
    seated = frame.seated | {table.group_id for table in frame.tables if table.group_id is not None}
    return part_of(mine, partners, seated, has_home=has_home)


def _staying(course: Course, said: Callable[[datetime], str]) -> str:
    if not course.table:
        return str(gettext("Your side keeps its tables: the others come to you."))
    if not course.but:
        return str(gettext("You keep your table %(table)s: the others come to you.", table=course.table))
    times = [gettext("%(time)s (%(table)s)", time=said(at), table=where) for at, where in course.but]
    return str(
        gettext(
            "You keep your table %(table)s: the others come to you, but for %(times)s.",
            table=course.table,
            times=gettext(", ").join(times),
        )
    )
