"""A firm's home: what to do next, who waits, who suits it best, its day, and what its profile still lacks."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.companies.profile import ProfileAudience
from app.core.db import now
from app.core.web.guards import allow, current_roles
from app.core.web.locale import local
from app.dashboard.queries.done_for import done_for
from app.dashboard.views.blueprint import dashboard
from app.dashboard.views.firm_steps import steps_of
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.matching.models import Ranking
from app.matching.queries.rankings import get_latest_ranking, is_awaiting_ranking
from app.matching.queries.suggestions import SuggestedCompany, list_suggestions, without_weak_matches
from app.matching.wording import shown_reasons
from app.meetings.lifecycle import LIVE, PLACED, State
from app.meetings.limits import remaining
from app.meetings.queries import lists
from app.meetings.queries.rounds import RoundRow, rounds_with
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.requirements import may_book
from app.meetings.urgency import most_urgent_first
from app.meetings.views.answers import bars_to, hall_to_answer
from app.meetings.views.day_lines import Line, by_day, held_lines
from app.registrations.models import Registration
from app.registrations.queries.answers import open_of
from app.registrations.queries.from_above import gains_of
from app.registrations.queries.links import may_register
from app.registrations.queries.people import firm_consents
from app.registrations.queries.places import offer_to
from app.registrations.queries.profiles import audiences_of, profiles_of
from app.registrations.queries.returning import may_come_back
from app.registrations.readiness import Readiness, readiness
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
BEST = 3
STEPS = 3


@dashboard.get("/events/<slug:event>/firms/<int:registration_id>/home")
@allow(*FOR_A_FIRM, of=own_firm)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    told = lists.meetings_of(registration.id, *LIVE, *PLACED, State.DECLINED)
    rows = [row for row in told if row.state != State.DECLINED]
    waiting = most_urgent_first(row for row in rows if row.waits_for(registration.id))
    ranking = get_latest_ranking(event.id)
    best = _best(ranking, registration, told)
    state = _readiness(event, registration)
    hall = hall_to_answer(event, registration, rows)
    tallies = hall.tallies if hall else tallies_of(event.id, [registration.id])
    left = remaining(limits_of(event), tallies[registration.id])
    full = 0 in (left.requests, left.meetings)
    groups = rounds_with(registration.id, *PLACED)
    rounds = [row for row in groups if row.holds_time_of(registration.id)]
    invited = sum(row.waits_for(registration.id) for row in groups)
    return render_template(
        "dashboard/firm.html",
        event=event,
        registration=registration,
        steps=list(steps_of(event, registration, waiting, invited, rows, [] if full else best, state))[:STEPS],
        waiting=waiting,
        bars=bars_to(event, registration, rows, hall),
        offer=offer_to(registration.id) if registration.state == RegistrationState.WAITING else None,
        best=best,
        days=_days(event, registration, rows, rounds),
        booked=sum(row.state in PLACED for row in rows) + len(rounds),
        agreed=sum(row.state == State.AGREED for row in rows),
        state=state,
        shown=shown_reasons,
        full=full,
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=registration.state not in OUT_OF_SIGHT,
        may_reopen=_may_reopen(event, registration),
        behind=bool(best) and is_awaiting_ranking(registration, ranking),
        may_book=may_book(event),
        deeds=done_for(registration),
        acting_for=Role.COMPANY not in current_roles(),
    )


def _days(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], rounds: list[RoundRow]
) -> list[tuple[date, list[Line]]]:
    own = {"group_id": registration.group_id, "delegation_id": registration.delegation_id}
    return _from_today(by_day(held_lines(event, [registration], rows, rounds, **own)[registration.id]))


def _from_today(days: list[tuple[date, list[Line]]]) -> list[tuple[date, list[Line]]]:
    """What is still to come; when all is over, all of it."""
    today = local(now()).date()
    return [each for each in days if each[0] >= today] or days


def _may_reopen(event: Event, registration: Registration) -> bool:
    """Whether the reader may open it again: a firm that was rejected while it may register, others for longer, and
    they alone one that has cancelled."""
    if Role.COMPANY in current_roles():
        return registration.state == RegistrationState.REJECTED and may_register(event, now())
    return may(event, EventAct.ADD_FIRMS) and may_come_back(registration)


def _best(ranking: Ranking | None, registration: Registration, rows: list[lists.MeetingRow]) -> list[SuggestedCompany]:
    """The best suggestions with which no meeting stands, none is asked for and none was declined; no weak match."""
    if ranking is None:
        return []
    out = {row.other_than(registration.id).registration_id for row in rows}
    return without_weak_matches(list_suggestions(registration.id, ranking, limit=BEST, without=out), registration)


def _readiness(event: Event, registration: Registration) -> Readiness:
    audience = audiences_of(event.id).get(registration.group_id or 0, ProfileAudience())
    asked = registration.id in firm_consents([registration.id])
    return readiness(
        profiles_of([registration])[registration.id],
        audience,
        people=len(registration.representatives),
        asked=asked,
        unanswered=open_of(registration).needed,
        gains=gains_of(event.id, [registration.id]).get(registration.id),
    )
