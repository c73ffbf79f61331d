"""A firm's suggestions with their reasons and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.permissions import Role
from app.companies.search import finds, searchable
from app.companies.sectors import label, tree
from app.companies.typed_codes import sectors_typed
from app.db import now
from app.events.models import Event
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import language, plain
from app.floor.web.paging import asked_page, ways
from app.matching.queries.basis import pins_of
from app.matching.queries.kept import saved_by
from app.matching.queries.rankings import awaits_ranking, latest_ranking, running_job
from app.matching.queries.suggested import SuggestedFirm, suggestions_for
from app.matching.views.blueprint import FIRM, FOR_A_FIRM, matching
from app.matching.views.keeping import kept_now
from app.matching.wording import all_lines, points_of, shown
from app.meetings.availability import options
from app.meetings.lifecycle import LIVE
from app.meetings.limits import Remaining, remaining
from app.meetings.queries.boards import hall_of
from app.meetings.queries.lists import MeetingRow, meetings_of
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.requirements import may_book
from app.registrations.models import Registration
from app.registrations.places import language_name
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState


@dataclass(frozen=True)
class Wanted:
    """The filters of the page."""

    words: str
    section: str
    tongue: str
    hide_asked: bool
    free_only: bool
    saved_only: bool


PAGE = 10
FEW = 5


@matching.get(f"{FIRM}/suggestions")
@allow(*FOR_A_FIRM, of=own_firm)
def suggestions(event: Event, registration: Registration) -> ResponseReturnValue:
    ranking = latest_ranking(event.id)
    places = suggestions_for(registration.id, ranking) if ranking else []
    asked = {row.other_than(registration.id).registration_id: row for row in meetings_of(registration.id, *LIVE)}
    free = free_together(event, registration, [place.registration_id for place in places])
    acting_for = Role.COMPANY not in held_roles()
    saved = frozenset() if acting_for else saved_by(registration)
    wanted = _wanted()
    chosen = [place for place in places if not wanted.saved_only or place.registration_id in saved]
    page = asked_page([place for place in chosen if _is_wanted(place, wanted, asked, free)], size=PAGE)
    return render_template(
        "matching/suggestions.html",
        event=event,
        registration=registration,
        ranking=ranking,
        job=running_job(event.id),
        places=page,
        urls=ways(page),
        all_places=places,
        few=len(places) < FEW,
        asked=asked,
        free=free,
        wanted=wanted,
        sections=_sections(places),
        tongue_options=_tongues(places),
        left=_left(event, registration),
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
        pins=pins_of(event.id) if Role.ORGANIZER in held_roles() else None,
    )


@matching.app_template_global()
def page_url(endpoint: str, **values: Any) -> str:
    """The address of a page of another feature, "" while that is not built in."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def _wanted() -> Wanted:
    given = request.args
    return Wanted(
        words=given.get("q", "").strip(),
        section=given.get("sector", ""),
        tongue=given.get("language", ""),
        hide_asked="hide" in given or "q" not in given,  # until somebody says otherwise
        free_only="free" in given,
        saved_only="saved" in given,
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


def free_together(event: Event, registration: Registration, others: list[int]) -> dict[int, int] | None:
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
