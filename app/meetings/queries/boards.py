"""What is taken and free at one event, read into the pure board in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, func, select

from app.db import db
from app.events.hours import SlotKind
from app.events.models import Event, Group, ProgrammeItem, Slot, Table
from app.events.rules import Limits
from app.kernel.spans import Span
from app.meetings.availability import away_slots
from app.meetings.board import Away, Board, Party, TablePlace, Taken
from app.meetings.lifecycle import State
from app.meetings.limits import COUNTS_AS_MEETING, Tally, remaining
from app.meetings.models import Claim, Meeting, Unavailability
from app.meetings.runs import SlotTime
from app.registrations.half_days import half_day_of
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.visits import Visits, visits_of


@dataclass(frozen=True)
class Hall:
    """An event's board with the parties that were asked for, by registration."""

    board: Board
    parties: dict[int, Party]
    tallies: dict[int, Tally]


def hall_of(event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None) -> Hall:
    """Everything needed to say when these firms can meet; ``ignoring``: the meeting that is to be moved."""
    wanted = set(registration_ids)
    tallies = tallies_of(event.id, wanted, ignoring=ignoring)
    hosts = _hosts(event.id)
    parties = _parties(event, wanted | hosts, tallies)
    board = Board.of(
        _slots(event.id),
        [TablePlace(table, group) for table, group in _tables(event.id)],
        taken=[Taken(*row) for row in _claims(event.id)],
        away=away_of(event),
        at_home=[parties[host] for host in sorted(hosts)],
        seated=frozenset(db.session.scalars(select(Group.id).where(Group.event_id == event.id, Group.seated))),
        longest_run=event.longest_run,
        ignoring=ignoring,
    )
    return Hall(board, {one: party for one, party in parties.items() if one in wanted}, tallies)


def away_slots_of(event: Event, registration_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The slots in which each of these firms is elsewhere, whatever it meets: as the page on which times are chosen."""
    parties = _parties(event, set(registration_ids), {})
    board = Board.of(_slots(event.id), [], away=away_of(event))
    return {one: away_slots(board, party) for one, party in parties.items()}


def limits_of(event: Event) -> Limits:
    return Limits(
        open_requests=event.max_open_requests,
        least_meetings=event.min_meetings,
        most_meetings=event.max_meetings,
        longest_run=event.longest_run,
    )


def tallies_of(event_id: int, registration_ids: Iterable[int], *, ignoring: int | None = None) -> dict[int, Tally]:
    """Open requests and meetings of each firm, in two queries; the meeting ``ignoring`` is not counted."""
    wanted = list(registration_ids)
    asked = select(Meeting.asker_id, func.count()).where(
        Meeting.event_id == event_id,
        Meeting.state == State.REQUESTED,
        Meeting.asker_id.in_(wanted),
        Meeting.awaiting_id != Meeting.asker_id,
    )
    opened: dict[int, int] = dict(db.session.execute(asked.group_by(Meeting.asker_id)).all())
    meets: dict[int, int] = defaultdict(int)
    counted = select(Meeting.low_id, Meeting.high_id).where(
        Meeting.event_id == event_id,
        Meeting.state.in_(COUNTS_AS_MEETING),
        Meeting.low_id.in_(wanted) | Meeting.high_id.in_(wanted),
        Meeting.id != (ignoring or 0),
    )
    for low, high in db.session.execute(counted):
        meets[low] += 1
        meets[high] += 1
    return {one: Tally(open_requests=opened.get(one, 0), meetings=meets[one]) for one in wanted}


def full_among(event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None) -> frozenset[int]:
    """Which of these firms have all the meetings that they can have: the most that the event allows, or one for each of
    their people at each of its times. The meeting ``ignoring`` is not counted.
    """
    wanted = list(registration_ids)
    times = select(func.count()).where(Slot.event_id == event.id, Slot.kind == SlotKind.MEETING)
    at_once = select(Representation.registration_id, func.count()).where(Representation.registration_id.in_(wanted))
    people: dict[int, int] = dict(db.session.execute(at_once.group_by(Representation.registration_id)).all())
    slots, limits = db.session.scalar(times) or 0, limits_of(event)
    return frozenset(
        one
        for one, tally in tallies_of(event.id, wanted, ignoring=ignoring).items()
        if remaining(limits, tally).meetings == 0 or 0 < slots * max(1, people.get(one, 0)) <= tally.meetings
    )


def _parties(event: Event, ids: set[int], tallies: dict[int, Tally]) -> dict[int, Party]:
    people = _people(ids)
    visits = visits_of(event.id)
    speeches = busy_spans(event.id)
    limits = limits_of(event)
    rows = select(Registration).where(Registration.id.in_(ids), Registration.event_id == event.id)
    return {
        one.id: Party(
            registration_id=one.id,
            group_id=one.group_id,
            representatives=tuple(people[one.id]),
            home_table_id=one.home_table_id,
            windows=_windows(visits, one.delegation_id),
            away=(*_visited(visits, one), *speeches[None], *speeches[one.group_id]),
            meetings_left=remaining(limits, tallies[one.id]).meetings if one.id in tallies else None,
        )
        for one in db.session.scalars(rows)
    }


def _people(registration_ids: Iterable[int]) -> dict[int, list[int]]:
    """Representatives of each firm, in the order of their rank."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = (
        select(Representation.registration_id, Representation.representative_id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(list(registration_ids)))
        .order_by(Representative.rank.is_(None), Representative.rank, Representative.id)
    )
    for registration_id, representative_id in db.session.execute(rows):
        found[registration_id].append(representative_id)
    return found


