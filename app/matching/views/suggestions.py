"""A firm's suggestions with their reasons and filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.core.db import new_public_id, now
from app.core.web.guards import allow, current_roles
from app.core.web.locale import clock, moment
from app.core.web.pages import page_links, requested_page
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.matching.models import Ranking
from app.matching.queries.basis import codes_of, pinned_for
from app.matching.queries.kept import saved_by
from app.matching.queries.rankings import awaits_ranking, latest_ranking, running_job
from app.matching.queries.suggested import SuggestedFirm, suggestions_for
from app.matching.views.blueprint import FIRM, FOR_A_FIRM, matching
from app.matching.views.filters import Facts, hidden_words, section_options, sift, tongue_options, wanted_now
from app.matching.views.keeping import kept_now, uninteresting_words
from app.matching.views.sharpening import sharpening
from app.matching.views.ways_out import nothing_meets, ways_out
from app.matching.weak import is_weak
from app.matching.wording import all_lines, points_of, shown
from app.meetings.availability import times_together
from app.meetings.lifecycle import LIVE, State
from app.meetings.limits import Remaining, remaining
from app.meetings.queries.boards import hall_for
from app.meetings.queries.lists import MeetingRow, last_by_partner
from app.meetings.queries.taken import slots_of
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.requirements import may_book
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

PAGE = 10
FEW = 5
NEXT_TIMES = 5


@matching.get(f"{FIRM}/suggestions")
@allow(*FOR_A_FIRM, of=own_firm)
def suggestions(event: Event, registration: Registration) -> ResponseReturnValue:
    ranking = latest_ranking(event.id, Ranking.seldom_seen)
    places = suggestions_for(registration.id, ranking) if ranking else []
    last = last_by_partner(registration.id)
    asked = {other: row for other, row in last.items() if row.state in LIVE}
    turned_down = {other: row for other, row in last.items() if other not in asked}
    others = [place.registration_id for place in places]
    free = free_together(event, registration, others)
    acting_for = Role.COMPANY not in current_roles()
    saved = frozenset() if acting_for else saved_by(registration)
    wanted = wanted_now()
    codes = codes_of([registration.company_id, *(place.company.id for place in places)])
    sectors = {place.registration_id: _works_in(codes.get(place.company.id, {})) for place in places}
    bound = {other for other, row in asked.items() if not _only_asked_us(row, registration)}
    facts = Facts(bound, free, saved, sectors)
    chosen, hidden = sift(places, wanted, facts)
    chosen.sort(key=lambda place: place.registration_id in turned_down)
    pins = pinned_for(registration)
    put_first = {other for other, kind in pins.items() if kind == "up"}
    fitting, weak = _by_evidence(chosen, {*asked, *saved, *put_first})
    page = requested_page(fitting, size=len(fitting) or 1 if "whole" in request.args else PAGE)
    fit = len(_by_evidence(places, put_first)[0])
    return render_template(
        "matching/suggestions.html",
        event=event,
        registration=registration,
        ranking=ranking,
        job=running_job(event.id),
        places=page,
        urls=page_links(page),
        all_places=places,
        found=len(chosen),
        weak=weak if page.number == page.pages else [],
        fit=fit,
        few=fit < FEW,
        seen_by=ranking.seldom_seen.get(str(registration.id)) if ranking else None,
        sharpening=sharpening(registration, codes.get(registration.company_id or 0, {})),
        asked=asked,
        turned_down=turned_down,
        free=free,
        times=_times(event) if free else {},
        next_times=NEXT_TIMES,
        new_key=new_public_id,
        filters=current_arguments("back", "lang", "theme"),
        wanted=wanted,
        hidden=hidden_words(hidden),
        nothing_meets=nothing_meets(wanted),
        ways_out=ways_out(places, wanted, facts) if not chosen else [],
        sections=section_options(facts),
        tongue_options=tongue_options(places),
        left=_left(event, registration, others),
        shown=shown,
        kept_now=kept_now(registration),
        behind=awaits_ranking(registration, ranking),
        all_lines=all_lines,
        points_of=points_of,
        takes_part=registration.state not in OUT_OF_SIGHT,
        approved=registration.state == RegistrationState.APPROVED,
        may_book=may_book(event),
        acting_for=acting_for,
        saved=saved,
        uninteresting=uninteresting_words(),
        pins=pins,
        may_pin=Role.ORGANIZER in current_roles(),
    )


@matching.app_template_global()
def page_url(endpoint: str, **values: Any) -> str:
    """The address of a page of another feature, "" while that is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _only_asked_us(row: MeetingRow, registration: Registration) -> bool:
    """Whether the other asked and has no answer yet: its suggestion is where to give one."""
    return row.state == State.REQUESTED and row.asked.registration_id == registration.id


def _by_evidence(
    places: Sequence[SuggestedFirm], settled: Collection[int]
) -> tuple[list[SuggestedFirm], list[SuggestedFirm]]:
    """Those that fit, or about which somebody made up their mind (``settled``), and the weak matches."""
    fitting = [place for place in places if not is_weak(place.score) or place.registration_id in settled]
    weak = [place for place in places if is_weak(place.score) and place.registration_id not in settled]
    return fitting, weak


def _works_in(codes: Mapping[str, Set[str]]) -> Set[str]:
    return codes.get("is_in", set()) | codes.get("offers", set())


def free_together(event: Event, registration: Registration, others: list[int]) -> dict[int, tuple[int, ...]] | None:
    """The slots in which this firm and each other are both free; None while times are not given by the firms."""
    if not may_book(event):
        return None
    hall = hall_for(event, [registration.id, *others])
    return times_together(
        hall.board, hall.parties[registration.id], [hall.parties[other] for other in others], now=now()
    )


def _times(event: Event) -> dict[int, str]:
    """Slot → its time, with the day where there are several."""
    say = moment if len(event.days) > 1 else clock
    return {slot.id: say(slot.span.start) for slot in slots_of(event.id)}


def _left(event: Event, registration: Registration, others: list[int]) -> Remaining:
    """``others``: who are counted on this page anyway."""
    tallies = tallies_of(event.id, [registration.id, *others])
    return remaining(limits_of(event), tallies[registration.id])
