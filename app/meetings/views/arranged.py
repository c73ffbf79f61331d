"""What became of pairs that were arranged together, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.jobs.runs import get_event_run
from app.core.localized import Localized
from app.core.web.forms import clean_text
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.queries.lists import Firm
from app.meetings.queries.overview_lines import lines_of
from app.meetings.queries.parties import names_of
from app.meetings.services import many
from app.meetings.views.blueprint import ARRANGERS, meetings
from app.meetings.wording import sentence_to_an_arranger

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A pair that was not arranged, and why."""

    one: Firm
    other: Firm
    why: str


@meetings.get("/events/<slug:event>/meetings/arranged")
@allow(*ARRANGERS, of=an_event)
def arranged(event: Event) -> ResponseReturnValue:
    if "run" not in request.args:
        return redirect(url_for("events.page", event=event))
    run = get_event_run(event.id, many.JOB, request.args["run"], current_user.id)
    result: dict[str, Any] = run.result or {}
    made, refused = result.get("arranged", []), result.get("refused", [])
    undone, acted = many.is_undone(run), many.acted_upon(run)
    mark_tab()
    return render_template(
        "meetings/arranged.html",
        event=event,
        run=run,
        made=lines_of(event.id, [number for number, _version in made[:SHOWN]]),
        refused=_refused(refused[:SHOWN]),
        counts=(len(made), len(refused)),
        undone=undone,
        acted=0 if undone else acted,
    )


@meetings.post("/events/<slug:event>/meetings/arranged/undo")
@allow(*ARRANGERS, of=an_event)
def undo_arranged(event: Event) -> ResponseReturnValue:
    """Call off all of them, as long as nobody has acted on one."""
    if "run" not in request.form:
        return redirect(url_for("events.page", event=event))
    run = get_event_run(event.id, many.JOB, clean_text(request.form["run"]), current_user.id)
    count = many.undo(run, by=current_user.id)
    flash(ngettext("%(num)d meeting is called off again.", "%(num)d meetings are called off again.", count), "good")
    return redirect(url_for("meetings.arranged", event=event, run=run.public_id), 303)


def mark_tab() -> None:
    """The tab of pages about bringing firms together: of the organizer, or of a chamber."""
    g.tab = "meetings.index" if Role.ORGANIZER in current_roles() else "meetings.delegation_requests"


def mark_group_tab() -> None:
    """The tab of a firm's pages: its own requests, or what the reader has in place of them."""
    if Role.COMPANY in current_roles():
        g.tab = "meetings.requests"
    else:
        mark_tab()


def _refused(told: list[list[Any]]) -> list[Refused]:
    names = names_of({one for row in told for one in row[:2]})
    nobody = Firm(0, "–", "", Localized())
    return [
        Refused(names.get(one, nobody), names.get(other, nobody), sentence_to_an_arranger(code, **details))
        for one, other, code, details in told
    ]
