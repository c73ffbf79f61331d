"""Meetings as lists: of one firm, of a delegation, of an event; a constant number of queries each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, union_all

from app.accounts.models import Organisation
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.localized import Localized
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lapsing import stands
from app.meetings.lifecycle import LIVE, TURNED_DOWN, State
from app.meetings.models import ONE_TO_ONE, Meeting, MoveProposal
from app.meetings.queries import sides
from app.meetings.queries.arrangers import bodies_behind
from app.meetings.queries.clashes import elsewhere_at
from app.meetings.queries.held import Held, held_by
from app.meetings.queries.lapsed import NOW, not_lapsed
from app.meetings.queries.lengths import Ends, ends_of
from app.meetings.queries.said import Given, Proposed, proposals_of
from app.registrations.models import Registration
from app.registrations.queries.from_above import Standing


@dataclass(frozen=True)
class Firm:
    """Who sits on one side, as lists name it."""

    registration_id: int
    name: str
    name_zh: str
    seeks: Localized


@dataclass(slots=True)
class NewTime:
    """Another time that ``proposer_id`` proposes for a booked meeting; ``version``: of the meeting as it did so."""

    proposer_id: int
    event_id: int
    slot_id: int
    length: int
    starts_at: datetime
    version: int
    until: datetime | None = None


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as lists show it, of ``length`` slots; ``asker`` proposed it first, ``asked`` is the other.

    ``arranger``: the organisation that arranged it, empty for a meeting that was asked for; ``clashes``: it is booked
    at a time at which one of the two is elsewhere; ``video_url``: where it takes place, if online; ``interpreter``: the
    name of who interprets, empty for nobody; ``lacks_interpreter``: it is ahead and needs one, where a page asked;
    ``proposals``: the times of an open request, the dearest first; ``why``: what was said when it was declined, or
    called off; ``acted``: the organisation that asked in the name of the asker, of an open request, if any;
    ``new_time``: what one of the two proposes instead of the time that is booked.
    """

    id: int
    state: State
    priority: str
    message: str
    reply: str
    asker: Firm
    asked: Firm
    awaiting_id: int | None
    slot_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    table: str
    zone: Localized
    people: tuple[str, ...]
    arranged: bool
    arranger: Localized
    created_at: datetime
    changed_at: datetime
    expires_at: datetime | None
    sequence: int
    version: int
    clashes: bool = False
    interpreter: str = ""
    lacks_interpreter: bool = False
    length: int = 1
    video_url: str = ""
    proposals: tuple[Proposed, ...] = ()
    why: Given | None = None
    acted: Localized = field(default_factory=Localized)
    new_time: NewTime | None = None
    arranger_id: int | None = None

    def other_than(self, registration_id: int) -> Firm:
        """The side that is not this firm."""
        return self.asked if self.asker.registration_id == registration_id else self.asker

    @property
    def until(self) -> datetime | None:
        """When it ends, or would end; None for one of a single slot, of which nobody asks."""
        return self.ends_at if self.length > 1 else None

    @property
    def countered(self) -> bool:
        """Whether the side that asked first must answer other times."""
        return self.state == State.REQUESTED and self.awaiting_id == self.asker.registration_id

    def wrote_reply(self, registration_id: int) -> bool:
        """Whether this firm wrote the answer: other times, or why it ended the meeting."""
        if self.state == State.REQUESTED:
            return not self.waits_for(registration_id)
        return self.why is not None and self.why.by_id == registration_id

    @property
    def to_answer(self) -> str:
        """What who waits for the answer wrote: with the times that it proposed last, else with its request."""
        return self.reply or ("" if self.countered else self.message)

    @property
    def has_begun(self) -> bool:
        """Whether it is on, or over: what came of it can be noted."""
        begun = self.starts_at is not None and self.starts_at <= now()
        return begun and self.state in (State.BOOKED, State.HELD, State.MISSED)

    @property
    def lost_time(self) -> bool:
        """Whether it was booked before and lost its time; only what once had a time is counted on."""
        return self.state == State.AGREED and self.sequence > 0

    def waits_for(self, registration_id: int) -> bool:
        """Whether this firm must answer: a request, or another time for a meeting that is booked."""
        if self.new_time is not None:
            return self.new_time.proposer_id != registration_id
        return self.state == State.REQUESTED and self.awaiting_id == registration_id

    def waits_on_other(self, registration_id: int) -> bool:
        """Whether this firm waits for the other's answer."""
        return self.state == State.REQUESTED and self.awaiting_id != registration_id


def meetings_of(registration_id: int, *states: State, brief: bool = False) -> list[MeetingRow]:
    """The meetings of one firm, by time, those without one last. ``brief``: as in ``meetings_in``."""
    return _rows(sides.OF_FIRM, states, brief=brief, firm=registration_id)


def live_by_partner(registration_id: int) -> dict[int, MeetingRow]:
    """Firm → the request or meeting that is alive between it and this one, in brief, and without what it holds."""
    rows = _rows(sides.OF_FIRM, LIVE, brief=True, seats={}, firm=registration_id)
    return {row.other_than(registration_id).registration_id: row for row in rows}


