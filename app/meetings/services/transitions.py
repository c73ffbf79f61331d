"""What the acts share: lock, require the version that was seen, change the state, claim and release time, log it, do
a repeated post once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import contains_eager, joinedload

from app.core import audit
from app.core.db import MAX_ATTEMPTS, breaks, db, in_transaction, is_transient, now, transaction
from app.core.errors import Busy, NotFound, Stale
from app.core.idempotency import idempotent_post
from app.core.models import Notice
from app.events.models import Event
from app.meetings.availability import SlotNotFree, pick_seat
from app.meetings.errors import (
    AlreadyMeeting,
    MeetingStale,
    SlotTaken,
)
from app.meetings.lifecycle import (
    GROUP_PREFIX,
    MEETING_PREFIX,
    IllegalMeetingMove,
    MeetingActor,
    MeetingMove,
    MeetingState,
    MoveCondition,
    apply_move,
    get_current_state,
)
from app.meetings.models import GROUP, ONE_TO_ONE, Claim, Meeting, MeetingParty, MeetingProposal, MoveProposal
from app.meetings.policy import MeetingTally
from app.meetings.queries.availability import EventAvailability, load_slot_availability
from app.meetings.seating import MeetingSeating, restrict_to_table
from app.meetings.signals import meeting_changed
from app.registrations.models import Registration

P = ParamSpec("P")
T = TypeVar("T")
LIVE_PAIR_CONSTRAINT = "uq_meetings_live_pair"
NO_CLAIM = dict.fromkeys(("representative_id", "table_id", "interpreter_id"))
_LOCKED_COMPANIES = (
    select(Registration)
    .options(joinedload(Registration.company))
    .order_by(Registration.id)
    .with_for_update(of=Registration)
    .execution_options(populate_existing=True)
)

CLAIM_CONSTRAINTS = (
    "uq_claims_slot_id_representative_id",
    "uq_claims_slot_id_table_id",
    "uq_claims_slot_id_interpreter_id",
)


def retry_on_conflict(act: Callable[P, T]) -> Callable[P, T]:
    """Run an act (one whole transaction) until it is done or truly refused.

    Whoever loses a race for a table or a person reads the hall anew and finds another seat, or learns that there is
    none (``SlotTaken``); a pair that was booked at the same moment is ``AlreadyMeeting``. Inside a larger transaction
    it is that one which must be run again.
    """

    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        if in_transaction():
            return act(*args, **kwargs)
        for attempt in range(MAX_ATTEMPTS):
            try:
                return act(*args, **kwargs)
            except IntegrityError as error:
                if breaks(error, LIVE_PAIR_CONSTRAINT):
                    raise AlreadyMeeting from error
                if not any(breaks(error, key) for key in CLAIM_CONSTRAINTS):
                    raise
            except DBAPIError as error:
                if not is_transient(error):
                    raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 jitter
        raise Busy

    again.__name__, again.__doc__ = act.__name__, act.__doc__
    return again


def lock_companies(event_id: int, *registration_ids: int) -> tuple[Event, dict[int, Registration]]:
    """Lock the companies in the order of their ids, then the event's phase, and read them anew.

    All that decides about their meetings is read after this. Raises NotFound for a company of another event.
    """
    companies = db.session.scalars(
        _LOCKED_COMPANIES.where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
    )
    locked = {company.id: company for company in companies}
    if len(locked) < len(set(registration_ids)):
        raise NotFound
    event = db.session.scalar(
        select(Event).where(Event.id == event_id).with_for_update(read=True).execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound
    return event, locked


def lock_meeting(meeting_id: int, event_id: int | None = None) -> tuple[Meeting, Event, dict[int, Registration]]:
    """A meeting of two as it now is, behind the locks of its firms. Raises NotFound, also for a group meeting."""
    pair = _LOCKED_COMPANIES.join(Meeting, Registration.id.in_((Meeting.low_id, Meeting.high_id)))
    pair = pair.where(Meeting.id == meeting_id, Meeting.kind == ONE_TO_ONE)
    companies = {company.id: company for company in db.session.scalars(pair)}
    of_event = next((company.event_id for company in companies.values()), None)
    if of_event is None or (event_id is not None and of_event != event_id):
        raise NotFound
    meeting = db.session.scalar(  # it stands as it is read: its companies are locked
        select(Meeting)
        .join(Meeting.event)
        .options(contains_eager(Meeting.event))
        .where(Meeting.id == meeting_id)
        .with_for_update(read=True, of=Event)
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise NotFound
    return meeting, meeting.event, companies


def transition(
    meeting: Meeting, act: MeetingMove, actor: MeetingActor, *, given: tuple[MoveCondition, ...] = (), **values: Any
) -> MeetingState:
    """Move a meeting on: only from the state that was read, else ``Stale``. Raises IllegalMove, also where somebody
    acts on a request whose time is over: it has lapsed, though nobody may have said so yet."""
    before = MeetingState(meeting.state)
    if actor is not MeetingActor.SYSTEM:
        before = get_current_state(before, meeting.expires_at, now=now())
    try:
        after = apply_move(before, act, actor, given=given)
    except IllegalMeetingMove as refused:
        if meeting.arranged_by is not None:  # which of the two called it off, its state would tell
            refused.details["arranged"] = True
        raise
    moved = (
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state == before.value, Meeting.version == meeting.version)
        .values(state=after.value, changed_at=now(), version=Meeting.version + 1, **values)
        .returning(Meeting)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if db.session.scalar(moved) is None:
        raise Stale(state=before)
    if before == MeetingState.REQUESTED:  # what was proposed is answered, whatever the answer
        db.session.execute(delete(MeetingProposal).where(MeetingProposal.meeting_id == meeting.id))
    if before == MeetingState.BOOKED and (after != MeetingState.BOOKED or "slot_id" in values):
        delete_move_proposals([meeting.id])
    return after


def delete_move_proposals(meeting_ids: Sequence[int]) -> None:
    """Another time is proposed no more for these booked meetings."""
    db.session.execute(delete(MoveProposal).where(MoveProposal.meeting_id.in_(meeting_ids)))


def claim_time(
    event: Event,
    meeting: Meeting,
    reader_id: int,
    slot_id: int,
    *,
    table_id: int | None = None,
    tallies: dict[int, MeetingTally] | None = None,
) -> dict[str, int | None]:
    """Claim the slots, a table, one person of each side and an interpreter where one is needed for a meeting; old
    claims of it are given back first. What the log is to tell of them: ``table`` and ``interpreter``.

    ``reader_id``: the company that is told why where the time is not free; ``table_id``: at this table or not at all;
    ``tallies``: of both, where they are counted already.
    Raises SlotTaken, Invalid ``slot_unknown``.
    """
    pair = (meeting.low_id, meeting.high_id)
    hall = load_slot_availability(event, pair, slot_id, length=meeting.length, ignoring=meeting.id, tallies=tallies)
    if table_id is not None:
        hall = replace(hall, board=restrict_to_table(hall.board, table_id))
    other_id = meeting.high_id if reader_id == meeting.low_id else meeting.low_id
    seat = pick_seat_at(hall, reader_id, other_id, slot_id, length=meeting.length)
    release_time(meeting)
    claim_resources(meeting, seat.slot_ids, seat.resources)
    return {"table": seat.table_id, "interpreter": seat.interpreter_id}


def claim_resources(meeting: Meeting, slot_ids: Iterable[int], resources: Collection[tuple[str, int]]) -> None:
    """Claim for a meeting all of these, as (column, id), in each of the slots."""
    insert_claims(meeting.event_id, ((slot, *resource, meeting.id) for slot in slot_ids for resource in resources))


def insert_claims(event_id: int, claims: Iterable[tuple[int, str, int, int]]) -> None:
    """Claims as (slot, column, id, meeting), in one order for everybody, so that nobody waits for one another."""
    rows = [
        {"event_id": event_id, "meeting_id": meeting_id, **NO_CLAIM, "slot_id": slot_id, column: resource_id}
        for slot_id, column, resource_id, meeting_id in sorted(claims)
    ]
    if rows:
        db.session.execute(insert(Claim), rows)


def pick_seat_at(
    hall: EventAvailability, reader_id: int, other_id: int, slot_id: int, *, length: int = 1
) -> MeetingSeating:
    """What a meeting of the two would claim then. Raises SlotTaken, Invalid ``slot_unknown``."""
    try:
        return pick_seat(hall.board, hall.parties[reader_id], hall.parties[other_id], slot_id, now=now(), length=length)
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details) from refused


def release_time(meeting: Meeting) -> None:
    """Give back everything that a meeting holds."""
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id))


def log_action(meeting: Meeting, act: str, by: int | None, **details: object) -> Notice:
    """Write an act into the log and tell the features above. Of a group meeting ``registration``: in which company's
    name, ``guest``: whom it is about."""
    return _log(audit.log_action, meeting, act, by, details)


def log_action_later(meeting: Meeting, act: str, by: int | None, **details: object) -> Notice:
    """The same with the next flush, of thousands at once."""
    return _log(audit.log_action_later, meeting, act, by, details)


def _log(
    write: Callable[..., Notice], meeting: Meeting, act: str, by: int | None, details: Mapping[str, object]
) -> Notice:
    current: dict[str, Any] = {"state": meeting.state, "slot": meeting.slot_id, "version": meeting.version}
    if meeting.kind == GROUP:
        kind, current["host"] = f"{GROUP_PREFIX}{act}", meeting.asker_id
    else:
        kind = f"{MEETING_PREFIX}{act}"
        current |= {"low": meeting.low_id, "high": meeting.high_id, "sequence": meeting.sequence}
    notice = write(kind, meeting, event_id=meeting.event_id, by=by, **{**current, **details})
    meeting_changed.send(meeting)
    return notice


def get_other_party(meeting: Meeting, registration_id: int) -> int:
    """The other of the two. Raises NotFound where the firm has no part in the meeting."""
    if registration_id not in (meeting.low_id, meeting.high_id):
        raise NotFound
    return meeting.high_id if registration_id == meeting.low_id else meeting.low_id


def require_version(meeting: Meeting, version: int | None) -> None:
    """Raises MeetingMovedOn where the meeting, read behind its locks, is not the one that was seen; None: as it is."""
    if version is not None and meeting.version != version:
        raise MeetingStale(state=meeting.state)


def require_open_request(meeting: Meeting) -> None:
    """Raises IllegalMove for what is no request that waits for an answer, as who runs the event is told."""
    state = get_current_state(MeetingState(meeting.state), meeting.expires_at, now=now())
    if state is not MeetingState.REQUESTED:
        raise IllegalMeetingMove(state=state, move=MeetingMove.EXPIRE, actor=MeetingActor.ORGANIZER)


def record_answer(meeting: Meeting, registration_id: int, answer: str | None) -> None:
    """Write down what one of the two said, and when; None: it took that back."""
    at = now() if answer is not None else None
    mine = (MeetingParty.meeting_id == meeting.id, MeetingParty.registration_id == registration_id)
    db.session.execute(update(MeetingParty).where(*mine).values(answer=answer, answered_at=at))


def get_link_details(*, link: bool) -> dict[str, object]:
    """What the log says of an answer that came without an account."""
    return {"via": "link"} if link else {}


@retry_on_conflict
def post_once(
    user_id: int, key: str | None, body: Mapping[str, object], act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do ``act`` (plain JSON comes back) and keep its answer under the user's key, in one transaction.

    The same key with the same body gets that answer again; refusals are not kept. Without a key it is simply done.
    Raises what ``act`` raises, and Invalid for a key that is malformed or came with another body.
    """
    if not key:
        return act()
    with transaction(), idempotent_post(user_id, key, body) as post:
        if post.answer is None:
            post.answer = act()
        return post.answer
