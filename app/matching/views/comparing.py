"""Two suggestions side by side."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.events.models import Event
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.suggested import suggestions_for
from app.matching.views.blueprint import FIRM, FOR_A_FIRM, matching
from app.matching.views.suggestions import free_together
from app.matching.wording import shown
from app.meetings.queries.lists import live_by_partner
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.states import RegistrationState

TWO = 2


@matching.get(f"{FIRM}/suggestions/compare")
@allow(*FOR_A_FIRM, of=own_firm)
def compare(event: Event, registration: Registration) -> ResponseReturnValue:
    """Two firms of the list (``?firm=`` twice), what they are in, offer and seek, and why they suit."""
    chosen = set(request.args.getlist("firm", type=parse_id))
    ranking = latest_ranking(event.id)
    places = suggestions_for(registration.id, ranking) if ranking is not None else []
    pair = [place for place in places if place.registration_id in chosen]
    if len(chosen) != TWO or len(pair) != TWO:
        flash(gettext("Tick two firms of the list to compare them."), "wait")
        return redirect(url_for("matching.suggestions", event=event, registration_id=registration.id))
    return render_template(
        "matching/compare.html",
        event=event,
        registration=registration,
        places=pair,
        codes={place.registration_id: _codes(place.company.sectors) for place in pair},
        free=free_together(event, registration, [place.registration_id for place in pair]),
        asked=live_by_partner(registration.id),
        approved=registration.state == RegistrationState.APPROVED,
        shown=shown,
    )


def _codes(sectors: Iterable[CompanySector]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"is_in": [], "offers": [], "seeks": []}
    for one in sectors:
        found[one.kind].append(one.code)
    return {kind: sector_tree().sorted(codes) for kind, codes in found.items()}
