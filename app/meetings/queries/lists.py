"""Meetings as lists: of one company, of a delegation, of an event; a constant number of queries each.

Statements are made once, as making one takes longer than asking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation
from app.companies.models import Company
from app.core.db import db, now
from app.core.errors import NotFound
from app.core.localized import Localized
from app.events.models import Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.lifecycle import LIVE_STATES, TURNED_DOWN_STATES, MeetingState, get_current_state
from app.meetings.models import NOW_PARAMETER, ONE_TO_ONE, Meeting, MeetingReason, MoveProposal, is_not_expired
from app.meetings.queries.claims import MeetingClaims, MeetingEnds, get_claims_of_meetings, get_meeting_ends
from app.meetings.queries.displacement import get_elsewhere_check
from app.meetings.queries.history import get_arranging_organisations
from app.meetings.queries.proposals import EndingReason, ProposedTime, get_proposals
from app.registrations.models import Registration
from app.registrations.queries.hooks import PartnerMeeting

_LOW, _HIGH = (aliased(Company, name=name) for name in ("low", "high"))
_LOW_SIDE, _HIGH_SIDE = (aliased(Registration, name=name) for name in ("low_side", "high_side"))
_COMPANIES = {"low": _LOW, "high": _HIGH}
_SIDES = {"low": _LOW_SIDE, "high": _HIGH_SIDE}
_NEW_SLOT = aliased(Slot, name="new_slot")
_SIDE_COLUMNS = ("group_id", "delegation_id")
_COMPANY_COLUMNS = ("name", "name_zh", "seeks_en", "seeks_zh", "seeks_fr")
_WITH_SIDES = (
    select(
        *Meeting.__table__.c,
        *(
            getattr(side, name).label(f"{which}_{name}")
            for which, side in _COMPANIES.items()
            for name in _COMPANY_COLUMNS
        ),
        *(getattr(side, name).label(f"{which}_{name}") for which, side in _SIDES.items() for name in _SIDE_COLUMNS),
        Slot.starts_at,
        Slot.ends_at,
        MeetingReason.registration_id.label("reason_by"),
        *(getattr(MeetingReason, name).label(f"reason_{name}") for name in ("choice", "shared", "words")),
        *(getattr(MoveProposal, name).label(f"new_{name}") for name in ("proposer_id", "slot_id", "length", "version")),
        _NEW_SLOT.starts_at.label("new_starts_at"),
    )
    .join(_LOW_SIDE, _LOW_SIDE.id == Meeting.low_id)
    .join(_LOW, _LOW.id == _LOW_SIDE.company_id)
    .join(_HIGH_SIDE, _HIGH_SIDE.id == Meeting.high_id)
    .join(_HIGH, _HIGH.id == _HIGH_SIDE.company_id)
    .outerjoin(Slot, Slot.id == Meeting.slot_id)
    .outerjoin(MeetingReason, MeetingReason.meeting_id == Meeting.id)
    .outerjoin(MoveProposal, MoveProposal.meeting_id == Meeting.id)
    .outerjoin(_NEW_SLOT, _NEW_SLOT.id == MoveProposal.slot_id)
    .order_by(Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
)


def _is_either_in(companies: Any) -> ColumnElement[bool]:
    return or_(Meeting.low_id.in_(companies), Meeting.high_id.in_(companies))


_IS_PARTY = or_(Meeting.low_id == bindparam("firm"), Meeting.high_id == bindparam("firm"))
_IS_PAIR = and_(Meeting.low_id == bindparam("low"), Meeting.high_id == bindparam("high"))
MEETINGS_OF_COMPANY = _WITH_SIDES.where(_IS_PARTY)
MEETING_OF_COMPANY = _WITH_SIDES.where(_IS_PARTY, Meeting.id == bindparam("meeting"))
MEETINGS_OF_COMPANIES = _WITH_SIDES.where(_is_either_in(bindparam("firms", expanding=True)))
MEETINGS_OF_DELEGATION = _WITH_SIDES.where(
    _is_either_in(select(Registration.id).where(Registration.delegation_id == bindparam("delegation")))
)
MEETINGS_OF_EVENT = _WITH_SIDES.where(Meeting.event_id == bindparam("event"))
MEETINGS_OF_PAIR = _WITH_SIDES.where(_IS_PAIR, Meeting.event_id == bindparam("event"))
MEETINGS_OF_PAIR_ANYWHERE = _WITH_SIDES.where(_IS_PAIR)


@cache
def restrict_to_states(wanted: Select[Any]) -> Select[Any]:
    """Of these, the meetings in ``states`` alone."""
    return wanted.where(Meeting.state.in_(bindparam("states", expanding=True, type_=String)))


@dataclass(frozen=True)
class MeetingCompany:
    """Who sits on one side, as lists name it."""

    registration_id: int
    name: str
    name_zh: str
    seeks: Localized


@dataclass(slots=True)
class ProposedNewTime:
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
    state: MeetingState
    priority: str
    message: str
    reply: str
    asker: MeetingCompany
    asked: MeetingCompany
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
    proposals: tuple[ProposedTime, ...] = ()
    why: EndingReason | None = None
    acted: Localized = field(default_factory=Localized)
    new_time: ProposedNewTime | None = None
    arranger_id: int | None = None

    def other_than(self, registration_id: int) -> MeetingCompany:
        """The side that is not this firm."""
        return self.asked if self.asker.registration_id == registration_id else self.asker

    @property
    def until(self) -> datetime | None:
        """When it ends, or would end; None for one of a single slot, of which nobody asks."""
        return self.ends_at if self.length > 1 else None

    @property
    def countered(self) -> bool:
        """Whether the side that asked first must answer other times."""
        return self.state == MeetingState.REQUESTED and self.awaiting_id == self.asker.registration_id

    def wrote_reply(self, registration_id: int) -> bool:
        """Whether this firm wrote the answer: other times, or why it ended the meeting."""
        if self.state == MeetingState.REQUESTED:
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
        return begun and self.state in (MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)

    @property
    def lost_time(self) -> bool:
        """Whether it was booked before and lost its time; only what once had a time is counted on."""
        return self.state == MeetingState.AGREED and self.sequence > 0

    def waits_for(self, registration_id: int) -> bool:
        """Whether this firm must answer: a request, or another time for a meeting that is booked."""
        if self.new_time is not None:
            return self.new_time.proposer_id != registration_id
        return self.state == MeetingState.REQUESTED and self.awaiting_id == registration_id

    def waits_on_other(self, registration_id: int) -> bool:
        """Whether this firm waits for the other's answer."""
        return self.state == MeetingState.REQUESTED and self.awaiting_id != registration_id


