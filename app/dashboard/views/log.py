"""The log of an event in words, newest first."""

from __future__ import annotations

from typing import Final

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.web.guards import allow
from app.core.web.pages import page_links
from app.dashboard.views.blueprint import dashboard
from app.events.models import Event
from app.events.overview import notice_words
from app.events.queries.lists import notices_page
from app.events.scopes import an_event
from app.events.views.overview import overview_entries

SUBJECTS = ("registrations", "meetings", "events", "others")
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
    kinds = _kinds(about)
    page = notices_page(event.id, kinds, page=request.args.get("page", 1, type=int))
    values = {
        "about": about,
        "subjects": SUBJECTS,
        "page": page,
        "told": overview_entries(event, page.items),
        "urls": page_links(page),
    }
    return render_template("dashboard/log.html", event=event, **values)


def _kinds(about: str) -> list[str]:
    """The kinds of notices of a subject; all where the word means none."""
    of = {kind: _subject(kind) for kind in notice_words}
    return [kind for kind in of if about not in SUBJECTS or of[kind] == about]


def _subject(kind: str) -> str:
    return _SUBJECT_OF.get(kind.partition(".")[0], "others")
