"""How the ranking works, and having it computed anew."""

from __future__ import annotations

from dataclasses import astuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies import text_vectors
from app.companies.profile import CompanyGoal
from app.core.db import transaction
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.scopes import an_event
from app.matching import services
from app.matching.models import Ranking
from app.matching.parameters import PLACES
from app.matching.queries.basis import pinned_for, settings_of
from app.matching.queries.rankings import awaits_ranking, latest_ranking, running_job
from app.matching.queries.suggested import SuggestedFirm, suggestions_for
from app.matching.reasons import Kind
from app.matching.settings import Settings
from app.matching.views.blueprint import FOR_A_FIRM, matching
from app.matching.views.made import made_in_address
from app.matching.views.weights import goal_words
from app.matching.wording import all_parts, part_words, points_of
from app.registrations.models import Registration
from app.registrations.queries.firm_page import firm_of_user

TERMS = (Kind.YOU_SEEK, Kind.THEY_SEEK, Kind.SAME_ACTIVITY, Kind.COMMON_GROUND)
"""As ``Weights`` counts them."""
EVERYBODY = (*FOR_A_FIRM, Role.DESK)


@matching.get("/events/<slug:event>/ranking")
@allow(*EVERYBODY, of=an_event)
def how(event: Event) -> ResponseReturnValue:
    ranking, weighed = latest_ranking(event.id), settings_of(event.id)
    own = firm_of_user(event, current_user.id) if Role.COMPANY in current_roles() else None
    return render_template(
        "matching/how.html",
        event=event,
        ranking=ranking,
        job=running_job(event.id),
        weights_by_goal=_weights(weighed),
        places=PLACES,
        widens=weighed.widen,
        example=_example(own, ranking),
        goal=goal_words()[own.goal or CompanyGoal.BALANCED.value] if own else "",
        all_parts=all_parts,
        points_of=points_of,
        terms=[part_words(kind) for kind in TERMS],
        reads_texts=text_vectors.is_installed(),
        may_rank=Role.ORGANIZER in current_roles(),
        made=made_in_address() if Role.ORGANIZER in current_roles() else None,
    )


@matching.post("/events/<slug:event>/ranking")
@allow(Role.ORGANIZER, of=an_event)
def rank(event: Event) -> ResponseReturnValue:
    """Have all lists computed anew."""
    with transaction():
        services.ask_for_ranking(event.id, by=current_user.id)
    flash(gettext("The ranking is being computed."), "info")
    return redirect(url_for("matching.how", event=event))


def _example(own: Registration | None, ranking: Ranking | None) -> SuggestedFirm | None:
    """The first place of the reader's own list that it has by its score, none that it was given; None for who acts for
    no firm, or where its profile is newer."""
    if own is None or ranking is None or awaits_ranking(own, ranking):
        return None
    given = [other for other, kind in pinned_for(own).items() if kind == "up"]
    return next(iter(suggestions_for(own.id, ranking, limit=1, without=given)), None)


def _weights(weighed: Settings) -> list[tuple[str, tuple[float, ...]]]:
    """The four shares of each goal, for the table."""
    weights = weighed.parameters.weights
    return [(words, astuple(weights[CompanyGoal(goal)])) for goal, words in goal_words().items()]
