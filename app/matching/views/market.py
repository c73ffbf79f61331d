"""The organizer's look at the market of an event: what is sought and offered, whom to invite, whose lists are weak."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_label_in
from app.core.paging import Page
from app.core.web.guards import allow
from app.core.web.locale import language
from app.core.web.pages import page_links, requested_page
from app.events.models import Event
from app.events.scopes import an_event
from app.matching.firm import Key
from app.matching.queries.market import market_of, scores_of
from app.matching.queries.rankings import latest_ranking, running_job
from app.matching.services import pairings
from app.matching.supply import Market, Need
from app.matching.views.blueprint import ON_A_PAGE, matching
from app.matching.weak import Why, weak_lists
from app.meetings.queries.lists import Firm
from app.meetings.queries.parties import names_of

STEPS = 6
"""Of the ramp of colours."""
SEEKERS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A section: how many firms seek and offer in it, and of the seekers how many are in each section (``cells``)."""

    code: str
    label: str
    sought: int
    offered: int
    cells: list[int]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that somebody cannot have met here, with a few of those who seek it and how many more there are."""

    code: str
    label: str
    seekers: int
    named: list[Firm]
    more: int


@matching.get("/events/<slug:event>/ranking/market")
@allow(Role.ORGANIZER, of=an_event)
def market(event: Event) -> ResponseReturnValue:
    """Supply and demand by sector, and the needs that nobody here can meet."""
    found = market_of(event.id)
    unmet = found.unmet()
    page = requested_page(unmet, size=ON_A_PAGE)
    heat = found.heat()
    columns = [*found.totals(), *([""] if any(row == "" for row, _ in heat) else [])]
    return render_template(
        "matching/market.html",
        event=event,
        firms=len(found.firms),
        unmet=_told(page),
        page=page,
        urls=page_links(page),
        columns=columns,
        rows=list(_rows(found, heat, columns)),
        step=_steps(heat),
    )


@matching.get("/events/<slug:event>/ranking/weak")
@allow(Role.ORGANIZER, of=an_event)
def weak(event: Event) -> ResponseReturnValue:
    """Firms with few good suggestions, and why."""
    ranking = latest_ranking(event.id)
    found = weak_lists(market_of(event.id), scores_of(ranking)) if ranking is not None else ()
    page = requested_page(found, size=ON_A_PAGE)
    names = _names(one.key for one in page.items)
    return render_template(
        "matching/weak.html",
        event=event,
        ranking=ranking,
        job=running_job(event.id),
        page=page,
        rows=[
            (names[one.key], one, [why_words(reason) for reason in one.why]) for one in page.items if one.key in names
        ],
        urls=page_links(page),
    )


@matching.post("/events/<slug:event>/ranking/pairings")
@allow(Role.ORGANIZER, of=an_event)
def take_pairings(event: Event) -> ResponseReturnValue:
    """Have all suggested pairings made as a workbook."""
    return redirect(url_for("jobs.show", public_id=pairings.ask_for(event, by=current_user.id)), 303)


def why_words(why: Why) -> str:
    """Why a list is weak, and what helps, in a sentence."""
    return str(
        {
            Why.MEETS_NOBODY: gettext("Its group may meet no other firm: look at who meets whom in the event."),
            Why.SAYS_NOTHING: gettext("It names no sector yet: remind it of its profile."),
            Why.SEEKS_NOTHING: gettext("It does not say what it seeks."),
            Why.OFFERS_NOTHING: gettext("It does not say what it offers."),
            Why.NOT_OFFERED: gettext("Nobody whom it may meet offers what it seeks: invite somebody who does."),
            Why.PARTLY_OFFERED: gettext(
                "Some of what it seeks is offered by nobody whom it may meet: “Supply and demand” says whom to invite."
            ),
            Why.NOT_SOUGHT: gettext("Nobody whom it may meet seeks what it offers."),
            Why.TOO_BROAD: gettext("It names so many sectors that none of them says much."),
            Why.FEW_IN_COMMON: gettext("It says enough; few firms here suit it."),
        }[why]
    )


def _rows(found: Market, heat: Mapping[tuple[str, str], int], columns: list[str]) -> Iterator[Row]:
    for code, (sought, offered) in found.totals().items():
        cells = [heat.get((column, code), 0) for column in columns]
        yield Row(code, sector_label_in(code, language()), sought, offered, cells)


def _steps(heat: Mapping[tuple[str, str], int]) -> list[int]:
    """By the figure of a cell: its step on the ramp, 1 to STEPS; nothing has 0."""
    most = max(heat.values(), default=0)
    return [math.ceil(STEPS * count / most) for count in range(most + 1)] if most else [0]


def _told(page: Page[Need]) -> list[Unmet]:
    shown = {need.code: need.unserved[:SEEKERS_NAMED] for need in page.items}
    names = _names(firm for firms in shown.values() for firm in firms)
    return [
        Unmet(
            need.code,
            sector_label_in(need.code, language()),
            len(need.unserved),
            [names[firm] for firm in shown[need.code] if firm in names],
            len(need.unserved) - len(shown[need.code]),
        )
        for need in page.items
    ]


def _names(keys: Iterable[Key]) -> Mapping[Key, Firm]:
    """By the ids of registrations, which are the keys here."""
    found: Mapping[Any, Firm] = names_of([key for key in keys if isinstance(key, int)])
    return found
