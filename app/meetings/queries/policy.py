"""What decides whether two companies may meet, read for one and for many: who may request whom, who is never to
meet, and how much each has of what it may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Row, and_, bindparam, case, func, or_, select

from app.core.clock import day_end
from app.core.db import cached_read, db, now
from app.events.calendar import SlotKind
from app.events.models import Event, GroupRule, Slot
from app.events.phases import BookingMode, Phase
from app.events.rules import NO_OWN_LIMITS, CompanyLimits, GroupRules
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.models import GROUP, NOW_PARAMETER, ONE_TO_ONE, Meeting, MeetingParty, is_not_expired
from app.meetings.policy import (
    COUNTED_STATES,
    CompanyFacts,
    EventFacts,
    MeetingAct,
    MeetingFacts,
    MeetingTally,
    PairMeeting,
    get_meeting_maximum,
    get_remaining,
)
from app.meetings.queries.group_meeting_parties import HAS_SEAT, count_open_invitations, list_counted_seats
from app.registrations.models import Preference, Registration, Representation
from app.registrations.states import INACTIVE_STATES, RegistrationState

NO_RULES = GroupRules(frozenset())
_RULE_PAIRS = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


@cached_read
def get_group_rules(event_id: int) -> GroupRules:
    return GroupRules(frozenset(db.session.execute(_RULE_PAIRS, {"event_id": event_id})))


class CompanyMark(NamedTuple):
    """What one company keeps to itself about another; ``sealed``: nobody who now acts for it may read that."""

    registration_id: int
    other_id: int
    kind: str
    sealed: bool


_REGISTRATION_ID = bindparam("firm", type_=Integer)
_MARKS = select(Preference.registration_id, Preference.other_id, Preference.kind, Preference.sealed).where(
    or_(
        Preference.registration_id == _REGISTRATION_ID,
        and_(Preference.other_id == _REGISTRATION_ID, Preference.kind == "never"),
    )
)


@cached_read
def list_marks(registration_id: int) -> frozenset[CompanyMark]:
    """All that a company keeps to itself about others, and each *never* about it."""
    return frozenset(CompanyMark(*row) for row in db.session.execute(_MARKS, {"firm": registration_id}))


_EVENT_ID = bindparam("event_id", type_=Integer)

# made once: everybody books in the same minutes
_COUNTED_MEETINGS = select(Meeting.state, Meeting.low_id, Meeting.high_id, Meeting.asker_id, Meeting.awaiting_id).where(
    Meeting.event_id == _EVENT_ID,
    Meeting.kind == ONE_TO_ONE,
    Meeting.state.in_(sorted((MeetingState.REQUESTED, *COUNTED_STATES))),
    is_not_expired(NOW_PARAMETER),
)
_PARTICIPANTS = (
    select(
        Registration.id,
        Registration.kind,
        Registration.state,
        Registration.group_id,
        Registration.delegation_id,
        Registration.home_table_id,
        Registration.least_meetings,
        Registration.most_meetings,
        Registration.longest_run,
    )
    .where(Registration.event_id == _EVENT_ID, Registration.state.not_in(sorted(INACTIVE_STATES)))
    .order_by(Registration.id)
)
_SLOT_COUNT = (
    select(func.count()).where(Slot.event_id == _EVENT_ID, Slot.kind == SlotKind.MEETING.value).scalar_subquery()
)
_PEOPLE_COUNT = select(func.count()).where(Representation.registration_id == Registration.id).scalar_subquery()
_PAIR_MEETINGS = (
    select(func.count())
    .where(Meeting.kind == ONE_TO_ONE, or_(Meeting.low_id == Registration.id, Meeting.high_id == Registration.id))
    .correlate(Registration)
)
_OPEN_REQUESTS = _PAIR_MEETINGS.where(
    Meeting.state == MeetingState.REQUESTED,
    Meeting.asker_id == Registration.id,
    Meeting.awaiting_id.is_distinct_from(Registration.id),
    is_not_expired(NOW_PARAMETER),
).scalar_subquery()
_OTHER_MEETINGS = Meeting.state.in_(sorted(COUNTED_STATES)), Meeting.id != bindparam("ignoring", type_=Integer)
_GROUP_SEATS = (
    select(func.count())
    .join_from(MeetingParty, Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(Meeting.kind == GROUP, MeetingParty.registration_id == Registration.id, HAS_SEAT, *_OTHER_MEETINGS)
    .correlate(Registration)
)
_TALLIES = select(
    Registration.id,
    _OPEN_REQUESTS,
    _PAIR_MEETINGS.where(*_OTHER_MEETINGS).scalar_subquery() + _GROUP_SEATS.scalar_subquery(),
    Registration.least_meetings,
    Registration.most_meetings,
    Registration.longest_run,
    _SLOT_COUNT * case((_PEOPLE_COUNT > 0, _PEOPLE_COUNT), else_=1),
    and_(Registration.kind == "firm", Registration.state == RegistrationState.APPROVED),
).where(Registration.event_id == _EVENT_ID, Registration.id.in_(bindparam("firms", expanding=True, type_=Integer)))


def get_event_limits(event: Event) -> CompanyLimits:
    return CompanyLimits(
        open_requests=event.max_open_requests,
        least_meetings=event.min_meetings,
        most_meetings=event.max_meetings,
        longest_run=event.longest_run,
    )


def count_tallies(
    event_id: int, registration_ids: Iterable[int], *, ignoring: int | None = None
) -> dict[int, MeetingTally]:
    """Open requests and meetings of each firm; the meeting ``ignoring`` counts as no meeting."""
    wanted = list(registration_ids)
    counted = _count_tallies(event_id, frozenset(wanted), ignoring or 0)
    return {registration_id: counted.get(registration_id, MeetingTally(takes_part=False)) for registration_id in wanted}


@cached_read
def _count_tallies(event_id: int, companies: frozenset[int], ignoring: int) -> dict[int, MeetingTally]:
    at = {"event_id": event_id, "firms": sorted(companies), "ignoring": ignoring, "now": now()}
    return {
        company: MeetingTally(opened, meetings, _make_limits(own), places, bool(takes_part))
        for company, opened, meetings, *own, places, takes_part in db.session.execute(_TALLIES, at)
    }


def count_event_tallies(event_id: int, registration_ids: Iterable[int]) -> dict[int, MeetingTally]:
    """The same for most companies that take part in an event, whose meetings are read whole: to name a thousand
    companies in each query would take longer than to read what the others have."""
    rows, seats = _read_event_tallies(event_id)
    opened, meets = Counter[int](), Counter[int](seats)
    for state, low, high, asker, awaiting in rows:
        if state == MeetingState.REQUESTED:
            opened[asker] += awaiting != asker
        else:
            meets.update((low, high))
    limits = {row.id: get_own_limits(row) for row in list_participants(event_id)}
    return {
        registration_id: MeetingTally(
            opened[registration_id], meets[registration_id], limits.get(registration_id, NO_OWN_LIMITS)
        )
        for registration_id in registration_ids
    }


@cached_read
def _read_event_tallies(event_id: int) -> tuple[Sequence[Any], Sequence[int]]:
    rows = db.session.execute(_COUNTED_MEETINGS, {"event_id": event_id, "now": now()}).all()
    return rows, list(list_counted_seats(event_id))


@cached_read
def list_participants(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who takes part, or may, in the order of their ids: ``id``, ``kind``, ``state``, ``group_id``, ``delegation_id``,
    and of its own ``home_table_id``, ``least_meetings``, ``most_meetings``, ``longest_run``."""
    return db.session.execute(_PARTICIPANTS, {"event_id": event_id}).all()


