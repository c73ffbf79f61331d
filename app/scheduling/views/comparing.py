"""Two drafts side by side."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.scheduling.queries.drafts import drafts_of
from app.scheduling.shown import Seen, differing
from app.scheduling.standing import Standing
from app.scheduling.views.blueprint import PLAN, PLANNERS, scheduling
from app.scheduling.views.draft import seen_of
from app.scheduling.views.naming import Names, names_in

SHOWN = 40


@scheduling.get(f"{PLAN}/compare")
@allow(*PLANNERS, of=an_event)
def compare(event: Event) -> ResponseReturnValue:
    """``?draft=`` twice, else the newest two."""
    drafts = [draft for draft in drafts_of(event.id) if draft.state != Standing.SEARCHING]
    asked = request.args.getlist("draft", type=int)
    chosen = [draft for draft in drafts if draft.number in asked][:2]
    chosen = chosen if len(chosen) == 2 else drafts[:2]
    if len(chosen) < 2:
        return redirect(url_for("scheduling.plan", event=event))
    one, other = sorted(chosen, key=lambda draft: draft.number)
    seen = [seen_of(one), seen_of(other)]
    names = [names_in(event, each.problem) for each in seen]
    differ = differing(seen[0].timetable, seen[1].timetable, {**seen[0].requests, **seen[1].requests})
    return render_template(
        "scheduling/compare.html",
        event=event,
        drafts=drafts,
        pair=(one, other),
        worst=[_worst(each, called) for each, called in zip(seen, names, strict=True)],
        differ=[(firm, names[1].firms.get(firm) or names[0].firms.get(firm), count) for firm, count in differ[:SHOWN]],
        differ_count=len(differ),
    )


def _worst(seen: Seen, names: Names) -> tuple[str, int, int] | None:
    found = next((one for one in seen.served() if one.held < one.asked), None)
    return (names.firm(found.firm), found.held, found.asked) if found is not None else None
