"""One act to many meetings of the organizer's list: what it touches first, then what was done to each, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import new_public_id
from app.core.jobs.runs import get_event_run
from app.core.parsing import parse_id
from app.core.signing import shown_rows_token
from app.core.web.errors import error_sentence
from app.core.web.forms import clean_text
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.bulk import MORE_DAYS, BulkAct, why_not
from app.meetings.queries.overview import ids_that_fit
from app.meetings.queries.overview_lines import MeetingLine, lines_of
from app.meetings.services import bulk
from app.meetings.views.blueprint import meetings
from app.meetings.views.overview import address_of, asked_for

SHOWN = 200
"""So many rows of a preview or an answer stand on its page."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A meeting as it now stands, and why nothing was done to it; "" where it was."""

    line: MeetingLine
    why: str = ""


@meetings.post("/events/<slug:event>/meetings")
@allow(Role.ORGANIZER, of=an_event)
def act(event: Event) -> ResponseReturnValue:
    """Show what the act touches; posted again with the mark of what was shown, it is done in the background."""
    wanted = asked_for()
    whole = request.form.get("all") == "yes"
    here = address_of(event, wanted)(page=request.args.get("page", 0, type=int))
    said = request.form.get("act", "")
    ids = ids_that_fit(event.id, wanted) if whole else request.form.getlist("row", type=parse_id)
    if said not in list(BulkAct) or not ids:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(here)
    days = request.form.get("days", MORE_DAYS[0], type=int)
    chosen, days = BulkAct(said), days if days in MORE_DAYS else MORE_DAYS[0]
    lines = lines_of(event.id, ids)
    refused = {line.id: why_not(chosen, line.state, lapses=line.expires_at is not None) for line in lines}
    going = [line for line in lines if not refused[line.id]]
    if request.form.get("sure") != shown_rows_token((line.id for line in going), whole=whole):
        return _preview(event, chosen, going, [one for one in lines if refused[one.id]], refused, days, here, whole)
    key = clean_text(request.form.get("key")) or new_public_id()
    run = bulk.begin(event, chosen, [one.id for one in going], days=days, key=key, by=current_user.id)
    return redirect(url_for("jobs.show", public_id=run), 303)


@meetings.get("/events/<slug:event>/meetings/acts")
@allow(Role.ORGANIZER, of=an_event)
def acted(event: Event) -> ResponseReturnValue:
    """What became of each of the meetings that were chosen."""
    if "run" not in request.args:
        return redirect(url_for("meetings.index", event=event))
    run = get_event_run(event.id, bulk.JOB, request.args["run"], current_user.id)
    result: dict[str, Any] = run.result or {}
    refused, done = result.get("refused", {}), result.get("done", [])
    g.tab = "meetings.index"
    return render_template(
        "meetings/acted.html",
        event=event,
        act=result.get("act", ""),
        done=lines_of(event.id, done[:SHOWN]),
        refused=_answered(event, refused),
        counts=(len(done), len(refused)),
        left=len(run.arguments.get("ids", ())) - len(done) - len(refused),
    )


def _answered(event: Event, refused: dict[str, Any]) -> list[Answered]:
    shown = dict(list(refused.items())[:SHOWN])
    lines = lines_of(event.id, [int(number) for number in shown])
    return [Answered(line, _why(shown[str(line.id)])) for line in lines]


def _why(told: dict[str, Any]) -> str:
    return error_sentence(told["code"], **told.get("details", {}))


def _preview(
    event: Event,
    chosen: BulkAct,
    going: Sequence[MeetingLine],
    staying: Sequence[MeetingLine],
    refused: dict[int, str],
    days: int,
    here: str,
    whole: bool,
) -> str:
    """What would be done, before it is; also where it is another by now than was looked at."""
    g.tab = "meetings.index"
    return render_template(
        "meetings/act.html",
        event=event,
        act=chosen.value,
        going=going,
        sure=shown_rows_token((line.id for line in going), whole=whole),
        staying=staying,
        refused=refused,
        days=days,
        here=here,
        whole=whole,
        key=new_public_id(),
        again="sure" in request.form,
        most=SHOWN,
    )