def list_meetings(registration_id: int, *states: MeetingState, brief: bool = False) -> list[MeetingRow]:
    """The meetings of one firm, by time, those without one last. ``brief``: as in ``list_event_meetings``."""
    return _list_rows(MEETINGS_OF_COMPANY, states, brief=brief, firm=registration_id)


def get_live_meetings_by_partner(registration_id: int) -> dict[int, MeetingRow]:
    """Firm → the request or meeting that is alive between it and this one, in brief, and without what it holds."""
    rows = _list_rows(MEETINGS_OF_COMPANY, LIVE_STATES, brief=True, seats={}, firm=registration_id)
    return {row.other_than(registration_id).registration_id: row for row in rows}


def get_last_meetings_by_partner(registration_id: int) -> dict[int, MeetingRow]:
    """Company → what is alive between it and this one, else what was declined or cancelled last, in brief, and without
    what it holds."""
    rows = _list_rows(
        MEETINGS_OF_COMPANY, {*LIVE_STATES, *TURNED_DOWN_STATES}, brief=True, seats={}, firm=registration_id
    )
    rows.sort(key=lambda row: (row.state in LIVE_STATES, row.id))
    return {row.other_than(registration_id).registration_id: row for row in rows}


def list_delegation_meetings(delegation_id: int, *states: MeetingState) -> list[MeetingRow]:
    """The meetings of all firms of a delegation, by time."""
    return _list_rows(MEETINGS_OF_DELEGATION, states, delegation=delegation_id)


def list_company_meetings(registration_ids: Collection[int], *states: MeetingState) -> list[MeetingRow]:
    """The meetings of some firms, by time."""
    return _list_rows(MEETINGS_OF_COMPANIES, states, firms=list(registration_ids))


def list_event_meetings(
    event_id: int, *states: MeetingState, brief: bool = False, seats: Mapping[int, MeetingClaims] | None = None
) -> list[MeetingRow]:
    """All meetings of an event, by time. ``brief``: not who arranged or proposed what, and what they clash with;
    ``seats``: what they hold, where that is read already."""
    return _list_rows(MEETINGS_OF_EVENT, states, brief=brief, seats=seats, event=event_id)


