"""A company's suggestions with their reasons and filters, two of them side by side, and what would sharpen the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.companies.sectors.tree import sector_tree
from app.core.db import new_public_id, now
from app.core.parsing import parse_id
from app.core.web.guards import allow, current_roles
from app.core.web.locale import clock, moment
from app.core.web.pages import page_links, requested_page
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.matching.models import Ranking
from app.matching.parameters import DEFAULT_PARAMETERS
from app.matching.queries.ranking_input import pins_of_company, sectors_by_company
from app.matching.queries.rankings import get_latest_ranking, get_running_job, is_awaiting_ranking
from app.matching.queries.suggestions import SuggestedCompany, list_suggestions, saved_registration_ids
from app.matching.views.blueprint import COMPANY_ROLES, COMPANY_URL, matching
from app.matching.views.filters import (
    FilterFacts,
    filter_suggestions,
    hidden_texts,
    language_options,
    list_ways_out,
    no_match_heading,
    parse_filters,
    section_options,
)
from app.matching.views.preferences import pop_preference_notice, uninteresting_texts
from app.matching.weak_lists import is_weak
from app.matching.wording import all_reasons, points_text, shown_reasons
from app.meetings.availability import get_common_slots
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.policy import get_remaining
from app.meetings.queries.availability import load_company_availability
from app.meetings.queries.lists import get_last_meetings_by_partner, get_live_meetings_by_partner
from app.meetings.queries.occupancy import list_event_slots
from app.meetings.queries.policy import count_tallies, get_event_limits
from app.meetings.services.policy import may_book
from app.registrations.models import Registration
from app.registrations.scopes import own_registration
from app.registrations.states import INACTIVE_STATES, RegistrationState

MANY_SECTORS = 2 * DEFAULT_PARAMETERS.breadth_codes
"""As the organizer's page of weak lists calls a profile too broad."""
CLASS_DEPTH = 3
"""In the tree of sectors: section, division, group, class."""


def profile_hints(codes: Mapping[str, Set[str]]) -> list[str]:
    """In sentences, the weightiest first; [] where the profile leaves nothing to wish for. ``codes``: kind → its
    sectors."""
    is_in, offers, seeks = (codes.get(kind, set()) for kind in ("is_in", "offers", "seeks"))
    offered, hints = offers or is_in, []
    if len(seeks) > MANY_SECTORS:
        hints.append(
            gettext("You seek in %(num)d sectors, so each counts for little. Keep those that matter.", num=len(seeks))
        )
    if len(offered) > MANY_SECTORS:
        hints.append(
            gettext(
                "You offer in %(num)d sectors, so each counts for little. Keep those that matter.", num=len(offered)
            )
        )
    tree = sector_tree()
    broad = sum(sum(tree[each].depth == CLASS_DEPTH for each in tree.subtree(code)) > 1 for code in seeks | offers)
    if broad:
        hints.append(
            ngettext(
                "%(num)d of your sectors is broad: a class of four digits says more.",
                "%(num)d of your sectors are broad: classes of four digits say more.",
                broad,
            )
        )
    return hints


SUGGESTIONS_ON_PAGE = 10
FEW_SUGGESTIONS = 5
NEXT_SLOTS = 5


