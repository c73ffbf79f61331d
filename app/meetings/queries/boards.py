"""What is taken and free at one event, read into the pure board in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from types import EllipsisType

from app.events.models import Event
from app.meetings.availability import away_slots
from app.meetings.board import Board, Party, Taken
from app.meetings.limits import Tally
from app.meetings.queries.attendance import attendance_of
from app.meetings.queries.frame import frame_of
from app.meetings.queries.keeping import keepers_of
from app.meetings.queries.taken import all_taken, missed, slots_of, table_uses, taken_near, unavailable
from app.meetings.queries.tallies import tallies_of
from app.meetings.queries.voices import voices_of
from app.meetings.runs import SlotTime
from app.meetings.seating import uses_count

ALL_SLOTS = ...


@dataclass(frozen=True)
class Hall:
    """An event's board with the parties that were asked for, by registration; ``taken``: all claims of the meetings at
    which their people sit, among others."""

    board: Board
    parties: dict[int, Party]
    tallies: dict[int, Tally]
    taken: Sequence[Taken]

    def claims_of(self, meeting_id: int) -> list[Taken]:
        """What a meeting holds at which one of these people sits."""
        return [claim for claim in self.taken if claim.meeting_id == meeting_id]


def hall_of(event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None) -> Hall:
    """Everything needed to say when these firms can meet; ``ignoring``: the meeting that is to be moved."""
    return _hall(event, set(registration_ids), ignoring)


def hall_for(
    event: Event, registration_ids: Iterable[int], *, ignoring: int | None = None, which_interpreter: bool = False
) -> Hall:
    """As ``hall_of``, for who shows a few firms all their times: of what others hold nothing is read but which tables
    they take when. ``which_interpreter``: not only that one is free, but the one that would come, as it depends on what
    the firms are in."""
    return _hall(event, set(registration_ids), ignoring, around=ALL_SLOTS, which_interpreter=which_interpreter)


def hall_at(
    event: Event,
    registration_ids: Iterable[int],
    slot_id: int,
    *,
    length: int = 1,
    ignoring: int | None = None,
    tallies: dict[int, Tally] | None = None,
) -> Hall:
    """As ``hall_of`` as far as the ``length`` slots from this one on go. An event of thousands of meetings is not read
    for one of them: only what is taken then, and the other meetings of who may sit there. ``tallies``: where they are
    counted already."""
    return _hall(event, set(registration_ids), ignoring, around=(slot_id, length), tallies=tallies)


def with_keepers(hall: Hall, event: Event, *, ignoring: int | None = None) -> Hall:
    """The same hall, which knows besides who keeps which table: a group is to crowd out nobody."""
    hall.board.keepers.update(keepers_of(event.id, ignoring=ignoring))
    return hall


def _hall(
    event: Event,
    wanted: set[int],
    ignoring: int | None,
    *,
    around: tuple[int, int] | EllipsisType | None = None,
    tallies: dict[int, Tally] | None = None,
    which_interpreter: bool = True,
) -> Hall:
    tallies = tallies or tallies_of(event.id, wanted, ignoring=ignoring)
    frame = frame_of(event.id)
    voices = voices_of(event.id) if frame.has_interpreters else []
    speaking = wanted if voices and which_interpreter else ()
    present = attendance_of(event, wanted, tallies=tallies, with_hosts=True, speaking=speaking, busy=frame.busy)
    parties = {one: present.parties[one] for one in wanted if one in present.parties}
    slot_ids: Sequence[int] = ()
    if around is None:
        near = all_taken(event.id)
    else:
        slot_ids = [slot.id for slot in frame.slots] if around is ALL_SLOTS else _from(frame.slots, *around)
        sitting = {person for party in parties.values() for person in party.representatives}
        hosts = present.people.of_all() if present.hosts else frozenset()
        near = taken_near(event.id, slot_ids, sitting, ignoring=ignoring, interpreted=bool(voices), hosts=hosts)
    board = Board.of(
        frame.slots,
        frame.tables,
        taken=near.taken,
        away=[*near.away, *missed(present.people.miss, frame.slots, event.zone)],
        at_home=[present.parties[host] for host in present.hosts],
        seated=frame.seated,
        voices=voices,
        longest_run=event.longest_run,
        walk_minutes=event.walk_minutes,
        ignoring=ignoring,
        table_uses=None if around is None else {},
    )
    board.take_tables(near.tables)
    if around is ALL_SLOTS:
        board.table_uses.update(chain.from_iterable(near.tables.values()))
    elif around is not None and uses_count(board, list(parties.values()), slot_ids):
        board.table_uses.update(table_uses(event.id, slot_ids, near, ignoring=ignoring))
    sits = {claim.representative_id for claim in near.taken if claim.meeting_id == ignoring}
    return Hall(board, {one: _sitting_first(party, sits) for one, party in parties.items()}, tallies, near.taken)


def _sitting_first(party: Party, sits: Set[int | None]) -> Party:
    """Who sits at the meeting that is to be moved comes before its colleagues: it may have been chosen."""
    people = party.representatives
    return replace(party, representatives=tuple(sorted(people, key=lambda one: one not in sits))) if sits else party


def _from(slots: Sequence[SlotTime], slot_id: int, length: int) -> list[int]:
    """The slots (in order of time) of a meeting that begins there, and perhaps one of a pause."""
    first = next((place for place, slot in enumerate(slots) if slot.id == slot_id), len(slots))
    return [slot.id for slot in slots[first : first + length]]


def away_slots_of(event: Event, registration_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The slots in which each of these firms is elsewhere, whatever it meets: as the page on which times are chosen."""
    present, slots = attendance_of(event, set(registration_ids)), slots_of(event.id)
    gone = [*unavailable(event.id, present.people.of_all()), *missed(present.people.miss, slots, event.zone)]
    board = Board.of(slots, [], away=gone)
    return {one: away_slots(board, party) for one, party in present.parties.items()}
