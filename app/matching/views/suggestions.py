"""A firm's suggestions with their reasons, what it keeps to itself about others, and how the ranking works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.profile import Goal
from app.companies.search import finds, searchable
from app.companies.sectors import label, tree
from app.companies.typed_codes import sectors_typed
from app.db import now, transaction
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import language, plain
from app.floor.web.routes import kept_arguments
from app.kernel.paging import Page, clip_page
from app.matching import services
from app.matching.parameters import WEIGHTS
from app.matching.queries.kept import kept_by
from app.matching.queries.rankings import awaits_ranking, latest_ranking, running_job
from app.matching.queries.suggested import SuggestedFirm, suggestions_for
from app.matching.wording import all_lines, points_of, shown
from app.meetings.availability import options
from app.meetings.lifecycle import LIVE
from app.meetings.limits import Remaining, remaining
from app.meetings.queries.boards import hall_of, limits_of, tallies_of
from app.meetings.queries.lists import MeetingRow, meetings_of
from app.meetings.services.steps import may_book
from app.meetings.views.blueprint import never_cost
from app.registrations.models import Registration
from app.registrations.places import language_name
from app.registrations.queries.from_above import Standing, standing_with
from app.registrations.scopes import own_firm, partner_at
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

matching = Blueprint("matching", __name__)

FIRM = "/events/<slug:event>/firms/<int:registration_id>"
FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
EVERYBODY = (*FOR_A_FIRM, Role.DESK)


@dataclass(frozen=True)
class Wanted:
    """The filters of the page."""

    words: str
    section: str
    tongue: str
    hide_asked: bool
    free_only: bool


@dataclass(frozen=True)
class KeptNow:
    """What the reader has just said of another firm, and the sentence that tells so."""

    other_id: int
    kind: str
    said: str


PAGE = 10
FEW = 5


@matching.get(f"{FIRM}/suggestions")
@allow(*FOR_A_FIRM, of=own_firm)
def suggestions(event: Event, registration: Registration) -> ResponseReturnValue:
    ranking = latest_ranking(event.id)
    places = suggestions_for(registration.id, ranking) if ranking else []
    asked = {row.other_than(registration.id).registration_id: row for row in meetings_of(registration.id, *LIVE)}
    free = _free_together(event, registration, [place.registration_id for place in places])
    wanted = _wanted()
    page = _paged([place for place in places if _is_wanted(place, wanted, asked, free)])
    return render_template(
        "matching/suggestions.html",
        event=event,
        registration=registration,
        ranking=ranking,
        job=running_job(event.id),
        places=page,
        previous_url=_page_url(page.previous),
        next_url=_page_url(page.next),
        all_places=places,
        few=len(places) < FEW,
        asked=asked,
        free=free,
        wanted=wanted,
        sections=_sections(places),
        tongue_options=_tongues(places),
        left=_left(event, registration),
        shown=shown,
        kept_now=_kept_now(registration),
        behind=awaits_ranking(registration, ranking),
        all_lines=all_lines,
        points_of=points_of,
        takes_part=registration.state not in OUT_OF_SIGHT,
        approved=registration.state == RegistrationState.APPROVED,
        may_book=may_book(event),
        acting_for=Role.COMPANY not in held_roles(),
    )


@matching.app_template_global()
def page_url(endpoint: str, **values: Any) -> str:
    """The address of a page of another feature, "" while that is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


