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
from app.matching.market import EventMarket, SectorNeed, WeakListReason, weak_lists
from app.matching.profiles import CompanyKey
from app.matching.queries.rankings import get_latest_ranking, get_running_job
from app.matching.queries.suggestions import get_market, get_scores
from app.matching.services import pairings
from app.matching.views.blueprint import ROWS_ON_PAGE, matching
from app.meetings.queries.lists import MeetingCompany, get_company_names

COLOUR_STEPS = 6
"""Of the ramp of colours."""
NAMED_SEEKERS = 4


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section: how many firms seek and offer in it, and of the seekers how many are in each section (``cells``)."""

    code: str
    label: str
    sought: int
    offered: int
    cells: list[int]


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need that somebody cannot have met here, with a few of those who seek it and how many more there are."""

    code: str
    label: str
    seekers: int
    named: list[MeetingCompany]
    more: int


@matching.get("/events/<slug:event>/ranking/market")
@allow(Role.ORGANIZER, of=an_event)
def market(event: Event) -> ResponseReturnValue:
    """Supply and demand by sector, and the needs that nobody here can meet."""
    event_market = get_market(event.id)
    unmet = event_market.unmet()
    page = requested_page(unmet, size=ROWS_ON_PAGE)
    heat = event_market.heat()
    columns = [*event_market.totals(), *([""] if any(row == "" for row, _ in heat) else [])]
    return render_template(
        "matching/market.html",
        event=event,
        firms=len(event_market.companies),
        unmet=_unmet_needs(page),
        page=page,
        urls=page_links(page),
        columns=columns,
        rows=list(_section_rows(event_market, heat, columns)),
        step=_colour_steps(heat),
    )


@matching.get("/events/<slug:event>/ranking/weak")
@allow(Role.ORGANIZER, of=an_event)
def weak(event: Event) -> ResponseReturnValue:
    """Firms with few good suggestions, and why."""
    ranking = get_latest_ranking(event.id)
    weak_companies = weak_lists(get_market(event.id), get_scores(ranking)) if ranking is not None else ()
    page = requested_page(weak_companies, size=ROWS_ON_PAGE)
    names = _companies_by_key(entry.key for entry in page.items)
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
                "Some of what it seeks is offered by nobody whom it may meet: “Supply and demand” says whom to invite."
            ),
            WeakListReason.NOT_SOUGHT: gettext("Nobody whom it may meet seeks what it offers."),
            WeakListReason.TOO_BROAD: gettext("It names so many sectors that none of them says much."),
            WeakListReason.FEW_IN_COMMON: gettext("It says enough; few firms here suit it."),
        }[why]
    )


def _section_rows(
    event_market: EventMarket, heat: Mapping[tuple[str, str], int], columns: list[str]
) -> Iterator[SectionRow]:
    for code, (sought, offered) in event_market.totals().items():
        cells = [heat.get((column, code), 0) for column in columns]
        yield SectionRow(code, sector_label_in(code, language()), sought, offered, cells)


def _colour_steps(heat: Mapping[tuple[str, str], int]) -> list[int]:
    """By the figure of a cell: its step on the ramp, 1 to STEPS; nothing has 0."""
    most = max(heat.values(), default=0)
    return [math.ceil(COLOUR_STEPS * count / most) for count in range(most + 1)] if most else [0]


def _unmet_needs(page: Page[SectorNeed]) -> list[UnmetNeed]:
    shown = {need.code: need.unserved[:NAMED_SEEKERS] for need in page.items}
    names = _companies_by_key(company for companies in shown.values() for company in companies)
    return [
        UnmetNeed(
            need.code,
            sector_label_in(need.code, language()),
            len(need.unserved),
            [names[company] for company in shown[need.code] if company in names],
            len(need.unserved) - len(shown[need.code]),
        )
        for need in page.items
    ]


def _companies_by_key(keys: Iterable[CompanyKey]) -> Mapping[CompanyKey, MeetingCompany]:
    """By the ids of registrations, which are the keys here."""
    names: Mapping[Any, MeetingCompany] = get_company_names([key for key in keys if isinstance(key, int)])
    return names
