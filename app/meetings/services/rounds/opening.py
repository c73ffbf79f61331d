"""A firm opens a group meeting, and invites others to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.core.db import db, now, transaction
from app.core.errors import DomainError, Invalid
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.availability import SlotNotFree
from app.meetings.errors import SlotTaken, TakesNoMore
from app.meetings.lifecycle import State
from app.meetings.limits import InvitationsReached, check_meet
from app.meetings.models import GROUP, Meeting, MeetingParty, Roundtable
from app.meetings.queries.boards import hall_at, with_keepers
from app.meetings.queries.tallies import full_among, invitable_by, limits_of, tallies_of
from app.meetings.round_seating import RoundSeat, pick_round
from app.meetings.roundtables import Answer, Step, after
from app.meetings.services.requirements import (
    require_length,
    require_own_part,
    require_phase,
    slot_of,
    takes_part,
)
from app.meetings.services.rounds.lapsing import let_wait
from app.meetings.services.rounds.requirements import require_may_sit, require_seats, require_topic
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import (
    Round,
    hold_round,
    locked_round,
    noted_round,
    require_ahead,
    seat_firm,
    touch,
)
from app.meetings.services.steps import lock, settled
from app.registrations.models import Registration


@settled
def open_round(
    event_id: int,
    host_id: int,
    *,
    topic: str,
    slot_id: int,
    seats: int,
    is_open: bool,
    by: int | None,
    length: int = 1,
    invited: Iterable[int] = (),
    for_it: bool = False,
) -> int:
    """Open a group meeting, which holds its time from now on; the meeting's id.

    ``invited``: registrations; those that cannot be asked are passed over, and why is nobody's to know. ``for_it``:
    organizer or chamber does. Raises PhaseForbids, NotTakingPart, SlotTaken, MostMeetingsReached,
    InvitationsReached, Invalid for topic, seats, slot, length.
    """
    line = require_topic(topic)
    asked = sorted({one for one in invited if one != host_id})
    with transaction() as session:
        event, firms = lock(event_id, host_id, *asked)
        require_phase(event, EventAct.ARRANGE if for_it else EventAct.ASK)
        require_phase(event, EventAct.BOOK)
        require_own_part(firms[host_id])
        require_length(event, length)
        require_seats(event, seats)
        _kept = slot_of(event, slot_id)
        check_meet(limits_of(event), tallies_of(event_id, [host_id])[host_id])
        meeting = Meeting(
            event_id=event_id, kind=GROUP, state=State.BOOKED.value, asker_id=host_id, slot_id=slot_id, length=length,
            arranged_by=by if for_it else None,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        about = Roundtable(meeting_id=meeting.id, event_id=event_id, topic=line, seats=seats, is_open=is_open)
        host = MeetingParty(event_id=event_id, meeting_id=meeting.id, registration_id=host_id, side="asker")
        session.add_all([about, host])
        session.flush()
        made = Round(meeting, about, event, firms, [host])
        seat = free_seat_for(made)
        hold_round(made, seat)
        notice = noted_round(meeting, "open", by, registration=host_id, table=seat.table_id)
        say(made, notice, "opened", made.host)
        _invite_all(made, asked, by=by, bounded=not for_it)
        return meeting.id


def free_seat_for(made: Round) -> RoundSeat:
    """What a new group would hold. Raises SlotTaken, Invalid ``slot_unknown``."""
    meeting = made.meeting
    slot_id = meeting.slot_id or 0
    hall = hall_at(made.event, [made.host.id], slot_id, length=meeting.length, ignoring=meeting.id)
    hall = with_keepers(hall, made.event, ignoring=meeting.id)
    host = hall.parties[made.host.id]
    try:
        return pick_round(hall.board, host, (), made.about.seats, slot_id, now=now(), length=meeting.length)
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details, seats=made.about.seats) from refused


@settled
def invite(meeting_id: int, guests: Iterable[int], *, by: int | None, event_id: int | None = None) -> int:
    """The host invites more firms; how many. Those that cannot be asked are passed over.

    Raises IllegalMove of a meeting that is over, PhaseForbids, InvitationsReached, NotFound, Invalid
    ``nobody_chosen``.
    """
    wanted = sorted(set(guests))
    if not wanted:
        raise Invalid("nobody_chosen")
    with transaction():
        found = locked_round(meeting_id, *wanted, event_id=event_id)
        require_phase(found.event, EventAct.CALL_OFF)
        require_ahead(found)
        return _invite_all(found, wanted, by=by)


def _invite_all(found: Round, guests: Collection[int], *, by: int | None, bounded: bool = True) -> int:
    """How many were invited. Raises InvitationsReached where that would leave more of the host's waiting than may."""
    left = invitable_by(found.event, found.host.id) if bounded else None
    full = full_among(found.event, tallies_of(found.event.id, guests))
    count = 0
    for one in guests:
        count += _invite(found, found.firms[one], by=by, full=one in full)
        if left is not None and count > left:
            raise InvitationsReached(most=limits_of(found.event).open_requests, left=left)
    return count


def _invite(found: Round, guest: Registration, *, by: int | None, full: bool) -> bool:
    """False where it has its answer, takes part no longer, has all its meetings (``full``), or is kept apart from the
    host, which is not told which of these it is."""
    try:
        answer = after(found.answer_of(guest.id), Step.INVITE, is_open=found.about.is_open)
        require_may_be_asked(found.event, found.host, guest)
    except DomainError:
        return False
    if full:
        return False
    let_wait(found, seat_firm(found, guest.id, answer))
    touch(found.meeting)
    notice = noted_round(found.meeting, "invite", by, registration=found.host.id, guest=guest.id)
    say(found, notice, "invited", guest)
    return answer is Answer.INVITED


def require_may_be_asked(event: Event, host: Registration, guest: Registration) -> None:
    """Raises TakesNoMore, CannotAsk, Invalid ``asks_itself``."""
    db.session.flush()
    require_may_sit(host, guest)
    if not takes_part(guest) or guest.event_id != event.id:
        raise TakesNoMore(arranged=False)
