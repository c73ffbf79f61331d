"""The front page: what Qiao is, for strangers; one's own events, for those who are known."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.queries import invitations_of
from app.events.models import Event
from app.events.phases import Act
from app.events.queries import my_events, organisations_run_by, public_events
from app.events.scopes import event_at, home_sources
from app.events.views.allowing import may
from app.events.views.blueprint import events
from app.events.wording import ROLE_WORDS, phase_word
from app.floor.web.guards import public
from app.kernel.errors import NotFound


@events.get("/")
@public
def index() -> ResponseReturnValue:
    """One's own events when signed in, else the public ones."""
    if not current_user.is_authenticated:
        return render_template("events/front.html", public_events=public_events())
    mine = my_events(current_user.id)
    known = {one.event.id for one in mine}
    return render_template(
        "events/index.html",
        mine=mine,
        others=[event for event in public_events() if event.id not in known],
        phase_word=phase_word,
        role_words=ROLE_WORDS,
        invitations=len(invitations_of(current_user)),
        may_create=bool(organisations_run_by(current_user.id)),
    )


@events.get("/events/<slug:event>/home")
@public
def home(event: str) -> ResponseReturnValue:
    """Where the reader's role begins, else the event's public page. Raises NotFound where that has none to show."""
    found: Event = event_at(event)
    begins = next(filter(None, (source(found) for source in home_sources)), "")
    if not begins and not may(found, Act.SEE_EVENT):
        raise NotFound
    return redirect(begins or url_for("events.page", event=found))
