"""Swap two booked meetings, change an interpreter, book an offer that both companies have accepted."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.core.models import Notice
from app.day.queries.reassignments import list_interpreter_choices
from app.day.queries.swaps import (
    SWAP_ACTION,
    CannotSwap,
    SwapPreview,
    SwapUndoRefusal,
    find_undo_refusal,
    get_former_seatings,
    get_swap_preview,
    list_undoable_swaps,
)
from app.day.reassignments import BookedPair, DeskInterpreterChange
from app.events.models import Event, Interpreter
from app.events.phases import EventAct
from app.meetings.models import Claim, Meeting
from app.meetings.seating import MeetingSeating
from app.meetings.services import arrange
from app.meetings.services.interpreters import lock_event, notify_new_interpreter
from app.meetings.services.policy import require_phase
from app.meetings.services.scheduled_bookings import ScheduledSeating, apply_seatings
from app.meetings.services.transitions import insert_claims, lock_companies, retry_on_conflict
from app.registrations.models import Registration


class SwapOver(Conflict):
    """One of the times has begun, or somebody has acted on one of the meetings since."""

    code = "swap_over"


class SwapUndoBlocked(Conflict):
    """What was arranged since leaves somebody no pause, or no time to get there."""

    code = "swap_no_way_back"


@retry_on_conflict
def swap_meetings(event_id: int, meeting_id: int, other_id: int, *, token: str, by: int) -> int:
    """Do what was looked at; the number of the notice by which it can be undone. Each company gets one email.

    Raises Stale where it would be something else by now, CannotSwap, PhaseForbids, NotFound.
    """
    with transaction():
        event, companies = _lock_meetings(event_id, meeting_id, other_id)
        require_phase(event, EventAct.BOOK)
        seen = get_swap_preview(event, meeting_id, other_id, now())
        if seen.token != token:
            raise Stale("swap_stale")
        _book_seatings(
            event,
            [_build_seating(seen.swap.first, seen.swap.ones), _build_seating(seen.swap.other, seen.swap.others)],
            companies,
            by,
        )
        return _log_swap(event_id, seen, by).id


@retry_on_conflict
def undo_swap(event_id: int, notice_id: int, *, by: int) -> None:
    """Each sits as before, with the same people and interpreter; the same companies are told.

    Raises SwapOver, NoWayBack, PhaseForbids, NotFound.
    """
    with transaction() as session:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.event_id != event_id or notice.kind != SWAP_ACTION:
            raise NotFound
        meeting_id, other_id = notice.details["meetings"]
        event, companies = _lock_meetings(event_id, meeting_id, other_id)
        require_phase(event, EventAct.BOOK)
        if notice_id not in {undoable_swap.notice_id for undoable_swap in list_undoable_swaps(event_id, now())}:
            raise SwapOver
        bar = find_undo_refusal(event, notice, now())
        if bar is not None:
            raise SwapOver if bar is SwapUndoRefusal.TAKEN else SwapUndoBlocked
        _book_seatings(event, list(get_former_seatings(notice)), companies, by)
        meeting = session.get_one(Meeting, meeting_id)
        audit.log_action("meetings.swap_undone", meeting, event_id=event_id, by=by, swap=notice_id)


def _lock_meetings(event_id: int, *meetings: int) -> tuple[Event, dict[int, Registration]]:
    """Behind the locks of the firms of both, which are read anew. Raises CannotSwap for a group."""
    rows = select(Meeting.low_id, Meeting.high_id).where(Meeting.id.in_(meetings), Meeting.event_id == event_id)
    party_rows = db.session.execute(rows).all()
    if len(party_rows) < len(meetings):
        raise NotFound
    pairs = {party for row in party_rows for party in row if party is not None}
    if len(meetings) != len(set(meetings)) or any(None in row for row in party_rows):
        raise CannotSwap
    event, companies = lock_companies(event_id, *pairs)
    db.session.scalars(select(Meeting).where(Meeting.id.in_(meetings)).execution_options(populate_existing=True)).all()
    return event, companies


def _book_seatings(event: Event, seatings: list[ScheduledSeating], companies: dict[int, Registration], by: int) -> None:
    apply_seatings(event, seatings, [], companies, by=by, telling=True, together=True)


def _build_seating(booked_pair: BookedPair, seat: MeetingSeating) -> ScheduledSeating:
    people = (seat.representative_id, seat.their_representative_id)
    return ScheduledSeating(booked_pair.meeting_id, seat.slot_ids, people, seat.table_id, seat.interpreter_id)


def _log_swap(event_id: int, seen: SwapPreview, by: int) -> Notice:
    pair, other = seen.swap.first, seen.swap.other
    meetings = [db.session.get_one(Meeting, each.meeting_id, populate_existing=True) for each in (pair, other)]
    places = [[each.table_id, each.interpreter_id or 0, *each.people[:2]] for each in (pair, other)]
    return audit.log_action(
        SWAP_ACTION,
        meetings[0],
        event_id=event_id,
        by=by,
        meetings=[each.id for each in meetings],
        versions=[each.version for each in meetings],
        one_slots=list(pair.slot_ids),
        one_held=places[0],
        other_slots=list(other.slot_ids),
        other_held=places[1],
    )


class CannotInterpret(Conflict):
    """Whoever was chosen is not free any more, or cannot stand between the firms."""

    code = "interpreter_not_free"


@retry_on_conflict
def change_interpreter(event_id: int, meeting_id: int, change: DeskInterpreterChange, *, by: int) -> None:
    """Raises CannotInterpret, NotFound for a meeting that is not booked, PhaseForbids."""
    with transaction():
        event = lock_event(event_id)
        require_phase(event, EventAct.BOOK)
        _mine, choices = list_interpreter_choices(event, meeting_id)
        if change not in {choice.change for choice in choices}:
            raise CannotInterpret
        before = _get_interpreter_id(meeting_id)
        comes = {meeting_id: change.interpreter_id}
        if change.other_id is not None and before is not None:
            comes[change.other_id] = before
        slots, was = (
            {come: _list_slot_ids(come) for come in comes},
            {changed_id: _get_interpreter_name(_get_interpreter_id(changed_id)) for changed_id in comes},
        )
        conditions = (Claim.meeting_id.in_(comes), Claim.interpreter_id.is_not(None))
        db.session.execute(delete(Claim).where(*conditions))
        claims = (
            (slot, "interpreter_id", interpreter_id, meeting_id)
            for meeting_id, interpreter_id in comes.items()
            for slot in slots[meeting_id]
        )
        insert_claims(event_id, claims)
        for changed_id, interpreter in sorted(comes.items()):
            meeting = db.session.get_one(Meeting, changed_id, populate_existing=True)
            notify_new_interpreter(meeting, interpreter, by, together=len(comes) > 1, instead_of=was[changed_id])


def _get_interpreter_id(meeting_id: int) -> int | None:
    query = select(Claim.interpreter_id).where(Claim.meeting_id == meeting_id, Claim.interpreter_id.is_not(None))
    return db.session.scalar(query.limit(1))


def _get_interpreter_name(interpreter_id: int | None) -> str:
    return db.session.get_one(Interpreter, interpreter_id).name if interpreter_id is not None else ""


def _list_slot_ids(meeting_id: int) -> list[int]:
    return list(db.session.scalars(select(Claim.slot_id).where(Claim.meeting_id == meeting_id).distinct()))


def book_offer(event: Event, registration_id: int, other_id: int, slot_id: int, *, by: int) -> int:
    """The meeting's id. Raises as ``arrange`` does."""
    with transaction() as session:
        meeting_id = arrange(event.id, registration_id, other_id, by=by, slot_id=slot_id)
        meeting = session.get_one(Meeting, meeting_id)
        audit.log_action("offer.agreed", meeting, event_id=event.id, by=by, slot=slot_id)
        return meeting_id
