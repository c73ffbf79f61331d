"""Request a meeting, withdraw that, accept it with or without a time, decline it and say why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.events.rules import expires_at
from app.meetings import mails
from app.meetings.errors import MeetsItself
from app.meetings.lifecycle import (
    DeclineExplanation,
    DeclineReason,
    MeetingActor,
    MeetingMove,
    MeetingState,
    MoveCondition,
    get_party_actor,
)
from app.meetings.models import MEETING_PRIORITIES, Meeting, MeetingParty, MeetingReason
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.availability import load_slot_availability
from app.meetings.queries.policy import count_tallies, find_pair_meeting, get_requests_end, load_meeting_facts
from app.meetings.services.expiry import expire_request
from app.meetings.services.policy import (
    clean_message,
    get_meeting_slot,
    may_book,
    require_length,
    require_phase,
)
from app.meetings.services.transitions import (
    claim_time,
    get_link_details,
    get_other_party,
    lock_companies,
    lock_meeting,
    log_action,
    pick_seat_at,
    record_answer,
    require_version,
    retry_on_conflict,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies


def save_ending_reason(meeting: Meeting, registration_id: int, refusal: DeclineExplanation) -> None:
    """Words that the other side reads stand in the reply; those for who arranged the meeting too."""
    if not refusal.says_something:
        return
    words = None if refusal.shared or meeting.arranged_by is not None else refusal.words or None
    db.session.add(
        MeetingReason(
            event_id=meeting.event_id,
            meeting_id=meeting.id,
            registration_id=registration_id,
            choice=refusal.why,
            shared=refusal.shared,
            words=words,
        )
    )
    db.session.flush()


@retry_on_conflict
def request_meeting(
    event_id: int,
    asker_id: int,
    asked_id: int,
    *,
    by: int | None,
    slot_id: int | None = None,
    message: str = "",
    priority: str = "want",
    length: int = 1,
) -> int:
    """Ask another company for a meeting, perhaps at a proposed time (which it does not hold); the meeting's id.

    Raises the first refusal of ``MeetingAct.REQUEST``, and Invalid for a message too long, an unknown priority or slot.
    """
    _require_well_formed(asker_id, asked_id, message, priority)
    with transaction() as session:
        event, companies = lock_companies(event_id, asker_id, asked_id)
        over = find_pair_meeting(event_id, asker_id, asked_id)
        act = MeetingAct.REQUEST
        require_allowed(load_meeting_facts(event, act, companies[asker_id], companies[asked_id], live=over))
        require_length(event, length)
        slot = (
            require_proposable_slot(event, asker_id, asked_id, slot_id, length=length) if slot_id is not None else None
        )
        if over is not None:
            expire_request(over, companies)
        low, high = sorted((asker_id, asked_id))
        meeting = Meeting(
            event_id=event_id,
            state=MeetingState.REQUESTED.value,
            priority=priority,
            message=clean_message(message),
            low_id=low,
            high_id=high,
            asker_id=asker_id,
            awaiting_id=asked_id,
            slot_id=slot_id,
            length=length,
            expires_at=get_request_expiry(event, [slot] if slot is not None else []),
        )
        session.add(meeting)
        session.flush()
        add_parties(meeting)
        notice = log_action(meeting, MeetingMove.REQUEST, by, asker=asker_id)
        kinds = {asked_id: "asked"}
        if notice.organisation_id is not None:
            kinds[asker_id] = "asked_for_you"
        notify_companies(MeetingNews(notice, meeting, companies, kinds))
        return meeting.id


@retry_on_conflict
def withdraw(
    meeting_id: int, registration_id: int, *, by: int | None, for_it: bool = False, seen: int | None = None
) -> None:
    """Take a request back before it is answered; ``for_it``: somebody else does, so that the asker is told as well, and
    may do so while other times stand that the asked proposed.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, Stale, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_version(meeting, seen)
        actor = get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        if for_it and registration_id == meeting.asker_id:
            actor = MeetingActor.ASKER
        transition(meeting, MeetingMove.WITHDRAW, actor, awaiting_id=None)
        notice = log_action(meeting, MeetingMove.WITHDRAW, by, asker=registration_id)
        kinds = {other: "withdrawn"}
        if for_it:
            kinds[registration_id] = "withdrawn_for_you"
        notify_companies(MeetingNews(notice, meeting, companies, kinds))


def add_parties(meeting: Meeting) -> None:
    """The two rows that say who is asker and who is asked."""
    for registration_id in (meeting.low_id, meeting.high_id):
        side = "asker" if registration_id == meeting.asker_id else "asked"
        db.session.add(
            MeetingParty(event_id=meeting.event_id, meeting_id=meeting.id, registration_id=registration_id, side=side)
        )
    db.session.flush()


def _require_well_formed(asker_id: int, asked_id: int, message: str, priority: str) -> None:
    if asker_id == asked_id:
        raise MeetsItself
    clean_message(message)
    if priority not in MEETING_PRIORITIES:
        raise Invalid("priority_unknown")


