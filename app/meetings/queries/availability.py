"""Who may attend for a company and when it is there at all, what is occupied and free at one event: read into the
pure occupancy in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from types import EllipsisType
from typing import Any

from sqlalchemy import Integer, bindparam, or_, select

from app.core.clock import Span
from app.core.db import db
from app.delegations.queries.visits import VisitCalendar, get_visits_of_delegations
from app.events.models import Event
from app.meetings.availability import get_away_slots
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot
from app.meetings.policy import MeetingTally, get_remaining
from app.meetings.queries.claims import find_usual_occupants
from app.meetings.queries.interpreters import get_related_sectors, list_interpreter_profiles
from app.meetings.queries.occupancy import (
    count_table_uses,
    get_event_layout,
    list_absent_slots,
    list_all_claims,
    list_event_slots,
    list_nearby_claims,
    list_unavailable_slots,
)
from app.meetings.queries.policy import count_tallies, get_event_limits
from app.meetings.runs import SlotTime
from app.meetings.seating import needs_table_uses
from app.registrations.models import Registration, Representation, Representative

_EVENT_ID = bindparam("event_id", type_=Integer)
_REGISTRATION_IDS = bindparam("firms", expanding=True, type_=Integer)

# made once: everybody books in the same minutes
_COMPANIES_QUERY = (
    select(
        Registration.id,
        Registration.group_id,
        Registration.delegation_id,
        Registration.home_table_id,
        Registration.languages,
        Registration.needs_interpreter,
        Representation.representative_id,
        Representative.languages.label("speaks"),
        Representative.absent,
    )
    .outerjoin(Representation, Representation.registration_id == Registration.id)
    .outerjoin(Representative, Representative.id == Representation.representative_id)
    .where(Registration.event_id == _EVENT_ID)
    .order_by(Registration.id, Representative.rank.is_(None), Representative.rank, Representative.id)
)
_CHOSEN_COMPANIES = _COMPANIES_QUERY.where(Registration.id.in_(_REGISTRATION_IDS))
_CHOSEN_COMPANIES_AND_HOSTS = _COMPANIES_QUERY.where(
    or_(Registration.id.in_(_REGISTRATION_IDS), Registration.home_table_id.is_not(None))
)


@dataclass
class CompanyPeople:
    """By company who represents it, in the order of their rank; of those who said so what they ``speak``, and the half
    days that they ``miss``."""

    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    speak: dict[int, frozenset[str]] = field(default_factory=dict)
    miss: dict[int, frozenset[str]] = field(default_factory=dict)

    def of_all(self) -> set[int]:
        return {person for people in self.of.values() for person in people}


@dataclass(frozen=True)
class EventParties:
    """The firms that were asked for and, where asked for, those with a table of their own (``hosts``)."""

    parties: dict[int, BookingParty]
    hosts: list[int]
    people: CompanyPeople


def load_parties(
    event: Event,
    wanted: Collection[int],
    *,
    tallies: Mapping[int, MeetingTally] | None = None,
    with_hosts: bool = False,
    speaking: Collection[int] = (),
    busy: Mapping[int | None, Sequence[Span]] | None = None,
) -> EventParties:
    """``speaking``: of these companies also what they are in, for the choice of an interpreter; ``busy``: as in
    ``EventLayout``, where that is read already."""
    asked = {"event_id": event.id, "firms": list(wanted)}
    chosen_companies_and_hosts = db.session.execute(
        _CHOSEN_COMPANIES_AND_HOSTS if with_hosts else _CHOSEN_COMPANIES, asked
    ).all()
    people, rows = (
        _group_people(chosen_companies_and_hosts),
        {row.id: row for row in chosen_companies_and_hosts}.values(),
    )
    known = get_related_sectors(speaking)
    visits = get_visits_of_delegations(event.id, {row.delegation_id for row in rows if row.delegation_id is not None})
    speeches = get_event_layout(event.id).busy if busy is None else busy
    limits, tallies = get_event_limits(event), tallies or {}
    parties = {
        row.id: BookingParty(
            registration_id=row.id,
            group_id=row.group_id,
            representatives=tuple(people.of[row.id]),
            home_table_id=row.home_table_id,
            windows=_list_stay_windows(visits, row.delegation_id),
            away=(
                *[Span(block.busy_from, block.ends_at) for block in visits.of(row.delegation_id, row.id)],
                *speeches.get(None, ()),
                *speeches.get(row.group_id, ()),
            ),
            meetings_left=get_remaining(limits, tallies[row.id]).meetings if row.id in tallies else None,
            languages=frozenset(row.languages or ()),
            spoken={person: people.speak[person] for person in people.of[row.id] if person in people.speak},
            needs_interpreter=bool(row.needs_interpreter),
            sectors=known.get(row.id, frozenset()),
            longest_run=tallies[row.id].own.longest_run if row.id in tallies else None,
        )
        for row in rows
    }
    hosts = sorted(row.id for row in rows if row.home_table_id is not None)
    return EventParties(parties, hosts, people)


def _group_people(rows: Iterable[Any]) -> CompanyPeople:
    company_people = CompanyPeople()
    for row in rows:
        if row.representative_id is None:
            continue
        company_people.of[row.id].append(row.representative_id)
        if row.speaks:
            company_people.speak[row.representative_id] = frozenset(row.speaks)
        if row.absent:
            company_people.miss[row.representative_id] = frozenset(row.absent)
    return company_people


def _list_stay_windows(visits: VisitCalendar, delegation_id: int | None) -> tuple[Span, ...]:
    stay = visits.stays.get(delegation_id) if delegation_id is not None else None
    return (stay,) if stay is not None else ()


ALL_SLOTS = ...


@dataclass(frozen=True)
class EventAvailability:
    """An event's board with the parties that were asked for, by registration; ``taken``: all claims of the meetings at
    which their people sit, among others."""

    board: Occupancy
    parties: dict[int, BookingParty]
    tallies: dict[int, MeetingTally]
    taken: Sequence[OccupiedSlot]

    def claims_of(self, meeting_id: int) -> list[OccupiedSlot]:
        """What a meeting holds at which one of these people sits."""
        return [claim for claim in self.taken if claim.meeting_id == meeting_id]


def load_availability(
    event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None
) -> EventAvailability:
    """Everything needed to say when these firms can meet; ``ignoring``: the meeting that is to be moved."""
    return _load_availability(event, set(registration_ids), ignoring)


def load_company_availability(
    event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None, which_interpreter: bool = False
) -> EventAvailability:
    """As ``load_availability``, for who shows a few companies all their times: of what others hold nothing is read
    but which tables they take when. ``which_interpreter``: not only that one is free, but the one that would come, as
    it depends on what the companies are in."""
    return _load_availability(
        event, set(registration_ids), ignoring, around=ALL_SLOTS, which_interpreter=which_interpreter
    )


def load_slot_availability(
    event: Event,
    registration_ids: Iterable[int],
    slot_id: int,
    *,
    length: int = 1,
    ignoring: int | None = None,
    tallies: dict[int, MeetingTally] | None = None,
) -> EventAvailability:
    """As ``load_availability`` as far as the ``length`` slots from this one on go. An event of thousands of meetings
    is not read for one of them: only what is taken then, and the other meetings of who may sit there. ``tallies``:
    where they are counted already."""
    return _load_availability(event, set(registration_ids), ignoring, around=(slot_id, length), tallies=tallies)


def add_table_keepers(hall: EventAvailability, event: Event, *, ignoring: int | None = None) -> EventAvailability:
    """The same hall, which knows besides who keeps which table: a group is to crowd out nobody."""
    hall.board.keepers.update(find_usual_occupants(event.id, ignoring=ignoring))
    return hall


def _load_availability(
    event: Event,
    wanted: set[int],
    ignoring: int | None,
    *,
    around: tuple[int, int] | EllipsisType | None = None,
    tallies: dict[int, MeetingTally] | None = None,
    which_interpreter: bool = True,
) -> EventAvailability:
    tallies = tallies or count_tallies(event.id, wanted, ignoring=ignoring)
    frame = get_event_layout(event.id)
    interpreters = list_interpreter_profiles(event.id) if frame.has_interpreters else []
    speaking = wanted if interpreters and which_interpreter else ()
    present = load_parties(event, wanted, tallies=tallies, with_hosts=True, speaking=speaking, busy=frame.busy)
    parties = {
        registration_id: present.parties[registration_id]
        for registration_id in wanted
        if registration_id in present.parties
    }
    slot_ids: Sequence[int] = ()
    if around is None:
        near = list_all_claims(event.id)
    else:
        slot_ids = (
            [slot.id for slot in frame.slots] if around is ALL_SLOTS else _list_following_slots(frame.slots, *around)
        )
        sitting = {person for party in parties.values() for person in party.representatives}
        hosts = present.people.of_all() if present.hosts else frozenset()
        near = list_nearby_claims(
            event.id, slot_ids, sitting, ignoring=ignoring, interpreted=bool(interpreters), hosts=hosts
        )
    board = Occupancy.of(
        frame.slots,
        frame.tables,
        taken=near.taken,
        away=[*near.away, *list_absent_slots(present.people.miss, frame.slots, event.zone)],
        at_home=[present.parties[host] for host in present.hosts],
        seated=frame.seated,
        interpreters=interpreters,
        longest_run=event.longest_run,
        walk_minutes=event.walk_minutes,
        ignoring=ignoring,
        table_uses=None if around is None else {},
    )
    board.take_tables(near.tables)
    if around is ALL_SLOTS:
        board.table_uses.update(chain.from_iterable(near.tables.values()))
    elif around is not None and needs_table_uses(board, list(parties.values()), slot_ids):
        board.table_uses.update(count_table_uses(event.id, slot_ids, near, ignoring=ignoring))
    sits = {claim.representative_id for claim in near.taken if claim.meeting_id == ignoring}
    return EventAvailability(
        board,
        {registration_id: _put_current_attendee_first(party, sits) for registration_id, party in parties.items()},
        tallies,
        near.taken,
    )


def _put_current_attendee_first(party: BookingParty, sits: Set[int | None]) -> BookingParty:
    """Who sits at the meeting that is to be moved comes before its colleagues: it may have been chosen."""
    people = party.representatives
    return (
        replace(party, representatives=tuple(sorted(people, key=lambda person: person not in sits))) if sits else party
    )


def _list_following_slots(slots: Sequence[SlotTime], slot_id: int, length: int) -> list[int]:
    """The slots (in order of time) of a meeting that begins there, and perhaps one of a pause."""
    first = next((place for place, slot in enumerate(slots) if slot.id == slot_id), len(slots))
    return [slot.id for slot in slots[first : first + length]]


def find_away_slots(event: Event, registration_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The slots in which each of these firms is elsewhere, whatever it meets: as the page on which times are chosen."""
    present, slots = load_parties(event, set(registration_ids)), list_event_slots(event.id)
    unavailable_slots = [
        *list_unavailable_slots(event.id, present.people.of_all()),
        *list_absent_slots(present.people.miss, slots, event.zone),
    ]
    board = Occupancy.of(slots, [], away=unavailable_slots)
    return {registration_id: get_away_slots(board, party) for registration_id, party in present.parties.items()}
