"""How the ranking works; its weights and pins, by the organizer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies import text_vectors
from app.companies.profile import CompanyGoal
from app.core.db import transaction
from app.core.jobs.runs import get_event_run
from app.core.web.errors import error_sentence
from app.core.web.guards import allow, current_roles
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.matching import services
from app.matching.forms import TypedShares, WeightsForm
from app.matching.models import Ranking
from app.matching.parameters import DEFAULT_SETTINGS, LIST_LENGTH, InvalidWeightShares, MatchSettings
from app.matching.queries.ranking_input import get_settings, get_versioned_settings, list_pins, pins_of_company
from app.matching.queries.rankings import get_latest_ranking, get_running_job, is_awaiting_ranking
from app.matching.queries.suggestions import (
    SuggestedCompany,
    get_market,
    get_scores,
    list_suggestions,
    list_widened_places,
)
from app.matching.reasons import ReasonKind
from app.matching.services import adjustments, pairings
from app.matching.views.blueprint import COMPANY_ROLES, COMPANY_URL, ROWS_ON_PAGE, matching, requested_file
from app.matching.weak_lists import WeakListReason, weak_lists
from app.matching.wording import part_text, points_text, reasons_by_part
from app.meetings.errors import AcceptsNoMeetings, CannotRequest
from app.meetings.queries.lists import MeetingCompany, get_company_names
from app.registrations.models import Registration
from app.registrations.queries.directory import find_own_registration
from app.registrations.scopes import get_partner, own_registration

WEIGHTS_URL = "/events/<slug:event>/ranking/weights"


@matching.get(WEIGHTS_URL)
@allow(Role.ORGANIZER, of=an_event)
def weights(event: Event) -> ResponseReturnValue:
    """The shares as they are; with ``?run=`` those that were tried, and what they would change."""
    run = (
        get_event_run(event.id, adjustments.PREVIEW_JOB, request.args["run"], current_user.id)
        if "run" in request.args
        else None
    )
    outcome: Mapping[str, Any] = (run.result or {}) if run is not None else {}
    tried = MatchSettings.from_json(outcome["settings"]) if outcome else get_settings(event.id)
    typed = {goal.value: [str(share) for share in tried.shares[goal]] for goal in CompanyGoal}
    return _weights_page(event, typed, widen=tried.widen, changes=outcome.get("changes"))


@matching.post(WEIGHTS_URL)
@allow(Role.ORGANIZER, of=an_event)
def weigh(event: Event) -> ResponseReturnValue:
    """Try what was typed, or keep it; ``act=usual`` goes back to the usual shares."""
    form = WeightsForm()
    try:
        settings = DEFAULT_SETTINGS if form.act.data == "usual" else form.settings
    except InvalidWeightShares as off:
        return _weights_page(event, form.shares, widen=form.widen.data, wrong=str(off.details["goal"])), 422
    if form.act.data == "try":
        asked = adjustments.request_preview(event, settings, by=current_user.id)
        return redirect(url_for("jobs.show", public_id=asked), 303)
    adjustments.save_settings(event, settings, version=form.version.data or 0, by=current_user.id)
    flash(gettext("The weights are kept. The ranking is being computed."), "good")
    return redirect(url_for("matching.weights", event=event), 303)


def _weights_page(
    event: Event, typed: TypedShares, *, widen: bool, changes: Mapping[str, Any] | None = None, wrong: str = ""
) -> str:
    settings, version = get_versioned_settings(event.id)
    moved = [*changes["gain"], *changes["lose"]] if changes else []
    return render_template(
        "matching/weights.html",
        event=event,
        goals=goal_texts(),
        typed=typed,
        widen=widen,
        wrong=wrong,
        changes=changes,
        names=get_company_names({company for company, _before, _after in moved}),
        version=version,
        usual=settings == DEFAULT_SETTINGS,
    )


def goal_texts() -> dict[str, str]:
    return {
        CompanyGoal.BALANCED.value: gettext("balanced"),
        CompanyGoal.PEERS.value: gettext("partners in your sector"),
        CompanyGoal.TRADE.value: gettext("buy and sell"),
    }


FORMULA_PARTS = (ReasonKind.YOU_SEEK, ReasonKind.THEY_SEEK, ReasonKind.SAME_ACTIVITY, ReasonKind.COMMON_GROUND)
"""As ``Weights`` counts them."""
READER_ROLES = (*COMPANY_ROLES, Role.DESK)


@matching.get("/events/<slug:event>/ranking")
@allow(*READER_ROLES, of=an_event)
def how(event: Event) -> ResponseReturnValue:
    ranking, weighed = get_latest_ranking(event.id), get_settings(event.id)
    weights = weighed.parameters.weights
    own = find_own_registration(event, current_user.id) if Role.COMPANY in current_roles() else None
    return render_template(
        "matching/how.html",
        event=event,
        ranking=ranking,
        job=get_running_job(event.id),
        weights_by_goal=[(words, astuple(weights[CompanyGoal(goal)])) for goal, words in goal_texts().items()],
        places=LIST_LENGTH,
        widens=weighed.widen,
        example=_example_suggestion(own, ranking),
        goal=goal_texts()[own.goal or CompanyGoal.BALANCED.value] if own else "",
        all_parts=reasons_by_part,
        points_of=points_text,
        terms=[part_text(kind) for kind in FORMULA_PARTS],
        reads_texts=text_vectors.is_installed(),
        may_rank=Role.ORGANIZER in current_roles(),
        made=requested_file() if Role.ORGANIZER in current_roles() else None,
    )


@matching.post("/events/<slug:event>/ranking")
@allow(Role.ORGANIZER, of=an_event)
def rank(event: Event) -> ResponseReturnValue:
    """Have all lists computed anew."""
    with transaction():
        services.request_ranking(event.id, by=current_user.id)
    flash(gettext("The ranking is being computed."), "info")
    return redirect(url_for("matching.how", event=event))


def _example_suggestion(own: Registration | None, ranking: Ranking | None) -> SuggestedCompany | None:
    """The first place of the reader's own list that it has by its score, none that it was given; None for who acts for
    no company, or where its profile is newer."""
    if own is None or ranking is None or is_awaiting_ranking(own, ranking):
        return None
    pinned_ids = [other for other, kind in pins_of_company(own).items() if kind == "up"]
    return next(iter(list_suggestions(own.id, ranking, limit=1, without=pinned_ids)), None)


@matching.get("/events/<slug:event>/ranking/pins")
@allow(Role.ORGANIZER, of=an_event)
def pinned(event: Event) -> ResponseReturnValue:
    """All pins with their way back, and who stands in a list only so that everybody is seen."""
    ranking = get_latest_ranking(event.id)
    pins_by_pair, widened = list_pins(event.id), list_widened_places(ranking) if ranking is not None else []
    page = requested_page(widened, size=ROWS_ON_PAGE)
    shown = {company for pair in pins_by_pair for company in pair} | {
        company for place in page for company in place[:2]
    }
    return render_template(
        "matching/pins.html",
        event=event,
        job=get_running_job(event.id),
        pins=pins_by_pair,
        page=page,
        names=get_company_names(shown),
        urls=page_links(page),
    )


@matching.post(f"{COMPANY_URL}/suggestions/<int:other_id>/pin/<any(up, down, none):kind>")
@allow(Role.ORGANIZER, of=own_registration)
def pin(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    """Put the other firm first in this one's list and this one in theirs, take both out, or leave it to the ranking."""
    get_partner(event, other_id)
    if kind == "none":
        adjustments.unpin_pair(event, registration.id, other_id, by=current_user.id)
        flash(gettext("Left to the ranking again. The lists are being computed."), "info")
        return redirect(url_for("matching.pinned", event=event))
    try:
        adjustments.pin_pair(event, registration.id, other_id, kind, by=current_user.id)
        text = {
            "up": gettext("Put first in the lists of both. The lists are being computed."),
            "down": gettext("Taken out of the lists of both. The lists are being computed."),
        }[kind]
        flash(text, "good")
    except (CannotRequest, AcceptsNoMeetings) as refused:
        flash(error_sentence(refused.code, **refused.details), "bad")
    return redirect(url_for("matching.pinned", event=event))


