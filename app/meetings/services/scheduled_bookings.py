"""Give many meetings their times at once, as a schedule says: all in the caller's transaction, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import current_transaction, db, now
from app.core.errors import Stale
from app.events.models import Event, Slot
from app.meetings import mails
from app.meetings.displacement import BookingLoss
from app.meetings.interpreters import NO_INTERPRETER_CHANGE
from app.meetings.lifecycle import MeetingActor, MeetingMove, MeetingState, MoveCondition, apply_move
from app.meetings.mails.interpreters import get_interpreter_change
from app.meetings.models import Claim, Meeting, MeetingProposal
from app.meetings.seating import list_resources
from app.meetings.services.transitions import (
    delete_move_proposals,
    insert_claims,
    log_action,
    log_action_later,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration

BATCH_SIZE = 500
BOOKING_ACTOR = MeetingActor.ORGANIZER

_PLACE_STATEMENT = (
    update(Meeting)
    .where(
        Meeting.id == bindparam("number"), Meeting.state == bindparam("before"), Meeting.version == bindparam("seen")
    )
    .values(
        state=bindparam("after"),
        slot_id=bindparam("slot"),
        version=Meeting.version + 1,
        sequence=Meeting.sequence + 1,
        changed_at=bindparam("at"),
        awaiting_id=None,
        expires_at=None,
    )
)
"""A compare-and-set, as ``change`` makes it one by one; made once."""


@dataclass(frozen=True, slots=True)
class ScheduledSeating:
    """What a meeting is to hold from now on. ``slot_ids``: all of its slots, the first one first; ``people``: of the
    asker and of the asked."""

    meeting_id: int
    slot_ids: tuple[int, ...]
    people: tuple[int, int]
    table_id: int | None
    interpreter_id: int | None

    @property
    def resources(self) -> list[tuple[str, int]]:
        return list_resources(self.table_id, self.people, self.interpreter_id)


@dataclass(frozen=True, slots=True)
class _PreviousSeating:
    """What a meeting held before: nothing where it had no time."""

    slot: Slot | None
    table_id: int | None
    people: set[int]
    interpreter_id: int | None

    def differs(self, seating: ScheduledSeating) -> str:
        """The letter's kind: what is another one now."""
        if self.slot is None or self.slot.id != seating.slot_ids[0]:
            return "moved"
        if self.table_id != seating.table_id:
            return "reseated"
        if self.people != set(seating.people):
            return "seated"
        return "interpreter" if self.interpreter_id != seating.interpreter_id else "moved"


def apply_seatings(
    event: Event,
    seatings: Sequence[ScheduledSeating],
    freed: Iterable[int],
    companies: Mapping[int, Registration],
    *,
    by: int | None,
    telling: bool,
    loss: BookingLoss = BookingLoss.ABSENT,
    together: bool = False,
) -> None:
    """Book, move or seat these meetings elsewhere; those that are ``freed`` go back to agreed.

    The companies (``firms``, all of them) are locked by who calls, which has checked that nothing is held twice: what
    another holds all the same is an IntegrityError. ``telling``: each company is told of each meeting, ``together``
    in one email, after a moment in which it may be undone; ``loss``: why those are freed. Raises IllegalMove and
    Stale where a meeting stands otherwise than was read.
    """
    current_transaction()
    meetings = _load_meetings({*(booking.meeting_id for booking in seatings), *(freed := list(freed))})
    slots = {slot.id: slot for slot in db.session.scalars(select(Slot).where(Slot.event_id == event.id))}
    before = {
        booking.id: slots.get(booking.slot_id or 0)
        for booking in meetings.values()
        if booking.state == MeetingState.BOOKED
    }
    tables, people, interpreters = (
        _get_claimed(Claim.table_id, before),
        _get_people(before if telling else ()),
        _get_claimed(Claim.interpreter_id, before if telling else ()),
    )
    _release(meetings)
    insert_claims(
        event.id,
        (
            (slot, *resource, seating.meeting_id)
            for seating in seatings
            for slot in seating.slot_ids
            for resource in seating.resources
        ),
    )
    for number in freed:
        _unplace(meetings[number], companies, before.get(number), by=by, telling=telling, loss=loss, together=together)
    if not telling:
        _book_quietly(event, seatings, meetings, by=by)
        return
    for seating in seatings:
        meeting = meetings[seating.meeting_id]
        was = _PreviousSeating(
            before.get(meeting.id), tables.get(meeting.id), people.get(meeting.id, set()), interpreters.get(meeting.id)
        )
        _book_meeting(event, meeting, seating, companies, was, by=by, together=together)


def _load_meetings(ids: Iterable[int]) -> dict[int, Meeting]:
    """As they now are."""
    wanted = sorted(ids)
    result: dict[int, Meeting] = {}
    for first in range(0, len(wanted), BATCH_SIZE):
        rows = select(Meeting).where(Meeting.id.in_(wanted[first : first + BATCH_SIZE]))
        result |= {
            meeting.id: meeting for meeting in db.session.scalars(rows.execution_options(populate_existing=True))
        }
    return result


def _get_claimed(kind: InstrumentedAttribute[int | None], meetings: Iterable[int]) -> dict[int, int]:
    """The one of its kind that each meeting holds."""
    wanted = sorted(meetings)
    result: dict[int, int] = {}
    for first in range(0, len(wanted), BATCH_SIZE):
        rows = select(Claim.meeting_id, kind).where(
            Claim.meeting_id.in_(wanted[first : first + BATCH_SIZE]), kind.is_not(None)
        )
        result |= {row[0]: row[1] for row in db.session.execute(rows) if row[1] is not None}
    return result