def get_company_meeting(registration_id: int, meeting_id: int, *, brief: bool = False) -> MeetingRow:
    """A meeting of this firm, whatever its state. ``brief``: as in ``list_event_meetings``. Raises NotFound for any
    other."""
    row = next(iter(_list_rows(MEETING_OF_COMPANY, (), brief=brief, firm=registration_id, meeting=meeting_id)), None)
    if row is None:
        raise NotFound
    return row


def find_live_meeting(event_id: int, registration_id: int, other_id: int) -> MeetingRow | None:
    """The live one-to-one meeting of a pair, if there is one."""
    low, high = sorted((registration_id, other_id))
    live = _list_rows(
        MEETINGS_OF_PAIR,
        (MeetingState.REQUESTED, MeetingState.AGREED, MeetingState.BOOKED),
        event=event_id,
        low=low,
        high=high,
    )
    return next(iter(live), None)


def get_standing_between(registration_id: int, other_id: int) -> PartnerMeeting | None:
    """How a firm stands with another: their live meeting, else the last one that was held or missed."""
    low, high = sorted((registration_id, other_id))
    shown = (*LIVE_STATES, MeetingState.HELD, MeetingState.MISSED)
    rows = _list_rows(MEETINGS_OF_PAIR_ANYWHERE, shown, low=low, high=high)
    if not rows:
        return None
    row = max(rows, key=lambda meeting: (meeting.state in LIVE_STATES, meeting.id))
    live, answer = row.state in LIVE_STATES, row.waits_for(registration_id)
    return PartnerMeeting(row.id, row.state.value, live, answer, row.starts_at, row.table)


def have_both_accepted(registration_id: int, other_id: int) -> bool:
    """Whether two firms have both said yes to a meeting; one that was arranged counts once it was held."""
    low, high = sorted((registration_id, other_id))
    own = and_(
        Meeting.arranged_by.is_(None),
        Meeting.state.in_((MeetingState.AGREED, MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)),
    )
    met = or_(own, Meeting.state == MeetingState.HELD)
    query = select(Meeting.id).where(Meeting.low_id == low, Meeting.high_id == high, met).limit(1)
    return db.session.scalar(query) is not None


def count_waiting_requests(registration: Registration) -> int:
    """How many requests, and new times for booked meetings, wait for this company's answer; 0 where the event's phase
    takes none."""
    event = registration.event
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return 0
    counts = db.session.execute(_WAITING, {"firm": registration.id, "now": now()}).scalars()
    return sum(counts)


def count_requests_by_company(event_id: int, among: Collection[int] | None = None) -> dict[int, int]:
    """How many meetings each company of an event (``among`` these) has asked for, whatever became of them; others are
    absent."""
    these = {} if among is None else {"firms": list(among)}
    return dict(
        db.session.execute(_REQUEST_COUNTS_AMONG if these else _REQUEST_COUNTS, {"event_id": event_id, **these}).all()
    )


_IS_OF_COMPANY = or_(Meeting.low_id == bindparam("firm"), Meeting.high_id == bindparam("firm"))
_REQUESTS = select(func.count()).where(
    Meeting.awaiting_id == bindparam("firm"),
    Meeting.state == MeetingState.REQUESTED.value,
    is_not_expired(NOW_PARAMETER),
    _IS_OF_COMPANY,
)
_WAITING = union_all(
    _REQUESTS,
    select(func.count())
    .select_from(MoveProposal)
    .join(Meeting, Meeting.id == MoveProposal.meeting_id)
    .where(MoveProposal.proposer_id != bindparam("firm"), _IS_OF_COMPANY),
)
_REQUEST_COUNTS = (
    select(Meeting.asker_id, func.count())
    .where(Meeting.event_id == bindparam("event_id"), Meeting.kind == ONE_TO_ONE, Meeting.arranged_by.is_(None))
    .group_by(Meeting.asker_id)
)
_REQUEST_COUNTS_AMONG = _REQUEST_COUNTS.where(Meeting.asker_id.in_(bindparam("firms", expanding=True)))
"""Made once, as every list of firms asks it, and every page of a firm what waits for it."""