def _make_limits(own: Sequence[int | None]) -> CompanyLimits:
    least, most, run = own
    return CompanyLimits(least_meetings=least, most_meetings=most, longest_run=run)


def get_own_limits(registration: Registration | Row[*tuple[Any, ...]]) -> CompanyLimits:
    """What is said of this firm alone."""
    return CompanyLimits(
        least_meetings=registration.least_meetings,
        most_meetings=registration.most_meetings,
        longest_run=registration.longest_run,
    )


def count_asker_tally(event_id: int, registration_id: int) -> MeetingTally:
    """Of who asks or invites: an invitation to a group that waits for its answer asks for time as a request does."""
    return add_invitations(count_tallies(event_id, [registration_id])[registration_id], event_id, registration_id)


def add_invitations(counted: MeetingTally, event_id: int, registration_id: int) -> MeetingTally:
    """The tally of a firm, its open invitations to groups among its open requests."""
    return counted._replace(open_requests=counted.open_requests + count_open_invitations(event_id, registration_id))


def count_invitable(event: Event, registration_id: int) -> int | None:
    """How many more firms it may ask or invite now; None without a limit."""
    limits = get_event_limits(event)
    return (
        None
        if limits.open_requests is None
        else get_remaining(limits, count_asker_tally(event.id, registration_id)).requests
    )


