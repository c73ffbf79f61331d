"""The blueprint of the planner's pages, and how they write figures."""

from __future__ import annotations

from flask import Blueprint, g
from flask_babel import format_decimal

from app.accounts.permissions import Role
from app.core.web.guards import ScopeResult
from app.events.scopes import an_event
from app.scheduling.models import Draft
from app.scheduling.queries.drafts import draft_at
from app.scheduling.wording import fault_words, reason_words, state_mark
from app.scheduling.worth import Worth, cost_in, worth_of

scheduling = Blueprint("scheduling", __name__)
PLAN = "/events/<slug:event>/plan"
DRAFT = f"{PLAN}/drafts/<int:number>"
PLANNERS = (Role.ORGANIZER,)


@scheduling.before_request
def in_its_tab() -> None:
    """All of the planner's pages lie in one tab."""
    g.tab = "scheduling.plan"


def a_draft(event: str, number: int, **rest: object) -> ScopeResult:
    """The event and its draft of this number; NotFound for none."""
    seen = an_event(event)
    if Role.ORGANIZER not in seen.roles:
        return seen
    return ScopeResult({**seen.arguments, "draft": draft_at(seen.arguments["event"].id, number), **rest}, seen.roles)


@scheduling.app_template_global()
def worth(draft: Draft) -> Worth:
    """Value and bound as they are shown."""
    return worth_of(draft.value, draft.bound, cost=cost_in(draft.figures))


@scheduling.app_template_global()
def gap_of(draft: Draft) -> str:
    """As a percentage, with as many places as it takes to be none of 0."""
    share = worth(draft).gap
    if share is None:
        return "–"
    places = 0 if share == 0 else 2 if share >= 0.0001 else 4
    return f"{format_decimal(round(100 * share, places))} %"


@scheduling.app_template_global()
def number_words(number: int | None) -> str:
    return "–" if number is None else str(format_decimal(number))


scheduling.add_app_template_global(fault_words)
scheduling.add_app_template_global(reason_words)
scheduling.add_app_template_global(state_mark, "draft_state")
