"""Fill up: the best pairs for firms that lack meetings, to be approved in one go; by the organizer for all firms, by a
chamber for its members."""

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
from app.core.web.forms import clean_text
from app.core.web.guards import allow, current_roles
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.matching.filling import Why
from app.matching.queries.filling import lacking_at
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.suggested import reasons_between
from app.matching.reasons import turned
from app.matching.services import filling
from app.matching.views.blueprint import ON_A_PAGE, matching
from app.matching.weak import GOOD, is_good
from app.matching.wording import Line, shown
from app.meetings.queries.frame import frame_of
from app.meetings.queries.lists import Firm
from app.meetings.queries.parties import names_of
from app.meetings.services import many
from app.meetings.services.requirements import may_arrange, may_book
from app.meetings.views.arranged import mark_tab
from app.meetings.views.blueprint import ARRANGERS
from app.registrations.queries import delegations_of

FILL_UP = "/events/<slug:event>/fill-up"


@dataclass(frozen=True, slots=True)
class Side:
    """A firm of a pair, how many meetings it has before and after all pairs, and how many it should have."""

    firm: Firm
    before: int
    after: int
    least: int


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as the page shows it; ``value``: names it in the form."""

    value: str
    one: Side
    other: Side
    score: float
    reasons: list[Line]
    at: Any

    @property
    def is_good(self) -> bool:
        return is_good(self.score)


@matching.get(FILL_UP)
@allow(*ARRANGERS, of=an_event)
def fill_up(event: Event) -> ResponseReturnValue:
    """Who lacks meetings; with ``?run=`` the pairs that were found."""
    run = get_event_run(event.id, filling.JOB, request.args["run"], current_user.id) if "run" in request.args else None
    found: dict[str, Any] = (run.result or {}) if run is not None else {}
    pairs = found.get("pairs", [])
    page = requested_page(pairs, size=ON_A_PAGE)
    lacking = lacking_at(event, _own_delegations(event))
    left = found.get("left", [])[:ON_A_PAGE]
    rows = _rows(event, found, page.items)
    names = names_of({one.registration_id for one in lacking[:ON_A_PAGE]} | {one for one, _count, _why in left})
    mark_tab()
    return render_template(
        "matching/fill_up.html",
        event=event,
        run=run,
        page=page,
        rows=rows,
        left=[(names[one], count, _why(why)) for one, count, why in left if one in names],
        counts=(len(pairs), len(found.get("left", []))),
        good=sum(map(_is_good, pairs)),
        bound=round(GOOD),
        lacking=lacking[:ON_A_PAGE],
        lacking_count=len(lacking),
        least=event.min_meetings or 0,
        names=names,
        ranked=latest_ranking(event.id) is not None,
        ranks=Role.ORGANIZER in current_roles(),
        may_arrange=may_arrange(event),
        timed=may_book(event),
        key=new_public_id(),
        urls=page_links(page),
    )


@matching.post(FILL_UP)
@allow(*ARRANGERS, of=an_event)
def find_pairs(event: Event) -> ResponseReturnValue:
    """Have the pairs found in the background."""
    return redirect(
        url_for("jobs.show", public_id=filling.ask_for(event, _own_delegations(event), by=current_user.id)), 303
    )


@matching.post(f"{FILL_UP}/approval")
@allow(*ARRANGERS, of=an_event)
def approve_pairs(event: Event) -> ResponseReturnValue:
    """Arrange those that are ticked, or all good ones that were found; no others."""
    if "run" not in request.form:
        return redirect(url_for("matching.fill_up", event=event))
    run = get_event_run(event.id, filling.JOB, clean_text(request.form["run"]), current_user.id)
    ticked = set(request.form.getlist("row"))
    chosen = _is_good if request.form.get("act") == "good" else lambda pair: _value(pair) in ticked
    pairs = [pair for pair in (run.result or {}).get("pairs", []) if chosen(pair)]
    if not pairs:
        flash(gettext("Choose at least one row first. Nothing was done."), "wait")
        return redirect(url_for("matching.fill_up", event=event, run=run.public_id))
    wanted = [many.Wanted(one, other, slot) for one, other, _score, slot in pairs]
    key = clean_text(request.form.get("key")) or new_public_id()
    begun = many.begin(event, wanted, key=key, by=current_user.id, source=run.public_id)
    return redirect(url_for("jobs.show", public_id=begun), 303)


def _own_delegations(event: Event) -> list[int] | None:
    """Whose firms the reader fills up: None for all."""
    if Role.ORGANIZER in current_roles():
        return None
    return [one.id for one in delegations_of(current_user.id, event)]


def _is_good(pair: list[Any]) -> bool:
    """Whether it is worth approving unseen: a weak one is for somebody to look at."""
    return is_good(pair[2])


def _value(pair: list[Any]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _rows(event: Event, found: dict[str, Any], pairs: Collection[list[Any]]) -> list[Row]:
    if not pairs:
        return []
    has: dict[str, int] = found["has"]
    least: dict[str, int] = found.get("least_of", {})  # a run of before said none
    gains = Counter(firm for one, other, *_ in found["pairs"] for firm in (one, other))
    firms = names_of({firm for pair in pairs for firm in pair[:2]})
    reasons = reasons_between(event.id, found["ranking"], [(pair[0], pair[1]) for pair in pairs])
    times = {slot.id: slot.span.start for slot in frame_of(event.id).slots}
    rows = []
    for pair in pairs:
        one, other = sorted(pair[:2], key=lambda firm: (has[str(firm)], firm))
        if one in firms and other in firms:
            low, high = (
                Side(firms[firm], has[str(firm)], has[str(firm)] + gains[firm], least.get(str(firm), found["least"]))
                for firm in (one, other)
            )
            told = reasons.get((one, other)) or turned(reasons.get((other, one), ()))
            why = shown(told, (company_label(low.firm), company_label(high.firm)))
            rows.append(Row(_value(pair), low, high, pair[2], why, times.get(pair[3])))
    return rows


def _why(code: str) -> str:
    words = {
        Why.NO_PARTNER: gettext("nobody is left of those suggested whom it may meet"),
        Why.PARTNERS_FULL: gettext("all whom it may still meet have their most meetings"),
        Why.NO_TIME: gettext("no time is left that suits it and one of them"),
        Why.NO_TABLE: gettext("no table or interpreter can be had while it and one of them are free"),
    }
    return str(words[Why(code)])
