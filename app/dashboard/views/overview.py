"""What the organizer's overview leads to: companies by how many meetings they have, and the log of an event."""

from __future__ import annotations

from typing import Final

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.parsing import parse_whole_number
from app.core.web.guards import allow
from app.core.web.locale import language
from app.core.web.pages import page_links
from app.dashboard.queries.counts import companies_with, quiet_companies
from app.dashboard.views.blueprint import dashboard
from app.events.models import Event
from app.events.overview import notice_words
from app.events.queries.lists import notices_page
from app.events.scopes import an_event
from app.events.views.overview import overview_entries


@dashboard.get("/events/<slug:event>/quiet-companies")
@allow(Role.ORGANIZER, of=an_event)
def quiet(event: Event) -> ResponseReturnValue:
    """Approved firms without a meeting or a request, each with the way to arrange one."""
    g.tab = "events.overview"
    return render_template("dashboard/quiet.html", event=event, firms=quiet_companies(event.id, language()))


@dashboard.get("/events/<slug:event>/meetings-per-company")
@allow(Role.ORGANIZER, of=an_event)
def busy(event: Event) -> ResponseReturnValue:
    """Approved firms that have so many meetings: ``least`` to ``most`` of the address, both counted in."""
    g.tab = "events.overview"
    least, most = (parse_whole_number(request.args.get(name, "")) for name in ("least", "most"))
    page = companies_with(event.id, least or 0, most, language(), page=request.args.get("page", 1, type=int))
    narrowed = least is not None or most is not None
    values = {"least": least or 0, "most": most, "narrowed": narrowed, "page": page, "urls": page_links(page)}
    return render_template("dashboard/busy.html", event=event, **values)


LOG_SUBJECTS = ("registrations", "meetings", "events", "others")
"""What the log may be narrowed to."""
_SUBJECT_OF: Final = {
    **dict.fromkeys(("registration", "firm", "profile", "guest"), "registrations"),
    **dict.fromkeys(("meeting", "meetings", "round", "shift", "plan"), "meetings"),
    **dict.fromkeys(("event", "question", "letter_text"), "events"),
}


@dashboard.get("/events/<slug:event>/log")
@allow(Role.ORGANIZER, of=an_event)
def log(event: Event) -> ResponseReturnValue:
    """What was done at the event, by whom, and to which firms."""
    g.tab = "events.overview"
    about = request.args.get("about", "")
    kinds = _kinds_about(about)
    page = notices_page(event.id, kinds, page=request.args.get("page", 1, type=int))
    values = {
        "about": about,
        "subjects": LOG_SUBJECTS,
        "page": page,
        "told": overview_entries(event, page.items),
        "urls": page_links(page),
    }
    return render_template("dashboard/log.html", event=event, **values)


def _kinds_about(about: str) -> list[str]:
    """The kinds of notices of a subject; all where the word means none."""
    of = {kind: _SUBJECT_OF.get(kind.partition(".")[0], "others") for kind in notice_words}
    return [kind for kind in of if about not in LOG_SUBJECTS or of[kind] == about]