def _get_people(meetings: Iterable[int]) -> dict[int, set[int]]:
    wanted = sorted(meetings)
    result: dict[int, set[int]] = defaultdict(set)
    for first in range(0, len(wanted), BATCH_SIZE):
        rows = select(Claim.meeting_id, Claim.representative_id).where(
            Claim.meeting_id.in_(wanted[first : first + BATCH_SIZE]), Claim.representative_id.is_not(None)
        )
        for meeting_id, person_id in db.session.execute(rows):
            result[meeting_id].add(int(person_id or 0))
    return result


def _release(meetings: Iterable[int]) -> None:
    """Old claims go before new ones come."""
    wanted = sorted(meetings)
    for first in range(0, len(wanted), BATCH_SIZE):
        db.session.execute(delete(Claim).where(Claim.meeting_id.in_(wanted[first : first + BATCH_SIZE])))


def _unplace(
    meeting: Meeting,
    companies: Mapping[int, Registration],
    slot: Slot | None,
    *,
    by: int | None,
    telling: bool,
    loss: BookingLoss,
    together: bool,
) -> None:
    transition(meeting, MeetingMove.UNPLACE, BOOKING_ACTOR, slot_id=None, sequence=Meeting.sequence + 1)
    notice = log_action(meeting, MeetingMove.UNPLACE, by, loss=loss.value)
    if telling:
        kinds = dict.fromkeys((meeting.low_id, meeting.high_id), "unplaced")
        notify_companies(
            MeetingNews(
                notice, meeting, companies, kinds, slot=slot, why=loss.value, together=together, settles=together
            )
        )


def _book_quietly(
    event: Event, seatings: Sequence[ScheduledSeating], meetings: Mapping[int, Meeting], *, by: int | None
) -> None:
    """The same for thousands at once, of which nobody is told one by one."""
    given = _get_conditions(event)
    rows: list[dict[str, Any]] = []
    for seating in seatings:
        meeting = meetings[seating.meeting_id]
        after = apply_move(MeetingState(meeting.state), _get_move(meeting), BOOKING_ACTOR, given=given)
        seen = {"number": meeting.id, "before": meeting.state, "seen": meeting.version}
        rows.append({**seen, "after": after.value, "slot": seating.slot_ids[0], "at": now()})
    if not rows:
        return
    db.session.connection().execute(_PLACE_STATEMENT, rows)
    changed = _load_meetings(row["number"] for row in rows)
    if any(changed[row["number"]].version != row["seen"] + 1 for row in rows):
        raise Stale
    asked = [row["number"] for row in rows if row["before"] == MeetingState.REQUESTED]
    moved = [row["number"] for row in rows if row["before"] == MeetingState.BOOKED]
    for first in range(0, len(moved), BATCH_SIZE):
        delete_move_proposals(moved[first : first + BATCH_SIZE])
    for first in range(0, len(asked), BATCH_SIZE):
        db.session.execute(
            delete(MeetingProposal).where(MeetingProposal.meeting_id.in_(asked[first : first + BATCH_SIZE]))
        )
    acts = {
        row["number"]: MeetingMove.MOVE if row["before"] == MeetingState.BOOKED else MeetingMove.PLACE for row in rows
    }
    for seating in seatings:
        details = {"table": seating.table_id, "interpreter": seating.interpreter_id, "placer": None}
        log_action_later(changed[seating.meeting_id], acts[seating.meeting_id], by, **details)
    db.session.flush()


def _get_move(meeting: Meeting) -> MeetingMove:
    return MeetingMove.MOVE if meeting.state == MeetingState.BOOKED else MeetingMove.PLACE


def _get_conditions(event: Event) -> tuple[MoveCondition, ...]:
    return (MoveCondition.PLACES_UNANSWERED,) if event.place_unanswered else ()


def _book_meeting(
    event: Event,
    meeting: Meeting,
    seating: ScheduledSeating,
    companies: Mapping[int, Registration],
    was: _PreviousSeating,
    *,
    by: int | None,
    together: bool,
) -> None:
    act, first = _get_move(meeting), seating.slot_ids[0]
    values: dict[str, Any] = {"slot_id": first, "sequence": Meeting.sequence + 1}
    if meeting.state == MeetingState.REQUESTED:
        values |= {"awaiting_id": None, "expires_at": None}
    transition(meeting, act, BOOKING_ACTOR, given=_get_conditions(event), **values)
    kind, why, instead_of = was.differs(seating) if act is MeetingMove.MOVE else "booked", "", ""
    interpreters = (
        get_interpreter_change(seating.interpreter_id, was.interpreter_id)
        if act is MeetingMove.MOVE
        else NO_INTERPRETER_CHANGE
    )
    details: dict[str, Any] = {"table": seating.table_id, "interpreter": seating.interpreter_id, "placer": None}
    if kind == "seated":
        other = meeting.high_id if meeting.asker_id == meeting.low_id else meeting.low_id
        details["seated"] = other if seating.people[0] in was.people else meeting.asker_id
    elif kind == "interpreter":
        details, why = {"interpreter": seating.interpreter_id}, interpreters.now or mails.NOT_NEEDED
        instead_of, interpreters = interpreters.before, NO_INTERPRETER_CHANGE
    notice = log_action(meeting, act, by, **details)
    kinds = dict.fromkeys((meeting.low_id, meeting.high_id), kind)
    notify_companies(
        MeetingNews(
            notice,
            meeting,
            companies,
            kinds,
            slot=was.slot,
            why=why,
            instead_of=instead_of,
            interpreters=interpreters,
            together=together,
            settles=together,
        )
    )
