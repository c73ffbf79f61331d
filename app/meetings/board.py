"""What is taken at an event: who sits where in which slot, indexed once, asked many times."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Self

from app.events.hours import SlotKind
from app.kernel.spans import Span
from app.meetings.runs import SlotTime, run_positions

_NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A table; ``group_id``: the side that keeps the tables of its zone."""

    id: int
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim: in this slot the meeting holds a representative or a table."""

    slot_id: int
    meeting_id: int
    representative_id: int | None = None
    table_id: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """In this slot a representative or a table is not to be had."""

    slot_id: int
    representative_id: int | None = None
    table_id: int | None = None


@dataclass(frozen=True)
class Party:
    """One side of a meeting, as far as its times go.

    ``representatives``: who may sit for it, best first · ``windows``: when it is at the event, () for always ·
    ``away``: when all of it is elsewhere (a visit, a speech) · ``meetings_left``: up to its most, None for no limit.
    """

    registration_id: int
    group_id: int | None
    representatives: tuple[int, ...]
    home_table_id: int | None = None
    windows: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()
    meetings_left: int | None = None

    def attends(self, span: Span) -> bool:
        """Whether the firm is there during the whole span."""
        present = not self.windows or any(window.covers(span) for window in self.windows)
        return present and not any(away.overlaps(span) for away in self.away)


@dataclass(frozen=True)
class Board:
    """The meeting slots, tables and claims of one event. Build it with ``Board.of``."""

    slots: Sequence[SlotTime]
    tables: Sequence[TablePlace]
    seated: Set[int]
    longest_run: int | None
    places: dict[int, int]
    homes: dict[int, Party]
    meetings: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    away: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    tables_gone: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    table_of: dict[int, int] = field(default_factory=dict)
    table_uses: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(
        cls,
        slots: Iterable[SlotTime],
        tables: Iterable[TablePlace],
        *,
        taken: Iterable[Taken] = (),
        away: Iterable[Away] = (),
        at_home: Iterable[Party] = (),
        seated: Set[int] = _NOBODY,
        longest_run: int | None = None,
        ignoring: int | None = None,
    ) -> Self:
        """Index one event.

        ``slots`` of every kind (breaks part the runs), ``tables`` in the order to fill them, ``at_home`` the firms that
        have a table of their own, ``seated`` the groups that keep their tables. The claims of the meeting ``ignoring``
        count as free: it is the one to be moved.
        """
        known = sorted(slots, key=lambda slot: slot.span)
        tables = tuple(tables)
        board = cls(
            slots=tuple(slot for slot in known if slot.kind == SlotKind.MEETING),
            tables=tables,
            seated=frozenset(seated) | {table.group_id for table in tables if table.group_id is not None},
            longest_run=longest_run,
            places=run_positions(known),
            homes={party.home_table_id: party for party in at_home if party.home_table_id is not None},
        )
        for claim in taken:
            if claim.meeting_id != ignoring:
                board._take(claim)
        for gone in away:
            board._send_away(gone)
        return board

    def _take(self, claim: Taken) -> None:
        if claim.representative_id is not None:
            self.meetings[claim.representative_id][claim.slot_id] = claim.meeting_id
        elif claim.table_id is not None:
            self.tables_gone[claim.slot_id].add(claim.table_id)
            self.table_of[claim.meeting_id] = claim.table_id
            self.table_uses[claim.table_id] += 1

    def _send_away(self, gone: Away) -> None:
        if gone.representative_id is not None:
            self.away[gone.representative_id].add(gone.slot_id)
        elif gone.table_id is not None:
            self.tables_gone[gone.slot_id].add(gone.table_id)

    def vacate(self, table_id: int, slot_ids: Iterable[int]) -> None:
        """Give a table back in these slots."""
        for slot_id in slot_ids:
            self.tables_gone[slot_id].discard(table_id)

    def occupy(self, table_id: int, slot_ids: Iterable[int]) -> None:
        """Take a table in these slots."""
        for slot_id in slot_ids:
            self.tables_gone[slot_id].add(table_id)

    def meetings_of(self, representative_id: int) -> dict[int, int]:
        """The meetings of a person: slot → meeting."""
        return self.meetings.get(representative_id, {})

    def is_free(self, representative_id: int, stretch: Sequence[SlotTime]) -> bool:
        """Whether a person neither meets nor is away in any of the slots."""
        meetings, away = self.meetings_of(representative_id), self.away.get(representative_id, _NOBODY)
        return not any(slot.id in meetings or slot.id in away for slot in stretch)

    def tables_gone_in(self, stretch: Sequence[SlotTime]) -> Set[int]:
        """Tables that are taken or away in any of the slots."""
        if len(stretch) == 1:
            return self.tables_gone.get(stretch[0].id, _NOBODY)
        return frozenset().union(*(self.tables_gone.get(slot.id, _NOBODY) for slot in stretch))

    def stretch(self, index: int, length: int) -> Sequence[SlotTime] | None:
        """The ``length`` slots from this position on, without a pause between them; None where there are fewer."""
        found = self.slots[index : index + length]
        if len(found) < length or self.places[found[-1].id] - self.places[found[0].id] != length - 1:
            return None
        return found