@matching.get(f"{COMPANY_URL}/suggestions")
@allow(*COMPANY_ROLES, of=own_registration)
def suggestions(event: Event, registration: Registration) -> ResponseReturnValue:
    ranking = get_latest_ranking(event.id, Ranking.seldom_seen)
    places = list_suggestions(registration.id, ranking) if ranking else []
    last = get_last_meetings_by_partner(registration.id)
    asked = {other: row for other, row in last.items() if row.state in LIVE_STATES}
    turned_down = {other: row for other, row in last.items() if other not in asked}
    others = [place.registration_id for place in places]
    free = common_free_slots(event, registration, others)
    acting_for = Role.COMPANY not in current_roles()
    saved = frozenset() if acting_for else saved_registration_ids(registration)
    chosen_filters = parse_filters()
    codes = sectors_by_company([registration.company_id, *(place.company.id for place in places)])
    sectors = {
        place.registration_id: own.get("is_in", set()) | own.get("offers", set())
        for place in places
        for own in [codes.get(place.company.id, {})]
    }
    bound = {  # a suggestion is where to answer who asked
        other
        for other, row in asked.items()
        if row.state != MeetingState.REQUESTED or row.asked.registration_id != registration.id
    }
    facts = FilterFacts(bound, free, saved, sectors)
    chosen, hidden = filter_suggestions(places, chosen_filters, facts)
    chosen.sort(key=lambda place: place.registration_id in turned_down)
    pins = pins_of_company(registration)
    put_first = {other for other, kind in pins.items() if kind == "up"}
    fitting, weak = _split_by_score(chosen, {*asked, *saved, *put_first})
    page = requested_page(fitting, size=len(fitting) or 1 if "whole" in request.args else SUGGESTIONS_ON_PAGE)
    fit = len(_split_by_score(places, put_first)[0])
    slot_time = moment if len(event.days) > 1 else clock
    tallies = count_tallies(event.id, [registration.id, *others])  # those are counted on this page anyway
    return render_template(
        "matching/suggestions.html",
        event=event,
        registration=registration,
        ranking=ranking,
        job=get_running_job(event.id),
        places=page,
        urls=page_links(page),
        all_places=places,
        found=len(chosen),
        weak=weak if page.number == page.pages else [],
        fit=fit,
        few=fit < FEW_SUGGESTIONS,
        seen_by=ranking.seldom_seen.get(str(registration.id)) if ranking else None,
        sharpening=profile_hints(codes.get(registration.company_id or 0, {})),
        asked=asked,
        turned_down=turned_down,
        free=free,
        times={slot.id: slot_time(slot.span.start) for slot in list_event_slots(event.id)} if free else {},
        next_times=NEXT_SLOTS,
        new_key=new_public_id,
        filters=current_arguments("back", "lang", "theme"),
        wanted=chosen_filters,
        hidden=hidden_texts(hidden),
        nothing_meets=no_match_heading(chosen_filters),
        ways_out=list_ways_out(places, chosen_filters, facts) if not chosen else [],
        sections=section_options(facts),
        tongue_options=language_options(places),
        left=get_remaining(get_event_limits(event), tallies[registration.id]),
        shown=shown_reasons,
        kept_now=pop_preference_notice(registration),
        behind=is_awaiting_ranking(registration, ranking),
        all_lines=all_reasons,
        points_of=points_text,
        takes_part=registration.state not in INACTIVE_STATES,
        approved=registration.state == RegistrationState.APPROVED,
        may_book=may_book(event),
        acting_for=acting_for,
        saved=saved,
        uninteresting=uninteresting_texts(),
        pins=pins,
        may_pin=Role.ORGANIZER in current_roles(),
    )


@matching.app_template_global()
def page_url(endpoint: str, **values: Any) -> str:
    """The address of a page of another feature, "" while that is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _split_by_score(
    places: Sequence[SuggestedCompany], settled: Collection[int]
) -> tuple[list[SuggestedCompany], list[SuggestedCompany]]:
    """Those that fit, or about which somebody made up their mind (``settled``), and the weak matches."""
    fitting = [place for place in places if not is_weak(place.score) or place.registration_id in settled]
    weak = [place for place in places if is_weak(place.score) and place.registration_id not in settled]
    return fitting, weak


def common_free_slots(event: Event, registration: Registration, others: list[int]) -> dict[int, tuple[int, ...]] | None:
    """The slots in which this firm and each other are both free; None while times are not given by the firms."""
    if not may_book(event):
        return None
    hall = load_company_availability(event, [registration.id, *others])
    return get_common_slots(
        hall.board, hall.parties[registration.id], [hall.parties[other] for other in others], now=now()
    )


COMPARED_COUNT = 2


@matching.get(f"{COMPANY_URL}/suggestions/compare")
@allow(*COMPANY_ROLES, of=own_registration)
def compare(event: Event, registration: Registration) -> ResponseReturnValue:
    """Two firms of the list (``?firm=`` twice), what they are in, offer and seek, and why they suit."""
    chosen = set(request.args.getlist("firm", type=parse_id))
    ranking = get_latest_ranking(event.id)
    places = list_suggestions(registration.id, ranking) if ranking is not None else []
    pair = [place for place in places if place.registration_id in chosen]
    if len(chosen) != COMPARED_COUNT or len(pair) != COMPARED_COUNT:
        flash(gettext("Tick two firms of the list to compare them."), "wait")
        return redirect(url_for("matching.suggestions", event=event, registration_id=registration.id))
    codes: dict[int, dict[str, list[str]]] = {}
    for place in pair:
        kinds = codes[place.registration_id] = {"is_in": [], "offers": [], "seeks": []}
        for sector in place.company.sectors:
            kinds[sector.kind].append(sector.code)
    return render_template(
        "matching/compare.html",
        event=event,
        registration=registration,
        places=pair,
        codes={
            other_id: {kind: sector_tree().sorted(listed) for kind, listed in kinds.items()}
            for other_id, kinds in codes.items()
        },
        free=common_free_slots(event, registration, [place.registration_id for place in pair]),
        asked=get_live_meetings_by_partner(registration.id),
        approved=registration.state == RegistrationState.APPROVED,
        shown=shown_reasons,
    )
