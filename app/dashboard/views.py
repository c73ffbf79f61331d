"""A firm's home: what to do next, who waits, who suits it best, its day, and what its profile still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.companies.expiry import Expiry
from app.companies.models import CompanyCertificate
from app.companies.profile import Audience
from app.companies.wording import called
from app.dashboard.queries.counts import quiet_firms
from app.dashboard.queries.done_for import done_for
from app.db import now
from app.events.models import Event
from app.events.phases import Act
from app.events.scopes import an_event
from app.events.views.allowing import may
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import language, local, moment, short_day
from app.matching.queries.rankings import awaits_ranking, latest_ranking
from app.matching.queries.suggested import SuggestedFirm, suggestions_for
from app.matching.wording import shown
from app.meetings.lifecycle import LIVE, PLACED, State
from app.meetings.limits import remaining
from app.meetings.queries import lists
from app.meetings.queries.rounds import rounds_at
from app.meetings.queries.rounds_seen import invitations_waiting
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.requirements import may_book
from app.meetings.views.agenda import Line, by_day, day_lines
from app.meetings.views.answers import bars_to
from app.registrations.models import Registration
from app.registrations.queries.answers import open_of
from app.registrations.queries.from_above import gains_of
from app.registrations.queries.joins import Asking, askers_of
from app.registrations.queries.links import may_register
from app.registrations.queries.people import firm_consents
from app.registrations.queries.places import offer_to
from app.registrations.queries.profiles import audiences_of, profile_of
from app.registrations.readiness import Readiness, readiness
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState
from app.registrations.views.lacks import lack_anchor, lack_cost, lack_title
from app.registrations.views.words import certificate_label, expiry_of

dashboard = Blueprint("dashboard", __name__)
blueprints = (dashboard,)

FOR_A_FIRM = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
BEST = 3
STEPS = 3


@dataclass(frozen=True)
class Step:
    """One thing to do, as ``components/next_steps.html`` reads it."""

    title: str
    text: str
    action: str
    url: str


@dashboard.get("/events/<slug:event>/firms/<int:registration_id>/home")
@allow(*FOR_A_FIRM, of=own_firm)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    rows = lists.meetings_of(registration.id, *LIVE, *PLACED)
    waiting = [row for row in rows if row.waits_for(registration.id)]
    best = _best(event, registration, rows)
    state = _readiness(event, registration)
    left = remaining(limits_of(event), tallies_of(event.id, [registration.id])[registration.id])
    full = 0 in (left.requests, left.meetings)
    rounds = rounds_at([registration.id])
    return render_template(
        "dashboard/firm.html",
        event=event,
        registration=registration,
        steps=list(_steps(event, registration, waiting, rows, [] if full else best, state))[:STEPS],
        waiting=waiting,
        bars=bars_to(event, registration, rows),
        offer=offer_to(registration.id) if registration.state == RegistrationState.WAITING else None,
        best=best,
        days=_from_today(by_day(line for line in day_lines(event, registration, rows, rounds) if line.is_fixed)),
        booked=sum(row.state in PLACED for row in rows) + len(rounds),
        state=state,
        shown=shown,
        full=full,
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=registration.state not in OUT_OF_SIGHT,
        may_reopen=_may_reopen(event),
        behind=awaits_ranking(registration, latest_ranking(event.id)),
        may_book=may_book(event),
        deeds=done_for(registration),
        acting_for=Role.COMPANY not in held_roles(),
    )


@dashboard.get("/events/<slug:event>/quiet-firms")
@allow(Role.ORGANIZER, of=an_event)
def quiet(event: Event) -> ResponseReturnValue:
    """Approved firms without a meeting or a request, each with the way to arrange one."""
    g.tab = "events.overview"
    return render_template("dashboard/quiet.html", event=event, firms=quiet_firms(event.id, language()))


def _from_today(days: list[tuple[date, list[Line]]]) -> list[tuple[date, list[Line]]]:
    """What is still to come; when all is over, all of it."""
    today = local(now()).date()
    return [each for each in days if each[0] >= today] or days


def _may_reopen(event: Event) -> bool:
    """Whether the reader may open a rejected registration again: the firm while it may register, others for longer."""
    if Role.COMPANY in held_roles():
        return may_register(event, now())
    return may(event, Act.ADD_FIRMS)


def _best(event: Event, registration: Registration, rows: list[lists.MeetingRow]) -> list[SuggestedFirm]:
    """The best suggestions that are not asked yet."""
    ranking = latest_ranking(event.id)
    if ranking is None:
        return []
    asked = {row.other_than(registration.id).registration_id for row in rows}
    return [one for one in suggestions_for(registration.id, ranking) if one.registration_id not in asked][:BEST]


def _readiness(event: Event, registration: Registration) -> Readiness:
    audience = audiences_of(event.id).get(registration.group_id or 0, Audience())
    asked = registration.id in firm_consents([registration.id])
    return readiness(
        profile_of(registration),
        audience,
        people=len(registration.representatives),
        asked=asked,
        unanswered=open_of(registration).needed,
        gains=gains_of(event.id, [registration.id]).get(registration.id),
    )


def _steps(
    event: Event,
    registration: Registration,
    waiting: list[lists.MeetingRow],
    rows: list[lists.MeetingRow],
    best: list[SuggestedFirm],
    state: Readiness,
) -> Iterator[Step]:
    """What to do, the most pressing first; nothing for a firm that takes no part any more."""
    if registration.state in OUT_OF_SIGHT:
        return
    at: dict[str, Any] = {"event": event, "registration_id": registration.id}
    yield from _admission(registration)
    if askers := askers_of(registration):
        yield _let_in(askers, _profile_url(event, registration))
    if waiting and may(event, Act.ANSWER):
        yield _answer_first(waiting)
    if (invited := invitations_waiting(registration)) and may(event, Act.ANSWER):
        yield _answer_invitations(invited, f"{url_for('meetings.group_meetings', **at)}#invited")
    agreed = [row for row in rows if row.state == State.AGREED]
    if agreed and may_book(event):
        yield _choose_times(len(agreed), f"{url_for('meetings.requests', **at)}#agreed")
    if may(event, Act.EDIT_PROFILE) and (ending := _ending(event, registration)):
        yield _renew(ending, _profile_url(event, registration))
    if state.lacks and may(event, Act.EDIT_PROFILE):
        yield _complete(state, registration.state, _profile_url(event, registration))
    if best and registration.state == RegistrationState.APPROVED and may(event, Act.ASK):
        yield Step(
            gettext("Ask a firm that suits you"),
            gettext("%(firm)s fits best of those you have not asked.", firm=called(best[0].company)),
            gettext("See who"),
            url_for("matching.suggestions", **at),
        )


def _answer_invitations(count: int, url: str) -> Step:
    return Step(
        ngettext("%(num)d invitation to a group meeting", "%(num)d invitations to group meetings", count),
        gettext("Say whether you come: seats go to who answers first."),
        gettext("Answer"),
        url,
    )


def _admission(registration: Registration) -> Iterator[Step]:
    """What a firm waits for that is not let in yet."""
    if registration.state == RegistrationState.WAITING:
        yield Step(
            gettext("You are on the waiting list"),
            gettext(
                "The organizer lets you in when there is a place; this page then says so, and a letter to those of you "
                "with an address. You can fill your profile in the meantime; requests open once you are in."
            ),
            "",
            "",
        )
    if registration.state == RegistrationState.SUBMITTED:
        yield Step(
            gettext("Wait for the organizer’s approval"),
            gettext("You can fill your profile in the meantime; requests open once you are approved."),
            "",
            "",
        )


def _complete(state: Readiness, of: str, url: str) -> Step:
    """What the profile lacks; once that is whole, what else there is still to say."""
    if state.percent < 100:
        title = gettext("Complete your profile: %(percent)s %% so far", percent=state.percent)
        return Step(title, gettext("What is missing keeps partners from finding you."), gettext("Complete it"), url)
    dearest = state.lacks[0]
    return Step(lack_title(dearest), lack_cost(dearest, of), gettext("Complete it"), f"{url}#{lack_anchor(dearest)}")


def _choose_times(meetings: int, url: str) -> Step:
    title = ngettext("Choose a time for %(num)d meeting", "Choose a time for %(num)d meetings", meetings)
    text = gettext("They are agreed; the first of you who picks a free time books it.")
    return Step(title, text, gettext("Choose"), url)


def _answer_first(waiting: list[lists.MeetingRow]) -> Step:
    first = min(waiting, key=lambda row: (row.expires_at is None, row.expires_at or row.created_at))
    name = called(first.other_than(first.awaiting_id or 0))
    text = gettext("It lapses %(when)s.", when=moment(first.expires_at)) if first.expires_at else ""
    return Step(gettext("Answer %(firm)s", firm=name), text, gettext("Answer"), "#asks")


def _ending(event: Event, registration: Registration) -> list[CompanyCertificate]:
    """The certificates that the firm holds and that end soon or before the event, or have ended."""
    company = registration.company
    held = [one for one in company.certificates if one.kind == "holds"] if company is not None else []
    return [one for one in held if expiry_of(one, event) != Expiry.VALID]


def _renew(ending: list[CompanyCertificate], url: str) -> Step:
    told = [
        gettext("%(what)s: until %(day)s", what=certificate_label(one.standard), day=short_day(one.valid_until))
        for one in ending
        if one.valid_until is not None
    ]
    title = ngettext("Renew a certificate", "Renew %(num)d certificates", len(ending))
    return Step(title, "; ".join(told), gettext("Change the day"), f"{url}#papers")


def _let_in(askers: list[Asking], url: str) -> Step:
    title = ngettext("Answer a colleague who asks to join", "Answer %(num)d colleagues who ask to join", len(askers))
    text = gettext("%(name)s waits since %(when)s.", name=askers[0].name, when=moment(askers[0].at))
    return Step(title, text, gettext("Answer"), url)


def _profile_url(event: Event, registration: Registration) -> str:
    known = "registrations.profile" in current_app.view_functions
    return url_for("registrations.profile", event=event, registration_id=registration.id) if known else ""
