"""What is occupied at an event: who sits where in which slot, indexed once, asked many times; and who gets from zone
to zone in time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple, Self

from app.core.clock import Span
from app.events.calendar import SlotKind
from app.meetings.interpreters import InterpreterProfile, SpokenLanguages
from app.meetings.runs import SlotTime, get_run_positions

ANYWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WalkedMeeting:
    """A meeting as those who sit there walk to it. ``zone_then``: where its table stands from then on, if elsewhere."""

    meeting_id: int
    span: Span
    zone: str
    people: tuple[int, ...]
    zone_then: str = ""


def find_hurried_meetings(stays: Iterable[WalkedMeeting], *, before: timedelta, after: timedelta) -> frozenset[int]:
    """The meetings to which somebody comes from another zone, in time while the walk took so long as ``before`` and
    the tables stood where they did, but no longer if it takes as long as ``after``."""
    of: dict[int, list[WalkedMeeting]] = defaultdict(list)
    for stay in sorted(stays, key=lambda meeting: meeting.span.start):
        for person in stay.people:
            of[person].append(stay)
    return frozenset(
        then.meeting_id
        for theirs in of.values()
        for first, then in pairwise(theirs)
        if not _is_short(first.zone, then.zone, gap := then.span.start - first.span.end, before)
        and _is_short(first.zone_then or first.zone, then.zone_then or then.zone, gap, after)
    )


def _is_short(zone: str, other: str, gap: timedelta, walk: timedelta) -> bool:
    return zone != other and gap < walk


def get_bound_zones(
    zones_by_slot: Mapping[int, str], spans: Mapping[int, Span], stretch: Sequence[Span], *, walk: timedelta
) -> frozenset[str]:
    """The zones of the meetings (slot → zone) from or to which there is no time to walk; ``ANYWHERE`` for none.

    Slots that ``spans`` does not know, and those of the stretch itself, do not count.
    """
    if not walk or not zones_by_slot:
        return ANYWHERE
    first, last = stretch[0], stretch[-1]
    near = (
        zone
        for slot_id, zone in zones_by_slot.items()
        if (span := spans.get(slot_id)) is not None and span not in stretch and _gap(span, first, last) < walk
    )
    return frozenset(near)


def can_reach(bound: Set[str], zone: str) -> bool:
    """Whether who is bound to these zones can sit in this one."""
    return not bound or bound == {zone}


def _gap(span: Span, first: Span, last: Span) -> timedelta:
    return first.start - span.end if span.end <= first.start else span.start - last.end


_NOBODY: frozenset[int] = frozenset()
NIGHT_PAUSE = timedelta(hours=6)
"""No event has so long a pause within a day."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A table; ``group_id``: the side that keeps the tables of its zone; ``zone``: tables of one stand together;
    ``seats``: how many sit there."""

    id: int
    group_id: int | None = None
    zone: str = ""
    seats: int = 4


class OccupiedSlot(NamedTuple):
    """A claim: in this slot the meeting holds a representative, a table or an interpreter."""

    slot_id: int
    meeting_id: int
    representative_id: int | None = None
    table_id: int | None = None
    interpreter_id: int | None = None


@dataclass(frozen=True, slots=True)
class UnavailableSlot:
    """In this slot a representative, a table or an interpreter is not to be had."""

    slot_id: int
    representative_id: int | None = None
    table_id: int | None = None
    interpreter_id: int | None = None


@dataclass(frozen=True)
class BookingParty:
    """One side of a meeting, as far as its times go.

    ``representatives``: who may sit for it, best first · ``windows``: when it is at the event, () for always ·
    ``away``: when all of it is elsewhere (a visit, a speech) · ``meetings_left``: up to its most, None for no limit ·
    ``languages`` of the company, ``spoken``: of those of its people who said which · ``needs_interpreter``: it ticked
    so · ``sectors``: what it is in, offers or seeks, with all that this lies under · ``longest_run``: said of it alone.
    """

    registration_id: int
    group_id: int | None
    representatives: tuple[int, ...]
    home_table_id: int | None = None
    windows: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()
    meetings_left: int | None = None
    languages: frozenset[str] = frozenset()
    spoken: Mapping[int, frozenset[str]] = field(default_factory=dict)
    needs_interpreter: bool = False
    sectors: frozenset[str] = frozenset()
    longest_run: int | None = None

    def speech_of(self, representative_id: int) -> SpokenLanguages:
        """What is spoken where this person sits for the firm: its own languages, else the firm's."""
        return SpokenLanguages(self.spoken.get(representative_id) or self.languages, self.needs_interpreter)

    def attends(self, span: Span) -> bool:
        """Whether the firm is there during the whole span."""
        present = not self.windows or any(window.covers(span) for window in self.windows)
        return present and not any(away.overlaps(span) for away in self.away)


