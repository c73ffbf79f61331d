"""A company's day on the screen, on paper and as pictures for a phone, which a browser within WeChat can save; and
where the company stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_display_names
from app.core.db import now
from app.core.errors import NotFound
from app.core.web import rate_limits
from app.core.web.guards import allow
from app.core.web.locale import clock, in_a_row, language, local, long_day, moment, plain
from app.core.web.rate_limits import RateLimit
from app.delegations.queries.visits import list_visits_of_registration
from app.documents.pdf import to_png
from app.events.models import Event
from app.meetings.agenda import (
    AgendaPicture,
    SeatingRole,
    TableHabit,
    divide_into_pictures,
    get_seating_role,
    get_table_habit,
)
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.queries import lists
from app.meetings.queries.group_meetings import list_attended_group_meetings, list_group_meetings_of
from app.meetings.queries.occupancy import get_event_layout
from app.meetings.queries.policy import get_group_rules
from app.meetings.services.policy import may_book
from app.meetings.views.agenda_lines import AgendaLine, group_by_day, list_day_lines, mark_missing_interpreters
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other, meetings
from app.registrations.models import Registration
from app.registrations.scopes import own_registration


class TableLine(Protocol):
    """``where``: the table of a meeting, "" for whatever is none."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def where(self) -> str: ...


def describe_seating_role(event: Event, registration: Registration, lines: Iterable[TableLine]) -> str:
    """Whether the firm stays at its table in these lines of its agenda, and when it does not, or walks; "" where there
    is nothing to say. Lines without a meeting say the rule."""
    seats = [(line.starts_at, line.where) for line in lines if line.where]
    table_id = registration.home_table_id
    home = next((table.label for table in event.tables if table.id == table_id), "") if table_id is not None else ""
    course = get_table_habit(_get_ruled_role(event, registration, has_home=bool(home)), seats, home=home)
    if course.part is SeatingRole.STAYS:
        return _describe_staying(course, clock if len({local(at).date() for at, _where in seats}) == 1 else moment)
    if course.part is SeatingRole.WALKS and seats:
        return str(gettext("You walk from table to table: each meeting names its own."))
    if course.part is SeatingRole.WALKS:
        return str(gettext("The others keep their tables: you go to them."))
    return _describe_count(course, len(seats)) if course.part is not None else ""


def _describe_count(course: TableHabit, of: int) -> str:
    """Where a firm meets that neither stays nor walks; ``of``: how many meetings it has."""
    table = course.table
    if course.part is SeatingRole.AT_ONE:
        return str(gettext("All your meetings are at table %(table)s.", table=table))
    if course.part is SeatingRole.AWAY:
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


def _get_ruled_role(event: Event, registration: Registration, *, has_home: bool) -> SeatingRole | None:
    mine, frame = registration.group_id, get_event_layout(event.id)
    rules = get_group_rules(event.id)
    partners = [group_id for group_id in sorted({*chain(*rules.may_ask)}) if rules.allows_meeting(mine, group_id)]
    seated = frame.seated | {table.group_id for table in frame.tables if table.group_id is not None}
    return get_seating_role(mine, partners, seated, has_home=has_home)


def _describe_staying(course: TableHabit, format_time: Callable[[datetime], str]) -> str:
    if not course.table:
        return str(gettext("Your side keeps its tables: the others come to you."))
    if not course.but:
        return str(gettext("You keep your table %(table)s: the others come to you.", table=course.table))
    times = [gettext("%(time)s (%(table)s)", time=format_time(at), table=where) for at, where in course.but]
    return str(
        gettext(
            "You keep your table %(table)s: the others come to you, but for %(times)s.",
            table=course.table,
            times=gettext(", ").join(times),
        )
    )


