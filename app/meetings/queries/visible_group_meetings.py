"""Group meetings as one company may see them: which are visible, how many wait for its answer, and what keeps it
from a seat before it tries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, or_, select

from app.core.db import UtcDateTime, db, now
from app.core.errors import DomainError, NotFound
from app.events.models import Event, Slot
from app.events.phases import PhaseForbids
from app.meetings.attendees import assign_attendees
from app.meetings.errors import OwnNeverMark
from app.meetings.group_meeting_seating import SeatedGroup, find_guest_place, lacks_interpreter
from app.meetings.group_meeting_seats import GuestAnswer, SeatRefusal
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.policy import MeetingAct, MeetingTally, refusals
from app.meetings.queries.availability import EventAvailability, load_company_availability
from app.meetings.queries.group_meetings import (
    GroupMeetingRow,
    get_group_meeting,
    list_attended_group_meetings,
    list_event_group_meetings,
)
from app.meetings.queries.lists import count_waiting_requests
from app.meetings.queries.policy import load_facts_by_partner, load_table_facts
from app.registrations.models import Registration
from app.registrations.states import RegistrationState


def list_visible_group_meetings(registration: Registration) -> list[GroupMeetingRow]:
    """What a company sees: all with which it has to do, and the open ones ahead of hosts that it may meet.

    Who is not approved sees no more than the first. A host kept apart from it by *never*, of either side, is not among
    them; one at whose table somebody sits who is kept apart from it is full for it.
    """
    return _visible_rows(registration, list_event_group_meetings(registration.event_id))


def get_visible_group_meeting(registration: Registration, meeting_id: int) -> GroupMeetingRow:
    """One of these. Raises NotFound for any other, whatever the reason."""
    rows = _visible_rows(registration, [get_group_meeting(registration.event_id, meeting_id)])
    if not rows:
        raise NotFound
    return rows[0]


def restrict_group_meetings(registration: Registration, rows: Iterable[GroupMeetingRow]) -> list[GroupMeetingRow]:
    """Group meetings as a company sees them that may: full where it is kept apart from the host or a guest, even if it
    was invited before. Nobody learns of another's *never*, and of its own a company may be told."""
    every = list(rows)
    facts = load_table_facts(registration, {company.registration_id for row in every for company in row.sitting})
    refused = {other: {refusal.kind for refusal in refusals(facts[other])} for other in facts}
    return [row if row.holds_time_of(registration.id) else _restrict(row, refused) for row in every]


def _restrict(row: GroupMeetingRow, refused: Mapping[int, Collection[type[DomainError]]]) -> GroupMeetingRow:
    kinds = {kind for company in row.sitting for kind in refused[company.registration_id]}
    return replace(row, closed_to=bool(kinds), closed_by_own=OwnNeverMark in kinds)


def _visible_rows(registration: Registration, rows: Iterable[GroupMeetingRow]) -> list[GroupMeetingRow]:
    every, mine = list(rows), registration.id
    may_come = _list_allowed_hosts(registration, {row.host.registration_id for row in every})
    visible = (
        row
        for row in every
        if row.is_host(mine)
        or row.answer_of(mine) is not None
        or (row.is_open and row.is_ahead and row.host.registration_id in may_come)
    )
    return restrict_group_meetings(registration, visible)


def _list_allowed_hosts(registration: Registration, hosts: Collection[int]) -> set[int]:
    """The hosts with which a firm may sit, whatever the phase of the event."""
    groups, event = _groups_by_registration(registration.event_id), registration.event
    tallies = {one: MeetingTally(takes_part=one in groups) for one in (*hosts, registration.id)}
    others = {host: groups.get(host) for host in hosts}
    facts = load_facts_by_partner(event, MeetingAct.ATTEND, registration, others, tallies=tallies)
    return {host for host in hosts if all(one.kind is PhaseForbids for one in refusals(facts[host]))}


def _groups_by_registration(event_id: int) -> dict[int, int | None]:
    rows = select(Registration.id, Registration.group_id).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.APPROVED
    )
    return dict(db.session.execute(rows).all())


