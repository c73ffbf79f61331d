"""How many meetings and open requests firms have, and which have all that they can have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, case, func, or_, select

from app.core.db import cached_read, db, now
from app.events.calendar import SlotKind
from app.events.models import Event, Slot
from app.events.rules import NO_OWN_LIMITS, CompanyLimits
from app.meetings.lifecycle import State
from app.meetings.limits import COUNTS_AS_MEETING, Tally, remaining
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.meetings.queries.lapsed import NOW, not_lapsed
from app.meetings.queries.round_parties import SITS, invitations_open, seats_counted
from app.registrations.models import Registration, Representation
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

_EVENT = bindparam("event_id", type_=Integer)

# made once: everybody books in the same minutes
_COUNTED_AT = select(Meeting.state, Meeting.low_id, Meeting.high_id, Meeting.asker_id, Meeting.awaiting_id).where(
    Meeting.event_id == _EVENT,
    Meeting.kind == ONE_TO_ONE,
    Meeting.state.in_(sorted((State.REQUESTED, *COUNTS_AS_MEETING))),
    not_lapsed(NOW),
)
_TAKING_PART = (
    select(
        *(Registration.id, Registration.kind, Registration.state, Registration.group_id, Registration.delegation_id),
        *(Registration.home_table_id, Registration.least_meetings, Registration.most_meetings),
        Registration.longest_run,
    )
    .where(Registration.event_id == _EVENT, Registration.state.not_in(sorted(OUT_OF_SIGHT)))
    .order_by(Registration.id)
)
_TIMES = select(func.count()).where(Slot.event_id == _EVENT, Slot.kind == SlotKind.MEETING.value).scalar_subquery()
_PEOPLE = select(func.count()).where(Representation.registration_id == Registration.id).scalar_subquery()
_PAIRS = (
    select(func.count())
    .where(Meeting.kind == ONE_TO_ONE, or_(Meeting.low_id == Registration.id, Meeting.high_id == Registration.id))
    .correlate(Registration)
)
_OPEN = _PAIRS.where(
    Meeting.state == State.REQUESTED,
    Meeting.asker_id == Registration.id,
    Meeting.awaiting_id.is_distinct_from(Registration.id),
    not_lapsed(NOW),
).scalar_subquery()
_OTHERS = Meeting.state.in_(sorted(COUNTS_AS_MEETING)), Meeting.id != bindparam("ignoring", type_=Integer)
_SEATS = (
    select(func.count())
    .join_from(MeetingParty, Meeting, Meeting.id == MeetingParty.meeting_id)
    .where(Meeting.kind == GROUP, MeetingParty.registration_id == Registration.id, SITS, *_OTHERS)
    .correlate(Registration)
)
_COUNTED = select(
    Registration.id,
    _OPEN,
    _PAIRS.where(*_OTHERS).scalar_subquery() + _SEATS.scalar_subquery(),
    Registration.least_meetings,
    Registration.most_meetings,
    Registration.longest_run,
    _TIMES * case((_PEOPLE > 0, _PEOPLE), else_=1),
    and_(Registration.kind == "firm", Registration.state == RegistrationState.APPROVED),
).where(Registration.event_id == _EVENT, Registration.id.in_(bindparam("firms", expanding=True, type_=Integer)))


def limits_of(event: Event) -> CompanyLimits:
    return CompanyLimits(
        open_requests=event.max_open_requests,
        least_meetings=event.min_meetings,
        most_meetings=event.max_meetings,
        longest_run=event.longest_run,
    )


def tallies_of(event_id: int, registration_ids: Iterable[int], *, ignoring: int | None = None) -> dict[int, Tally]:
    """Open requests and meetings of each firm; the meeting ``ignoring`` counts as no meeting."""
    wanted = list(registration_ids)
    counted = _counted(event_id, frozenset(wanted), ignoring or 0)
    return {one: counted.get(one, Tally(takes_part=False)) for one in wanted}


@cached_read
def _counted(event_id: int, firms: frozenset[int], ignoring: int) -> dict[int, Tally]:
    at = {"event_id": event_id, "firms": sorted(firms), "ignoring": ignoring, "now": now()}
    return {
        firm: Tally(opened, meetings, _limits(own), places, bool(takes_part))
        for firm, opened, meetings, *own, places, takes_part in db.session.execute(_COUNTED, at)
    }


def tallies_among(event_id: int, registration_ids: Iterable[int]) -> dict[int, Tally]:
    """The same for most firms that take part in an event, whose meetings are read whole: to name a thousand firms in
    each query would take longer than to read what the others have."""
    rows, seats = _counted_among(event_id)
    opened, meets = Counter[int](), Counter[int](seats)
    for state, low, high, asker, awaiting in rows:
        if state == State.REQUESTED:
            opened[asker] += awaiting != asker
        else:
            meets.update((low, high))
    limits = {row.id: own_of(row) for row in taking_part(event_id)}
    return {one: Tally(opened[one], meets[one], limits.get(one, NO_OWN_LIMITS)) for one in registration_ids}


@cached_read
def _counted_among(event_id: int) -> tuple[Sequence[Any], Sequence[int]]:
    rows = db.session.execute(_COUNTED_AT, {"event_id": event_id, "now": now()}).all()
    return rows, list(seats_counted(event_id))


@cached_read
def taking_part(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who takes part, or may, in the order of their ids: ``id``, ``kind``, ``state``, ``group_id``, ``delegation_id``,
    and of its own ``home_table_id``, ``least_meetings``, ``most_meetings``, ``longest_run``."""
    return db.session.execute(_TAKING_PART, {"event_id": event_id}).all()


def _limits(own: Sequence[int | None]) -> CompanyLimits:
    least, most, run = own
    return CompanyLimits(least_meetings=least, most_meetings=most, longest_run=run)


def own_of(registration: Registration | Row[*tuple[Any, ...]]) -> CompanyLimits:
    """What is said of this firm alone."""
    return CompanyLimits(
        least_meetings=registration.least_meetings,
        most_meetings=registration.most_meetings,
        longest_run=registration.longest_run,
    )


def tally_of_asker(event_id: int, registration_id: int) -> Tally:
    """Of who asks or invites: an invitation to a group that waits for its answer asks for time as a request does."""
    return with_invitations(tallies_of(event_id, [registration_id])[registration_id], event_id, registration_id)


def with_invitations(counted: Tally, event_id: int, registration_id: int) -> Tally:
    """The tally of a firm, its open invitations to groups among its open requests."""
    return counted._replace(open_requests=counted.open_requests + invitations_open(event_id, registration_id))


def invitable_by(event: Event, registration_id: int) -> int | None:
    """How many more firms it may ask or invite now; None without a limit."""
    limits = limits_of(event)
    return (
        None if limits.open_requests is None else remaining(limits, tally_of_asker(event.id, registration_id)).requests
    )


def full_among(event: Event, tallies: Mapping[int, Tally]) -> frozenset[int]:
    """Which of the firms that were counted have all the meetings that they can have (``most_of``)."""
    most = most_of(event, tallies)
    return frozenset(one for one, bound in most.items() if tallies[one].meetings >= bound)


def most_of(event: Event, tallies: Mapping[int, Tally]) -> dict[int, int]:
    """How many meetings each of the firms that were counted with their ``places`` can have: the most that it may have,
    or one for each of its people at each of its times; firms without a limit are absent."""
    of_all = limits_of(event)
    found: dict[int, int] = {}
    for one, tally in tallies.items():
        bounds = [bound for bound in (of_all.but(tally.own).most_meetings, tally.places or None) if bound is not None]
        if bounds:
            found[one] = min(bounds)
    return found