@matching.get("/events/<slug:event>/ranking/weak")
@allow(Role.ORGANIZER, of=an_event)
def weak(event: Event) -> ResponseReturnValue:
    """Firms with few good suggestions, and why."""
    ranking = get_latest_ranking(event.id)
    weak_companies = weak_lists(get_market(event.id), get_scores(ranking)) if ranking is not None else ()
    page = requested_page(weak_companies, size=ROWS_ON_PAGE)
    names: Mapping[Any, MeetingCompany] = get_company_names(
        {entry.key for entry in page.items if isinstance(entry.key, int)}
    )
    return render_template(
        "matching/weak.html",
        event=event,
        ranking=ranking,
        job=get_running_job(event.id),
        page=page,
        rows=[
            (names[entry.key], entry, [weak_list_text(reason) for reason in entry.why])
            for entry in page.items
            if entry.key in names
        ],
        urls=page_links(page),
    )


@matching.post("/events/<slug:event>/ranking/pairings")
@allow(Role.ORGANIZER, of=an_event)
def take_pairings(event: Event) -> ResponseReturnValue:
    """Have all suggested pairings made as a workbook."""
    return redirect(url_for("jobs.show", public_id=pairings.request_pairings(event, by=current_user.id)), 303)


def weak_list_text(why: WeakListReason) -> str:
    """Why a list is weak, and what helps, in a sentence."""
    return str(
        {
            WeakListReason.MEETS_NOBODY: gettext(
                "Its group may meet no other firm: look at who meets whom in the event."
            ),
            WeakListReason.SAYS_NOTHING: gettext("It names no sector yet: remind it of its profile."),
            WeakListReason.SEEKS_NOTHING: gettext("It does not say what it seeks."),
            WeakListReason.OFFERS_NOTHING: gettext("It does not say what it offers."),
            WeakListReason.NOT_OFFERED: gettext(
                "Nobody whom it may meet offers what it seeks: invite somebody who does."
            ),
            WeakListReason.PARTLY_OFFERED: gettext(
                "Some of what it seeks is offered by nobody whom it may meet: invite somebody who does."
            ),
            WeakListReason.NOT_SOUGHT: gettext("Nobody whom it may meet seeks what it offers."),
            WeakListReason.TOO_BROAD: gettext("It names so many sectors that none of them says much."),
            WeakListReason.FEW_IN_COMMON: gettext("It says enough; few firms here suit it."),
        }[why]
    )
