"""The end of the boss's three minutes: five partners, want or no, and what comes next."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.web.errors import error_text
from app.core.web.guards import allow, current_roles
from app.core.web.routing import full_url
from app.documents.qr import qr_picture
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.matching import services
from app.matching.queries.gains import may_meet
from app.matching.queries.kept import kept_by
from app.matching.queries.rankings import awaits_ranking, latest_ranking, running_job
from app.matching.queries.suggested import SuggestedFirm, suggestions_for, without_weak
from app.matching.views.blueprint import FIRM, FOR_A_FIRM, matching
from app.matching.wishes import Outcome, answers_in
from app.matching.wording import shown
from app.meetings.lifecycle import LIVE, State
from app.meetings.queries.lists import last_by_partner, meetings_of
from app.meetings.services.requirements import may_book
from app.registrations.models import Registration
from app.registrations.queries.roster import readiness_of
from app.registrations.scopes import own_firm
from app.registrations.states import RegistrationState

FIVE = 5
BEFORE_TIMETABLE = (Phase.DRAFT, Phase.REGISTRATION, Phase.BOOKING, Phase.PLANNING)


@matching.get(f"{FIRM}/welcome/partners")
@allow(*FOR_A_FIRM, of=own_firm)
def partners(event: Event, registration: Registration) -> ResponseReturnValue:
    """The five best that were not answered yet."""
    g.bare = True
    ranking = latest_ranking(event.id)
    behind = awaits_ranking(registration, ranking)
    places = [] if behind else _offered(event, registration)
    return render_template(
        "matching/partners.html",
        event=event,
        registration=registration,
        ranking=ranking,
        places=places,
        waiting=behind or (not places and running_job(event.id) is not None),
        shown=shown,
        may_meet=may_meet(registration),
        wants_wait=_until(event, registration),
        wants_go=_when_wants_go(event, registration) if _saved(registration) else "",
        acting_for=Role.COMPANY not in current_roles(),
    )


@matching.post(f"{FIRM}/welcome/partners")
@allow(*FOR_A_FIRM, of=own_firm)
def answer_partners(event: Event, registration: Registration) -> ResponseReturnValue:
    """A want is a request, a no hides; without an answer a firm stays in the list."""
    names = {place.registration_id: company_label(place.company) for place in _offered(event, registration)}
    answers = answers_in(request.form, list(names))
    outcome = services.answer_suggestions(registration, answers, by=current_user.id)
    _tell(outcome, names)
    return redirect(url_for("matching.done", event=event, registration_id=registration.id))


@matching.get(f"{FIRM}/welcome/done")
@allow(*FOR_A_FIRM, of=own_firm)
def done(event: Event, registration: Registration) -> ResponseReturnValue:
    """What was sent, how to keep the agenda, what ten minutes more would bring."""
    g.bare = True
    live = meetings_of(registration.id, *LIVE, brief=True)
    at: dict[str, Any] = {"event": event, "registration_id": registration.id}
    return render_template(
        "matching/done.html",
        event=event,
        registration=registration,
        asked=[row for row in live if row.waits_on_other(registration.id)],
        to_answer=sum(row.waits_for(registration.id) for row in live),
        agreed=[row for row in live if row.state == State.AGREED],
        booked=[row for row in live if row.state == State.BOOKED],
        may_book=may_book(event),
        timetable_on=event.timetable_on if _waits_for_timetable(event) else None,
        saved=_saved(registration),
        wants_go=_when_wants_go(event, registration),
        agenda_url=url_for("meetings.agenda", **at),
        # elsewhere the address leads to a sign-in, which takes an e-mail
        qr=qr_picture(full_url("meetings.agenda", **at)) if current_user.email else "",
        readiness=readiness_of(registration),
        acting_for=Role.COMPANY not in current_roles(),
    )


def _waits_for_timetable(event: Event) -> bool:
    """Whether times and tables are still to come from the organizer's plan."""
    return event.booking_mode == BookingMode.PLANNED and Phase(event.phase) in BEFORE_TIMETABLE


def _offered(event: Event, registration: Registration) -> list[SuggestedFirm]:
    ranking = latest_ranking(event.id)
    if ranking is None:
        return []
    met = set(last_by_partner(registration.id))
    saved = {one.other_id for one in kept_by(registration)}
    places = without_weak(suggestions_for(registration.id, ranking), registration)
    return [place for place in places if place.registration_id not in met | saved][:FIVE]


def _saved(registration: Registration) -> int:
    """How many firms it wants that are not asked yet."""
    return sum(one.kind == "wanted" for one in kept_by(registration))


def _until(event: Event, registration: Registration) -> str:
    """What would become of a want that is said now, where it is no request at once; "" where it is."""
    approved = registration.state == RegistrationState.APPROVED
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)):
        waits = gettext("A want is kept and goes out as soon as the organizer has approved you.")
        return "" if approved else str(waits)
    if approved:
        return str(gettext("A want is kept and goes out as soon as requests are open."))
    return str(gettext("A want is kept and goes out as soon as you are approved and requests are open."))


def _when_wants_go(event: Event, registration: Registration) -> str:
    """What a want waits for before it becomes a request; "" where it is one at once."""
    approved = registration.state == RegistrationState.APPROVED
    if is_allowed(Phase(event.phase), EventAct.ASK, BookingMode(event.booking_mode)):
        waits = gettext("Your wants are kept; they go out as soon as the organizer has approved you.")
        said = "" if approved else waits
    elif approved:
        said = gettext("Your wants are kept; they go out as soon as requests are open.")
    else:
        said = gettext("Your wants are kept; they go out as soon as you are approved and requests are open.")
    return str(said)


def _tell(outcome: Outcome, names: dict[int, str]) -> None:
    for other_id, refused in outcome.refused.items():
        flash(f"{names[other_id]}{gettext(': ')}{error_text(refused)}", "wait")
    if outcome.hidden:
        count = len(outcome.hidden)
        flash(
            ngettext(
                "%(num)d firm is hidden from you. Nobody is told; it can be taken back under Suggestions.",
                "%(num)d firms are hidden from you. Nobody is told; it can be taken back under Suggestions.",
                count,
            ),
            "info",
        )