@matching.post(f"{FIRM}/suggestions/<int:other_id>/<any(never, hidden, saved):kind>")
@allow(Role.COMPANY, of=own_firm)
def say(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    """Keep something about another firm; nobody else sees it, neither its chamber nor the organizer."""
    partner_at(event, other_id)
    services.say(registration, other_id, kind, by=current_user.id)
    said = _said(kind, standing_with(registration.id, other_id))
    if request.args.get("back") != "firm":
        session["kept_now"] = (registration.id, other_id, kind, said)
    else:
        flash(said, "good")
    return _back(event, registration, other_id)


@matching.post(f"{FIRM}/suggestions/<int:other_id>/<any(never, hidden, saved, wanted):kind>/undo")
@allow(Role.COMPANY, of=own_firm)
def unsay(event: Event, registration: Registration, other_id: int, kind: str) -> ResponseReturnValue:
    services.unsay(registration, other_id, kind, by=current_user.id)
    flash(gettext("Taken back."), "info")
    return _back(event, registration, other_id)


@matching.get(f"{FIRM}/suggestions/kept")
@allow(Role.COMPANY, of=own_firm)
def kept(event: Event, registration: Registration) -> ResponseReturnValue:
    """What this firm keeps to itself about others, each with its undo."""
    return render_template("matching/kept.html", event=event, registration=registration, rows=kept_by(registration))


@matching.get("/events/<slug:event>/ranking")
@allow(*EVERYBODY, of=an_event)
def how(event: Event) -> ResponseReturnValue:
    return render_template(
        "matching/how.html",
        event=event,
        ranking=latest_ranking(event.id),
        job=running_job(event.id),
        weights_by_goal=_weights(),
        may_rank=Role.ORGANIZER in held_roles(),
    )


@matching.post("/events/<slug:event>/ranking")
@allow(Role.ORGANIZER, of=an_event)
def rank(event: Event) -> ResponseReturnValue:
    """Have all lists computed anew."""
    with transaction():
        services.ask_for_ranking(event.id, by=current_user.id)
    flash(gettext("The ranking is being computed."), "info")
    return redirect(url_for("matching.how", event=event))


def _weights() -> list[tuple[str, tuple[float, ...]]]:
    """The four shares of each goal, for the table."""
    words = {
        Goal.BALANCED: gettext("balanced"),
        Goal.PEERS: gettext("partners in your sector"),
        Goal.TRADE: gettext("buy and sell"),
    }
    return [(words[goal], astuple(weights)) for goal, weights in WEIGHTS.items()]


def _paged(places: list[SuggestedFirm]) -> Page[SuggestedFirm]:
    number = clip_page(request.args.get("page", 1, type=int), size=PAGE, total=len(places))
    return Page(places[(number - 1) * PAGE : number * PAGE], number, PAGE, len(places))


def _page_url(number: int | None) -> str:
    """This list on another page, with the filters as they are."""
    if number is None or request.endpoint is None:
        return ""
    values: dict[str, Any] = {**kept_arguments(), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint, **values)


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        words=given.get("q", "").strip(),
        section=given.get("sector", ""),
        tongue=given.get("language", ""),
        hide_asked="hide" in given or "q" not in given,  # until somebody says otherwise
        free_only="free" in given,
    )


def _is_wanted(
    place: SuggestedFirm, wanted: Wanted, asked: Mapping[int, MeetingRow], free: Mapping[int, int] | None
) -> bool:
    if wanted.hide_asked and place.registration_id in asked:
        return False
    if wanted.free_only and free is not None and not free.get(place.registration_id):
        return False
    if wanted.tongue and wanted.tongue not in place.languages:
        return False
    if wanted.section and not any(tree().path(code)[0] == wanted.section for code in place.sectors):
        return False
    if not wanted.words or finds(wanted.words, _searched(place)):
        return True
    return not sectors_typed(wanted.words).isdisjoint(place.sectors)


def _searched(place: SuggestedFirm) -> str:
    labels = [label(code, tongue) for code in place.sectors for tongue in ("en", "zh", "fr")]
    company = place.company
    return searchable(company.name, company.name_zh, plain(company.offers), plain(company.about), *labels)


def _sections(places: list[SuggestedFirm]) -> list[tuple[str, str]]:
    """The sections that the suggested firms work in, as a filter offers them."""
    codes = sorted({tree().path(code)[0] for place in places for code in place.sectors})
    return [("", gettext("All sectors")), *((code, label(code, language())) for code in codes)]


def _tongues(places: list[SuggestedFirm]) -> list[tuple[str, str]]:
    """The languages that the suggested firms speak, by their names in the reader's language."""
    spoken = {tongue for place in places for tongue in place.languages}
    named = ((tongue, language_name(tongue, language())) for tongue in spoken)
    return [("", gettext("Any language")), *sorted(named, key=lambda pair: pair[1])]


def _free_together(event: Event, registration: Registration, others: list[int]) -> dict[int, int] | None:
    """At how many times this firm and each other are both free; None while times are not given by the firms."""
    if not may_book(event):
        return None
    hall = hall_of(event, [registration.id, *others])
    me = hall.parties[registration.id]
    moment = now()
    return {
        other: sum(option.is_free for option in options(hall.board, me, hall.parties[other], now=moment))
        for other in others
    }


def _left(event: Event, registration: Registration) -> Remaining:
    return remaining(limits_of(event), tallies_of(event.id, [registration.id])[registration.id])


def _said(kind: str, standing: Standing | None) -> str:
    if kind == "never" and standing is not None and standing.is_live:
        return f"{gettext('Marked as “never”; nobody sees it.')} {never_cost(standing)}"
    words: dict[str, Any] = {
        "never": gettext("Marked as “never”. Nobody sees it; it can be taken back under “What you keep to yourself”."),
        "hidden": gettext("Hidden. Nobody sees it; it can be taken back under “What you keep to yourself”."),
        "saved": gettext("Saved."),
    }
    return str(words[kind])


def _kept_now(registration: Registration) -> KeptNow | None:
    """What was kept a moment ago, told once with its way back."""
    firm_id, other_id, kind, said = session.pop("kept_now", (None, 0, "", ""))
    return KeptNow(other_id, kind, said) if firm_id == registration.id else None


def _back(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """To the page that was left: the other firm's (``?back=firm``), else the suggestions."""
    if request.args.get("back") == "firm":
        return redirect(url_for("registrations.firm", event=event, registration_id=other_id))
    return redirect(url_for("matching.suggestions", event=event, registration_id=registration.id))