@dataclass(frozen=True)
class Occupancy:
    """The meeting slots, tables and claims of one event. Build it with ``Board.of``.

    ``keepers``: table → the companies that sit most there, where they were read.
    """

    slots: Sequence[SlotTime]
    tables: Sequence[TablePlace]
    seated: Set[int]
    longest_run: int | None
    places: dict[int, int]
    homes: dict[int, BookingParty]
    meetings: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    away: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    unavailable_tables: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    table_of: dict[int, int] = field(default_factory=dict)
    table_uses: Counter[int] = field(default_factory=Counter)
    keepers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    interpreters: Sequence[InterpreterProfile] = ()
    interpreter_uses: Counter[int] = field(default_factory=Counter)
    walk: timedelta = timedelta()
    spans: dict[int, Span] = field(default_factory=dict)
    zones: dict[int, str] = field(default_factory=dict)
    _interpreted: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _absent_interpreters: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(
        cls,
        slots: Iterable[SlotTime],
        tables: Iterable[TablePlace],
        *,
        taken: Iterable[OccupiedSlot] = (),
        away: Iterable[UnavailableSlot] = (),
        at_home: Iterable[BookingParty] = (),
        seated: Set[int] = _NOBODY,
        interpreters: Iterable[InterpreterProfile] = (),
        longest_run: int | None = None,
        walk_minutes: int = 0,
        ignoring: int | None = None,
        table_uses: Mapping[int, int] | None = None,
    ) -> Self:
        """Index one event.

        ``slots`` of every kind (breaks part the runs), ``tables`` in the order to fill them, ``at_home`` the
        companies that have a table of their own, ``seated`` the groups that keep their tables, ``interpreters`` the
        interpreters. From a table of one zone to one of another it takes ``walk_minutes``. The claims of the meeting
        ``ignoring`` count as free: it is the one to be moved. ``table_uses``: how often each table is taken, where
        ``taken`` holds not all.
        """
        known = sorted(slots, key=lambda slot: slot.span)
        tables = tuple(tables)
        board = cls(
            slots=tuple(slot for slot in known if slot.kind == SlotKind.MEETING),
            tables=tables,
            seated=frozenset(seated) | {table.group_id for table in tables if table.group_id is not None},
            longest_run=longest_run,
            places=get_run_positions(known),
            homes={party.home_table_id: party for party in at_home if party.home_table_id is not None},
            interpreters=tuple(interpreters),
            walk=timedelta(minutes=walk_minutes),
            spans={slot.id: slot.span for slot in known},
            zones={table.id: table.zone for table in tables},
        )
        for claim in taken:
            if claim.meeting_id != ignoring:
                board._take(claim)
        if table_uses is not None:
            board.table_uses.clear()
            board.table_uses.update(table_uses)
        for unavailable_slot in away:
            board._send_away(unavailable_slot)
        return board

    def _take(self, claim: OccupiedSlot) -> None:
        if claim.representative_id is not None:
            self.meetings[claim.representative_id][claim.slot_id] = claim.meeting_id
        elif claim.table_id is not None:
            self.unavailable_tables[claim.slot_id].add(claim.table_id)
            self.table_of[claim.meeting_id] = claim.table_id
            self.table_uses[claim.table_id] += 1
        elif claim.interpreter_id is not None:
            self._interpreted[claim.interpreter_id][claim.slot_id] = claim.meeting_id
            self.interpreter_uses[claim.interpreter_id] += 1

    def _send_away(self, unavailable_slot: UnavailableSlot) -> None:
        if unavailable_slot.representative_id is not None:
            self.away[unavailable_slot.representative_id].add(unavailable_slot.slot_id)
        elif unavailable_slot.table_id is not None:
            self.unavailable_tables[unavailable_slot.slot_id].add(unavailable_slot.table_id)
        elif unavailable_slot.interpreter_id is not None:
            self._absent_interpreters[unavailable_slot.interpreter_id].add(unavailable_slot.slot_id)

    def hold(self, meeting_id: int, slot_ids: Iterable[int], people: Iterable[int], table_id: int) -> None:
        """Let a meeting take people and a table in these slots, as if it were booked."""
        people = tuple(people)
        for slot_id in slot_ids:
            for person in people:
                self._take(OccupiedSlot(slot_id, meeting_id, representative_id=person))
            self._take(OccupiedSlot(slot_id, meeting_id, table_id=table_id))

    def vacate(self, table_id: int, slot_ids: Iterable[int]) -> None:
        """Give a table back in these slots."""
        for slot_id in slot_ids:
            self.unavailable_tables[slot_id].discard(table_id)

    def take_tables(self, taken: Mapping[int, Iterable[int]]) -> None:
        """Take tables (slot → tables) for meetings of others."""
        for slot_id, tables in taken.items():
            self.unavailable_tables[slot_id].update(tables)

    def occupy(self, table_id: int, slot_ids: Iterable[int]) -> None:
        """Take a table in these slots."""
        for slot_id in slot_ids:
            self.unavailable_tables[slot_id].add(table_id)

    def meetings_of(self, representative_id: int) -> dict[int, int]:
        """The meetings of a person: slot → meeting."""
        return self.meetings.get(representative_id, {})

    def is_free(self, representative_id: int, stretch: Sequence[SlotTime]) -> bool:
        """Whether a person neither meets nor is away in any of the slots."""
        meetings, away = self.meetings_of(representative_id), self.away.get(representative_id, _NOBODY)
        return not any(slot.id in meetings or slot.id in away for slot in stretch)

    def interpreted(self, interpreter_id: int) -> dict[int, int]:
        """The meetings at which an interpreter works: slot → meeting."""
        return self._interpreted.get(interpreter_id, {})

    def list_absent_interpreters(self) -> dict[int, set[int]]:
        """The interpreters who cannot work in a slot, by slot; slots at which all can are absent."""
        result: dict[int, set[int]] = defaultdict(set)
        for interpreter, slots in self._absent_interpreters.items():
            for slot in slots:
                result[slot].add(interpreter)
        return result

    def is_interpreter_free(self, interpreter_id: int, stretch: Sequence[SlotTime]) -> bool:
        """Whether an interpreter neither works nor is away in any of the slots."""
        works, away = self.interpreted(interpreter_id), self._absent_interpreters.get(interpreter_id, _NOBODY)
        return not any(slot.id in works or slot.id in away for slot in stretch)

    def release_interpreter(self, interpreter_id: int, slot_ids: Iterable[int]) -> None:
        """Let an interpreter go from what it does in these slots."""
        for slot_id in slot_ids:
            self._interpreted[interpreter_id].pop(slot_id, None)
            self.interpreter_uses[interpreter_id] -= 1

    def engage_interpreter(self, interpreter_id: int, slot_ids: Iterable[int], meeting_id: int) -> None:
        """Let an interpreter work for a meeting in these slots."""
        for slot_id in slot_ids:
            self._interpreted[interpreter_id][slot_id] = meeting_id
            self.interpreter_uses[interpreter_id] += 1

    def within_reach(
        self, meetings_by_slot: Mapping[int, int], tables: Sequence[int], stretch: Sequence[SlotTime]
    ) -> Sequence[int]:
        """The tables that somebody with these meetings (slot → meeting) gets to in time, and away from in time."""
        if not self.walk or not meetings_by_slot:
            return tables
        zones = {slot: self.zones.get(self.table_of.get(meeting, 0), "") for slot, meeting in meetings_by_slot.items()}
        bound = get_bound_zones(zones, self.spans, [slot.span for slot in stretch], walk=self.walk)
        return [table for table in tables if can_reach(bound, self.zones.get(table, ""))] if bound else tables

    def find_unavailable_tables(self, stretch: Sequence[SlotTime]) -> Set[int]:
        """Tables that are taken or away in any of the slots."""
        if len(stretch) == 1:
            return self.unavailable_tables.get(stretch[0].id, _NOBODY)
        return frozenset().union(*(self.unavailable_tables.get(slot.id, _NOBODY) for slot in stretch))

    def with_free_tables(self, slot_id: int) -> Self:
        """The same board without the tables that are taken or away in this slot."""
        unavailable = self.unavailable_tables.get(slot_id, _NOBODY)
        return replace(self, tables=tuple(table for table in self.tables if table.id not in unavailable))

    def ends_a_day(self, index: int) -> bool:
        """Whether after the slots that follow each other from this one on nothing more takes place for hours."""
        last = self.slots[index]
        for slot in self.slots[index + 1 :]:
            if self.places[slot.id] - self.places[last.id] != 1:
                break
            last = slot
        later = (span.start for span in self.spans.values() if span.start >= last.span.end)
        return min(later, default=last.span.end + NIGHT_PAUSE) - last.span.end >= NIGHT_PAUSE

    def stretch(self, index: int, length: int) -> Sequence[SlotTime] | None:
        """The ``length`` slots from this position on, without a pause between them; None where there are fewer."""
        slot_times = self.slots[index : index + length]
        if len(slot_times) < length or self.places[slot_times[-1].id] - self.places[slot_times[0].id] != length - 1:
            return None
        return slot_times
