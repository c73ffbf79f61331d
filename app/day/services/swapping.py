"""Two booked meetings exchange their times and tables, in one transaction; undone until the first of the two begins."""

from __future__ import annotations

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.core.models import Notice
from app.day.queries.swapping import (
    SWAPPED,
    Bar,
    CannotSwap,
    Seen,
    bar_to_undoing,
    before_of,
    swap_between,
    swaps_to_undo,
)
from app.day.swapping import Sits
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.models import Meeting
from app.meetings.placing import Seat
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock, settled
from app.meetings.services.timetables import Seating, hold_all
from app.registrations.models import Registration


class SwapOver(Conflict):
    """One of the times has begun, or somebody has acted on one of the meetings since."""

    code = "swap_over"


class NoWayBack(Conflict):
    """What was arranged since leaves somebody no pause, or no time to get there."""

    code = "swap_no_way_back"


@settled
def swap(event_id: int, meeting_id: int, other_id: int, *, token: str, by: int) -> int:
    """Do what was looked at; the number of the notice by which it can be undone. Each firm gets one letter.

    Raises Stale where it would be something else by now, CannotSwap, PhaseForbids, NotFound.
    """
    with transaction():
        event, firms = _locked(event_id, meeting_id, other_id)
        require_phase(event, EventAct.BOOK)
        seen = swap_between(event, meeting_id, other_id, now())
        if seen.token != token:
            raise Stale("swap_stale")
        _hold(event, [_as_seat(seen.swap.one, seen.swap.ones), _as_seat(seen.swap.other, seen.swap.others)], firms, by)
        return _noted(event_id, seen, by).id


@settled
def undo_swap(event_id: int, notice_id: int, *, by: int) -> None:
    """Each sits as before, with the same people and interpreter; the same firms are told.

    Raises SwapOver, NoWayBack, PhaseForbids, NotFound.
    """
    with transaction() as session:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.event_id != event_id or notice.kind != SWAPPED:
            raise NotFound
        one_id, other_id = notice.details["meetings"]
        event, firms = _locked(event_id, one_id, other_id)
        require_phase(event, EventAct.BOOK)
        if notice_id not in {one.notice_id for one in swaps_to_undo(event_id, now())}:
            raise SwapOver
        bar = bar_to_undoing(event, notice, now())
        if bar is not None:
            raise SwapOver if bar is Bar.TAKEN else NoWayBack
        _hold(event, list(before_of(notice)), firms, by)
        meeting = session.get_one(Meeting, one_id)
        audit.log_action("meetings.swap_undone", meeting, event_id=event_id, by=by, swap=notice_id)


def _locked(event_id: int, *meetings: int) -> tuple[Event, dict[int, Registration]]:
    """Behind the locks of the firms of both, which are read anew. Raises CannotSwap for a group."""
    rows = select(Meeting.low_id, Meeting.high_id).where(Meeting.id.in_(meetings), Meeting.event_id == event_id)
    found = db.session.execute(rows).all()
    if len(found) < len(meetings):
        raise NotFound
    pairs = {party for row in found for party in row if party is not None}
    if len(meetings) != len(set(meetings)) or any(None in row for row in found):
        raise CannotSwap
    event, firms = lock(event_id, *pairs)
    db.session.scalars(select(Meeting).where(Meeting.id.in_(meetings)).execution_options(populate_existing=True)).all()
    return event, firms


def _hold(event: Event, seatings: list[Seating], firms: dict[int, Registration], by: int) -> None:
    hold_all(event, seatings, [], firms, by=by, telling=True, together=True)


def _as_seat(one: Sits, seat: Seat) -> Seating:
    people = (seat.representative_id, seat.their_representative_id)
    return Seating(one.meeting_id, seat.slot_ids, people, seat.table_id, seat.interpreter_id)


def _noted(event_id: int, seen: Seen, by: int) -> Notice:
    one, other = seen.swap.one, seen.swap.other
    meetings = [db.session.get_one(Meeting, each.meeting_id, populate_existing=True) for each in (one, other)]
    held = [[each.table_id, each.interpreter_id or 0, *each.people[:2]] for each in (one, other)]
    return audit.log_action(
        SWAPPED,
        meetings[0],
        event_id=event_id,
        by=by,
        meetings=[each.id for each in meetings],
        versions=[each.version for each in meetings],
        one_slots=list(one.slot_ids),
        one_held=held[0],
        other_slots=list(other.slot_ids),
        other_held=held[1],
    )
