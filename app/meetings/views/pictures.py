"""A firm's agenda as pictures for a phone: WeChat's own browser keeps no file, but any picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_display_names
from app.core.db import now
from app.core.errors import NotFound
from app.core.web import rate_limits
from app.core.web.guards import allow
from app.core.web.locale import in_a_row, language, long_day, moment, plain
from app.core.web.rate_limits import RateLimit
from app.documents.pdf import to_png
from app.events.models import Event
from app.meetings.lifecycle import PLACED
from app.meetings.queries import lists
from app.meetings.queries.rounds import rounds_at
from app.meetings.sheets import Sheet, sheets_of
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, meetings
from app.meetings.views.calendars import nothing_booked
from app.meetings.views.day_lines import Line, by_day, day_lines
from app.meetings.views.staying import part_said
from app.meetings.views.voices import with_needs
from app.registrations.models import Registration
from app.registrations.queries.visits import visits_for
from app.registrations.scopes import own_firm

DRAWN = RateLimit("agenda_drawn", "120 per hour")


@meetings.get(f"{FIRM}/agenda.png")
@allow(*FOR_A_FIRM, of=own_firm)
def agenda_picture(event: Event, registration: Registration) -> ResponseReturnValue:
    """One picture of the agenda, a day or a part of it; which one is counted from 1 in ``picture``."""
    rows = with_needs(event, registration, lists.meetings_of(registration.id, *PLACED))
    rounds = rounds_at([registration.id])
    if not rows and not rounds and not visits_for(registration):
        return nothing_booked(event, registration)
    sheets = sheets_of(by_day(day_lines(event, registration, rows, rounds)))
    number = request.args.get("picture", 1, type=int)
    if not 1 <= number <= len(sheets):
        raise NotFound
    rate_limits.spend_attempts(DRAWN, str(current_user.id))
    at, sheet = now(), sheets[number - 1]
    drawn = to_png("meetings/agenda.typ", _values(event, registration, sheet, at), language=language(), made_at=at)
    return Response(drawn, mimetype="image/png")


@meetings.app_template_global()
def sheet_title(sheet: Sheet) -> str:
    """Thursday 18 March 2027, or (1 of 2) of it."""
    day = long_day(sheet.day)
    if sheet.parts == 1:
        return day
    return str(gettext("%(day)s (%(part)s of %(parts)s)", day=day, part=sheet.part, parts=sheet.parts))


def _values(event: Event, registration: Registration, sheet: Sheet, at: datetime) -> dict[str, Any]:
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
        "lines": [as_drawn(one) for one in sheet.lines],
        "foot": in_a_row((part_said(event, registration, sheet.lines), as_of)),
    }


def as_drawn(line: Line) -> dict[str, Any]:
    """What the picture says of it; a link cannot be followed there, so only that there is one."""
    where = gettext("table %(table)s", table=line.where) if line.where else ""
    online = gettext("online: the link is on the page") if line.online else ""
    sub = " · ".join(part for part in (online, line.sub) if part)
    told = {"time": line.time, "title": line.title, "alt": line.alt, "where": where, "sub": sub}
    return {**told, "meeting": line.kind != "break"}
