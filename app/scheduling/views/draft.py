"""A draft: how far its search is, how good it is, what it does not hold, and its board, firms and hours."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db, transaction
from app.core.jobs import request_stop
from app.core.web.guards import allow
from app.core.web.pages import is_fragment_request, page_links, reload_fragment, requested_page
from app.events.models import Event
from app.scheduling.models import Draft, Placement
from app.scheduling.packing import unpacked_problem
from app.scheduling.queries.drafts import drafts_of, search_of
from app.scheduling.services import drafting
from app.scheduling.services.storing import held_of
from app.scheduling.shown import Seen
from app.scheduling.standing import OPEN, Standing
from app.scheduling.views.blueprint import DRAFT, PLANNERS, a_draft, scheduling
from app.scheduling.views.looks import LOOKS, board
from app.scheduling.views.naming import names_in
from app.scheduling.views.proving import proof_of
from app.scheduling.views.unplaced import unplaced_rows

UNPLACED_ON_A_PAGE = 20


@scheduling.get(DRAFT)
@allow(*PLANNERS, of=a_draft)
def draft(event: Event, draft: Draft) -> ResponseReturnValue:
    if draft.state == Standing.SEARCHING:
        return render_template("scheduling/searching.html", event=event, draft=draft, **_search(draft))
    seen, names = seen_of(draft), names_in(event, unpacked_problem(draft.problem))
    view = request.args.get("view", "board")
    unplaced = requested_page(unplaced_rows(event, draft, seen, names), size=UNPLACED_ON_A_PAGE)
    older = [one for one in drafts_of(event.id) if one.number != draft.number]
    return render_template(
        "scheduling/draft.html",
        event=event,
        draft=draft,
        names=names,
        seen=seen,
        proof=proof_of(draft, seen, names),
        unplaced=unplaced,
        urls=page_links(unplaced),
        view=view if view in LOOKS else "board",
        shown=LOOKS.get(view, board)(seen, names),
        older=older[:5],
        search=search_of(draft),
        may_change=draft.state in OPEN,
        locks=seen.locked,
        changed_by_hand=bool(draft.undo),
        undone_by=_by_another(draft),
    )


@scheduling.get(f"{DRAFT}/search")
@allow(*PLANNERS, of=a_draft)
def search(event: Event, draft: Draft) -> ResponseReturnValue:
    """How far it is, for the page that shows it; without a script the page itself says so."""
    if not is_fragment_request():
        return redirect(url_for("scheduling.draft", event=event, number=draft.number))
    if draft.state != Standing.SEARCHING:
        return reload_fragment()
    return render_template("scheduling/_searching.html", event=event, draft=draft, **_search(draft))


@scheduling.post(f"{DRAFT}/stop")
@allow(*PLANNERS, of=a_draft)
def stop(event: Event, draft: Draft) -> ResponseReturnValue:
    """Any organizer may stop it; the best so far is kept."""
    with transaction():
        run = search_of(draft).run
        if run is not None:
            request_stop(run)
    drafting.settle_if_dead(event.id)
    return redirect(url_for("scheduling.draft", event=event, number=draft.number), 303)


@scheduling.post(f"{DRAFT}/removal")
@allow(*PLANNERS, of=a_draft)
def remove(event: Event, draft: Draft) -> ResponseReturnValue:
    number = draft.number
    drafting.remove(event.id, number)
    flash(gettext("Draft %(number)s is gone.", number=number), "good")
    return redirect(url_for("scheduling.plan", event=event), 303)


def seen_of(draft: Draft) -> Seen:
    rows = db.session.execute(
        select(*Placement.__table__.c).where(Placement.draft_id == draft.id).order_by(Placement.meeting_id)
    )
    placed = [(held_of(row), row.locked) for row in rows]
    locked = frozenset(held.request for held, is_locked in placed if is_locked)
    return Seen(unpacked_problem(draft.problem), [held for held, _locked in placed], locked)


def _by_another(draft: Draft) -> str:
    """Who else made the change that would be undone next; "" for oneself."""
    by = draft.undo[-1].get("by") if draft.undo else None
    user = db.session.get(User, by) if by is not None and by != current_user.id else None
    return user.name or "" if user is not None else ""


def _search(draft: Draft) -> dict[str, Any]:
    found = search_of(draft)
    run = found.run
    stopping = run is not None and run.stop_requested_at is not None
    return {
        "search": found,
        "progress": run.progress if run is not None and run.state == "running" else None,
        "waiting": run is not None and run.state == "queued",
        "stopping": stopping,
        "seconds": draft.settings.get("seconds", 0),
    }