def last_by_partner(registration_id: int) -> dict[int, MeetingRow]:
    """Firm → what is alive between it and this one, else what was declined or cancelled last, in brief, and without
    what it holds."""
    rows = _rows(sides.OF_FIRM, {*LIVE, *TURNED_DOWN}, brief=True, seats={}, firm=registration_id)
    rows.sort(key=lambda row: (row.state in LIVE, row.id))
    return {row.other_than(registration_id).registration_id: row for row in rows}


def meetings_of_delegation(delegation_id: int, *states: State) -> list[MeetingRow]:
    """The meetings of all firms of a delegation, by time."""
    return _rows(sides.OF_DELEGATION, states, delegation=delegation_id)


def meetings_of_firms(registration_ids: Collection[int], *states: State) -> list[MeetingRow]:
    """The meetings of some firms, by time."""
    return _rows(sides.OF_FIRMS, states, firms=list(registration_ids))


def meetings_in(
    event_id: int, *states: State, brief: bool = False, seats: Mapping[int, Held] | None = None
) -> list[MeetingRow]:
    """All meetings of an event, by time. ``brief``: not who arranged or proposed what, and what they clash with;
    ``seats``: what they hold, where that is read already."""
    return _rows(sides.IN_EVENT, states, brief=brief, seats=seats, event=event_id)


def meeting_of(registration_id: int, meeting_id: int, *, brief: bool = False) -> MeetingRow:
    """A meeting of this firm, whatever its state. ``brief``: as in ``meetings_in``. Raises NotFound for any other."""
    found = next(iter(_rows(sides.ONE_OF_FIRM, (), brief=brief, firm=registration_id, meeting=meeting_id)), None)
    if found is None:
        raise NotFound
    return found


def live_meeting_between(event_id: int, one_id: int, other_id: int) -> MeetingRow | None:
    """The live one-to-one meeting of a pair, if there is one."""
    low, high = sorted((one_id, other_id))
    live = _rows(sides.OF_PAIR, (State.REQUESTED, State.AGREED, State.BOOKED), event=event_id, low=low, high=high)
    return next(iter(live), None)


def standing_of(one_id: int, other_id: int) -> Standing | None:
    """How a firm stands with another: their live meeting, else the last one that was held or missed."""
    low, high = sorted((one_id, other_id))
    shown = (*LIVE, State.HELD, State.MISSED)
    rows = _rows(sides.OF_PAIR_ANYWHERE, shown, low=low, high=high)
    if not rows:
        return None
    row = max(rows, key=lambda one: (one.state in LIVE, one.id))
    live, answer = row.state in LIVE, row.waits_for(one_id)
    return Standing(row.id, row.state.value, live, answer, row.starts_at, row.table)


def both_accepted(one_id: int, other_id: int) -> bool:
    """Whether two firms have both said yes to a meeting; one that was arranged counts once it was held."""
    low, high = sorted((one_id, other_id))
    own = and_(Meeting.arranged_by.is_(None), Meeting.state.in_((State.AGREED, State.BOOKED, State.HELD, State.MISSED)))
    met = or_(own, Meeting.state == State.HELD)
    found = select(Meeting.id).where(Meeting.low_id == low, Meeting.high_id == high, met).limit(1)
    return db.session.scalar(found) is not None


def waiting_for(registration: Registration) -> int:
    """How many requests, and new times for booked meetings, wait for this firm's answer; 0 where the event's phase
    takes none."""
    event = registration.event
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return 0
    found = db.session.execute(_WAITING, {"firm": registration.id, "now": now()}).scalars()
    return sum(found)


