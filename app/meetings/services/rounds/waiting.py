"""Firms that found a group meeting full wait for a seat: once one is free all hear of it, and the first has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, select

from app.core.db import db, now, transaction
from app.core.errors import DomainError
from app.events.models import Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lifecycle import State
from app.meetings.models import SeatWait
from app.meetings.queries.apart import kept_apart, marked_never
from app.meetings.queries.seat_waits import waiting_at
from app.meetings.roundtables import Answer, Step, after, free_seat
from app.meetings.services.requirements import require_own_part, require_phase
from app.meetings.services.rounds.lapsing import answer_in_time
from app.meetings.services.rounds.requirements import require_may_sit, require_time_seen
from app.meetings.services.rounds.saying import say
from app.meetings.services.rounds.steps import Round, locked_round, noted_round, require_ahead
from app.meetings.services.seen import told_by
from app.meetings.services.steps import settled
from app.registrations.models import Registration


def require_may_come(found: Round, guest_id: int, *, for_it: bool, seen_at: int | None = None) -> None:
    """Raises what keeps a firm from a seat, as long as there is one: see ``seats.take_seat``."""
    require_phase(found.event, EventAct.ARRANGE if for_it else EventAct.ANSWER)
    require_ahead(found)
    require_time_seen(found.meeting, seen_at)
    guest = found.firms[guest_id]
    require_own_part(guest)
    require_may_sit(found.host, guest, has_part=found.answer_of(guest_id) is not None)
    after(answer_in_time(found, guest_id), Step.TAKE, is_open=found.about.is_open)


def seat_for(found: Round, guest_id: int) -> int | None:
    """The number of a seat that is free for a firm; None where it is full, or somebody sits there, as host or guest,
    who is kept apart from it, which looks the same."""
    if kept_apart(guest_id) & {found.host.id, *(one.registration_id for one in found.guests)}:
        return None
    return free_seat([one.seat for one in found.guests if one.seat is not None], found.about.seats)


def keeps_away(found: Round, guest_id: int) -> bool:
    """Whether it is the firm's own *never* that keeps it from the seat."""
    return bool(marked_never(guest_id) & {found.host.id, *(one.registration_id for one in found.guests)})


@settled
def wait_for_seat(
    meeting_id: int, guest_id: int, *, by: int | None, for_it: bool = False, by_link: bool = False
) -> bool:
    """A firm is to hear once a seat is free; False where one is, or it has one. Nothing is held for it. Raises as
    ``seats.take_seat`` but for NoSeat."""
    with transaction():
        found = locked_round(meeting_id, guest_id)
        if found.answer_of(guest_id) is Answer.ACCEPTED:
            return False
        require_may_come(found, guest_id, for_it=for_it)
        if seat_for(found, guest_id) is not None:
            return False
        let_wait_for_seat(found, guest_id, by=by, by_link=by_link)
        return True


def let_wait_for_seat(found: Round, guest_id: int, *, by: int | None, by_link: bool) -> None:
    """The same behind its locks, once however often it asks."""
    mine = (SeatWait.meeting_id == found.meeting.id, SeatWait.registration_id == guest_id)
    if db.session.scalar(select(SeatWait.id).where(*mine)) is not None:
        return
    db.session.add(SeatWait(event_id=found.event.id, meeting_id=found.meeting.id, registration_id=guest_id))
    db.session.flush()
    noted_round(found.meeting, "wait", by, registration=guest_id, guest=guest_id, **told_by(link=by_link))


@settled
def wait_no_longer(meeting_id: int, guest_id: int, *, by: int | None) -> bool:
    """A firm is to hear of it no more; False where it did not wait. Raises NotFound."""
    with transaction():
        found = locked_round(meeting_id, guest_id)
        if not forget_wait(found, guest_id):
            return False
        noted_round(found.meeting, "unwait", by, registration=guest_id, guest=guest_id)
        return True


def forget_wait(found: Round, guest_id: int) -> bool:
    """It has a seat, or gives up; whether it waited."""
    mine = (SeatWait.meeting_id == found.meeting.id, SeatWait.registration_id == guest_id)
    return db.session.scalars(delete(SeatWait).where(*mine).returning(SeatWait.id)).first() is not None


def forget_waits(meeting_id: int) -> None:
    """The meeting does not take place: nobody waits."""
    db.session.execute(delete(SeatWait).where(SeatWait.meeting_id == meeting_id))


@contextmanager
def telling_who_waits(found: Round) -> Iterator[None]:
    """Within it seats may be free again: who waits, had none before and could have one now, is told so, all at once."""
    shut = [firm for firm in waiting_at(found.meeting.id) if seat_for(found, firm.id) is None]
    yield
    freed = [firm for firm in shut if _is_open_to(found, firm)]
    if freed:
        notice = noted_round(found.meeting, "free", None, waiting=[firm.id for firm in freed])
        say(found, notice, "freed", *freed)


def _is_open_to(found: Round, firm: Registration) -> bool:
    slot, event = db.session.get(Slot, found.meeting.slot_id), found.event
    if found.meeting.state != State.BOOKED or slot is None or slot.starts_at <= now():
        return False
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return False
    try:
        require_may_sit(found.host, firm)
        after(answer_in_time(found, firm.id), Step.TAKE, is_open=found.about.is_open)
    except DomainError:
        return False
    return seat_for(found, firm.id) is not None
