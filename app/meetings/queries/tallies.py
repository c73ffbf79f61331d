"""How many meetings and open requests firms have, and which have all that they can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, cast, func, null, or_, select, union_all

from app.db import asked_once, db, now
from app.events.hours import SlotKind
from app.events.models import Event, Slot
from app.events.rules import AS_ALL, Limits
from app.meetings.lifecycle import State
from app.meetings.limits import COUNTS_AS_MEETING, Tally, remaining
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.queries.lapsed import NOW, not_lapsed
from app.meetings.queries.round_parties import ROUNDS_COUNTED, invitations_open, seats_counted
from app.registrations.models import Registration, Representation
from app.registrations.states import RegistrationState

_FIRMS = bindparam("firms", expanding=True, type_=Integer)
_EVENT = bindparam("event_id", type_=Integer)

# made once: everybody books in the same minutes
_COUNTED_AT = select(
    Meeting.id, Meeting.state, Meeting.low_id, Meeting.high_id, Meeting.asker_id, Meeting.awaiting_id
).where(
    Meeting.event_id == _EVENT,
    Meeting.kind == ONE_TO_ONE,
    Meeting.state.in_(sorted((State.REQUESTED, *COUNTS_AS_MEETING))),
    not_lapsed(NOW),
)
_NONE = cast(null(), Integer)
_COUNTED = union_all(
    _COUNTED_AT.where(Meeting.low_id.in_(_FIRMS) | Meeting.high_id.in_(_FIRMS)),
    ROUNDS_COUNTED.add_columns(_NONE, _NONE, _NONE),
)
"""One-to-one meetings as they stand, and seats at group meetings: of those meeting, state and firm."""
_OWN_AT = select(
    Registration.id, Registration.least_meetings, Registration.most_meetings, Registration.longest_run
).where(
    Registration.event_id == _EVENT,
    or_(
        Registration.least_meetings.is_not(None),
        Registration.most_meetings.is_not(None),
        Registration.longest_run.is_not(None),
    ),
)
_TIMES = select(func.count()).where(Slot.event_id == _EVENT, Slot.kind == SlotKind.MEETING.value).scalar_subquery()
_PEOPLE = select(func.count()).where(Representation.registration_id == Registration.id).scalar_subquery()
_OWN_AND_PLACES = select(
    Registration.id,
    Registration.least_meetings,
    Registration.most_meetings,
    Registration.longest_run,
    _TIMES * case((_PEOPLE > 0, _PEOPLE), else_=1),
    and_(Registration.kind == "firm", Registration.state == RegistrationState.APPROVED),
).where(Registration.event_id == _EVENT, Registration.id.in_(_FIRMS))


def limits_of(event: Event) -> Limits:
    return Limits(
        open_requests=event.max_open_requests,
        least_meetings=event.min_meetings,
        most_meetings=event.max_meetings,
        longest_run=event.longest_run,
    )


def tallies_of(event_id: int, registration_ids: Iterable[int], *, ignoring: int | None = None) -> dict[int, Tally]:
    """Open requests and meetings of each firm, in two queries; the meeting ``ignoring`` counts as no meeting."""
    wanted = list(registration_ids)
    firms, rows = _counted(event_id, frozenset(wanted))
    own = _limits(row[:4] for row in firms if row[1:4] != (None, None, None))
    meetings, rounds = [row for row in rows if row[3]], ((row[0], row[2]) for row in rows if not row[3])
    counted = _tallies(wanted, meetings, rounds, own, ignoring)
    more = {row[0]: {"places": row[4], "takes_part": row[5]} for row in firms}
    return {one: tally._replace(**more.get(one, {"takes_part": False})) for one, tally in counted.items()}


@asked_once
def _counted(event_id: int, firms: frozenset[int]) -> tuple[Sequence[Any], Sequence[Any]]:
    at = {"event_id": event_id, "firms": sorted(firms)}
    limits = db.session.execute(_OWN_AND_PLACES, at).all()
    return limits, db.session.execute(_COUNTED, {**at, "now": now()}).all()


def tallies_among(event_id: int, registration_ids: Iterable[int]) -> dict[int, Tally]:
    """The same for most firms of an event, whose meetings are read whole: to name a thousand firms in each query would
    take longer than to read what the others have."""
    rows, own, seats = _counted_among(event_id)
    return _tallies(registration_ids, rows, ((0, firm) for firm in seats), _limits(own))


@asked_once
def _counted_among(event_id: int) -> tuple[Sequence[Any], Sequence[Any], Sequence[int]]:
    rows = db.session.execute(_COUNTED_AT, {"event_id": event_id, "now": now()}).all()
    return rows, db.session.execute(_OWN_AT, {"event_id": event_id}).all(), list(seats_counted(event_id))


def _tallies(
    firms: Iterable[int],
    meetings: Iterable[Any],
    rounds: Iterable[tuple[int, int]],
    own: Mapping[int, Limits],
    ignoring: int | None = None,
) -> dict[int, Tally]:
    opened: defaultdict[int, int] = defaultdict(int)
    meets: defaultdict[int, int] = defaultdict(int)
    for number, state, low, high, asker, awaiting in meetings:
        if state == State.REQUESTED:
            opened[asker] += awaiting != asker
        elif number != ignoring:
            meets[low] += 1
            meets[high] += 1
    for number, firm in rounds:
        meets[firm] += number != ignoring
    return {one: Tally(opened.get(one, 0), meets.get(one, 0), own.get(one, AS_ALL)) for one in firms}


def _limits(rows: Iterable[Any]) -> dict[int, Limits]:
    return {one: Limits(least_meetings=least, most_meetings=most, longest_run=run) for one, least, most, run in rows}


def own_of(registration: Registration) -> Limits:
    """What is said of this firm alone."""
    return Limits(
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
