"""The organizer's list of all requests and meetings of an event, and for whom another one is arranged."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.db import now
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.bulk import MORE_DAYS
from app.meetings.lifecycle import State
from app.meetings.queries.narrowing import groups_counted
from app.meetings.queries.overview import overview_of
from app.meetings.queries.overview_wanted import LAPSES, NO_SECTOR, WAITS, Wanted, wanted_in
from app.meetings.services.list_files import MEDIA_TYPES, list_file
from app.meetings.services.requirements import may_arrange
from app.meetings.views.blueprint import meetings
from app.meetings.views.partners import Choice, by_group
from app.registrations.queries.firms import approved_firms
from app.registrations.queries.index import delegations_to_choose
from app.registrations.views.directory import sector_options


@meetings.get("/events/<slug:event>/meetings")
@allow(Role.ORGANIZER, of=an_event)
def index(event: Event) -> ResponseReturnValue:
    wanted = asked_for()
    found = overview_of(event.id, wanted, page=request.args.get("page", 1, type=int))
    return render_template(
        "meetings/index.html",
        event=event,
        wanted=wanted,
        page=found.page,
        counts=found.counts,
        groups=groups_counted(event.id),
        delegations=delegations_to_choose(event),
        may_arrange=may_arrange(event),
        states=list(State),
        waits=WAITS,
        lapses=LAPSES,
        sectors=_sectors(wanted.sector),
        sectors_met=_sectors(wanted.met),
        more_days=MORE_DAYS,
        moment=now(),
        address=address_of(event, wanted),
    )


@meetings.get("/events/<slug:event>/meetings/list.<any(csv, xlsx, ics):kind>")
@allow(Role.ORGANIZER, of=an_event)
def list_as_file(event: Event, kind: str) -> ResponseReturnValue:
    """The meetings that the address asks for as a file; firms alone are named in it, no people."""
    headers = {"Content-Disposition": f'attachment; filename="meetings-{event.slug}.{kind}"'}
    return Response(list_file(kind, event, asked_for()), mimetype=MEDIA_TYPES[kind], headers=headers)


def asked_for() -> Wanted:
    """Which of the event's meetings the address asks for."""
    return wanted_in(request.args)


def _sectors(chosen: str) -> list[tuple[str, str]]:
    code = chosen if chosen in sector_tree() else ""
    return [*sector_options(code, language()), (NO_SECTOR, gettext("no sector named"))]


def address_of(event: Event, wanted: Wanted) -> Callable[..., str]:
    """Writes the address of this list with something changed: ``address(page=2)``."""

    def address(**changed: object) -> str:
        values = {name: value for name, value in {**wanted.kept, **changed}.items() if value}
        return url_for("meetings.index", event=event, **values)

    return address


@meetings.get("/events/<slug:event>/meetings/arrange")
@allow(Role.ORGANIZER, of=an_event)
def arrange_for(event: Event) -> ResponseReturnValue:
    """For whom a meeting is to be arranged; whom that firm is to meet comes next."""
    firms = approved_firms(event.id)
    chosen = request.args.get("firm", type=int)
    if chosen in {firm.id for firm in firms}:
        return redirect(url_for("meetings.arrange", event=event, registration_id=chosen))
    g.tab = "meetings.index"
    return render_template("meetings/arrange_for.html", event=event, groups=by_group(event, map(Choice, firms)))
