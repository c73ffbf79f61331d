"""Ask for a meeting, take it back, let it lapse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.core.clock import day_end
from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.events.models import Event, Slot
from app.events.phases import EventAct, Phase
from app.events.rules import expires_at
from app.meetings import mails
from app.meetings.errors import RequestsClosed
from app.meetings.lifecycle import Actor, Move, State, party_actor
from app.meetings.limits import check_ask
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.boards import hall_at
from app.meetings.queries.tallies import limits_of, tallies_of, with_invitations
from app.meetings.services.overdue import let_lapse
from app.meetings.services.requirements import (
    may_book,
    require_length,
    require_no_live_meeting,
    require_own_part,
    require_phase,
    require_rules,
    require_takes_more,
    slot_of,
    written,
)
from app.meetings.services.seen import require_seen
from app.meetings.services.steps import change, lock, locked_meeting, noted, other_party, seat_at, settled
from app.registrations.models import PRIORITIES, Registration


@settled
def ask(
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
    """Ask another firm for a meeting, perhaps at a proposed time (which it does not hold); the meeting's id.

    Raises PhaseForbids, RequestsClosed, NotTakingPart, CannotAsk, NeverYours, TakesNoMore, AlreadyMeeting,
    TheyAskedFirst, OpenRequestsReached, MostMeetingsReached, and Invalid for a message too long, an unknown priority or
    slot.
    """
    _well_formed(asker_id, asked_id, message, priority)
    with transaction() as session:
        event, firms = lock(event_id, asker_id, asked_id)
        require_asking_open(event)
        require_length(event, length)
        require_own_part(firms[asker_id])
        over = require_no_live_meeting(asker_id, asked_id, event_id)
        _require_open(event, firms[asker_id], firms[asked_id])
        slot = proposed(event, asker_id, asked_id, slot_id, length=length) if slot_id is not None else None
        if over is not None:
            let_lapse(over, firms)
        low, high = sorted((asker_id, asked_id))
        meeting = Meeting(
            event_id=event_id,
            state=State.REQUESTED.value,
            priority=priority,
            message=written(message),
            low_id=low,
            high_id=high,
            asker_id=asker_id,
            awaiting_id=asked_id,
            slot_id=slot_id,
            length=length,
            expires_at=lapses(event, [slot] if slot is not None else []),
        )
        session.add(meeting)
        session.flush()
        add_parties(meeting)
        notice = noted(meeting, Move.REQUEST, by, asker=asker_id)
        told = {asked_id: "asked"}
        if notice.organisation_id is not None:
            told[asker_id] = "asked_for_you"
        mails.tell(notice, meeting, firms, told)
        return meeting.id


def require_asking_open(event: Event) -> None:
    """Firms may ask each other now, whoever they are. Raises PhaseForbids, RequestsClosed. Reads only."""
    require_phase(event, EventAct.ASK)
    _require_in_time(event)


def require_may_ask(event: Event, asker: Registration, asked: Registration) -> None:
    """All that bars a request whatever its time: phase, last day, approval, rules, *never*, limits, a firm and itself.

    Reads only.
    """
    if asker.id == asked.id:
        raise Invalid("asks_itself")
    require_asking_open(event)
    require_own_part(asker)
    _require_open(event, asker, asked)


@settled
def withdraw(
    meeting_id: int, registration_id: int, *, by: int | None, for_it: bool = False, seen: int | None = None
) -> None:
    """Take a request back before it is answered; ``for_it``: somebody else does, so that the asker is told as well, and
    may do so while other times stand that the asked proposed.

    Raises MeetingMovedOn for another version than was ``seen``, IllegalMove, Stale, NotFound.
    """
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.CALL_OFF)
        require_seen(meeting, seen)
        actor = party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        if for_it and registration_id == meeting.asker_id:
            actor = Actor.ASKER
        change(meeting, Move.WITHDRAW, actor, awaiting_id=None)
        notice = noted(meeting, Move.WITHDRAW, by, asker=registration_id)
        told = {other: "withdrawn"}
        if for_it:
            told[registration_id] = "withdrawn_for_you"
        mails.tell(notice, meeting, firms, told)


def add_parties(meeting: Meeting) -> None:
    """The two rows that say who is asker and who is asked."""
    for registration_id in (meeting.low_id, meeting.high_id):
        side = "asker" if registration_id == meeting.asker_id else "asked"
        db.session.add(
            MeetingParty(event_id=meeting.event_id, meeting_id=meeting.id, registration_id=registration_id, side=side)
        )
    db.session.flush()


def _well_formed(asker_id: int, asked_id: int, message: str, priority: str) -> None:
    if asker_id == asked_id:
        raise Invalid("asks_itself")
    written(message)
    if priority not in PRIORITIES:
        raise Invalid("priority_unknown")


def _require_open(event: Event, asker: Registration, asked: Registration) -> None:
    """Rules, what either firm wants, and both firms' limits."""
    require_rules(asker, asked)
    counted = tallies_of(event.id, (asker.id, asked.id))
    check_ask(limits_of(event), with_invitations(counted[asker.id], event.id, asker.id))
    require_takes_more(event, asker.id, asked, counted)


def _require_in_time(event: Event) -> None:
    """Raises RequestsClosed after the last day for requests; once times are given firms may ask again."""
    ends = _requests_end(event)
    if ends is not None and event.phase == Phase.BOOKING and now() >= ends:
        raise RequestsClosed(day=event.requests_until)


def _requests_end(event: Event) -> dt.datetime | None:
    last = event.requests_until
    return None if last is None else day_end(last, event.zone)


def proposed(
    event: Event, mine: int, theirs: int, slot_id: int, *, length: int = 1, ignoring: int | None = None
) -> Slot:
    """A time that suits both now. Raises SlotTaken; where the firms give no times, any slot ahead may be proposed."""
    slot = slot_of(event, slot_id)
    if slot.starts_at <= now():
        raise Invalid("slot_past", slot_id=slot_id)
    if may_book(event):
        hall = hall_at(event, (mine, theirs), slot_id, length=length, ignoring=ignoring)
        seat_at(hall, mine, theirs, slot_id, length=length)
    return slot


def lapses(event: Event, proposed: Sequence[Slot], *, asked_at: dt.datetime | None = None) -> dt.datetime | None:
    """When a request lapses that is sent now, or was at ``asked_at``: with the last of its proposed times at the
    latest."""
    last = max((slot.starts_at for slot in proposed), default=None)
    return expires_at(asked_at or now(), days=event.request_expiry_days, deadlines=(_requests_end(event), last))
