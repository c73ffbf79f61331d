"""The steps that the acts share: lock, check the rules, change the state, hold and free time, say it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db import ATTEMPTS, breaks, db, in_transaction, is_transient, now
from app.events.hours import SlotKind
from app.events.models import Event, GroupRule, Slot
from app.events.phases import Act, BookingMode, Phase, allows, require
from app.events.rules import GroupRules
from app.floor import notices
from app.floor.models import Notice
from app.kernel.errors import Busy, Invalid, NotFound, Stale
from app.meetings.availability import Seat, SlotNotFree, pick
from app.meetings.errors import (
    AlreadyMeeting,
    CannotAsk,
    NeverYours,
    NotTakingPart,
    SlotTaken,
    TakesNoMore,
    TheyAskedFirst,
)
from app.meetings.lifecycle import LIVE, Actor, Condition, Move, State, apply
from app.meetings.models import MESSAGE_LENGTH, Claim, Meeting
from app.meetings.queries.boards import Hall, full_among, hall_of
from app.meetings.signals import meeting_changed
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

P = ParamSpec("P")
T = TypeVar("T")
LIVE_PAIR = "uq_meetings_live_pair"
CLAIM_KEYS = ("uq_claims_slot_id_representative_id", "uq_claims_slot_id_table_id", "uq_claims_slot_id_interpreter_id")


def settled(act: Callable[P, T]) -> Callable[P, T]:
    """Run an act (one whole transaction) until it is done or truly refused.

    Whoever loses a race for a table or a person reads the hall anew and finds another seat, or learns that there is
    none (``SlotTaken``); a pair that was booked at the same moment is ``AlreadyMeeting``. Inside a larger transaction
    it is that one which must be run again.
    """

    def again(*args: P.args, **kwargs: P.kwargs) -> T:
        if in_transaction():
            return act(*args, **kwargs)
        for attempt in range(ATTEMPTS):
            try:
                return act(*args, **kwargs)
            except IntegrityError as error:
                if breaks(error, LIVE_PAIR):
                    raise AlreadyMeeting from error
                if not any(breaks(error, key) for key in CLAIM_KEYS):
                    raise
            except DBAPIError as error:
                if not is_transient(error):
                    raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 jitter
        raise Busy

    again.__name__, again.__doc__ = act.__name__, act.__doc__
    return again


def lock(event_id: int, *registration_ids: int) -> tuple[Event, dict[int, Registration]]:
    """Lock the firms in the order of their ids, then the event's phase, and read them anew.

    All that decides about their meetings is read after this. Raises NotFound for a firm of another event.
    """
    firms = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
        .order_by(Registration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {one.id: one for one in db.session.scalars(firms)}
    if len(found) < len(set(registration_ids)):
        raise NotFound
    event = (
        select(Event).where(Event.id == event_id).with_for_update(read=True).execution_options(populate_existing=True)
    )
    return db.session.scalars(event).one(), found


def locked_meeting(meeting_id: int, event_id: int | None = None) -> tuple[Meeting, Event, dict[int, Registration]]:
    """A meeting as it now is, behind the locks of its two firms. Raises NotFound."""
    pair = select(Meeting.event_id, Meeting.low_id, Meeting.high_id).where(Meeting.id == meeting_id)
    row = db.session.execute(pair).one_or_none()
    if row is None or (event_id is not None and row.event_id != event_id):
        raise NotFound
    event, firms = lock(row.event_id, row.low_id, row.high_id)
    found = select(Meeting).where(Meeting.id == meeting_id).execution_options(populate_existing=True)
    return db.session.scalars(found).one(), event, firms


def require_phase(event: Event, act: Act) -> None:
    """Raises PhaseForbids where the event's phase does not allow the act."""
    require(Phase(event.phase), act, BookingMode(event.booking_mode))


def may_book(event: Event) -> bool:
    """Whether the firms themselves give meetings their times now."""
    return allows(Phase(event.phase), Act.BOOK, BookingMode(event.booking_mode))


def may_arrange(event: Event) -> bool:
    """Whether organizer and chambers may bring firms together now."""
    return allows(Phase(event.phase), Act.ARRANGE, BookingMode(event.booking_mode))


def require_taking_part(one: Registration, other: Registration) -> None:
    """Both are approved firms. Raises NotTakingPart; ``one`` is the reader."""
    for firm, yours in ((one, True), (other, False)):
        if not takes_part(firm):
            raise NotTakingPart(yours=yours)


def require_own_part(firm: Registration) -> None:
    """The reader's own firm is approved. Raises NotTakingPart."""
    if not takes_part(firm):
        raise NotTakingPart(yours=True)


def takes_part(firm: Registration) -> bool:
    """Whether it is an approved firm."""
    return firm.kind == "firm" and firm.state == RegistrationState.APPROVED


def slot_of(event: Event, slot_id: int) -> Slot:
    """A slot for meetings of this event. Raises Invalid ``slot_unknown``."""
    slot = db.session.get(Slot, slot_id)
    if slot is None or slot.event_id != event.id or slot.kind != SlotKind.MEETING:
        raise Invalid("slot_unknown", slot_id=slot_id)
    return slot


def rules_of(event_id: int) -> GroupRules:
    pairs = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == event_id)
    return GroupRules(frozenset(db.session.execute(pairs)))


