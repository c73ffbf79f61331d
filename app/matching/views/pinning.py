"""Where the organizer has a hand in the lists: pairs that were put first or taken out, and places that were widened."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.errors import error_sentence
from app.core.web.guards import allow
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.matching.queries.basis import pins_of
from app.matching.queries.exposed import widened_in
from app.matching.queries.rankings import latest_ranking, running_job
from app.matching.services import pins
from app.matching.views.blueprint import FIRM, ON_A_PAGE, matching
from app.meetings.errors import CannotAsk, TakesNoMore
from app.meetings.queries.parties import names_of
from app.registrations.models import Registration
from app.registrations.scopes import own_firm, partner_at


@matching.get("/events/<slug:event>/ranking/pins")
@allow(Role.ORGANIZER, of=an_event)
def pinned(event: Event) -> ResponseReturnValue:
    """All pins with their way back, and who stands in a list only so that everybody is seen."""
    ranking = latest_ranking(event.id)
    found, widened = pins_of(event.id), widened_in(ranking) if ranking is not None else []
    page = requested_page(widened, size=ON_A_PAGE)
    shown = {firm for pair in found for firm in pair} | {
        firm for one in page for firm in (one.registration_id, one.other_id)
    }
    return render_template(
        "matching/pins.html",
        event=event,
        job=running_job(event.id),
        pins=found,
        page=page,
        names=names_of(shown),
        urls=page_links(page),
    )


@matching.post(f"{FIRM}/suggestions/<int:other_id>/pin/<any(up, down, none):kind>")
@allow(Role.ORGANIZER, of=own_firm)
def pin(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    """Put the other firm first in this one's list and this one in theirs, take both out, or leave it to the ranking."""
    partner_at(event, other_id)
    if kind == "none":
        pins.unpin(event, registration.id, other_id, by=current_user.id)
        flash(gettext("Left to the ranking again. The lists are being computed."), "info")
        return redirect(url_for("matching.pinned", event=event))
    try:
        pins.pin(event, registration.id, other_id, kind, by=current_user.id)
        flash(_said(kind), "good")
    except (CannotAsk, TakesNoMore) as refused:
        flash(error_sentence(refused.code, **refused.details), "bad")
    return redirect(url_for("matching.pinned", event=event))


def _said(kind: str) -> str:
    if kind == "up":
        return str(gettext("Put first in the lists of both. The lists are being computed."))
    return str(gettext("Taken out of the lists of both. The lists are being computed."))
