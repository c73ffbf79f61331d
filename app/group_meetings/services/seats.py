"""Seats at group meetings: taken, declined, given back, removed by the host; and the waiting list of a full one:
once a seat is free all who wait are notified, and the first has it."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.core.db import db, now, transaction
from app.events.phases import EventAct
from app.meetings.errors import MeetingStale
from app.meetings.group_meeting_seating import require_guest_place
from app.meetings.group_meeting_seats import (
    GuestAnswer,
    NoSeat,
    SeatRefusal,
    SeatStep,
    get_answer_after,
)
from app.meetings.lifecycle import MeetingMove
from app.meetings.mails.group_meetings import retract_attendee_leaving
from app.meetings.models import Meeting, SeatWait
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.policy import load_own_facts
from app.meetings.services.group_meeting_endings import (
    find_seat_for,
    free_guest_seat,
    get_current_answer,
    load_attending_facts,
)
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    load_seated_group,
    lock_group_meeting,
    notify_group,
    record_guest_answer,
    require_group_booked,
    set_group_interpreter,
)
from app.meetings.services.interpreters import find_interpreter_id, notify_if_interpreter_changed
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import claim_resources, get_link_details, log_action, retry_on_conflict


def require_may_take_seat(
    group_meeting: GroupMeeting, guest_id: int, *, for_it: bool, seen_at: int | None = None
) -> None:
    """Raises what keeps a firm from a seat, as long as there is one: see ``seats.take_seat``."""
    require_allowed(load_own_facts(group_meeting.event, MeetingAct.ATTEND, on_behalf=for_it))
    require_group_booked(group_meeting)
    require_slot_unchanged(group_meeting.meeting, seen_at)
    require_allowed(load_attending_facts(group_meeting, group_meeting.companies[guest_id], for_it=for_it))
    get_answer_after(get_current_answer(group_meeting, guest_id), SeatStep.TAKE, is_open=group_meeting.about.is_open)


@retry_on_conflict
def join_waiting_list(
    meeting_id: int, guest_id: int, *, by: int | None, for_it: bool = False, by_link: bool = False
) -> bool:
    """A company is to hear once a seat is free; False where one is, or it has one. Nothing is held for it. Raises as
    ``seats.take_seat`` but for NoSeat."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        if group_meeting.answer_of(guest_id) is GuestAnswer.ACCEPTED:
            return False
        require_may_take_seat(group_meeting, guest_id, for_it=for_it)
        if not isinstance(find_seat_for(group_meeting, group_meeting.companies[guest_id]), SeatRefusal):
            return False
        add_seat_wait(group_meeting, guest_id, by=by, by_link=by_link)
        return True


def add_seat_wait(group_meeting: GroupMeeting, guest_id: int, *, by: int | None, by_link: bool) -> None:
    """The same behind its locks, once however often it asks."""
    mine = (SeatWait.meeting_id == group_meeting.meeting.id, SeatWait.registration_id == guest_id)
    if db.session.scalar(select(SeatWait.id).where(*mine)) is not None:
        return
    db.session.add(
        SeatWait(event_id=group_meeting.event.id, meeting_id=group_meeting.meeting.id, registration_id=guest_id)
    )
    db.session.flush()
    log_action(
        group_meeting.meeting, "wait", by, registration=guest_id, guest=guest_id, **get_link_details(link=by_link)
    )


