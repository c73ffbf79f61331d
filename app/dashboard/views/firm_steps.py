"""What a firm does next, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext, ngettext

from app.companies.certificates import CertificateExpiry
from app.companies.models import CompanyCertificate
from app.companies.wording import company_label
from app.core.web.locale import moment, short_day
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.matching.queries.suggestions import SuggestedCompany
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.services.requirements import may_book
from app.registrations.models import Registration
from app.registrations.queries.joins import Asking, askers_of
from app.registrations.queries.places import offer_to
from app.registrations.readiness import Readiness
from app.registrations.states import OUT_OF_SIGHT, RegistrationState
from app.registrations.views.lacks import lack_anchor, lack_cost, lack_title
from app.registrations.views.words import certificate_label, expiry_of


@dataclass(frozen=True)
class Step:
    """One thing to do, as ``components/next_steps.html`` reads it."""

    title: str
    text: str
    action: str
    url: str


def steps_of(
    event: Event,
    registration: Registration,
    waiting: list[lists.MeetingRow],
    invited: int,
    rows: list[lists.MeetingRow],
    best: list[SuggestedCompany],
    state: Readiness,
) -> Iterator[Step]:
    """What to do, the most pressing first, as ``waiting`` is; nothing for a firm that takes no part any more.
    ``invited``: how many invitations wait for an answer."""
    if registration.state in OUT_OF_SIGHT:
        return
    at: dict[str, Any] = {"event": event, "registration_id": registration.id}
    yield from _admission(registration)
    if askers := askers_of(registration):
        yield _let_in(askers, _profile_url(event, registration))
    if waiting and may(event, EventAct.ANSWER):
        yield _answer_first(waiting, registration.id)
    if invited and may(event, EventAct.ANSWER):
        yield _answer_invitations(invited, f"{url_for('meetings.group_meetings', **at)}#invited")
    agreed = [row for row in rows if row.state == State.AGREED]
    if agreed and may_book(event):
        yield _choose_times(len(agreed), f"{url_for('meetings.requests', **at)}#agreed")
    if may(event, EventAct.EDIT_PROFILE) and (ending := _ending(event, registration)):
        yield _renew(ending, _profile_url(event, registration))
    if state.lacks and may(event, EventAct.EDIT_PROFILE):
        yield _complete(state, registration.state, _profile_url(event, registration))
    if best and registration.state == RegistrationState.APPROVED and may(event, EventAct.ASK):
        yield Step(
            gettext("Ask a firm that suits you"),
            gettext(
                "%(firm)s fits best of those with which you have no meeting and no open request.",
                firm=company_label(best[0].company),
            ),
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
    """What a firm waits for that is not let in yet; a place that is kept for it stands above all steps."""
    if registration.state == RegistrationState.WAITING and offer_to(registration.id) is None:
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


def _answer_first(waiting: list[lists.MeetingRow], mine: int) -> Step:
    first = waiting[0]
    name = company_label(first.other_than(mine))
    text = gettext("It lapses %(when)s.", when=moment(first.expires_at)) if first.expires_at else ""
    return Step(gettext("Answer %(firm)s", firm=name), text, gettext("Answer"), "#asks")


def _ending(event: Event, registration: Registration) -> list[CompanyCertificate]:
    """The certificates that the firm holds and that end soon or before the event, or have ended."""
    company = registration.company
    held = [one for one in company.certificates if one.kind == "holds"] if company is not None else []
    return [one for one in held if expiry_of(one, event) != CertificateExpiry.VALID]


def _renew(ending: list[CompanyCertificate], url: str) -> Step:
    told = [
        gettext("%(what)s: until %(day)s", what=certificate_label(one.standard), day=short_day(one.valid_until))
        for one in ending
        if one.valid_until is not None
    ]
    title = ngettext("Renew a certificate", "Renew %(num)d certificates", len(ending))
    return Step(title, str(gettext("; ")).join(told), gettext("Change the day"), f"{url}#papers")


def _let_in(askers: list[Asking], url: str) -> Step:
    title = ngettext("Answer a colleague who asks to join", "Answer %(num)d colleagues who ask to join", len(askers))
    text = gettext("%(name)s waits since %(when)s.", name=askers[0].name, when=moment(askers[0].at))
    return Step(title, text, gettext("Answer"), url)


def _profile_url(event: Event, registration: Registration) -> str:
    known = "registrations.profile" in current_app.view_functions
    return url_for("registrations.profile", event=event, registration_id=registration.id) if known else ""