def _list_rows(
    wanted: Select[Any],
    states: Iterable[MeetingState],
    *,
    brief: bool = False,
    seats: Mapping[int, MeetingClaims] | None = None,
    **values: Any,
) -> list[MeetingRow]:
    if states := frozenset(states):
        stored_states = (
            states | {MeetingState.REQUESTED} if MeetingState.EXPIRED in states else states
        )  # which may have lapsed meanwhile
        wanted, values = restrict_to_states(wanted), {**values, "states": [state.value for state in stored_states]}
    records = db.session.execute(wanted, values).all()
    seats = get_claims_of_meetings([row.id for row in records]) if seats is None else seats
    new_times = {row.id: _make_new_time(row) for row in records if row.new_slot_id is not None}
    ends, more = get_meeting_ends([*records, *new_times.values()]), () if brief else records
    behind = get_arranging_organisations(
        [row.id for row in more if row.arranged_by is not None or row.state == MeetingState.REQUESTED]
    )
    clashes = _find_clashes([row for row in more if row.state == MeetingState.BOOKED], seats)
    proposals = get_proposals([row.id for row in more if row.state == MeetingState.REQUESTED])
    rows = (
        _mark_expired(_make_row(row, seats, behind, clashes, ends, proposals, new_times.get(row.id))) for row in records
    )
    return [row for row in rows if not states or row.state in states]


def _mark_expired(row: MeetingRow) -> MeetingRow:
    """A request whose time is over as it will be kept, as soon as somebody lets it lapse."""
    state = get_current_state(row.state, row.expires_at, now=now())
    return row if state is row.state else replace(row, state=state, awaiting_id=None, proposals=())


def _find_clashes(booked: Sequence[Row[Any]], seats: Mapping[int, MeetingClaims]) -> frozenset[int]:
    elsewhere = {event_id: get_elsewhere_check(event_id) for event_id in {row.event_id for row in booked}}
    clashes = set()
    for row in booked:
        sides = (
            (row.low_id, row.low_group_id, row.low_delegation_id),
            (row.high_id, row.high_group_id, row.high_delegation_id),
        )
        if any(elsewhere[row.event_id]({row.slot_id, *seats[row.id].slots}, *side) for side in sides):
            clashes.add(row.id)
    return frozenset(clashes)


def _make_row(
    meeting: Row[Any],
    seats: Mapping[int, MeetingClaims],
    behind: Mapping[int, Organisation],
    clashes: Collection[int],
    ends: MeetingEnds,
    proposed: Mapping[int, tuple[ProposedTime, ...]],
    new_time: ProposedNewTime | None,
) -> MeetingRow:
    starts_at, ends_at = meeting.starts_at, meeting.ends_at
    sides = {
        meeting.low_id: MeetingCompany(
            meeting.low_id,
            meeting.low_name,
            meeting.low_name_zh or "",
            Localized(meeting.low_seeks_en or "", meeting.low_seeks_zh or "", meeting.low_seeks_fr or ""),
        ),
        meeting.high_id: MeetingCompany(
            meeting.high_id,
            meeting.high_name,
            meeting.high_name_zh or "",
            Localized(meeting.high_seeks_en or "", meeting.high_seeks_zh or "", meeting.high_seeks_fr or ""),
        ),
    }
    other_id = meeting.high_id if meeting.asker_id == meeting.low_id else meeting.low_id
    seat, body = seats.get(meeting.id, MeetingClaims()), behind.get(meeting.id)
    arranged = meeting.arranged_by is not None
    alone = (
        (ProposedTime(meeting.slot_id, starts_at),)
        if meeting.slot_id and meeting.state == MeetingState.REQUESTED
        else ()
    )
    proposals = proposed.get(meeting.id, alone)
    return MeetingRow(
        id=meeting.id,
        state=MeetingState(meeting.state),
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
        proposals=tuple(replace(proposal, until=ends.of(meeting, proposal.slot_id)) for proposal in proposals),
        why=_make_ending_reason(meeting),
        new_time=replace(new_time, until=ends.of(new_time)) if new_time is not None else None,
    )


def _make_new_time(row: Row[Any]) -> ProposedNewTime:
    at = {"slot_id": row.new_slot_id, "length": row.new_length, "starts_at": row.new_starts_at}
    return ProposedNewTime(row.new_proposer_id, row.event_id, version=row.new_version, **at)


def _make_ending_reason(row: Row[Any]) -> EndingReason | None:
    if row.reason_by is None or row.state not in (MeetingState.DECLINED, MeetingState.CANCELLED):
        return None
    return EndingReason(row.reason_by, row.reason_choice, row.reason_shared, row.reason_words or "")


def get_company_names(registration_ids: Collection[int]) -> dict[int, MeetingCompany]:
    """Those that are there, in one query."""
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(registration_ids))
    )
    return {
        registration_id: MeetingCompany(registration_id, name, name_zh or "", Localized())
        for registration_id, name, name_zh in db.session.execute(rows)
    }