@meetings.get(f"{COMPANY_URL}/agenda")
@allow(*COMPANY_ROLES, of=own_registration)
def agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    rows = mark_missing_interpreters(
        event,
        registration,
        lists.list_meetings(registration.id, *PLACED_STATES, MeetingState.REQUESTED, MeetingState.AGREED),
    )
    booked = [row for row in rows if row.state in PLACED_STATES]
    visits = list_visits_of_registration(registration)
    known = list_group_meetings_of(registration.id, *PLACED_STATES)
    groups = [row for row in known if row.holds_time_of(registration.id)]
    ahead = [(row.starts_at, row.table) for row in booked if row.state == MeetingState.BOOKED and row.starts_at]
    ahead += [(row.starts_at, row.table) for row in groups if row.is_ahead and row.starts_at]
    lines = list_day_lines(event, registration, rows, known)
    days = group_by_day(lines)
    return render_template(
        "meetings/agenda.html",
        event=event,
        registration=registration,
        days=sorted(days, key=lambda entry: entry[0] < local(now()).date()),  # those that are over come last
        sheets=divide_into_pictures(days) if booked or visits or groups else [],
        booked=booked,
        groups=groups,
        in_calendar=booked or visits or groups,
        next_meeting=min((entry for entry in ahead if entry[0] > now()), default=None),
        without_time=[row for row in rows if row.state == MeetingState.AGREED],
        open_requests=sum(row.waits_for(registration.id) for row in rows),
        may_book=may_book(event),
        part=describe_seating_role(event, registration, lines),
        acting_for=is_acting_for_other(),
    )


PICTURE_LIMIT = RateLimit("agenda_drawn", "120 per hour")


@meetings.get(f"{COMPANY_URL}/agenda.png")
@allow(*COMPANY_ROLES, of=own_registration)
def agenda_picture(event: Event, registration: Registration) -> ResponseReturnValue:
    """One picture of the agenda, a day or a part of it; which one is counted from 1 in ``picture``."""
    rows = mark_missing_interpreters(event, registration, lists.list_meetings(registration.id, *PLACED_STATES))
    group_meetings = list_attended_group_meetings([registration.id])
    if not rows and not group_meetings and not list_visits_of_registration(registration):
        return redirect_empty_agenda(event, registration)
    sheets = divide_into_pictures(group_by_day(list_day_lines(event, registration, rows, group_meetings)))
    number = request.args.get("picture", 1, type=int)
    if not 1 <= number <= len(sheets):
        raise NotFound
    rate_limits.spend_attempts(PICTURE_LIMIT, str(current_user.id))
    at, sheet = now(), sheets[number - 1]
    drawn = to_png(
        "meetings/agenda.typ", _get_picture_values(event, registration, sheet, at), language=language(), made_at=at
    )
    return Response(drawn, mimetype="image/png")


@meetings.app_template_global()
def sheet_title(sheet: AgendaPicture) -> str:
    """Thursday 18 March 2027, or (1 of 2) of it."""
    day = long_day(sheet.day)
    if sheet.parts == 1:
        return day
    return str(gettext("%(day)s (%(part)s of %(parts)s)", day=day, part=sheet.part, parts=sheet.parts))


def _get_picture_values(event: Event, registration: Registration, sheet: AgendaPicture, at: datetime) -> dict[str, Any]:
    company = registration.company
    if company is None:
        raise NotFound
    own = company_display_names(company)
    as_of = gettext("As of %(when)s. The page shows what has changed since.", when=moment(at))
    return {
        "title": gettext("Agenda"),
        "event": plain(event.name),
        "day": sheet_title(sheet),
        "firm": own.first,
        "firm_alt": own.second,
        "lines": [make_picture_line(line) for line in sheet.lines],
        "foot": in_a_row((describe_seating_role(event, registration, sheet.lines), as_of)),
    }


def make_picture_line(line: AgendaLine) -> dict[str, Any]:
    """What the picture says of it; a link cannot be followed there, so only that there is one."""
    where = gettext("table %(table)s", table=line.where) if line.where else ""
    online = gettext("online: the link is on the page") if line.online else ""
    sub = " · ".join(part for part in (online, line.sub) if part)
    texts = {"time": line.time, "title": line.title, "alt": line.alt, "where": where, "sub": sub}
    return {**texts, "meeting": line.kind != "break"}


def redirect_empty_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    """Back to the agenda, which says why there is nothing to take along."""
    flash(gettext("Nothing is booked yet, so there is nothing for a calendar."), "info")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
