"""The organizer weighs the ranking, and sees what that would change before it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.profile import CompanyGoal
from app.core.jobs.runs import get_event_run
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.matching.queries.basis import settings_of, versioned_settings
from app.matching.services import weighing
from app.matching.settings import AS_USUAL, USUAL, Settings, SharesOffWhole
from app.matching.views.blueprint import matching
from app.meetings.queries.parties import names_of

WEIGHTS = "/events/<slug:event>/ranking/weights"
Typed = dict[str, list[str]]


@matching.get(WEIGHTS)
@allow(Role.ORGANIZER, of=an_event)
def weights(event: Event) -> ResponseReturnValue:
    """The shares as they are; with ``?run=`` those that were tried, and what they would change."""
    run = get_event_run(event.id, weighing.JOB, request.args["run"], current_user.id) if "run" in request.args else None
    found: Mapping[str, Any] = (run.result or {}) if run is not None else {}
    tried = Settings.from_json(found["settings"]) if found else settings_of(event.id)
    return _page(event, _typed(tried), widen=tried.widen, changes=found.get("changes"))


@matching.post(WEIGHTS)
@allow(Role.ORGANIZER, of=an_event)
def weigh(event: Event) -> ResponseReturnValue:
    """Try what was typed, or keep it; ``act=usual`` goes back to the usual shares."""
    usual = request.form.get("act") == "usual"
    typed = {goal.value: request.form.getlist(f"share-{goal.value}") for goal in CompanyGoal}
    widen = "widen" in request.form
    try:
        settings = AS_USUAL if usual else Settings({goal: _whole(typed[goal.value]) for goal in CompanyGoal}, widen)
    except SharesOffWhole as off:
        return _page(event, typed, widen=widen, wrong=str(off.details["goal"])), 422
    if request.form.get("act") == "try":
        asked = weighing.ask_for_preview(event, settings, by=current_user.id)
        return redirect(url_for("jobs.show", public_id=asked), 303)
    weighing.save(event, settings, version=request.form.get("version", 0, type=int), by=current_user.id)
    flash(gettext("The weights are kept. The ranking is being computed."), "good")
    return redirect(url_for("matching.weights", event=event), 303)


def _page(event: Event, typed: Typed, *, widen: bool, changes: Mapping[str, Any] | None = None, wrong: str = "") -> str:
    kept, version = versioned_settings(event.id)
    told = [*changes["gain"], *changes["lose"]] if changes else []
    return render_template(
        "matching/weights.html",
        event=event,
        goals=goal_words(),
        typed=typed,
        widen=widen,
        wrong=wrong,
        changes=changes,
        names=names_of({firm for firm, _before, _after in told}),
        version=version,
        usual=kept == AS_USUAL,
    )


def goal_words() -> dict[str, str]:
    return {
        CompanyGoal.BALANCED.value: gettext("balanced"),
        CompanyGoal.PEERS.value: gettext("partners in your sector"),
        CompanyGoal.TRADE.value: gettext("buy and sell"),
    }


def _typed(settings: Settings) -> Typed:
    return {goal.value: [str(share) for share in settings.shares[goal]] for goal in CompanyGoal}


def _whole(texts: list[str]) -> Any:
    """The shares that were typed; what is no whole number makes them no shares."""
    found = tuple(int(text) if text.strip().isdecimal() and len(text.strip()) <= 3 else -1 for text in texts)
    return found if len(found) == len(USUAL[CompanyGoal.BALANCED]) else ()
