"""Fill up: the best pairs for companies that lack meetings, to be approved in one go; by the organizer for all
companies, by a chamber for its members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.db import new_public_id
from app.core.jobs.runs import get_event_run
from app.core.web.guards import allow, current_roles
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.matching.fill_up import ShortfallReason
from app.matching.forms import PairsApprovalForm
from app.matching.queries.fill_up import list_shortfalls
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import get_reasons_between
from app.matching.reasons import reversed_reasons
from app.matching.services import pairings
from app.matching.views.blueprint import ROWS_ON_PAGE, matching
from app.matching.weak_lists import GOOD_SCORE, is_good
from app.matching.wording import WordedReason, shown_reasons
from app.meetings.queries.lists import MeetingCompany, get_company_names
from app.meetings.queries.occupancy import get_event_layout
from app.meetings.services import bulk
from app.meetings.services.policy import may_arrange, may_book
from app.meetings.views.blueprint import ARRANGER_ROLES
from app.meetings.views.pairs import mark_tab
from app.registrations.queries import list_own_delegations

FILL_UP_URL = "/events/<slug:event>/fill-up"


@dataclass(frozen=True, slots=True)
class PairSide:
    """A firm of a pair, how many meetings it has before and after all pairs, and how many it should have."""

    company: MeetingCompany
    before: int
    after: int
    least: int


@dataclass(frozen=True, slots=True)
class FillUpRow:
    """A pair as the page shows it; ``value``: names it in the form."""

    value: str
    first: PairSide
    other: PairSide
    score: float
    reasons: list[WordedReason]
    at: Any

    @property
    def is_good(self) -> bool:
        return is_good(self.score)


@matching.get(FILL_UP_URL)
@allow(*ARRANGER_ROLES, of=an_event)
def fill_up(event: Event) -> ResponseReturnValue:
    """Who lacks meetings; with ``?run=`` the pairs that were found."""
    run = (
        get_event_run(event.id, pairings.FILL_UP_JOB, request.args["run"], current_user.id)
        if "run" in request.args
        else None
    )
    outcome: dict[str, Any] = (run.result or {}) if run is not None else {}
    pairs = outcome.get("pairs", [])
    page = requested_page(pairs, size=ROWS_ON_PAGE)
    lacking = list_shortfalls(event, _own_delegation_ids(event))
    left = outcome.get("left", [])[:ROWS_ON_PAGE]
    rows = _fill_up_rows(event, outcome, page.items)
    names = get_company_names(
        {entry.registration_id for entry in lacking[:ROWS_ON_PAGE]} | {entry for entry, _count, _why in left}
    )
    mark_tab()
    return render_template(
        "matching/fill_up.html",
        event=event,
        run=run,
        page=page,
        rows=rows,
        left=[(names[entry], count, why) for entry, count, why in left if entry in names],
        why_texts={
            ShortfallReason.NO_PARTNER: gettext("nobody is left of those suggested whom it may meet"),
            ShortfallReason.PARTNERS_FULL: gettext("all whom it may still meet have their most meetings"),
            ShortfallReason.NO_TIME: gettext("no time is left that suits it and one of them"),
            ShortfallReason.NO_TABLE: gettext("no table or interpreter can be had while it and one of them are free"),
        },
        counts=(len(pairs), len(outcome.get("left", []))),
        good=sum(map(_is_good_pair, pairs)),
        bound=round(GOOD_SCORE),
        lacking=lacking[:ROWS_ON_PAGE],
        lacking_count=len(lacking),
        least=event.min_meetings or 0,
        names=names,
        ranked=get_latest_ranking(event.id) is not None,
        ranks=Role.ORGANIZER in current_roles(),
        may_arrange=may_arrange(event),
        timed=may_book(event),
        key=new_public_id(),
        urls=page_links(page),
    )


@matching.post(FILL_UP_URL)
@allow(*ARRANGER_ROLES, of=an_event)
def find_pairs(event: Event) -> ResponseReturnValue:
    """Have the pairs found in the background."""
    return redirect(
        url_for("jobs.show", public_id=pairings.request_fill_up(event, _own_delegation_ids(event), by=current_user.id)),
        303,
    )


@matching.post(f"{FILL_UP_URL}/approval")
@allow(*ARRANGER_ROLES, of=an_event)
def approve_pairs(event: Event) -> ResponseReturnValue:
    """Arrange those that are ticked, or all good ones that were found; no others."""
    form = PairsApprovalForm()
    if form.run.data is None:
        return redirect(url_for("matching.fill_up", event=event))
    run = get_event_run(event.id, pairings.FILL_UP_JOB, form.run.data, current_user.id)
    chosen = _is_good_pair if form.act.data == "good" else lambda pair: _pair_value(pair) in form.row.data
    pairs = [pair for pair in (run.result or {}).get("pairs", []) if chosen(pair)]
    if not pairs:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(url_for("matching.fill_up", event=event, run=run.public_id))
    pairs_to_arrange = [bulk.PairToArrange(company, other, slot) for company, other, _score, slot in pairs]
    key = form.key.data or new_public_id()
    begun = bulk.start_arranging(event, pairs_to_arrange, key=key, by=current_user.id, source=run.public_id)
    return redirect(url_for("jobs.show", public_id=begun), 303)


def _own_delegation_ids(event: Event) -> list[int] | None:
    """Whose firms the reader fills up: None for all."""
    if Role.ORGANIZER in current_roles():
        return None
    return [delegation.id for delegation in list_own_delegations(current_user.id, event)]


def _is_good_pair(pair: list[Any]) -> bool:
    """Whether it is worth approving unseen: a weak one is for somebody to look at."""
    return is_good(pair[2])


def _pair_value(pair: list[Any]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _fill_up_rows(event: Event, outcome: dict[str, Any], pairs: Collection[list[Any]]) -> list[FillUpRow]:
    if not pairs:
        return []
    has: dict[str, int] = outcome["has"]
    least: dict[str, int] = outcome.get("least_of", {})  # a run of before said none
    gains = Counter(firm for company, other, *_ in outcome["pairs"] for firm in (company, other))
    companies = get_company_names({company for pair in pairs for company in pair[:2]})
    reasons = get_reasons_between(event.id, outcome["ranking"], [(pair[0], pair[1]) for pair in pairs])
    times = {slot.id: slot.span.start for slot in get_event_layout(event.id).slots}
    rows = []
    for pair in pairs:
        company, other = sorted(pair[:2], key=lambda company: (has[str(company)], company))
        if company in companies and other in companies:
            low, high = (
                PairSide(
                    companies[firm],
                    has[str(firm)],
                    has[str(firm)] + gains[firm],
                    least.get(str(firm), outcome["least"]),
                )
                for firm in (company, other)
            )
            lines = reasons.get((company, other)) or reversed_reasons(reasons.get((other, company), ()))
            why = shown_reasons(lines, (company_label(low.company), company_label(high.company)))
            rows.append(FillUpRow(_pair_value(pair), low, high, pair[2], why, times.get(pair[3])))
    return rows
