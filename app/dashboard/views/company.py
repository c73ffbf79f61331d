"""A company's home: what to do next, who waits, who suits it best, its day, and what its profile lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.accounts.permissions import Role
from app.companies.certificates import CertificateExpiry
from app.companies.models import CompanyCertificate
from app.companies.profile import ProfileAudience
from app.companies.wording import company_label
from app.core.db import now
from app.core.web.guards import allow, current_roles
from app.core.web.locale import local, moment, short_day
from app.dashboard.queries.activity import acts_for_company
from app.dashboard.views.blueprint import dashboard
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.matching.models import Ranking
from app.matching.queries.rankings import get_latest_ranking, is_awaiting_ranking
from app.matching.queries.suggestions import SuggestedCompany, list_suggestions, without_weak_matches
from app.matching.wording import shown_reasons
from app.meetings.lifecycle import LIVE_STATES, PLACED_STATES, MeetingState, sort_by_urgency
from app.meetings.policy import get_remaining
from app.meetings.queries import lists
from app.meetings.queries.group_meetings import GroupMeetingRow, list_group_meetings_of
from app.meetings.queries.policy import count_tallies, get_event_limits
from app.meetings.services.policy import may_book
from app.meetings.views.agenda_lines import AgendaLine, group_by_day, list_booked_lines
from app.meetings.views.eligibility import find_answer_obstacles, load_answer_availability
from app.registrations.models import Registration
from app.registrations.queries.access import PendingJoinRequest, list_join_requests
from app.registrations.queries.answers import get_open_questions
from app.registrations.queries.capacity import find_open_offer
from app.registrations.queries.company_links import is_registration_open
from app.registrations.queries.merging import may_reopen
from app.registrations.queries.profiles import get_profile_audiences, get_profiles
from app.registrations.queries.reach import get_company_consents
from app.registrations.readiness import Readiness, assess_readiness
from app.registrations.scopes import own_registration
from app.registrations.states import INACTIVE_STATES, RegistrationState
from app.registrations.views.wording import certificate_label, expiry_of, lack_anchor, lack_cost, lack_title


@dataclass(frozen=True)
class CompanyStep:
    """One thing to do, as ``components/next_steps.html`` reads it."""

    title: str
    text: str
    action: str
    url: str


def next_steps(
    event: Event,
    registration: Registration,
    waiting: list[lists.MeetingRow],
    invited: int,
    rows: list[lists.MeetingRow],
    best: list[SuggestedCompany],
    state: Readiness,
) -> Iterator[CompanyStep]:
    """What to do, the most pressing first, as ``waiting`` is; nothing for a company that takes no part any more.
    ``invited``: how many invitations wait for an answer."""
    if registration.state in INACTIVE_STATES:
        return
    at: dict[str, Any] = {"event": event, "registration_id": registration.id}
    yield from _admission_steps(registration)
    if askers := list_join_requests(registration):
        yield _join_step(askers, _profile_url(event, registration))
    if waiting and may(event, EventAct.ANSWER):
        yield _answer_step(waiting, registration.id)
    if invited and may(event, EventAct.ANSWER):
        yield _invitations_step(invited, f"{url_for('group_meetings.group_meetings', **at)}#invited")
    agreed = [row for row in rows if row.state == MeetingState.AGREED]
    if agreed and may_book(event):
        yield _times_step(len(agreed), f"{url_for('meetings.requests', **at)}#agreed")
    if may(event, EventAct.EDIT_PROFILE) and (ending := _ending_certificates(event, registration)):
        yield _certificates_step(ending, _profile_url(event, registration))
    if state.lacks and may(event, EventAct.EDIT_PROFILE):
        yield _profile_step(state, registration.state, _profile_url(event, registration))
    if best and registration.state == RegistrationState.APPROVED and may(event, EventAct.ASK):
        yield CompanyStep(
            gettext("Ask a firm that suits you"),
            gettext(
                "%(firm)s fits best of those with which you have no meeting and no open request.",
                firm=company_label(best[0].company),
            ),
            gettext("See who"),
            url_for("matching.suggestions", **at),
        )


def _invitations_step(count: int, url: str) -> CompanyStep:
    return CompanyStep(
        ngettext("%(num)d invitation to a group meeting", "%(num)d invitations to group meetings", count),
        gettext("Say whether you come: seats go to who answers first."),
        gettext("Answer"),
        url,
    )


def _admission_steps(registration: Registration) -> Iterator[CompanyStep]:
    """What a firm waits for that is not let in yet; a place that is kept for it stands above all steps."""
    if registration.state == RegistrationState.WAITING and find_open_offer(registration.id) is None:
        yield CompanyStep(
            gettext("You are on the waiting list"),
            gettext(
                "The organizer lets you in when there is a place; this page then says so, and a letter to those of you "
                "with an address. You can fill your profile in the meantime; requests open once you are in."
            ),
            "",
            "",
        )
    if registration.state == RegistrationState.SUBMITTED:
        yield CompanyStep(
            gettext("Wait for the organizer’s approval"),
            gettext("You can fill your profile in the meantime; requests open once you are approved."),
            "",
            "",
        )


def _profile_step(state: Readiness, of: str, url: str) -> CompanyStep:
    """What the profile lacks; once that is whole, what else there is still to say."""
    if state.percent < 100:
        title = gettext("Complete your profile: %(percent)s %% so far", percent=state.percent)
        return CompanyStep(
            title, gettext("What is missing keeps partners from finding you."), gettext("Complete it"), url
        )
    dearest = state.lacks[0]
    return CompanyStep(
        lack_title(dearest), lack_cost(dearest, of), gettext("Complete it"), f"{url}#{lack_anchor(dearest)}"
    )


def _times_step(meetings: int, url: str) -> CompanyStep:
    title = ngettext("Choose a time for %(num)d meeting", "Choose a time for %(num)d meetings", meetings)
    text = gettext("They are agreed; the first of you who picks a free time books it.")
    return CompanyStep(title, text, gettext("Choose"), url)


def _answer_step(waiting: list[lists.MeetingRow], mine: int) -> CompanyStep:
    first = waiting[0]
    name = company_label(first.other_than(mine))
    text = gettext("It lapses %(when)s.", when=moment(first.expires_at)) if first.expires_at else ""
    return CompanyStep(gettext("Answer %(firm)s", firm=name), text, gettext("Answer"), "#asks")


def _ending_certificates(event: Event, registration: Registration) -> list[CompanyCertificate]:
    """The certificates that the firm holds and that end soon or before the event, or have ended."""
    company = registration.company
    certificates = (
        [certificate for certificate in company.certificates if certificate.kind == "holds"]
        if company is not None
        else []
    )
    return [certificate for certificate in certificates if expiry_of(certificate, event) != CertificateExpiry.VALID]


def _certificates_step(ending: list[CompanyCertificate], url: str) -> CompanyStep:
    parts = [
        gettext(
            "%(what)s: until %(day)s",
            what=certificate_label(certificate.standard),
            day=short_day(certificate.valid_until),
        )
        for certificate in ending
        if certificate.valid_until is not None
    ]
    title = ngettext("Renew a certificate", "Renew %(num)d certificates", len(ending))
    return CompanyStep(title, str(gettext("; ")).join(parts), gettext("Change the day"), f"{url}#papers")


def _join_step(askers: list[PendingJoinRequest], url: str) -> CompanyStep:
    title = ngettext("Answer a colleague who asks to join", "Answer %(num)d colleagues who ask to join", len(askers))
    text = gettext("%(name)s waits since %(when)s.", name=askers[0].name, when=moment(askers[0].at))
    return CompanyStep(title, text, gettext("Answer"), url)


def _profile_url(event: Event, registration: Registration) -> str:
    known = "registrations.profile" in current_app.view_functions
    return url_for("registrations.profile", event=event, registration_id=registration.id) if known else ""


COMPANY_PAGE_ROLES = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD, Role.ORGANIZER)
MOST_SUGGESTIONS = 3
MOST_STEPS = 3


@dashboard.get("/events/<slug:event>/companies/<int:registration_id>/home")
@allow(*COMPANY_PAGE_ROLES, of=own_registration)
def firm(event: Event, registration: Registration) -> ResponseReturnValue:
    all_rows = lists.list_meetings(registration.id, *LIVE_STATES, *PLACED_STATES, MeetingState.DECLINED)
    rows = [row for row in all_rows if row.state != MeetingState.DECLINED]
    waiting = sort_by_urgency(row for row in rows if row.waits_for(registration.id))
    ranking = get_latest_ranking(event.id)
    best = _best_suggestions(ranking, registration, all_rows)
    state = _company_readiness(event, registration)
    hall = load_answer_availability(event, registration, rows)
    tallies = hall.tallies if hall else count_tallies(event.id, [registration.id])
    left = get_remaining(get_event_limits(event), tallies[registration.id])
    full = 0 in (left.requests, left.meetings)
    groups = list_group_meetings_of(registration.id, *PLACED_STATES)
    group_meetings = [row for row in groups if row.holds_time_of(registration.id)]
    invited = sum(row.waits_for(registration.id) for row in groups)
    return render_template(
        "dashboard/company.html",
        event=event,
        registration=registration,
        steps=list(next_steps(event, registration, waiting, invited, rows, [] if full else best, state))[:MOST_STEPS],
        waiting=waiting,
        bars=find_answer_obstacles(event, registration, rows, hall),
        offer=find_open_offer(registration.id) if registration.state == RegistrationState.WAITING else None,
        best=best,
        days=_agenda_days(event, registration, rows, group_meetings),
        booked=sum(row.state in PLACED_STATES for row in rows) + len(group_meetings),
        agreed=sum(row.state == MeetingState.AGREED for row in rows),
        state=state,
        shown=shown_reasons,
        full=full,
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=registration.state not in INACTIVE_STATES,
        may_reopen=_may_reopen(event, registration),
        behind=bool(best) and is_awaiting_ranking(registration, ranking),
        may_book=may_book(event),
        deeds=acts_for_company(registration),
        acting_for=Role.COMPANY not in current_roles(),
    )


def _agenda_days(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], group_meetings: list[GroupMeetingRow]
) -> list[tuple[date, list[AgendaLine]]]:
    """What is still to come; when all is over, all of it."""
    own = {"group_id": registration.group_id, "delegation_id": registration.delegation_id}
    days = group_by_day(list_booked_lines(event, [registration], rows, group_meetings, **own)[registration.id])
    today = local(now()).date()
    return [each for each in days if each[0] >= today] or days


def _may_reopen(event: Event, registration: Registration) -> bool:
    """Whether the reader may open it again: a company that was rejected while it may register, others for longer, and
    they alone one that has cancelled."""
    if Role.COMPANY in current_roles():
        return registration.state == RegistrationState.REJECTED and is_registration_open(event, now())
    return may(event, EventAct.ADD_COMPANIES) and may_reopen(registration)


def _best_suggestions(
    ranking: Ranking | None, registration: Registration, rows: list[lists.MeetingRow]
) -> list[SuggestedCompany]:
    """The best suggestions with which no meeting stands, none is asked for and none was declined; no weak match."""
    if ranking is None:
        return []
    out = {row.other_than(registration.id).registration_id for row in rows}
    return without_weak_matches(
        list_suggestions(registration.id, ranking, limit=MOST_SUGGESTIONS, without=out), registration
    )


def _company_readiness(event: Event, registration: Registration) -> Readiness:
    audience = get_profile_audiences(event.id).get(registration.group_id or 0, ProfileAudience())
    is_asked = registration.id in get_company_consents([registration.id])
    return assess_readiness(
        get_profiles([registration])[registration.id],
        audience,
        people=len(registration.representatives),
        asked=is_asked,
        unanswered=get_open_questions(registration).needed,
    )