def _visited(visits: Visits, firm: Registration) -> list[Span]:
    return [Span(block.starts_at, block.ends_at) for block in visits.of(firm.delegation_id, firm.id)]


def _windows(visits: Visits, delegation_id: int | None) -> tuple[Span, ...]:
    stay = visits.stays.get(delegation_id) if delegation_id is not None else None
    return (stay,) if stay is not None else ()


def busy_spans(event_id: int) -> dict[int | None, list[Span]]:
    """Programme items that keep their audience busy, by group (None: everybody)."""
    found: dict[int | None, list[Span]] = defaultdict(list)
    rows = select(ProgrammeItem.group_id, ProgrammeItem.starts_at, ProgrammeItem.ends_at).where(
        ProgrammeItem.event_id == event_id, ProgrammeItem.keeps_busy
    )
    for group_id, starts, ends in db.session.execute(rows):
        found[group_id].append(Span(starts, ends))
    return found


def _slots(event_id: int) -> list[SlotTime]:
    rows = select(Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).where(Slot.event_id == event_id)
    return [SlotTime(slot, Span(starts, ends), SlotKind(kind)) for slot, starts, ends, kind in db.session.execute(rows)]


def _tables(event_id: int) -> Sequence[tuple[int, int | None]]:
    rows = select(Table.id, Table.group_id).where(Table.event_id == event_id, Table.retired_at.is_(None))
    return db.session.execute(rows.order_by(Table.position, Table.id)).all()


def _claims(event_id: int) -> Sequence[tuple[int, int, int | None, int | None]]:
    rows = select(Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id)
    return db.session.execute(rows.where(Claim.event_id == event_id)).all()


def away_of(event: Event) -> list[Away]:
    """The slots that somebody or a table cannot serve, and those of the half days at which somebody is absent."""
    absent = select(Representative.id, Representative.absent).where(
        Representative.event_id == event.id, cast(Representative.absent, String) != "[]"
    )
    half_days = {one: set(missed) for one, missed in db.session.execute(absent) if missed}
    slots = _slots(event.id) if half_days else []
    missed = [
        Away(slot.id, person, None)
        for slot in slots
        for person, halves in half_days.items()
        if half_day_of(slot.span.start, event.zone) in halves
    ]
    return [*(Away(*row) for row in _unavailable(event.id)), *missed]


def _unavailable(event_id: int) -> Sequence[tuple[int, int | None, int | None]]:
    rows = select(Unavailability.slot_id, Unavailability.representative_id, Unavailability.table_id)
    return db.session.execute(rows.where(Unavailability.event_id == event_id)).all()


def _hosts(event_id: int) -> set[int]:
    """Firms with a table of their own."""
    rows = select(Registration.id).where(Registration.event_id == event_id, Registration.home_table_id.is_not(None))
    return set(db.session.scalars(rows))