def count_waiting_invitations(registration: Registration) -> int:
    """How many invitations wait for a firm's answer."""
    return int(db.session.execute(_WAITING_INVITATIONS, {"firm": registration.id, "now": now()}).scalar_one())


_NOW = bindparam("now", type_=UtcDateTime())
_WAITING_INVITATIONS = (
    select(func.count())
    .select_from(MeetingParty)
    .join(Meeting, Meeting.id == MeetingParty.meeting_id)
    .join(Slot, Slot.id == Meeting.slot_id)
    .where(
        MeetingParty.registration_id == bindparam("firm"),
        MeetingParty.answer == GuestAnswer.INVITED.value,
        or_(MeetingParty.expires_at.is_(None), MeetingParty.expires_at > _NOW),
        Meeting.kind == GROUP,
        Meeting.state == MeetingState.BOOKED,
        Slot.starts_at > _NOW,
    )
)
"""Made once, as every page of a firm tells it."""


def count_waiting_answers(registration: Registration) -> int:
    """How many requests and invitations wait for a firm's answer."""
    return count_waiting_requests(registration) + count_waiting_invitations(registration)


def list_shared_group_meetings(registration_id: int, other_id: int) -> list[GroupMeetingRow]:
    """The group meetings ahead at which the first company sits and sees the other: as host or guest, or, where it is
    the host itself, as one that it has invited. By time."""
    attended_group_meetings = list_attended_group_meetings([registration_id], MeetingState.BOOKED)
    return [
        row
        for row in attended_group_meetings
        if row.is_ahead and (row.holds_time_of(other_id) or (row.is_host(registration_id) and row.waits_for(other_id)))
    ]


def find_seat_refusals(
    event: Event,
    registration_id: int,
    rows: Iterable[GroupMeetingRow],
    *,
    tells_own: bool = False,
    hall: EventAvailability | None = None,
) -> dict[int, SeatRefusal]:
    """By group meeting why the company could not sit down there now; absent: it could. ``tells_own``: the company
    itself reads it, which learns where its own *never* is why; for others that looks full. ``hall``: where that is
    read already, with the companies that sit there."""
    every = list(rows)
    result = {
        row.id: SeatRefusal.NEVER if tells_own and row.closed_by_own else SeatRefusal.FULL
        for row in every
        if row.left == 0
    }
    some = [row for row in every if row.left > 0 and row.slot_id is not None]
    if not some:
        return result
    hall = hall or _load_availability(event, registration_id, some)
    guest, at = hall.parties[registration_id], now()
    answers = {row.id: find_guest_place(hall.board, _seated_group(row, hall), guest, now=at) for row in some}
    return result | {meeting_id: answer for meeting_id, answer in answers.items() if isinstance(answer, SeatRefusal)}


def lacks_group_interpreter(event: Event, row: GroupMeetingRow) -> bool:
    """Whether an interpreter is missing at a group as it sits now."""
    hall = _load_availability(event, row.host.registration_id, [row])
    return lacks_interpreter(hall.board, _seated_group(row, hall))


def _load_availability(event: Event, registration_id: int, rows: Sequence[GroupMeetingRow]) -> EventAvailability:
    return load_company_availability(
        event, {registration_id, *(company.registration_id for row in rows for company in row.sitting)}
    )


def _seated_group(row: GroupMeetingRow, hall: EventAvailability) -> SeatedGroup:
    """A group as it sits, of what is claimed for it."""
    claims = hall.claims_of(row.id)
    companies = [item.registration_id for item in row.sitting]
    sitting = {claim.representative_id for claim in claims if claim.representative_id is not None}
    stand = {company: sorted(sitting.intersection(hall.parties[company].representatives)) for company in companies}
    attendees = assign_attendees(stand, sitting)
    return SeatedGroup(
        slot_ids=tuple(sorted({item.slot_id for item in claims})),
        table_id=next((item.table_id for item in claims if item.table_id is not None), 0),
        people=tuple((hall.parties[company], attendees.get(company, 0)) for company in companies),
        seats=row.seats,
        interpreter_id=next((item.interpreter_id for item in claims if item.interpreter_id is not None), None),
    )
