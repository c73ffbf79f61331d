"""Requests and agendas of the companies of a delegation, for its chamber, and its programme as a PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.db import transaction
from app.core.jobs import enqueue
from app.core.paging import Page
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.core.web.locale import language
from app.events.models import Event
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.queries import lists
from app.meetings.queries.group_meetings import (
    GroupMeetingRow,
    list_attended_group_meetings,
    list_group_meetings_of_any,
)
from app.meetings.queries.policy import get_event_limits, get_own_limits
from app.meetings.services import documents
from app.meetings.services.policy import may_arrange
from app.meetings.views.agenda_lines import group_by_day, list_booked_lines
from app.meetings.views.blueprint import DELEGATION_ROLES, DELEGATION_URL, meetings
from app.registrations.models import Delegation, Registration
from app.registrations.queries.delegation_members import count_delegation_companies
from app.registrations.queries.registrations import get_delegation_companies_page
from app.registrations.scopes import a_delegation
from app.registrations.states import RegistrationState

COMPANIES_PER_PAGE: Final = 50
AGENDAS_PER_PAGE: Final = 36
"""Firms on a page; an agenda takes much room. The programme as a PDF holds those of all."""


@meetings.get(f"{DELEGATION_URL}/requests")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_requests(event: Event, delegation: Delegation) -> ResponseReturnValue:
    page = get_delegation_companies_page(delegation, _get_page_number(), size=COMPANIES_PER_PAGE)
    members = {company.id for company in page}
    rows = lists.list_company_meetings(
        members, MeetingState.REQUESTED, MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD
    )
    group_meetings = list_group_meetings_of_any(members, MeetingState.BOOKED, MeetingState.HELD)
    chosen = request.args.get("firm", type=parse_id)
    shown = [row for row in rows if chosen is None or chosen in (row.asker.registration_id, row.asked.registration_id)]
    sent = [row for row in shown if row.state == MeetingState.REQUESTED and row.awaiting_id not in members]
    return render_template(
        "meetings/delegation_requests.html",
        event=event,
        delegation=delegation,
        members=members,
        waiting=[row for row in shown if any(row.waits_for(number) for number in members)],
        invited=[
            (group_meeting, guest.company)
            for group_meeting in group_meetings
            for guest in group_meeting.guests
            if guest.company.registration_id in members
            and chosen in (None, guest.company.registration_id)
            and group_meeting.waits_for(guest.company.registration_id)
        ],
        sent=[row for row in sent if not row.countered],
        countered=[row for row in sent if row.countered],
        agreed=[row for row in shown if row.state == MeetingState.AGREED],
        page=page,
        urls=_get_page_urls("meetings.delegation_requests", event, delegation, page),
        tallies=_list_tallies(event, page, rows, group_meetings),
        least=event.min_meetings or 0,
        chosen=chosen if chosen in members else None,
        may_arrange=may_arrange(event),
    )


@dataclass
class CompanyTally:
    """What one company has: requests and invitations that wait for its answer, its own that wait, meetings agreed, and
    those with a time; ``lacking``: to the least number of the event."""

    company: Registration
    waiting: int = 0
    sent: int = 0
    agreed: int = 0
    booked: int = 0
    lacking: int = 0

    @property
    def stands_outside(self) -> bool:
        """Whether it is not approved, so that nobody can ask it, and has nothing from before either."""
        has = self.waiting or self.sent or self.agreed or self.booked
        return self.company.state != RegistrationState.APPROVED and not has


def _list_tallies(
    event: Event,
    companies: Iterable[Registration],
    rows: Sequence[lists.MeetingRow],
    group_meetings: Sequence[GroupMeetingRow],
) -> list[CompanyTally]:
    """In the order of the chamber's sheet; a seat at a group counts as a meeting, an invitation as a request."""
    tallies = {company.id: CompanyTally(company) for company in companies}
    for row in rows:
        for number in (row.asker.registration_id, row.asked.registration_id):
            if number in tallies:
                tally = tallies[number]
                tally.waiting += row.waits_for(number)
                tally.sent += row.waits_on_other(number)
                tally.agreed += row.state == MeetingState.AGREED
                tally.booked += row.state in (MeetingState.BOOKED, MeetingState.HELD)
    for number, tally in tallies.items():
        tally.waiting += sum(row.waits_for(number) for row in group_meetings)
        tally.booked += sum(row.holds_time_of(number) for row in group_meetings)
        if tally.company.state == RegistrationState.APPROVED:
            least = get_event_limits(event).but(get_own_limits(tally.company)).least_meetings or 0
            tally.lacking = max(0, least - tally.agreed - tally.booked)
    return list(tallies.values())


@meetings.get(f"{DELEGATION_URL}/agendas")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_agendas(event: Event, delegation: Delegation) -> ResponseReturnValue:
    page = get_delegation_companies_page(delegation, _get_page_number(), size=AGENDAS_PER_PAGE)
    ids = [company.id for company in page]
    rows = lists.list_company_meetings(ids, *PLACED_STATES)
    group_meetings = list_attended_group_meetings(ids)
    lines = list_booked_lines(
        event, list(page), rows, group_meetings, group_id=delegation.group_id, delegation_id=delegation.id
    )
    booked = Counter(
        registration_id for row in rows for registration_id in (row.asker.registration_id, row.asked.registration_id)
    )
    return render_template(
        "meetings/delegation_agendas.html",
        event=event,
        delegation=delegation,
        page=page,
        urls=_get_page_urls("meetings.delegation_agendas", event, delegation, page),
        agendas=[(company, group_by_day(lines[company.id])) for company in page],
        booked={
            registration_id: booked[registration_id] + sum(row.holds_time_of(registration_id) for row in group_meetings)
            for registration_id in ids
        },
    )


def _get_page_number() -> int:
    return request.args.get("page", 1, type=int)


def _get_page_urls(endpoint: str, event: Event, delegation: Delegation, page: Page[Registration]) -> list[str]:
    """Where the pages before and after lie; "" where there is none."""
    return [
        url_for(endpoint, event=event, delegation_id=delegation.id, page=number) if number else ""
        for number in (page.previous, page.next)
    ]


LONG_PROGRAMME_COMPANIES = 12
"""Firms from which on setting the pages may take more than a second: then a job does it."""


@meetings.post(f"{DELEGATION_URL}/programme/pdf")
@allow(*DELEGATION_ROLES, of=a_delegation)
def delegation_programme(event: Event, delegation: Delegation) -> ResponseReturnValue:
    """In the reader's language, with Chinese beside it."""
    if count_delegation_companies(delegation.id) > LONG_PROGRAMME_COMPANIES:
        whose = {"user_id": current_user.id, "event_id": event.id}
        with transaction():
            run = enqueue("delegation_programme", **whose, delegation_id=delegation.id, language=language())
        return redirect(url_for("jobs.show", public_id=run.public_id), 303)
    content = documents.render_programme(event, delegation, language())
    named = f'attachment; filename="{documents.get_programme_filename(delegation)}"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})
