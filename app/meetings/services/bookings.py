"""Arrange a meeting for others, book its time, move it, cancel it."""

from __future__ import annotations

from app.core.db import db, transaction
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.interpreters import NO_INTERPRETER_CHANGE
from app.meetings.lifecycle import DeclineExplanation, MeetingActor, MeetingMove, MeetingState, get_party_actor
from app.meetings.mails.calendar_entries import get_meeting_end
from app.meetings.mails.interpreters import get_interpreter_change
from app.meetings.models import Meeting
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.policy import find_pair_meeting, load_meeting_facts
from app.meetings.services.expiry import expire_request
from app.meetings.services.interpreters import find_interpreter_id
from app.meetings.services.policy import (
    clean_message,
    get_meeting_slot,
    require_length,
    require_phase,
)
from app.meetings.services.requests import add_parties, save_ending_reason
from app.meetings.services.transitions import (
    claim_time,
    get_link_details,
    get_other_party,
    lock_companies,
    lock_meeting,
    log_action,
    release_time,
    require_version,
    retry_on_conflict,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration


@retry_on_conflict
def arrange(
    event_id: int,
    one_id: int,
    other_id: int,
    *,
    by: int,
    slot_id: int | None = None,
    message: str = "",
    length: int = 1,
    priority: str = "want",
    table_id: int | None = None,
    settles: bool = False,
) -> int:
    """Organizer or chamber brings two companies together; with a slot it is booked at once. The meeting's id.

    Both companies see who arranged it and may decline. ``settles``: one of many that a button takes back, so that
    emails wait a moment. Raises the first refusal of ``MeetingAct.ARRANGE``, SlotTaken.
    """
    with transaction() as session:
        event, companies = lock_companies(event_id, one_id, other_id)
        over = require_may_arrange(event, companies[one_id], companies[other_id])
        require_length(event, length)
        if over is not None:
            expire_request(over, companies)
        low, high = sorted((one_id, other_id))
        meeting = Meeting(
            event_id=event_id,
            state=MeetingState.AGREED.value,
            low_id=low,
            high_id=high,
            asker_id=one_id,
            arranged_by=by,
            length=length,
            priority=priority,
            message=clean_message(message),
        )
        session.add(meeting)
        session.flush()
        add_parties(meeting)
        notice = log_action(meeting, MeetingMove.ARRANGE, by)
        if slot_id is not None:
            require_phase(event, EventAct.BOOK)
            claimed = claim_time(event, meeting, one_id, slot_id, table_id=table_id)
            transition(meeting, MeetingMove.PLACE, MeetingActor.ARRANGER, slot_id=slot_id)
            notice = log_action(meeting, MeetingMove.PLACE, by, **claimed)
        notify_companies(
            MeetingNews(notice, meeting, companies, dict.fromkeys((one_id, other_id), "arranged"), settles=settles)
        )
        return meeting.id


def require_may_arrange(event: Event, registration: Registration, other: Registration) -> Meeting | None:
    """Raises the first of all that bars an arranged meeting whatever its time. Reads only; what it gives back: as
    ``find_pair_meeting``."""
    live = find_pair_meeting(event.id, registration.id, other.id)
    require_allowed(load_meeting_facts(event, MeetingAct.ARRANGE, registration, other, live=live))
    return live


@retry_on_conflict
def book(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    actor: MeetingActor | None = None,
    length: int | None = None,
) -> None:
    """Give an agreed meeting its time; ``length``: in so many slots, where that is to change. Raises SlotTaken,
    IllegalMove, PhaseForbids, Stale.
    """
    change_time(meeting_id, registration_id, slot_id, MeetingMove.PLACE, by=by, actor=actor, length=length)


@retry_on_conflict
def move(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    *,
    by: int | None,
    actor: MeetingActor | None = None,
    length: int | None = None,
    seen: int | None = None,
) -> bool:
    """Give a booked meeting another time; the old one is held until the new one is had. Raises as ``place``, and
    MeetingMovedOn for another version than was ``seen``.

    False where it was booked at that time already: nothing is written and nobody is told.
    """
    return change_time(
        meeting_id, registration_id, slot_id, MeetingMove.MOVE, by=by, actor=actor, length=length, seen=seen
    )


def change_time(
    meeting_id: int,
    registration_id: int,
    slot_id: int,
    act: MeetingMove,
    *,
    by: int | None,
    actor: MeetingActor | None = None,
    length: int | None = None,
    seen: int | None = None,
    agreed: bool = False,
    by_link: bool = False,
) -> bool:
    """What ``place`` and ``move`` share; ``agreed``: to the time that the other side proposed."""
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_allowed(load_meeting_facts(event, MeetingAct.SCHEDULE, companies[registration_id], companies[other]))
        _loaded_slot = get_meeting_slot(event, slot_id)  # a session forgets what nobody holds, and emails name it
        wanted = length or meeting.length
        if wanted != meeting.length:
            require_length(event, wanted)
        if act is MeetingMove.MOVE and (meeting.state, meeting.slot_id, meeting.length) == (
            MeetingState.BOOKED,
            slot_id,
            wanted,
        ):
            return False
        require_version(meeting, seen)
        before = db.session.get(Slot, meeting.slot_id) if meeting.state == MeetingState.BOOKED else None
        ended = get_meeting_end(meeting, before) if before is not None else None
        interpreter = find_interpreter_id(meeting) if before is not None else None
        who = actor or get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        transition(meeting, act, who, slot_id=slot_id, length=wanted, sequence=Meeting.sequence + 1)
        claimed = claim_time(event, meeting, registration_id, slot_id)
        placer = registration_id if actor is None else None
        notice = log_action(meeting, act, by, placer=placer, **claimed, **get_link_details(link=by_link))
        kind = "booked" if act is MeetingMove.PLACE else "moved"
        why = "by_organizer" if actor is MeetingActor.ORGANIZER else "agreed" if agreed else ""
        kinds = dict.fromkeys((registration_id, other), kind)
        interpreters = (
            get_interpreter_change(claimed["interpreter"], interpreter) if before is not None else NO_INTERPRETER_CHANGE
        )
        notify_companies(
            MeetingNews(notice, meeting, companies, kinds, slot=before, ended=ended, why=why, interpreters=interpreters)
        )
        return True


@retry_on_conflict
def cancel(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    actor: MeetingActor | None = None,
    reason: str = "",
    seen: int | None = None,
) -> None:
    """Call off an agreed or booked meeting; its time is free again at once, and the other side is told.

    Of one that was arranged the other side learns no more than that, and who arranged it who called it off.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_version(meeting, seen)
        slot = db.session.get(Slot, meeting.slot_id) if meeting.state == MeetingState.BOOKED else None
        who = actor or get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        transition(
            meeting,
            MeetingMove.CANCEL,
            who,
            awaiting_id=None,
            reply=clean_message(reason),
            sequence=Meeting.sequence + 1,
        )
        release_time(meeting)
        if actor is None:
            save_ending_reason(
                meeting,
                registration_id,
                DeclineExplanation(words=meeting.reply or "", shared=meeting.arranged_by is None),
            )
        canceller = registration_id if actor is None else None  # in no company's name where somebody else calls it off
        notice = log_action(meeting, MeetingMove.CANCEL, by, freed=slot.id if slot else None, canceller=canceller)
        kinds = {other: "cancelled"} if actor is None else {registration_id: "cancelled", other: "cancelled"}
        if actor is None and slot is not None:  # whose calendars hold it, too
            kinds[registration_id] = "called_off"
        why = "" if meeting.arranged_by is not None else "by_firm" if actor is None else "by_organizer"
        notify_companies(MeetingNews(notice, meeting, companies, kinds, slot=slot, why=why))
        if actor is None:
            mails.notify_arranger(notice, meeting, declined_by=companies[registration_id], other=companies[other])
