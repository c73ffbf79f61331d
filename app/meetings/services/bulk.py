"""One act to many meetings, each in a transaction of its own: what was done, and why the rest was left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core.clock import day_end
from app.core.db import db, now, transaction
from app.core.errors import DomainError, Invalid, NotFound
from app.core.idempotency import idempotent_post
from app.core.jobs import ProgressReport, enqueue
from app.core.models import JobRun
from app.events.models import Event, Slot
from app.events.phases import EventAct
from app.meetings.availability import best_of, each_option
from app.meetings.bulk import BulkAct, later
from app.meetings.errors import NoCommonTime, SlotTaken
from app.meetings.lifecycle import Actor
from app.meetings.models import Meeting
from app.meetings.queries.boards import hall_of
from app.meetings.services.arranging import cancel, place
from app.meetings.services.asking import withdraw
from app.meetings.services.reminding import remind
from app.meetings.services.requirements import require_phase
from app.meetings.services.seen import require_open
from app.meetings.services.steps import locked_meeting, settled

JOB = "meetings.bulk"
MOST = 2000
TRIES = 3


def begin(event: Event, act: BulkAct, ids: Sequence[int], *, days: int, key: str, by: int) -> str:
    """Have it done in the background; the public id of the job, once for each ``key``. Raises Invalid ``too_many``."""
    if len(ids) > MOST:
        raise Invalid("too_many_at_once", most=MOST)
    asked: dict[str, Any] = {"act": act.value, "ids": list(ids), "days": days}
    with transaction(), idempotent_post(by, key, {"event": event.id, **asked}) as post:
        if post.answer is None:
            run: JobRun = enqueue(JOB, user_id=by, event_id=event.id, **asked)
            post.answer = {"job": run.public_id}
        return str(post.answer["job"])


def act_on_all(
    event_id: int, act: BulkAct, ids: Sequence[int], *, days: int, by: int | None, tell: ProgressReport
) -> dict[str, Any]:
    """``done``: ids; ``refused``: id → code and details of why nothing was done. A meeting of another event is passed
    over. Run twice, it finds most of it done and says so."""
    done: list[int] = []
    refused: dict[str, Any] = {}
    for place_in_row, number in enumerate(ids):
        if tell(place_in_row / len(ids)):
            break
        try:
            _act(event_id, act, number, days, by)
        except DomainError as why:
            refused[str(number)] = {"code": why.code, "details": details_of(why)}
        else:
            done.append(number)
    return {"act": act.value, "done": done, "refused": refused}


def details_of(why: DomainError) -> dict[str, str]:
    """As the result of a job keeps them."""
    return {name: str(value) for name, value in why.details.items()}


def _act(event_id: int, act: BulkAct, number: int, days: int, by: int | None) -> None:
    match act:
        case BulkAct.REMIND:
            remind(event_id, number, by=by)
        case BulkAct.LATER:
            let_lapse_later(event_id, number, days=days, by=by)
        case BulkAct.WITHDRAW:
            _take_back(event_id, number, by)
        case BulkAct.CANCEL:
            cancel(number, _as_it_stands(event_id, number).low_id, by=by, actor=Actor.ORGANIZER)
        case BulkAct.PLACE:
            place_at_first(event_id, number, by=by)


@settled
def let_lapse_later(event_id: int, meeting_id: int, *, days: int, by: int | None) -> None:
    """Give who must answer a request so many days more. Raises IllegalMove for what is no request any more, Invalid
    ``cannot_lapse_later`` where a deadline is in the way or it never lapses, PhaseForbids, NotFound."""
    with transaction():
        meeting, event, _firms = locked_meeting(meeting_id, event_id)
        require_phase(event, EventAct.ANSWER)
        require_open(meeting)
        slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
        ends = day_end(event.requests_until, event.zone) if event.requests_until is not None else None
        deadlines = (ends, slot.starts_at if slot is not None else None)
        before = meeting.expires_at
        after = later(before, days=days, now=now(), deadlines=deadlines) if before is not None else None
        if before is None or after is None or after <= before:
            raise Invalid("cannot_lapse_later")
        meeting.expires_at = after
        audit.log_action(
            "meeting.prolonged", meeting, event_id=event.id, by=by, days=days, until=after, state=meeting.state
        )


@settled
def place_at_first(event_id: int, meeting_id: int, *, by: int | None) -> None:
    """Give an agreed meeting the first time that suits both. Raises NoCommonTime, and as ``place`` does."""
    meeting, event = _as_it_stands(event_id, meeting_id), db.session.get_one(Event, event_id)
    for _ in range(TRIES):
        slot_id = first_common_time(event, meeting.low_id, meeting.high_id, meeting.length)
        if slot_id is None:
            raise NoCommonTime
        try:
            place(meeting_id, meeting.low_id, slot_id, by=by, actor=Actor.ORGANIZER)
        except SlotTaken:
            continue
        return
    raise NoCommonTime


def first_common_time(event: Event, one: int, other: int, length: int = 1) -> int | None:
    """The slot ahead to propose to the two, as things stand now: the first that leaves both at the tables they keep,
    else the first in which they can meet."""
    hall = hall_of(event, (one, other))
    times = each_option(hall.board, hall.parties[one], hall.parties[other], now=now(), length=length)
    best = best_of(times)
    return best.slot_id if best is not None else None


def _take_back(event_id: int, meeting_id: int, by: int | None) -> None:
    meeting = _as_it_stands(event_id, meeting_id)
    withdraw(meeting_id, meeting.asker_id, by=by, for_it=True)


def _as_it_stands(event_id: int, meeting_id: int) -> Meeting:
    chosen = select(Meeting).where(Meeting.id == meeting_id, Meeting.event_id == event_id)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found