def requests_by_firm(event_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many meetings each firm of an event (``among`` these) has asked for, whatever became of them; others are
    absent."""
    these = {} if among is None else {"firms": list(among)}
    return dict(db.session.execute(_ASKED_AMONG if these else _ASKED, {"event_id": event_id, **these}).all())


_OF_FIRM = or_(Meeting.low_id == bindparam("firm"), Meeting.high_id == bindparam("firm"))
_REQUESTS = select(func.count()).where(
    Meeting.awaiting_id == bindparam("firm"), Meeting.state == State.REQUESTED.value, not_lapsed(NOW), _OF_FIRM
)
_WAITING = union_all(
    _REQUESTS,
    select(func.count())
    .select_from(MoveProposal)
    .join(Meeting, Meeting.id == MoveProposal.meeting_id)
    .where(MoveProposal.proposer_id != bindparam("firm"), _OF_FIRM),
)
_ASKED = (
    select(Meeting.asker_id, func.count())
    .where(Meeting.event_id == bindparam("event_id"), Meeting.kind == ONE_TO_ONE, Meeting.arranged_by.is_(None))
    .group_by(Meeting.asker_id)
)
_ASKED_AMONG = _ASKED.where(Meeting.asker_id.in_(bindparam("firms", expanding=True)))
"""Made once, as every list of firms asks it, and every page of a firm what waits for it."""


def _rows(
    wanted: Select[Any],
    states: Iterable[State],
    *,
    brief: bool = False,
    seats: Mapping[int, Held] | None = None,
    **values: Any,
) -> list[MeetingRow]:
    if states := frozenset(states):
        kept = states | {State.REQUESTED} if State.EXPIRED in states else states  # which may have lapsed meanwhile
        wanted, values = sides.in_states(wanted), {**values, "states": [state.value for state in kept]}
    found = db.session.execute(wanted, values).all()
    seats = held_by([row.id for row in found]) if seats is None else seats
    new_times = {row.id: _new_time(row) for row in found if row.new_slot_id is not None}
    ends, more = ends_of([*found, *new_times.values()]), () if brief else found
    behind = bodies_behind([row.id for row in more if row.arranged_by is not None or row.state == State.REQUESTED])
    clashes = _clashes([row for row in more if row.state == State.BOOKED], seats)
    proposals = proposals_of([row.id for row in more if row.state == State.REQUESTED])
    rows = (_as_lapsed(_row(row, seats, behind, clashes, ends, proposals, new_times.get(row.id))) for row in found)
    return [row for row in rows if not states or row.state in states]


def _as_lapsed(row: MeetingRow) -> MeetingRow:
    """A request whose time is over as it will be kept, as soon as somebody lets it lapse."""
    state = stands(row.state, row.expires_at, now=now())
    return row if state is row.state else replace(row, state=state, awaiting_id=None, proposals=())


def _clashes(booked: Sequence[Row[Any]], seats: Mapping[int, Held]) -> frozenset[int]:
    elsewhere = {event_id: elsewhere_at(event_id) for event_id in {row.event_id for row in booked}}
    found = set()
    for row in booked:
        sides = (
            (row.low_id, row.low_group_id, row.low_delegation_id),
            (row.high_id, row.high_group_id, row.high_delegation_id),
        )
        if any(elsewhere[row.event_id]({row.slot_id, *seats[row.id].slots}, *side) for side in sides):
            found.add(row.id)
    return frozenset(found)


def _row(
    meeting: Row[Any],
    seats: Mapping[int, Held],
    behind: Mapping[int, Organisation],
    clashes: Collection[int],
    ends: Ends,
    proposed: Mapping[int, tuple[Proposed, ...]],
    new_time: NewTime | None,
) -> MeetingRow:
    starts_at, ends_at = meeting.starts_at, meeting.ends_at
    sides = {
        meeting.low_id: Firm(meeting.low_id, meeting.low_name, meeting.low_name_zh or "", _low_seeks(meeting)),
        meeting.high_id: Firm(meeting.high_id, meeting.high_name, meeting.high_name_zh or "", _high_seeks(meeting)),
    }
    other_id = meeting.high_id if meeting.asker_id == meeting.low_id else meeting.low_id
    seat, body = seats.get(meeting.id, Held()), behind.get(meeting.id)
    arranged = meeting.arranged_by is not None
    alone = (Proposed(meeting.slot_id, starts_at),) if meeting.slot_id and meeting.state == State.REQUESTED else ()
    proposals = proposed.get(meeting.id, alone)
    return MeetingRow(
        id=meeting.id,
        state=State(meeting.state),
        priority=meeting.priority,
        message=meeting.message or "",
        reply=meeting.reply or "",
        asker=sides[meeting.asker_id],
        asked=sides[other_id],
        awaiting_id=meeting.awaiting_id,
        slot_id=meeting.slot_id,
        starts_at=starts_at,
        ends_at=ends.of(meeting) or ends_at,
        table=seat.table,
        zone=seat.zone,
        people=seat.people,
        arranged=arranged,
        arranger=body.name if body is not None and arranged else Localized(),
        arranger_id=body.id if body is not None and arranged else None,
        acted=body.name if body is not None and not arranged else Localized(),
        created_at=meeting.created_at,
        changed_at=meeting.changed_at,
        expires_at=meeting.expires_at,
        sequence=meeting.sequence,
        version=meeting.version,
        clashes=meeting.id in clashes,
        interpreter=seat.interpreter,
        length=meeting.length,
        video_url=seat.video_url,
        proposals=tuple(replace(one, until=ends.of(meeting, one.slot_id)) for one in proposals),
        why=_why(meeting),
        new_time=replace(new_time, until=ends.of(new_time)) if new_time is not None else None,
    )


def _new_time(row: Row[Any]) -> NewTime:
    at = {"slot_id": row.new_slot_id, "length": row.new_length, "starts_at": row.new_starts_at}
    return NewTime(row.new_proposer_id, row.event_id, version=row.new_version, **at)


def _why(row: Row[Any]) -> Given | None:
    if row.reason_by is None or row.state not in (State.DECLINED, State.CANCELLED):
        return None
    return Given(row.reason_by, row.reason_choice, row.reason_shared, row.reason_words or "")


def _low_seeks(row: Row[Any]) -> Localized:
    return Localized(row.low_seeks_en or "", row.low_seeks_zh or "", row.low_seeks_fr or "")


def _high_seeks(row: Row[Any]) -> Localized:
    return Localized(row.high_seeks_en or "", row.high_seeks_zh or "", row.high_seeks_fr or "")