def require_rules(asker: Registration, asked: Registration, *, either_way: bool = False) -> None:
    """The event's rules let the one ask the other (``either_way``: let the two meet). Raises CannotAsk."""
    rules = rules_of(asker.event_id)
    allows = rules.allows_meeting if either_way else rules.allows_asking
    if not allows(asker.group_id, asked.group_id):
        raise CannotAsk(either_way=either_way)


def require_takes_more(event: Event, mine: int, other: Registration, *, ignoring: int | None = None) -> None:
    """The other firm can be met: approved, below its most meetings (without ``ignoring``), and neither said *never*.

    Raises NeverYours for the own mark. All that lies with the other side is TakesNoMore, and all of it is read whatever
    the cause: neither words nor time may tell that it said *never*.
    """
    never = who_said_never(mine, other.id)
    if mine in never:
        raise NeverYours
    full = is_full(event, other.id, ignoring=ignoring)
    if other.id in never or full or not takes_part(other):
        raise TakesNoMore(arranged=False)


def who_said_never(one_id: int, other_id: int) -> frozenset[int]:
    """Which of two firms marked the other as *never*."""
    said = select(Preference.registration_id).where(
        Preference.kind == "never",
        or_(
            (Preference.registration_id == one_id) & (Preference.other_id == other_id),
            (Preference.registration_id == other_id) & (Preference.other_id == one_id),
        ),
    )
    return frozenset(db.session.scalars(said))


def is_full(event: Event, registration_id: int, *, ignoring: int | None = None) -> bool:
    """Whether a firm has all meetings that it can have; the meeting ``ignoring`` is not counted."""
    return registration_id in full_among(event, [registration_id], ignoring=ignoring)


def require_no_live_meeting(one_id: int, other_id: int, event_id: int) -> None:
    """Raises AlreadyMeeting, or TheyAskedFirst where the other side's request waits for ``one``."""
    low, high = sorted((one_id, other_id))
    found = db.session.scalar(
        select(Meeting).where(
            Meeting.event_id == event_id,
            Meeting.low_id == low,
            Meeting.high_id == high,
            Meeting.state.in_(LIVE),
            Meeting.kind == "one_to_one",
        )
    )
    if found is not None:
        theirs = found.state == State.REQUESTED and found.awaiting_id == one_id
        raise (TheyAskedFirst if theirs else AlreadyMeeting)(meeting_id=found.id, state=found.state)


def change(meeting: Meeting, act: Move, actor: Actor, *, given: tuple[Condition, ...] = (), **values: Any) -> State:
    """Move a meeting on: only from the state that was read, else ``Stale``. Raises IllegalMove."""
    before = State(meeting.state)
    after = apply(before, act, actor, given=given)
    moved = (
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state == before, Meeting.version == meeting.version)
        .values(state=after, version=Meeting.version + 1, changed_at=now(), **values)
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]
        raise Stale(state=before)
    db.session.refresh(meeting)
    return after


def hold_time(event: Event, meeting: Meeting, reader_id: int, slot_id: int) -> None:
    """Claim the slot, a table and one person of each side for a meeting; old claims of it are given back first.

    ``reader_id``: the firm that is told why where the time is not free. Raises SlotTaken, Invalid ``slot_unknown``.
    """
    hall = hall_of(event, (meeting.low_id, meeting.high_id), ignoring=meeting.id)
    other_id = meeting.high_id if reader_id == meeting.low_id else meeting.low_id
    seat = seat_at(hall, reader_id, other_id, slot_id, length=meeting.length)
    free_time(meeting)
    resources = (
        ("representative_id", seat.representative_id),
        ("representative_id", seat.their_representative_id),
        ("table_id", seat.table_id),
    )
    for slot in sorted(seat.slot_ids):
        for column, resource in sorted(resources):
            db.session.add(Claim(event_id=event.id, slot_id=slot, meeting_id=meeting.id, **{column: resource}))
    db.session.flush()


def seat_at(hall: Hall, reader_id: int, other_id: int, slot_id: int, *, length: int = 1) -> Seat:
    """A table and one person of each side that are free then. Raises SlotTaken, Invalid ``slot_unknown``."""
    try:
        return pick(hall.board, hall.parties[reader_id], hall.parties[other_id], slot_id, now=now(), length=length)
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details) from refused


def free_time(meeting: Meeting) -> None:
    """Give back everything that a meeting holds."""
    db.session.execute(delete(Claim).where(Claim.meeting_id == meeting.id))
    db.session.flush()


def noted(meeting: Meeting, act: Move, by: int | None, **details: object) -> Notice:
    """Write an act into the log and tell the features above."""
    notice = notices.write(
        f"meeting.{act}",
        meeting,
        event_id=meeting.event_id,
        by=by,
        state=meeting.state,
        slot=meeting.slot_id,
        low=meeting.low_id,
        high=meeting.high_id,
        version=meeting.version,
        **details,
    )
    meeting_changed.send(meeting)
    return notice


def other_party(meeting: Meeting, registration_id: int) -> int:
    """The other of the two. Raises NotFound where the firm has no part in the meeting."""
    if registration_id not in (meeting.low_id, meeting.high_id):
        raise NotFound
    return meeting.high_id if registration_id == meeting.low_id else meeting.low_id


def written(words: str) -> str | None:
    """What somebody wrote to the other side, None for nothing. Raises Invalid ``message_too_long``."""
    if len(words) > MESSAGE_LENGTH:
        raise Invalid("message_too_long", most=MESSAGE_LENGTH)
    return words.strip() or None
