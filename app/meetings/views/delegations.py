"""Requests and agendas of the firms of a delegation, for its chamber."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.paging import Page
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.events.models import Event
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries import lists
from app.meetings.queries.rounds import RoundRow, rounds_at, rounds_with_any
from app.meetings.queries.tallies import limits_of, own_of
from app.meetings.services.requirements import may_arrange
from app.meetings.views.blueprint import DELEGATION, FOR_A_DELEGATION, meetings
from app.meetings.views.day_lines import by_day, held_lines
from app.registrations.models import Delegation, Registration
from app.registrations.queries.firms import firms_page
from app.registrations.scopes import a_delegation
from app.registrations.states import RegistrationState

FIRMS: Final = 50
AGENDAS: Final = 36
"""Firms on a page; an agenda takes much room. The programme as a PDF holds those of all."""


@meetings.get(f"{DELEGATION}/requests")
@allow(*FOR_A_DELEGATION, of=a_delegation)
def delegation_requests(event: Event, delegation: Delegation) -> ResponseReturnValue:
    page = firms_page(delegation, _number(), size=FIRMS)
    members = {firm.id for firm in page}
    rows = lists.meetings_of_firms(members, State.REQUESTED, State.AGREED, State.BOOKED, State.HELD)
    rounds = rounds_with_any(members, State.BOOKED, State.HELD)
    chosen = request.args.get("firm", type=parse_id)
    shown = [row for row in rows if chosen is None or chosen in (row.asker.registration_id, row.asked.registration_id)]
    sent = [row for row in shown if row.state == State.REQUESTED and row.awaiting_id not in members]
    return render_template(
        "meetings/delegation_requests.html",
        event=event,
        delegation=delegation,
        members=members,
        waiting=[row for row in shown if any(row.waits_for(number) for number in members)],
        invited=[
            (one, guest.firm)
            for one in rounds
            for guest in one.guests
            if guest.firm.registration_id in members
            and chosen in (None, guest.firm.registration_id)
            and one.waits_for(guest.firm.registration_id)
        ],
        sent=[row for row in sent if not row.countered],
        countered=[row for row in sent if row.countered],
        agreed=[row for row in shown if row.state == State.AGREED],
        page=page,
        urls=_urls("meetings.delegation_requests", event, delegation, page),
        tallies=_tallies(event, page, rows, rounds),
        least=event.min_meetings or 0,
        chosen=chosen if chosen in members else None,
        may_arrange=may_arrange(event),
    )


@dataclass
class FirmTally:
    """What one firm has: requests and invitations that wait for its answer, its own that wait, meetings agreed, and
    those with a time; ``lacking``: to the least number of the event."""

    firm: Registration
    waiting: int = 0
    sent: int = 0
    agreed: int = 0
    booked: int = 0
    lacking: int = 0

    @property
    def stands_outside(self) -> bool:
        """Whether it is not approved, so that nobody can ask it, and has nothing from before either."""
        has = self.waiting or self.sent or self.agreed or self.booked
        return self.firm.state != RegistrationState.APPROVED and not has


def _tallies(
    event: Event, firms: Iterable[Registration], rows: Sequence[lists.MeetingRow], rounds: Sequence[RoundRow]
) -> list[FirmTally]:
    """In the order of the chamber's sheet; a seat at a group counts as a meeting, an invitation as a request."""
    found = {firm.id: FirmTally(firm) for firm in firms}
    for row in rows:
        for number in (row.asker.registration_id, row.asked.registration_id):
            if number in found:
                one = found[number]
                one.waiting += row.waits_for(number)
                one.sent += row.waits_on_other(number)
                one.agreed += row.state == State.AGREED
                one.booked += row.state in (State.BOOKED, State.HELD)
    for number, one in found.items():
        one.waiting += sum(row.waits_for(number) for row in rounds)
        one.booked += sum(row.holds_time_of(number) for row in rounds)
        if one.firm.state == RegistrationState.APPROVED:
            least = limits_of(event).but(own_of(one.firm)).least_meetings or 0
            one.lacking = max(0, least - one.agreed - one.booked)
    return list(found.values())


@meetings.get(f"{DELEGATION}/agendas")
@allow(*FOR_A_DELEGATION, of=a_delegation)
def delegation_agendas(event: Event, delegation: Delegation) -> ResponseReturnValue:
    page = firms_page(delegation, _number(), size=AGENDAS)
    ids = [firm.id for firm in page]
    rows = lists.meetings_of_firms(ids, *PLACED)
    rounds = rounds_at(ids)
    lines = held_lines(event, list(page), rows, rounds, group_id=delegation.group_id, delegation_id=delegation.id)
    booked = Counter(one for row in rows for one in (row.asker.registration_id, row.asked.registration_id))
    return render_template(
        "meetings/delegation_agendas.html",
        event=event,
        delegation=delegation,
        page=page,
        urls=_urls("meetings.delegation_agendas", event, delegation, page),
        agendas=[(firm, by_day(lines[firm.id])) for firm in page],
        booked={one: booked[one] + sum(row.holds_time_of(one) for row in rounds) for one in ids},
    )


def _number() -> int:
    return request.args.get("page", 1, type=int)


def _urls(endpoint: str, event: Event, delegation: Delegation, page: Page[Registration]) -> list[str]:
    """Where the pages before and after lie; "" where there is none."""
    return [
        url_for(endpoint, event=event, delegation_id=delegation.id, page=number) if number else ""
        for number in (page.previous, page.next)
    ]