def get_meeting_maximums(event: Event, tallies: Mapping[int, MeetingTally]) -> dict[int, int]:
    """How many meetings each of the companies that were counted with their ``places`` can have; those without a limit
    are absent."""
    limits = get_event_limits(event)
    most = {company: get_meeting_maximum(limits, tally) for company, tally in tallies.items()}
    return {company: bound for company, bound in most.items() if bound is not None}


def is_taking_part(company: Registration) -> bool:
    """Whether it is an approved firm."""
    return company.kind == "firm" and company.state == RegistrationState.APPROVED


def get_requests_end(event: Event) -> datetime | None:
    """The end of the last day for requests."""
    return None if event.requests_until is None else day_end(event.requests_until, event.zone)


def load_event_facts(event: Event, rules: GroupRules = NO_RULES) -> EventFacts:
    """What the event rules now. Reads nothing."""
    return EventFacts(
        phase=Phase(event.phase),
        booking_mode=BookingMode(event.booking_mode),
        now=now(),
        limits=get_event_limits(event),
        rules=rules,
        requests_until=event.requests_until,
        requests_close_at=get_requests_end(event),
    )


_MARKED_ACTS = frozenset(
    {
        MeetingAct.REQUEST,
        MeetingAct.ACCEPT,
        MeetingAct.ARRANGE,
        MeetingAct.INVITE,
        MeetingAct.ATTEND,
        MeetingAct.SHARE_TABLE,
        MeetingAct.SUGGEST,
    }
)
_RULED_ACTS = frozenset(
    {
        MeetingAct.REQUEST,
        MeetingAct.ARRANGE,
        MeetingAct.INVITE,
        MeetingAct.ATTEND,
        MeetingAct.PIN_UP,
        MeetingAct.PIN_DOWN,
    }
)
_COUNTED_ACTS = frozenset({MeetingAct.REQUEST, MeetingAct.ACCEPT, MeetingAct.ARRANGE, MeetingAct.PIN_UP})
"""What must be read before an act can be judged: the marks of the two, the event's rules, what both have."""


def load_own_facts(
    event: Event,
    act: MeetingAct,
    own: Registration | None = None,
    tally: MeetingTally | None = None,
    *,
    on_behalf: bool = False,
) -> MeetingFacts:
    """What decides an act towards whomever: of the event and, where it is named, of the company that acts. ``tally``:
    what it has, where the act counts that. Reads nothing."""
    company = None
    if own is not None:
        company = CompanyFacts(own.id, own.group_id, tally or MeetingTally(takes_part=is_taking_part(own)))
    return MeetingFacts(act, load_event_facts(event), company, on_behalf=on_behalf)


