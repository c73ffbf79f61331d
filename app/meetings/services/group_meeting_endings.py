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
from app.events.models import Slot
from app.meetings.displacement import BookingLoss, Displacement
from app.meetings.errors import OwnNeverMark
from app.meetings.group_meeting_seats import GuestAnswer, SeatRefusal, SeatStep, find_free_seat, is_step_allowed
from app.meetings.lifecycle import MeetingActor, MeetingMove, MeetingState
from app.meetings.models import Claim, Meeting, MeetingParty, SeatWait
from app.meetings.policy import MeetingAct, MeetingFacts, refusals
from app.meetings.queries.attendees import iter_free_colleagues
from app.meetings.queries.group_meeting_parties import (
    list_group_attendees,
    list_live_group_meetings,
    list_waiting_companies,
)
from app.meetings.queries.policy import load_meeting_facts, load_table_facts
from app.meetings.services.group_meetings import (
    GroupMeeting,
    bump_group_version,
    lock_group_meeting,
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
from app.meetings.services.policy import clean_message
from app.meetings.services.transitions import log_action, release_time, transition
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
        group_meeting = lock_group_meeting(meeting_id)
        if hosts:
            end_group_meeting(group_meeting, MeetingActor.SYSTEM, by=by, why="left", left=registration.id)
        else:
            _drop_guest(group_meeting, registration.id, by=by)


def _drop_guest(group_meeting: GroupMeeting, guest_id: int, *, by: int | None) -> None:
    if group_meeting.answer_of(guest_id) is GuestAnswer.ACCEPTED:
        free_guest_seat(group_meeting, guest_id, GuestAnswer.LOST, by=by, act="lose", why="left", left=guest_id)
        return
    record_guest_answer(group_meeting, guest_id, GuestAnswer.DECLINED)
    bump_group_version(group_meeting.meeting)
    notice = log_action(group_meeting.meeting, "lose", by, guest=guest_id, left=guest_id)
    notify_group(group_meeting, notice, "declined", group_meeting.host, guest=group_meeting.companies[guest_id])


def displace_group_meeting(
    meeting_id: int, fate: Displacement, *, by: int | None, ended: datetime | None = None
) -> None:
    """Hours or tables have changed: it ends, or sits elsewhere, or ends at another time than it ``ended``. Each
    reader gets one email of all that changes so."""
    group_meeting = lock_group_meeting(meeting_id)
    if fate.loss in ENDING_LOSSES:
        end_group_meeting(group_meeting, MeetingActor.SYSTEM, by=by, why=fate.loss.value, together=True)
        return
    kind = EMAIL_KINDS_BY_LOSS.get(fate.loss)
    if kind is None:  # it stays as it is
        return
    if fate.table_id is not None:
        seat = (Claim.meeting_id == meeting_id, Claim.table_id.is_not(None))
        db.session.execute(update(Claim).where(*seat).values(table_id=fate.table_id))
    bump_group_version(group_meeting.meeting)
    concerns = group_meeting.asked if kind in KINDS_FOR_INVITED else []
    table = {"table": fate.table_id} if fate.table_id is not None else {}
    details: dict[str, Any] = {"loss": fate.loss.value, "invited": sorted(concern.id for concern in concerns), **table}
    notice = log_action(group_meeting.meeting, "displace", by, **details)
    was = (db.session.get(Slot, group_meeting.meeting.slot_id), ended)
    notify_group(group_meeting, notice, kind, *group_meeting.seated, was=was, together=True)
    if concerns:
        notify_invited(group_meeting, notice, was=was, together=True)


def free_absent_guests(absent: Mapping[int, set[int]], *, by: int | None) -> None:
    """Guests are elsewhere then: their seats are free again. Of meetings that still stand."""
    for meeting_id, companies in absent.items():
        for registration_id in sorted(companies):
            group_meeting = lock_group_meeting(meeting_id)
            if (
                group_meeting.meeting.state == MeetingState.BOOKED
                and group_meeting.answer_of(registration_id) is GuestAnswer.ACCEPTED
            ):
                free_guest_seat(group_meeting, registration_id, GuestAnswer.LOST, by=by, act="lose", why="absent")


def replace_or_free_seat(meeting: Meeting, person_id: int, registration_id: int, *, by: int | None) -> None:
    """Somebody who sits there is gone for good: a colleague sits down, and who interprets follows; or the
    seat goes; of a host, the meeting."""
    group_meeting = lock_group_meeting(meeting.id)
    mine = (Claim.meeting_id == meeting.id, Claim.representative_id == person_id)
    colleague = next(iter_free_colleagues(group_meeting.event, group_meeting.meeting, registration_id), None)
    if colleague is not None:
        before, sat = find_interpreter_id(group_meeting.meeting), list_group_attendees(group_meeting.meeting.id)
        db.session.execute(update(Claim).where(*mine).values(representative_id=colleague))
        bump_group_version(group_meeting.meeting)
        notice = log_action(group_meeting.meeting, "seat", by, left=registration_id)
        notify_attendee_change(
            group_meeting, notice, group_meeting.companies[registration_id], sat, kind="guest_changed"
        )
        assign_group_interpreter(group_meeting)
        notify_if_interpreter_changed(group_meeting, before, by=by)
    elif registration_id == group_meeting.host.id:
        end_group_meeting(group_meeting, MeetingActor.SYSTEM, by=by, why="left", left=registration_id)
    else:
        free_guest_seat(
            group_meeting,
            registration_id,
            GuestAnswer.LOST,
            by=by,
            act="lose",
            why="left",
            person_id=person_id,
            left=registration_id,
        )


def end_group_meeting(
    group_meeting: GroupMeeting,
    actor: MeetingActor,
    *,
    by: int | None,
    reason: str = "",
    why: str = "",
    together: bool = False,
    **details: object,
) -> None:
    """The same behind its locks; ``why``: what made it end, where nobody chose to; ``together``: as of
    ``notify_group_readers``."""
    meeting = group_meeting.meeting
    participants, slot = group_meeting.seated, db.session.get(Slot, meeting.slot_id)
    transition(meeting, MeetingMove.CANCEL, actor, reply=clean_message(reason), sequence=Meeting.sequence + 1)
    release_time(meeting)
    delete_seat_waits(meeting.id)
    seats = update(MeetingParty).where(MeetingParty.meeting_id == meeting.id)
    db.session.execute(seats.values(seat=None, missed=False).execution_options(synchronize_session="fetch"))
    lost = sorted(company.id for company in participants if company.id != group_meeting.host.id)
    notice = log_action(meeting, "cancel", by, lost=lost, **({"why": why} if why else {}), **details)
    notify_group(group_meeting, notice, "called_off", *participants, slot=slot, why=why, together=together)
    notify_group(group_meeting, notice, "not_held", *group_meeting.asked, why=why, together=together)


def free_guest_seat(
    group_meeting: GroupMeeting,
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
    before = list_group_attendees(group_meeting.meeting.id)
    with offer_freed_seats(group_meeting):
        release_guest(group_meeting, guest_id, person_id)
        record_guest_answer(group_meeting, guest_id, answer)
        bump_group_version(group_meeting.meeting)
        notice = log_action(group_meeting.meeting, act, by, guest=guest_id, **({"why": why} if why else {}), **details)
        guest = group_meeting.companies[guest_id]
        slot = db.session.get(Slot, group_meeting.meeting.slot_id)
        kind = {"leave": "left", "remove": "removed"}.get(act, "lost")
        notify_group(group_meeting, notice, kind, guest, slot=slot, why=why)
        if act != "remove":
            notify_group(group_meeting, notice, "guest_left", group_meeting.host, guest=guest)
        excluded = () if act == "remove" else (group_meeting.host.id,)
        notify_attendee_change(group_meeting, notice, guest, before, kind="guest_gone", but=excluded)


def find_seat_for(group_meeting: GroupMeeting, company: Registration) -> int | SeatRefusal:
    """The number of a seat that is free for a company; ``FULL`` also where somebody sits there, as host or guest, who
    is kept apart from it, ``NEVER`` where the company itself marked one of them."""
    seated = {group_meeting.host.id, *(guest.registration_id for guest in group_meeting.guests)} - {company.id}
    facts = load_table_facts(company, seated)
    refused = {refusal.kind for other in seated for refusal in refusals(facts[other])}
    if refused:
        return SeatRefusal.NEVER if OwnNeverMark in refused else SeatRefusal.FULL
    taken = [guest.seat for guest in group_meeting.guests if guest.seat is not None]
    return find_free_seat(taken, group_meeting.about.seats) or SeatRefusal.FULL


def delete_seat_waits(meeting_id: int) -> None:
    """The meeting does not take place: nobody waits."""
    db.session.execute(delete(SeatWait).where(SeatWait.meeting_id == meeting_id))


@contextmanager
def offer_freed_seats(group_meeting: GroupMeeting) -> Iterator[None]:
    """Within it seats may be free again: who waits, had none before and could have one now, is told so, all at once."""
    shut = [
        company
        for company in list_waiting_companies(group_meeting.meeting.id)
        if isinstance(find_seat_for(group_meeting, company), SeatRefusal)
    ]
    yield
    freed = [company for company in shut if _is_open_to(group_meeting, company)]
    if freed:
        notice = log_action(group_meeting.meeting, "free", None, waiting=[company.id for company in freed])
        notify_group(group_meeting, notice, "freed", *freed)


def _is_open_to(group_meeting: GroupMeeting, company: Registration) -> bool:
    slot = db.session.get(Slot, group_meeting.meeting.slot_id)
    if group_meeting.meeting.state != MeetingState.BOOKED or slot is None or slot.starts_at <= now():
        return False
    if refusals(load_attending_facts(group_meeting, company)):
        return False
    answer = get_current_answer(group_meeting, company.id)
    if not is_step_allowed(answer, SeatStep.TAKE, is_open=group_meeting.about.is_open):
        return False
    return not isinstance(find_seat_for(group_meeting, company), SeatRefusal)


def get_current_answer(group_meeting: GroupMeeting, guest_id: int) -> GuestAnswer | None:
    """How a firm's answer stands: an invitation whose time is over has lapsed, though nobody may have said so yet."""
    answer = group_meeting.answer_of(guest_id)
    return GuestAnswer.EXPIRED if answer is GuestAnswer.INVITED and group_meeting.is_late(guest_id) else answer


def load_attending_facts(group_meeting: GroupMeeting, company: Registration, *, for_it: bool = False) -> MeetingFacts:
    """What decides whether a company may sit with the host; ``for_it``: organizer or chamber says so. To one that was
    invited before the meeting is full instead of closed: see ``find_seat_for``."""
    has_part = group_meeting.answer_of(company.id) is not None
    return load_meeting_facts(
        group_meeting.event,
        MeetingAct.ATTEND,
        company,
        group_meeting.host,
        on_behalf=for_it,
        has_part=has_part,
    )
