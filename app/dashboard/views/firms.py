"""The firms of an event by how many meetings they have: what figures of the overview lead to."""

from __future__ import annotations

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.parsing import parse_whole_number
from app.core.web.guards import allow
from app.core.web.locale import language
from app.core.web.pages import page_links
from app.dashboard.queries.counts import quiet_firms
from app.dashboard.queries.met import firms_with
from app.dashboard.views.blueprint import dashboard
from app.events.models import Event
from app.events.scopes import an_event


@dashboard.get("/events/<slug:event>/quiet-firms")
@allow(Role.ORGANIZER, of=an_event)
def quiet(event: Event) -> ResponseReturnValue:
    """Approved firms without a meeting or a request, each with the way to arrange one."""
    g.tab = "events.overview"
    return render_template("dashboard/quiet.html", event=event, firms=quiet_firms(event.id, language()))


@dashboard.get("/events/<slug:event>/meetings-per-firm")
@allow(Role.ORGANIZER, of=an_event)
def busy(event: Event) -> ResponseReturnValue:
    """Approved firms that have so many meetings: ``least`` to ``most`` of the address, both counted in."""
    g.tab = "events.overview"
    least, most = (parse_whole_number(request.args.get(name, "")) for name in ("least", "most"))
    page = firms_with(event.id, least or 0, most, language(), page=request.args.get("page", 1, type=int))
    narrowed = least is not None or most is not None
    values = {"least": least or 0, "most": most, "narrowed": narrowed, "page": page, "urls": page_links(page)}
    return render_template("dashboard/busy.html", event=event, **values)