@retry_on_conflict
def leave_waiting_list(meeting_id: int, guest_id: int, *, by: int | None) -> bool:
    """A firm is to hear of it no more; False where it did not wait. Raises NotFound."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        if not delete_seat_wait(group_meeting, guest_id):
            return False
        log_action(group_meeting.meeting, "unwait", by, registration=guest_id, guest=guest_id)
        return True


def delete_seat_wait(group_meeting: GroupMeeting, guest_id: int) -> bool:
    """It has a seat, or gives up; whether it waited."""
    mine = (SeatWait.meeting_id == group_meeting.meeting.id, SeatWait.registration_id == guest_id)
    return db.session.scalars(delete(SeatWait).where(*mine).returning(SeatWait.id)).first() is not None


@retry_on_conflict
def take_group_seat(
    meeting_id: int,
    guest_id: int,
    *,
    by: int | None,
    for_it: bool = False,
    seen_at: int | None = None,
    by_link: bool = False,
) -> bool:
    """A company takes a seat, invited or not: from now on one of its people holds the time. False where it has one.

    ``for_it``: organizer or chamber does; ``seen_at``: the slot in which it was when the company decided;
    ``by_link``: by the link of an email, without an account. Raises NoSeat (begun, full, and what keeps the company
    itself away, its own *never* told to itself alone); whom it
    refuses because it is full waits for a seat from then on, which stays. Raises the first refusal of
    ``MeetingAct.ATTEND`` and ``SIT``, MeetingStale, IllegalStep, IllegalMeetingMove, NotFound.
    """
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        answer = group_meeting.answer_of(guest_id)
        if answer is GuestAnswer.ACCEPTED:
            return False
        require_may_take_seat(group_meeting, guest_id, for_it=for_it, seen_at=seen_at)
        seat = find_seat_for(group_meeting, group_meeting.companies[guest_id])
        if seat is SeatRefusal.NEVER and not (for_it or by_link):
            raise NoSeat(why=seat, firm_id=guest_id)
        if isinstance(seat, SeatRefusal):
            add_seat_wait(group_meeting, guest_id, by=by, by_link=by_link)
        else:
            _take_free_seat(group_meeting, guest_id, seat, by=by, by_link=by_link)
    if isinstance(seat, SeatRefusal):
        raise NoSeat(why=SeatRefusal.FULL, firm_id=guest_id)
    return True


def _take_free_seat(group_meeting: GroupMeeting, guest_id: int, number: int, *, by: int | None, by_link: bool) -> None:
    before, guest = find_interpreter_id(group_meeting.meeting), group_meeting.companies[guest_id]
    _claim_seat(group_meeting, guest_id, number)
    delete_seat_wait(group_meeting, guest_id)
    retract_attendee_leaving(group_meeting.meeting, guest_id)
    notice = log_action(
        group_meeting.meeting,
        "take",
        by,
        registration=guest_id,
        guest=guest_id,
        seat=number,
        **get_link_details(link=by_link),
    )
    notify_group(group_meeting, notice, "taken", group_meeting.host, guest=guest)
    notify_group(group_meeting, notice, "seated", guest)
    if before is not None:
        notify_if_interpreter_changed(group_meeting, before, by=by, but=guest_id)


def _claim_seat(group_meeting: GroupMeeting, guest_id: int, number: int) -> None:
    hall, seated_group = load_seated_group(group_meeting, guest_id)
    guest = group_meeting.companies[guest_id]
    require_allowed(load_own_facts(group_meeting.event, MeetingAct.SIT, guest, hall.tallies[guest_id]))
    place = require_guest_place(hall.board, seated_group, hall.parties[guest_id], now=now())
    record_guest_answer(group_meeting, guest_id, GuestAnswer.ACCEPTED, seat=number)
    claim_resources(group_meeting.meeting, seated_group.slot_ids, [("representative_id", place.person_id)])
    set_group_interpreter(group_meeting.meeting, seated_group, place.interpreter_id)
    bump_group_version(group_meeting.meeting)


@retry_on_conflict
def decline_invitation(
    meeting_id: int, guest_id: int, *, by: int | None, seen_at: int | None = None, by_link: bool = False
) -> None:
    """An invited company does not come; the host is told. ``seen_at``, ``by_link``: as of ``take_seat``. Raises
    MeetingMovedOn, IllegalStep, IllegalMove, PhaseForbids, NotFound."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting, MeetingMove.DECLINE)
        require_slot_unchanged(group_meeting.meeting, seen_at)
        answer = get_answer_after(
            get_current_answer(group_meeting, guest_id), SeatStep.DECLINE, is_open=group_meeting.about.is_open
        )
        record_guest_answer(group_meeting, guest_id, answer)
        delete_seat_wait(group_meeting, guest_id)
        bump_group_version(group_meeting.meeting)
        notice = log_action(
            group_meeting.meeting,
            "decline",
            by,
            registration=guest_id,
            guest=guest_id,
            **get_link_details(link=by_link),
        )
        notify_group(group_meeting, notice, "declined", group_meeting.host, guest=group_meeting.companies[guest_id])


@retry_on_conflict
def leave_group_seat(meeting_id: int, guest_id: int, *, by: int | None) -> None:
    """A firm gives its seat back, and its time is free again; both it and the host are told. Raises as the last."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting, MeetingMove.CANCEL)
        answer = get_answer_after(
            group_meeting.answer_of(guest_id), SeatStep.LEAVE, is_open=group_meeting.about.is_open
        )
        free_guest_seat(group_meeting, guest_id, answer, by=by, act="leave", registration=guest_id)


@retry_on_conflict
def remove_group_guest(meeting_id: int, guest_id: int, *, by: int | None, event_id: int | None = None) -> None:
    """The host takes a seat or an invitation back; the firm is told. Raises as the last."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, guest_id, event_id=event_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting, MeetingMove.CANCEL)
        before = group_meeting.answer_of(guest_id)
        answer = get_answer_after(before, SeatStep.REMOVE, is_open=group_meeting.about.is_open)
        if before is GuestAnswer.ACCEPTED:
            free_guest_seat(group_meeting, guest_id, answer, by=by, act="remove", registration=group_meeting.host.id)
            return
        record_guest_answer(group_meeting, guest_id, answer)
        bump_group_version(group_meeting.meeting)
        notice = log_action(group_meeting.meeting, "remove", by, registration=group_meeting.host.id, guest=guest_id)
        notify_group(group_meeting, notice, "uninvited", group_meeting.companies[guest_id])


def require_slot_unchanged(meeting: Meeting, slot_id: int | None) -> None:
    """A guest answers for the time that it saw, whatever else has changed; None: as it is. Raises MeetingMovedOn."""
    if slot_id is not None and meeting.slot_id != slot_id:
        raise MeetingStale(state=meeting.state)
