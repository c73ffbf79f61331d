"""A host changes a group meeting: topic, seats and who may come, its time, its interpreter; cancels it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid
from app.events.models import Slot, Table
from app.events.phases import EventAct
from app.group_meetings.placement import GroupPlacement, require_group_placement
from app.group_meetings.services.invitations import renew_answer_deadlines
from app.group_meetings.services.opening import claim_placement, require_topic
from app.meetings.availability import SlotNotFree
from app.meetings.errors import MeetingStale, NoInterpreterFree, SlotTaken
from app.meetings.group_meeting_seats import MIN_GUEST_SEATS, GuestAnswer, get_guest_capacity
from app.meetings.lifecycle import MeetingActor
from app.meetings.mails.calendar_entries import get_meeting_end
from app.meetings.mails.interpreters import get_interpreter_change
from app.meetings.models import Claim, GroupMeetingDetails
from app.meetings.queries.availability import add_table_keepers, load_availability
from app.meetings.services.group_meeting_endings import end_group_meeting, offer_freed_seats
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    lock_group_meeting,
    notify_group,
    notify_invited,
    record_guest_answer,
    require_group_booked,
)
from app.meetings.services.group_meetings import record_guest_answer as say_answer
from app.meetings.services.interpreters import (
    assign_group_interpreter,
    find_interpreter_id,
    notify_if_interpreter_changed,
)
from app.meetings.services.policy import get_meeting_slot, require_own_approval, require_phase
from app.meetings.services.transitions import log_action, retry_on_conflict


@retry_on_conflict
def update_group_meeting(
    meeting_id: int, *, topic: str, seats: int, is_open: bool, by: int | None, event_id: int | None = None
) -> bool:
    """Change it; False where it is so already. Of another topic all are told who come or are invited.

    Nobody loses a seat by it: there are as many seats as guests at least, and no more than its table holds. Raises
    Invalid for topic and seats, IllegalMove, PhaseForbids, NotFound.
    """
    line = require_topic(topic)
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting)
        _require_chairs(group_meeting, seats)
        values = {"topic": line, "seats": seats, "is_open": is_open}
        fields = sorted(name for name, value in values.items() if getattr(group_meeting.about, name) != value)
        if fields:
            with offer_freed_seats(group_meeting):
                _renumber_seats(group_meeting)
                _store_details(group_meeting, values, fields, by)
        return bool(fields)


def _require_chairs(group_meeting: GroupMeeting, seats: int) -> None:
    """Raises Invalid ``seats_of_this``."""
    claimed_tables = select(Claim.table_id).where(
        Claim.meeting_id == group_meeting.meeting.id, Claim.table_id.is_not(None)
    )
    most = get_guest_capacity(db.session.scalars(select(Table.seats).where(Table.id.in_(claimed_tables))).all())
    least = max(MIN_GUEST_SEATS, len(group_meeting.guests))
    if not least <= seats <= most and seats != group_meeting.about.seats:
        raise Invalid("seats_of_this", least=least, most=most)


def _renumber_seats(group_meeting: GroupMeeting) -> None:
    """Whoever has a seat keeps one, by the lowest numbers."""
    for number, guest in enumerate(group_meeting.guests, start=1):
        if guest.seat != number:
            record_guest_answer(group_meeting, guest.registration_id, GuestAnswer.ACCEPTED, seat=number)


def _store_details(group_meeting: GroupMeeting, values: dict[str, object], fields: list[str], by: int | None) -> None:
    db.session.execute(
        update(GroupMeetingDetails).where(GroupMeetingDetails.id == group_meeting.about.id).values(**values)
    )
    db.session.refresh(group_meeting.about)
    bump_group_version(group_meeting.meeting)
    is_retitled = "topic" in fields
    invited = sorted(company.id for company in group_meeting.asked) if is_retitled else []
    notice = log_action(
        group_meeting.meeting, "describe", by, registration=group_meeting.host.id, fields=fields, invited=invited
    )
    if is_retitled:
        notify_group(group_meeting, notice, "retitled", *group_meeting.seated[1:])
        notify_invited(group_meeting, notice)


class WouldLose(Conflict):
    """Not all who have a seat can come then, and nobody said to go without them. Details: slot_id, firms (ids)."""

    code = "would_lose"


@retry_on_conflict
def move_group_meeting(
    meeting_id: int,
    slot_id: int,
    *,
    by: int | None,
    without: Collection[int] = (),
    seen: int | None = None,
    event_id: int | None = None,
) -> bool:
    """Move a group to another time; False where it is there already. All who have a seat are told.

    ``without``: the companies whose loss was confirmed; ``seen``: the version of the page. Raises WouldLose where it is
    another set of companies that cannot come, MeetingMovedOn, SlotTaken, IllegalMove, PhaseForbids, NotFound.
    """
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        require_phase(group_meeting.event, EventAct.BOOK)
        require_group_booked(group_meeting)
        _slot = get_meeting_slot(group_meeting.event, slot_id)
        if group_meeting.meeting.slot_id == slot_id:
            return False
        if seen is not None and seen != group_meeting.meeting.version:
            raise MeetingStale(state=group_meeting.meeting.state)
        require_own_approval(group_meeting.host)
        seat = find_other_placement(group_meeting, slot_id)
        if set(seat.lost) != set(without):
            raise WouldLose(slot_id=slot_id, firms=sorted(seat.lost))
        with offer_freed_seats(group_meeting):
            move_to_placement(group_meeting, seat, by=by)
        return True


def find_other_placement(group_meeting: GroupMeeting, slot_id: int) -> GroupPlacement:
    """What the group would hold from this slot on, and whom it would lose. Raises SlotTaken."""
    meeting, guests = group_meeting.meeting, [guest.registration_id for guest in group_meeting.guests]
    hall = load_availability(group_meeting.event, [group_meeting.host.id, *guests], ignoring=meeting.id)
    hall = add_table_keepers(hall, group_meeting.event, ignoring=meeting.id)
    parties = [hall.parties[guest_id] for guest_id in guests]
    host = hall.parties[group_meeting.host.id]
    try:
        return require_group_placement(
            hall.board, host, parties, group_meeting.about.seats, slot_id, now=now(), length=meeting.length
        )
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details) from refused


def move_to_placement(
    group_meeting: GroupMeeting, seat: GroupPlacement, *, by: int | None, together: bool = False
) -> None:
    """Let the group sit there from now on, and say so to all who have a part in it; behind its locks. ``together``: as
    of ``notify_group_readers``."""
    meeting, slot_id = group_meeting.meeting, seat.slot_ids[0]
    before, interpreter = db.session.get(Slot, meeting.slot_id), find_interpreter_id(meeting)
    was = (before, get_meeting_end(meeting, before) if before is not None else None)
    stay = [each for each in group_meeting.seated if each.id not in seat.lost]
    for registration_id in seat.lost:
        say_answer(group_meeting, registration_id, GuestAnswer.LOST)
    bump_group_version(meeting, slot_id=slot_id)
    claim_placement(group_meeting.meeting, seat)
    renew_answer_deadlines(group_meeting)
    invited = sorted(each.id for each in group_meeting.asked)
    details = {"lost": sorted(seat.lost), "invited": invited, "table": seat.table_id}
    notice = log_action(meeting, "move", by, registration=group_meeting.host.id, **details)
    interpreters = get_interpreter_change(seat.interpreter_id, interpreter)
    notify_group(group_meeting, notice, "moved", *stay, was=was, interpreters=interpreters, together=together)
    notify_invited(group_meeting, notice, was=was, together=together)
    lost = [group_meeting.companies[each] for each in seat.lost]
    notify_group(group_meeting, notice, "lost", *lost, slot=before, why="moved", together=together)


@retry_on_conflict
def cancel_group_meeting(meeting_id: int, *, by: int | None, reason: str = "", event_id: int | None = None) -> None:
    """End a group meeting; all who have a seat or an invitation are told. Raises IllegalMove, PhaseForbids, NotFound,
    Invalid ``message_too_long``."""
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        end_group_meeting(
            group_meeting, MeetingActor.ORGANIZER, by=by, reason=reason, registration=group_meeting.host.id
        )


@retry_on_conflict
def find_group_interpreter(meeting_id: int, *, by: int | None, event_id: int | None = None) -> bool:
    """Give a group an interpreter between all who sit there; False where none lacks. All who have a seat are told.

    Raises NobodyInterprets where none is free, IllegalMove, PhaseForbids, NotFound.
    """
    with transaction():
        group_meeting = lock_group_meeting(meeting_id, event_id=event_id)
        require_phase(group_meeting.event, EventAct.CALL_OFF)
        require_group_booked(group_meeting)
        before = find_interpreter_id(group_meeting.meeting)
        if not assign_group_interpreter(group_meeting):
            raise NoInterpreterFree
        notify_if_interpreter_changed(group_meeting, before, by=by)
        return find_interpreter_id(group_meeting.meeting) != before
