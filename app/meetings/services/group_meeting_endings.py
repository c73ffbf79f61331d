"""What becomes of group meetings when companies, people, hours or tables are lost: a seat is free again and offered
to who waits, or the meeting ends; all whom it concerns are notified.

The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from app.core.db import db, now
from app.core.errors import DomainError, Invalid
from app.events.models import Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.displacement import BookingLoss, Displacement
from app.meetings.errors import AcceptsNoMeetings
from app.meetings.group_meeting_seats import GuestAnswer, SeatStep, find_free_seat, get_answer_after
from app.meetings.lifecycle import MeetingActor, MeetingMove, MeetingState
from app.meetings.models import Claim, Meeting, MeetingParty, SeatWait
from app.meetings.queries.attendees import iter_free_colleagues
from app.meetings.queries.group_meeting_parties import (
    list_group_attendees,
    list_live_group_meetings,
    list_waiting_companies,
)
from app.meetings.queries.policy import get_never_partners
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    lock_group_meeting,
    log_group_action,
    notify_attendee_change,
    notify_group,
    notify_invited,
    record_guest_answer,
    release_guest,
)
from app.meetings.services.interpreters import (
    assign_group_interpreter,
    find_interpreter_id,
    notify_if_interpreter_changed,
)
from app.meetings.services.policy import clean_message, is_taking_part, require_group_rules
from app.meetings.services.transitions import release_time, transition
from app.registrations.models import Registration

ENDING_LOSSES = (BookingLoss.TIME, BookingLoss.ABSENT, BookingLoss.NO_TABLE)
EMAIL_KINDS_BY_LOSS = {
    BookingLoss.TABLE: "reseated",
    BookingLoss.NAME: "renamed",
    BookingLoss.LINK: "relinked",
    BookingLoss.LENGTH: "resized",
}
KINDS_FOR_INVITED = ("reseated", "renamed", "resized")
"""Of these an invitation said when and where; the link is for those alone who have a seat."""


def end_group_meetings_of(registration: Registration, *, by: int | None) -> None:
    """A firm takes part no longer: what it hosts ends, its seats and invitations are free again."""
    for meeting_id, hosts in list_live_group_meetings(registration.id):
        found = lock_group_meeting(meeting_id)
        if hosts:
            end_group_meeting(found, MeetingActor.SYSTEM, by=by, why="left", left=registration.id)
        else:
            _drop_guest(found, registration.id, by=by)


def _drop_guest(found: GroupMeeting, guest_id: int, *, by: int | None) -> None:
    if found.answer_of(guest_id) is GuestAnswer.ACCEPTED:
        free_guest_seat(found, guest_id, GuestAnswer.LOST, by=by, act="lose", why="left", left=guest_id)
        return
    record_guest_answer(found, guest_id, GuestAnswer.DECLINED)
    bump_group_version(found.meeting)
    notice = log_group_action(found.meeting, "lose", by, guest=guest_id, left=guest_id)
    notify_group(found, notice, "declined", found.host, guest=found.firms[guest_id])


def displace_group_meeting(
    meeting_id: int, fate: Displacement, *, by: int | None, ended: datetime | None = None
) -> None:
    """Hours or tables have changed: it ends, or sits elsewhere, or ends at another time than it ``ended``. Each
    reader gets one letter of all that changes so."""
    found = lock_group_meeting(meeting_id)
    if fate.loss in ENDING_LOSSES:
        end_group_meeting(found, MeetingActor.SYSTEM, by=by, why=fate.loss.value, together=True)
        return
    kind = EMAIL_KINDS_BY_LOSS.get(fate.loss)
    if kind is None:  # it stays as it is
        return
    if fate.table_id is not None:
        seat = (Claim.meeting_id == meeting_id, Claim.table_id.is_not(None))
        db.session.execute(update(Claim).where(*seat).values(table_id=fate.table_id))
    bump_group_version(found.meeting)
    concerns = found.asked if kind in KINDS_FOR_INVITED else []
    table = {"table": fate.table_id} if fate.table_id is not None else {}
    told: dict[str, Any] = {"loss": fate.loss.value, "invited": sorted(one.id for one in concerns), **table}
    notice = log_group_action(found.meeting, "displace", by, **told)
    was = (db.session.get(Slot, found.meeting.slot_id), ended)
    notify_group(found, notice, kind, *found.held, was=was, together=True)
    if concerns:
        notify_invited(found, notice, was=was, together=True)


def free_absent_guests(absent: Mapping[int, set[int]], *, by: int | None) -> None:
    """Guests are elsewhere then: their seats are free again. Of meetings that still stand."""
    for meeting_id, firms in absent.items():
        for firm_id in sorted(firms):
            found = lock_group_meeting(meeting_id)
            if found.meeting.state == MeetingState.BOOKED and found.answer_of(firm_id) is GuestAnswer.ACCEPTED:
                free_guest_seat(found, firm_id, GuestAnswer.LOST, by=by, act="lose", why="absent")


def replace_or_free_seat(meeting: Meeting, person_id: int, firm_id: int, *, by: int | None) -> None:
    """Somebody who sits there is gone for good: a colleague sits down, and who interprets follows; or the
    seat goes; of a host, the meeting."""
    found = lock_group_meeting(meeting.id)
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == person_id)
    colleague = next(iter_free_colleagues(found.event, found.meeting, firm_id), None)
    if colleague is not None:
        before, sat = find_interpreter_id(found.meeting), list_group_attendees(found.meeting.id)
        db.session.execute(update(Claim).where(*mine).values(representative_id=colleague))
        bump_group_version(found.meeting)
        notice = log_group_action(found.meeting, "seat", by, left=firm_id)
        notify_attendee_change(found, notice, found.firms[firm_id], sat, kind="guest_changed")
        assign_group_interpreter(found)
        notify_if_interpreter_changed(found, before, by=by)
    elif firm_id == found.host.id:
        end_group_meeting(found, MeetingActor.SYSTEM, by=by, why="left", left=firm_id)
    else:
        free_guest_seat(
            found, firm_id, GuestAnswer.LOST, by=by, act="lose", why="left", person_id=person_id, left=firm_id
        )


def end_group_meeting(
    found: GroupMeeting,
    actor: MeetingActor,
    *,
    by: int | None,
    reason: str = "",
    why: str = "",
    together: bool = False,
    **details: object,
) -> None:
    """The same behind its locks; ``why``: what made it end, where nobody chose to; ``together``: as of
    ``tell_round``."""
    meeting = found.meeting
    held, slot = found.held, db.session.get(Slot, meeting.slot_id)
    transition(meeting, MeetingMove.CANCEL, actor, reply=clean_message(reason), sequence=Meeting.sequence + 1)
    release_time(meeting)
    delete_seat_waits(meeting.id)
    seats = update(MeetingParty).where(MeetingParty.meeting_id == meeting.id)
    db.session.execute(seats.values(seat=None, missed=False).execution_options(synchronize_session="fetch"))
    lost = sorted(one.id for one in held if one.id != found.host.id)
    notice = log_group_action(meeting, "cancel", by, lost=lost, **({"why": why} if why else {}), **details)
    notify_group(found, notice, "called_off", *held, held=slot, why=why, together=together)
    notify_group(found, notice, "not_held", *found.asked, why=why, together=together)


def free_guest_seat(
    found: GroupMeeting,
    guest_id: int,
    answer: GuestAnswer,
    *,
    by: int | None,
    act: str,
    why: str = "",
    person_id: int | None = None,
    **details: object,
) -> None:
    """A guest has its seat no longer: by itself (``leave``), by the host (``remove``), by what became of it (``lose``,
    ``why``: what that is). Its calendar strikes the entry; the host is told, and all whose calendars name
    it. ``person_id``: as of ``give_back``."""
    before = list_group_attendees(found.meeting.id)
    with offer_freed_seats(found):
        release_guest(found, guest_id, person_id)
        record_guest_answer(found, guest_id, answer)
        bump_group_version(found.meeting)
        notice = log_group_action(found.meeting, act, by, guest=guest_id, **({"why": why} if why else {}), **details)
        guest = found.firms[guest_id]
        slot = db.session.get(Slot, found.meeting.slot_id)
        kind = {"leave": "left", "remove": "removed"}.get(act, "lost")
        notify_group(found, notice, kind, guest, held=slot, why=why)
        if act != "remove":
            notify_group(found, notice, "guest_left", found.host, guest=guest)
        told = () if act == "remove" else (found.host.id,)
        notify_attendee_change(found, notice, guest, before, kind="guest_gone", but=told)


def find_seat_for(found: GroupMeeting, guest_id: int) -> int | None:
    """The number of a seat that is free for a firm; None where it is full, or somebody sits there, as host or guest,
    who is kept apart from it, which looks the same."""
    if get_never_partners(guest_id) & {found.host.id, *(one.registration_id for one in found.guests)}:
        return None
    return find_free_seat([one.seat for one in found.guests if one.seat is not None], found.about.seats)


def delete_seat_waits(meeting_id: int) -> None:
    """The meeting does not take place: nobody waits."""
    db.session.execute(delete(SeatWait).where(SeatWait.meeting_id == meeting_id))


@contextmanager
def offer_freed_seats(found: GroupMeeting) -> Iterator[None]:
    """Within it seats may be free again: who waits, had none before and could have one now, is told so, all at once."""
    shut = [firm for firm in list_waiting_companies(found.meeting.id) if find_seat_for(found, firm.id) is None]
    yield
    freed = [firm for firm in shut if _is_open_to(found, firm)]
    if freed:
        notice = log_group_action(found.meeting, "free", None, waiting=[firm.id for firm in freed])
        notify_group(found, notice, "freed", *freed)


def _is_open_to(found: GroupMeeting, firm: Registration) -> bool:
    slot, event = db.session.get(Slot, found.meeting.slot_id), found.event
    if found.meeting.state != MeetingState.BOOKED or slot is None or slot.starts_at <= now():
        return False
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return False
    try:
        require_may_attend(found.host, firm)
        get_answer_after(get_current_answer(found, firm.id), SeatStep.TAKE, is_open=found.about.is_open)
    except DomainError:
        return False
    return find_seat_for(found, firm.id) is not None


def get_current_answer(found: GroupMeeting, guest_id: int) -> GuestAnswer | None:
    """How a firm's answer stands: an invitation whose time is over has lapsed, though nobody may have said so yet."""
    answer = found.answer_of(guest_id)
    return GuestAnswer.LAPSED if answer is GuestAnswer.INVITED and found.is_late(guest_id) else answer


def require_may_attend(host: Registration, guest: Registration, *, has_part: bool = False) -> None:
    """A firm may sit with this host: the rules let the two meet, and neither said *never* with the other. To one that
    ``has_part`` already, as it was invited before, the meeting is full instead: see ``waiting.seat_for``.

    Raises CannotAsk, Invalid ``asks_itself``; TakesNoMore for all that lies with the other side, of which nothing is
    told.
    """
    if host.id == guest.id:
        raise Invalid("asks_itself")
    require_group_rules(host, guest, either_way=True)
    if not is_taking_part(host) or (not has_part and host.id in get_never_partners(guest.id)):
        raise AcceptsNoMeetings(arranged=False)
