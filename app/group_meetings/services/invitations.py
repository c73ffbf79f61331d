"""Invitations to group meetings: sent, waiting for an answer until a deadline, of which the invited are reminded
once; then they expire and the host is notified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, select

from app.core.db import db, end_read_transaction, now, transaction
from app.core.errors import Invalid
from app.events.models import Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.group_meeting_seats import GuestAnswer, SeatStep, get_answer_after, is_step_allowed
from app.meetings.lifecycle import REMINDER_LEAD, MeetingState, is_expiring_soon
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.policy import InvitationsReached, MeetingAct, MeetingTally, refusals
from app.meetings.queries.policy import (
    count_invitable,
    count_tallies,
    get_event_limits,
    is_taking_part,
    load_facts_by_partner,
)
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    lock_group_meeting,
    notify_group,
    record_guest_answer,
    require_group_booked,
)
from app.meetings.services.policy import require_phase
from app.meetings.services.requests import get_request_expiry
from app.meetings.services.transitions import log_action, retry_on_conflict
from app.registrations.models import Registration


def start_answer_deadline(group_meeting: GroupMeeting, party: MeetingParty) -> None:
    """A company has been invited: its answer is waited for as the event says of requests, until the meeting begins at
    the latest."""
    party.invitation += 1
    party.expires_at = _answer_deadline(group_meeting, party)
    db.session.flush()


def renew_answer_deadlines(group_meeting: GroupMeeting) -> None:
    """The meeting has another time: whoever is invited may answer until then."""
    waiting = [
        party
        for party in group_meeting.parties
        if party.answer == GuestAnswer.INVITED and not group_meeting.is_late(party.registration_id)
    ]
    for party in waiting:
        party.expires_at = _answer_deadline(group_meeting, party)
    db.session.flush()


def _answer_deadline(group_meeting: GroupMeeting, party: MeetingParty) -> dt.datetime | None:
    slot = db.session.get(Slot, group_meeting.meeting.slot_id)
    return get_request_expiry(group_meeting.event, [slot] if slot is not None else [], asked_at=party.answered_at)


def expire_invitations() -> int:
    """Let every invitation lapse whose time is over; how many. Each in a transaction of its own."""
    return sum(
        _expire_invitation(*waiting_invitation)
        for waiting_invitation in _waiting_invitations(MeetingParty.expires_at <= now())
    )


@retry_on_conflict
def _expire_invitation(meeting_id: int, guest_id: int) -> bool:
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        waits = (
            group_meeting.meeting.state == MeetingState.BOOKED
            and group_meeting.answer_of(guest_id) is GuestAnswer.INVITED
        )
        if not waits or not group_meeting.is_late(guest_id):
            return False
        record_guest_answer(
            group_meeting,
            guest_id,
            get_answer_after(GuestAnswer.INVITED, SeatStep.EXPIRE, is_open=group_meeting.about.is_open),
        )
        bump_group_version(group_meeting.meeting)
        notice = log_action(group_meeting.meeting, "lapse", None, guest=guest_id)
        notify_group(group_meeting, notice, "lapsed", group_meeting.host, guest=group_meeting.companies[guest_id])
        return True


def remind_invited() -> int:
    """Write, once, to each firm whose invitation lapses soon; how many. Each in a transaction of its own."""
    near = _waiting_invitations(
        MeetingParty.reminded_at.is_(None),
        MeetingParty.expires_at > now(),
        MeetingParty.expires_at <= now() + REMINDER_LEAD,
    )
    return sum(_remind_guest(*invitation) for invitation in near)


@retry_on_conflict
def _remind_guest(meeting_id: int, guest_id: int) -> bool:
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        party, event = group_meeting.party(guest_id), group_meeting.event
        takes_answers = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
        stands = group_meeting.meeting.state == MeetingState.BOOKED and takes_answers
        if party is None or party.reminded_at is not None or not _expires_soon(party) or not stands:
            return False
        party.reminded_at = now()
        notice = log_action(group_meeting.meeting, "remind", None, guest=guest_id)
        notify_group(group_meeting, notice, "reminder", group_meeting.companies[guest_id])
        return True


def _expires_soon(party: MeetingParty) -> bool:
    asked_at = party.answered_at or now()
    return party.answer == GuestAnswer.INVITED and is_expiring_soon(asked_at, party.expires_at, now=now())


def _waiting_invitations(*conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    """(meeting, firm) of the invitations that wait to meetings that stand, with these deadlines."""
    rows = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(
            Meeting.kind == GROUP,
            Meeting.state == MeetingState.BOOKED,
            MeetingParty.answer == GuestAnswer.INVITED.value,
            *conditions,
        )
        .order_by(MeetingParty.id)
    )
    result = [(meeting_id, registration_id) for meeting_id, registration_id in db.session.execute(rows)]
    end_read_transaction()
    return result


@retry_on_conflict
def invite_companies(meeting_id: int, guests: Iterable[int], *, by: int | None, event_id: int | None = None) -> int:
    """The host invites more companies; how many. Those that cannot be asked are passed over.

    Raises IllegalMove of a meeting that is over, PhaseForbids, InvitationsReached, NotFound, Invalid
    ``nobody_chosen``.
    """
    wanted = sorted(set(guests))
    if not wanted:
        raise Invalid("nobody_chosen")
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, *wanted, event_id=event_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting)
        return send_invitations(group_meeting, wanted, by=by)


def send_invitations(
    group_meeting: GroupMeeting, guests: Collection[int], *, by: int | None, bounded: bool = True
) -> int:
    """How many were invited. Raises InvitationsReached where that would leave more of the host's waiting than may."""
    left = count_invitable(group_meeting.event, group_meeting.host.id) if bounded else None
    open_to = _filter_invitable(group_meeting, guests)
    count = 0
    for guest in guests:
        if guest in open_to:
            count += _send_invitation(group_meeting, group_meeting.companies[guest], by=by)
        if left is not None and count > left:
            raise InvitationsReached(most=get_event_limits(group_meeting.event).open_requests, left=left)
    return count


def _filter_invitable(group_meeting: GroupMeeting, guests: Collection[int]) -> set[int]:
    """Those that may meet the host and have no seat or invitation: the host is not told why others are not invited."""
    event, host = group_meeting.event, group_meeting.host
    tallies = {**count_tallies(event.id, guests), host.id: MeetingTally(takes_part=is_taking_part(host))}
    groups = {guest: group_meeting.companies[guest].group_id for guest in guests}
    facts = load_facts_by_partner(event, MeetingAct.INVITE, host, groups, tallies=tallies)
    is_open = group_meeting.about.is_open
    return {
        guest
        for guest in guests
        if not refusals(facts[guest])
        and is_step_allowed(group_meeting.answer_of(guest), SeatStep.INVITE, is_open=is_open)
    }


def _send_invitation(group_meeting: GroupMeeting, guest: Registration, *, by: int | None) -> bool:
    answer = get_answer_after(group_meeting.answer_of(guest.id), SeatStep.INVITE, is_open=group_meeting.about.is_open)
    start_answer_deadline(group_meeting, record_guest_answer(group_meeting, guest.id, answer))
    bump_group_version(group_meeting.meeting)
    notice = log_action(group_meeting.meeting, "invite", by, registration=group_meeting.host.id, guest=guest.id)
    notify_group(group_meeting, notice, "invited", guest)
    return answer is GuestAnswer.INVITED