def require_proposable_slot(
    event: Event, mine: int, theirs: int, slot_id: int, *, length: int = 1, ignoring: int | None = None
) -> Slot:
    """A time that suits both now. Raises SlotTaken; where the firms give no times, any slot ahead may be proposed."""
    slot = get_meeting_slot(event, slot_id)
    if slot.starts_at <= now():
        raise Invalid("slot_past", slot_id=slot_id)
    if may_book(event):
        hall = load_slot_availability(event, (mine, theirs), slot_id, length=length, ignoring=ignoring)
        pick_seat_at(hall, mine, theirs, slot_id, length=length)
    return slot


def get_request_expiry(
    event: Event, proposed: Sequence[Slot], *, asked_at: dt.datetime | None = None
) -> dt.datetime | None:
    """When a request lapses that is sent now, or was at ``asked_at``: with the last of its proposed times at the
    latest."""
    last = max((slot.starts_at for slot in proposed), default=None)
    return expires_at(asked_at or now(), days=event.request_expiry_days, deadlines=(get_requests_end(event), last))


@retry_on_conflict
def accept(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    slot_id: int | None = None,
    length: int | None = None,
    seen: int | None = None,
    by_link: bool = False,
) -> MeetingState:
    """Say yes to a request; with a slot it is booked at once, else agreed until it gets a time. The new state.

    ``length``: in so many slots, where that is not as it was asked for; ``seen``: the version that was answered;
    ``by_link``: by the link of an email, without an account.

    Raises the first refusal of ``MeetingAct.ACCEPT``, MeetingStale for another version than was ``seen``,
    IllegalMeetingMove, SlotTaken, Stale, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.ANSWER)
        if slot_id is not None:
            require_phase(event, EventAct.BOOK)
            _loaded_slot = get_meeting_slot(event, slot_id)  # a session forgets what nobody holds, and emails name it
        require_version(meeting, seen)
        actor = get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        act = MeetingMove.ACCEPT if slot_id is None else MeetingMove.ACCEPT_WITH_TIME
        values: dict[str, Any] = {"awaiting_id": None, "slot_id": slot_id, "expires_at": None}
        if length is not None and length != meeting.length:
            require_length(event, length)
            values["length"] = length
        transition(meeting, act, actor, **values)  # first, so that a settled request says so before anything else
        counted = count_tallies(event.id, companies, ignoring=meeting.id)
        mine, theirs = companies[registration_id], companies[other]
        require_allowed(load_meeting_facts(event, MeetingAct.ACCEPT, mine, theirs, tallies=counted))
        claimed = claim_time(event, meeting, registration_id, slot_id, tallies=counted) if slot_id is not None else {}
        record_answer(meeting, registration_id, "accepted")
        notice = log_action(meeting, act, by, answerer=registration_id, **claimed, **get_link_details(link=by_link))
        kinds = {other: "accepted"}
        if meeting.state == MeetingState.BOOKED:
            kinds[registration_id] = "booked"
        elif notice.organisation_id is not None:
            kinds[registration_id] = "accepted_for_you"
        notify_companies(MeetingNews(notice, meeting, companies, kinds))
        return MeetingState(meeting.state)


@retry_on_conflict
def decline(
    meeting_id: int,
    registration_id: int,
    *,
    by: int | None,
    reason: str = "",
    why: DeclineReason = DeclineReason.OTHER,
    shared: bool = True,
    seen: int | None = None,
    by_link: bool = False,
) -> None:
    """Say no to a request; the reason, if any, goes to the other side where it is ``shared``, else to nobody but who
    runs the event.

    A meeting that was arranged is declined in private: the other side is told that it does not take place, as of any
    that is called off, and who arranged it learns who declined, and why.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, PhaseForbids, Stale, NotFound.
    """
    with transaction():
        meeting, event, companies = lock_meeting(meeting_id)
        other = get_other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_version(meeting, seen)
        arranged = meeting.arranged_by is not None
        given = (MoveCondition.ARRANGED,) if arranged else ()
        actor = get_party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        words = clean_message(reason)
        reply = words if shared or arranged else None
        transition(meeting, MeetingMove.DECLINE, actor, given=given, awaiting_id=None, expires_at=None, reply=reply)
        record_answer(meeting, registration_id, "declined")
        save_ending_reason(meeting, registration_id, DeclineExplanation(why, words or "", shared and not arranged))
        notice = log_action(
            meeting, MeetingMove.DECLINE, by, answerer=registration_id, **get_link_details(link=by_link)
        )
        kinds = {other: "cancelled" if arranged else "declined"}
        if notice.organisation_id is not None:
            kinds[registration_id] = "declined_for_you"
        notify_companies(MeetingNews(notice, meeting, companies, kinds))
        if arranged:
            mails.notify_arranger(notice, meeting, declined_by=companies[registration_id], other=companies[other])