def load_meeting_facts(
    event: Event,
    act: MeetingAct,
    own: Registration,
    other: Registration,
    *,
    tallies: Mapping[int, MeetingTally] | None = None,
    live: Meeting | None = None,
    on_behalf: bool = False,
    has_part: bool = False,
) -> MeetingFacts:
    """What decides an act of one company towards another: as ``load_facts_by_partner``, in as many statements.
    ``live``: their meeting in a live state."""
    counted = tallies
    if tallies is None and act not in _COUNTED_ACTS:
        counted = {company.id: MeetingTally(takes_part=is_taking_part(company)) for company in (own, other)}
    meetings = {} if live is None else {other.id: create_pair_meeting(live)}
    facts = load_facts_by_partner(event, act, own, {other.id: other.group_id}, tallies=counted, live=meetings)
    return replace(facts[other.id], on_behalf=on_behalf, has_part=has_part)


def load_facts_by_partner(
    event: Event,
    act: MeetingAct,
    own: Registration,
    others: Mapping[int, int | None],
    *,
    tallies: Mapping[int, MeetingTally] | None = None,
    live: Mapping[int, PairMeeting] | None = None,
) -> dict[int, MeetingFacts]:
    """What decides an act of one company towards each of the others, which are named with their groups (as far as the
    act asks for them), in a constant number of statements.

    ``tallies``: of all of them, where that is counted already; ``live``: by other company the meeting of the two in a
    live state, where the act asks for it.
    """
    counted = count_acting_tallies(event, act, own.id, others) if tallies is None else tallies
    about = load_event_facts(event, get_group_rules(event.id) if act in _RULED_ACTS else NO_RULES)
    marks = [mark for mark in list_marks(own.id) if mark.kind == "never"] if act in _MARKED_ACTS else []
    # a mark of its own that is sealed counts as the other's, of whom no cause is told
    own_never = {mark.other_id for mark in marks if mark.registration_id == own.id and not mark.sealed}
    other_never = {
        mark.other_id if mark.registration_id == own.id else mark.registration_id
        for mark in marks
        if mark.sealed or mark.registration_id != own.id
    }
    mine = CompanyFacts(own.id, own.group_id, counted[own.id])
    return {
        other: MeetingFacts(
            act,
            about,
            mine,
            CompanyFacts(other, group, counted[other]),
            live=live.get(other) if live is not None else None,
            own_never=other in own_never,
            other_never=other in other_never,
        )
        for other, group in others.items()
    }


def load_table_facts(company: Registration, seated: Iterable[int]) -> dict[int, MeetingFacts]:
    """What decides whether a company may sit with each of these at a group meeting."""
    others = dict.fromkeys(seated)
    tallies = dict.fromkeys((company.id, *others), MeetingTally())
    return load_facts_by_partner(company.event, MeetingAct.SHARE_TABLE, company, others, tallies=tallies)


def count_acting_tallies(event: Event, act: MeetingAct, own_id: int, others: Iterable[int]) -> dict[int, MeetingTally]:
    """What the companies of an act have; of who asks its invitations wait for answers as its requests do."""
    counted = count_tallies(event.id, {own_id, *others})
    if act is MeetingAct.REQUEST:
        counted[own_id] = add_invitations(counted[own_id], event.id, own_id)
    return counted


def create_pair_meeting(meeting: Meeting) -> PairMeeting:
    return PairMeeting(meeting.id, MeetingState(meeting.state), meeting.awaiting_id, meeting.expires_at)


def find_pair_meeting(event_id: int, first_id: int, other_id: int) -> Meeting | None:
    """The one-to-one meeting of the two in a live state, as it now stands: it may be a request whose time is over,
    which nobody has let expire yet."""
    low, high = sorted((first_id, other_id))
    return db.session.scalar(
        select(Meeting)
        .where(
            Meeting.event_id == event_id,
            Meeting.low_id == low,
            Meeting.high_id == high,
            Meeting.state.in_(LIVE_STATES),
            Meeting.kind == ONE_TO_ONE,
        )
        .execution_options(populate_existing=True)
    )
