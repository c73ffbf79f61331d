"""What decides whether two companies may meet, read for one and for many: who may request whom, who is never to
meet, and how much each has of what it may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, case, func, or_, select

from app.core.db import cached_read, db, now
from app.events.calendar import SlotKind
from app.events.models import Event, GroupRule, Slot
from app.events.rules import NO_OWN_LIMITS, CompanyLimits, GroupRules
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.models import GROUP, NOW_PARAMETER, ONE_TO_ONE, Meeting, MeetingParty, is_not_expired
from app.meetings.policy import COUNTED_STATES, MeetingTally, get_remaining
from app.meetings.queries.group_meeting_parties import HAS_SEAT, count_open_invitations, list_counted_seats
from app.registrations.models import Preference, Registration, Representation
from app.registrations.queries.wish_lists import NumberedCompany, get_paper_wishes, list_numbered_companies
from app.registrations.states import INACTIVE_STATES, RegistrationState

_RULE_PAIRS = select(GroupRule.from_id, GroupRule.to_id).where(GroupRule.event_id == bindparam("event_id"))


@cached_read
def get_group_rules(event_id: int) -> GroupRules:
    return GroupRules(frozenset(db.session.execute(_RULE_PAIRS, {"event_id": event_id})))


_REGISTRATION_ID = bindparam("firm", type_=Integer)
_NEVER_MARKS = select(Preference.registration_id, Preference.other_id, Preference.sealed).where(
    Preference.kind == "never",
    or_(Preference.registration_id == _REGISTRATION_ID, Preference.other_id == _REGISTRATION_ID),
)


@cached_read
def list_never_marks(registration_id: int) -> frozenset[tuple[int, int, bool]]:
    """Every *never* that a firm said or that was said of it: by whom, of whom, and whether it is sealed."""
    return frozenset(
        (company, other, sealed)
        for company, other, sealed in db.session.execute(_NEVER_MARKS, {"firm": registration_id})
    )


def get_own_never_marks(registration_id: int) -> frozenset[int]:
    """All that a firm itself said *never* with, which only it is told; not what is sealed."""
    return frozenset(
        other
        for company, other, sealed in list_never_marks(registration_id)
        if company == registration_id and not sealed
    )


def get_never_partners(registration_id: int) -> frozenset[int]:
    """All that a firm said *never* with, or that said so with it."""
    return frozenset(
        one for company, other, _sealed in list_never_marks(registration_id) for one in (company, other)
    ) - {registration_id}


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
        *(Registration.id, Registration.kind, Registration.state, Registration.group_id, Registration.delegation_id),
        *(Registration.home_table_id, Registration.least_meetings, Registration.most_meetings),
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
    return {one: counted.get(one, MeetingTally(takes_part=False)) for one in wanted}


@cached_read
def _count_tallies(event_id: int, companies: frozenset[int], ignoring: int) -> dict[int, MeetingTally]:
    at = {"event_id": event_id, "firms": sorted(companies), "ignoring": ignoring, "now": now()}
    return {
        company: MeetingTally(opened, meetings, _make_limits(own), places, bool(takes_part))
        for company, opened, meetings, *own, places, takes_part in db.session.execute(_TALLIES, at)
    }


def count_event_tallies(event_id: int, registration_ids: Iterable[int]) -> dict[int, MeetingTally]:
    """The same for most firms that take part in an event, whose meetings are read whole: to name a thousand firms in
    each query would take longer than to read what the others have."""
    rows, seats = _read_event_tallies(event_id)
    opened, meets = Counter[int](), Counter[int](seats)
    for state, low, high, asker, awaiting in rows:
        if state == MeetingState.REQUESTED:
            opened[asker] += awaiting != asker
        else:
            meets.update((low, high))
    limits = {row.id: get_own_limits(row) for row in list_participants(event_id)}
    return {one: MeetingTally(opened[one], meets[one], limits.get(one, NO_OWN_LIMITS)) for one in registration_ids}


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


def find_full_companies(event: Event, tallies: Mapping[int, MeetingTally]) -> frozenset[int]:
    """Which of the firms that were counted have all the meetings that they can have (``most_of``)."""
    most = get_meeting_maximums(event, tallies)
    return frozenset(one for one, bound in most.items() if tallies[one].meetings >= bound)


def get_meeting_maximums(event: Event, tallies: Mapping[int, MeetingTally]) -> dict[int, int]:
    """How many meetings each of the firms that were counted with their ``places`` can have: the most that it may have,
    or one for each of its people at each of its times; firms without a limit are absent."""
    of_all = get_event_limits(event)
    result: dict[int, int] = {}
    for one, tally in tallies.items():
        bounds = [bound for bound in (of_all.but(tally.own).most_meetings, tally.places or None) if bound is not None]
        if bounds:
            result[one] = min(bounds)
    return result


@dataclass(frozen=True, slots=True)
class BarredCompanies:
    """``by_mine``: firms that the firm itself marked as *never*; ``by_theirs``: those that take no further meeting with
    it, whatever the cause, which is not told."""

    by_mine: frozenset[int]
    by_theirs: frozenset[int]


def find_barred_companies(
    event: Event, mine: int, others: Collection[int], tallies: Mapping[int, MeetingTally] | None = None
) -> BarredCompanies:
    """As ``require_takes_more`` reads it of one firm; ``tallies``: where they are counted already."""
    # a mark that is sealed counts as the other's, of whom no cause is told
    never = {(other, one) if sealed else (one, other) for one, other, sealed in list_never_marks(mine)}
    counted = tallies or count_tallies(event.id, others)
    theirs = {other: counted[other] for other in others}
    out = {other for other, tally in theirs.items() if not tally.takes_part}
    return BarredCompanies(
        frozenset(other for other in others if (mine, other) in never),
        find_full_companies(event, theirs) | out | {other for other in others if (other, mine) in never},
    )


@dataclass(frozen=True)
class WishFacts:
    """Of the firms whose lines are keyed in: ``kept``: firm → other → what is kept from paper; ``met``: firm → other →
    the priority of the request that it sent ("" where the other asked, or the meeting was arranged)."""

    firms: Mapping[int, Registration]
    numbered: Collection[NumberedCompany]
    rules: GroupRules
    kept: Mapping[int, Mapping[int, str]]
    met: Mapping[int, Mapping[int, str]]

    @cached_property
    def by_number(self) -> dict[int, NumberedCompany]:
        return {one.number: one for one in self.numbered}

    @cached_property
    def number_of(self) -> dict[int, int]:
        """The lowest number of each firm of the event that has one."""
        return {one.registration_id: one.number for one in reversed(list(self.numbered))}

    def may_ask(self, company: Registration, other: NumberedCompany) -> bool:
        """Whether the event's rules let the one ask the other; both otherwise as they may be."""
        return other.registration_id != company.id and self.rules.allows_asking(company.group_id, other.group_id)


def load_wish_facts(event_id: int, companies: Collection[Registration]) -> WishFacts:
    """What there is to know before lines for these firms of the event are judged; five queries."""
    ids = [company.id for company in companies]
    return WishFacts(
        firms={one.id: one for one in companies},
        numbered=list_numbered_companies(event_id),
        rules=get_group_rules(event_id),
        kept=get_paper_wishes(ids),
        met=_find_met(ids),
    )


def _find_met(ids: Collection[int]) -> dict[int, dict[int, str]]:
    live = select(Meeting.low_id, Meeting.high_id, Meeting.asker_id, Meeting.priority, Meeting.arranged_by).where(
        or_(Meeting.low_id.in_(ids), Meeting.high_id.in_(ids)), Meeting.state.in_(LIVE_STATES), is_not_expired(now())
    )
    result: dict[int, dict[int, str]] = {number: {} for number in ids}
    for low, high, asker, priority, arranged_by in db.session.execute(live):
        for one, other in ((low, high), (high, low)):
            if one in result:
                result[one][other] = priority if one == asker and arranged_by is None else ""
    return result
