"""What the rows of a sheet of pairs come to at an event: time and table, and what stands against each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.companies.names.parsing import compact
from app.core.db import db, now
from app.core.errors import DomainError
from app.core.web.locale import local
from app.events.calendar import SlotKind
from app.events.models import Event, Slot, Table
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import GroupRules
from app.meetings.availability import pick
from app.meetings.lifecycle import LIVE
from app.meetings.models import ONE_TO_ONE, Meeting
from app.meetings.pair_sheet import Moment, PairRow, moment_of, priority_of
from app.meetings.placing import Seat
from app.meetings.queries.boards import Hall, hall_of
from app.meetings.queries.group_rules import rules_of
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.pair_names import Ground, Meant
from app.meetings.queries.tallies import most_of, tallies_of
from app.meetings.seating import at_table
from app.registrations.models import Preference


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what it means. ``looks``: what a person must settle: ``name_missing_one name_shut_one
    name_elsewhere_one name_unknown_one`` and so for ``other``, ``priority_unreadable time_unreadable time_unknown
    time_later time_taken time_collides table_unknown table_without_time``; ``left``: why nothing is arranged: ``out
    same not_yours already barred no_more repeated``; ``collides``: the row that takes the firm, table or time first,
    where ``time_collides``.
    """

    index: int
    row: PairRow
    one: Meant
    other: Meant
    priority: str = "want"
    slot_id: int | None = None
    table_id: int | None = None
    looks: tuple[str, ...] = ()
    left: str = ""
    collides: PairRow | None = None

    @property
    def is_ready(self) -> bool:
        return not self.looks and not self.left

    @property
    def pair(self) -> tuple[int, int]:
        """Ids of both firms, the lower one first; only of rows whose firms are known."""
        ids = sorted(meant.firm.registration_id for meant in (self.one, self.other) if meant.firm is not None)
        return ids[0], ids[1]

    @property
    def sides(self) -> tuple[int, int]:
        """Ids of both firms as the row names them; only of rows whose firms are known."""
        low, high = self.pair
        is_first = self.one.firm is not None and self.one.firm.registration_id == low
        return (low, high) if is_first else (high, low)


def judge(ground: Ground, rows: Sequence[PairRow], out: Collection[int] = ()) -> list[Judged]:
    """Every row as it would be arranged now; ``out``: indexes of rows that somebody left out. A constant number of
    queries."""
    event = ground.event
    found = [_named(ground, index, row, index in out) for index, row in enumerate(rows)]
    found = _timed(event, found)
    ids = {one for each in found if each.one.firm and each.other.firm for one in each.pair}
    tallies = tallies_of(event.id, ids)
    most = most_of(event, tallies)
    counted = Counter({one: tally.meetings for one, tally in tallies.items()})
    bars = _Bars(ground.groups, rules_of(event.id), _live(event.id), _never(event.id))
    seen: set[tuple[int, int]] = set()
    for at, each in enumerate(found):
        if each.left or each.one.firm is None or each.other.firm is None:
            continue
        left = bars.against(each.pair) or ("repeated" if each.pair in seen else "")
        if not left and any(counted[one] >= most.get(one, counted[one] + 1) for one in each.pair):
            left = "no_more"
        if left:
            found[at] = replace(each, left=left, looks=())
            continue
        seen.add(each.pair)
        counted.update(each.pair)
    return _free(event, found)


@dataclass(frozen=True)
class _Bars:
    groups: Mapping[int, int | None]
    rules: GroupRules
    live: Collection[tuple[int, int]]
    never: Collection[tuple[int, int]]

    def against(self, pair: tuple[int, int]) -> str:
        """Why the two are not arranged. Who said never is told by the word for who is full."""
        if not self.rules.allows_meeting(self.groups[pair[0]], self.groups[pair[1]]):
            return "barred"
        if pair in self.live:
            return "already"
        return "no_more" if pair in self.never else ""


def _named(ground: Ground, index: int, row: PairRow, out: bool) -> Judged:
    one, other = ground.meant(row.one) if row.one else Meant(""), ground.meant(row.other) if row.other else Meant("")
    looks = [f"name_{_unsure(meant)}_{side}" for side, meant in (("one", one), ("other", other)) if meant.firm is None]
    priority = priority_of(row.priority)
    left = "out" if out else ""
    if not left and one.firm and other.firm:
        ids = {one.firm.registration_id, other.firm.registration_id}
        left = "same" if len(ids) == 1 else ""
        if not left and ground.mine is not None and ids.isdisjoint(ground.mine):
            left = "not_yours"
    if priority is None:
        looks.append("priority_unreadable")
    return Judged(index, row, one, other, priority or "want", None, None, () if left else tuple(looks), left)


def _unsure(meant: Meant) -> str:
    if meant.shut is not None:
        return "shut"
    return "elsewhere" if meant.elsewhere else "unknown" if meant.text else "missing"


def tables_of(event_id: int) -> dict[str, int]:
    """What the tables of an event are called → their ids."""
    labels = select(Table.id, Table.label).where(Table.event_id == event_id, Table.retired_at.is_(None))
    return {row[1]: row[0] for row in db.session.execute(labels)}


def _timed(event: Event, found: list[Judged]) -> list[Judged]:
    """With the slot and table that a row names."""
    if not any(each.row.time or each.row.table for each in found):
        return found
    starts = select(Slot.id, Slot.starts_at).where(Slot.event_id == event.id, Slot.kind == SlotKind.MEETING)
    slots = [(row[0], local(row[1])) for row in db.session.execute(starts)]
    tables = {compact(label): table for label, table in tables_of(event.id).items()}
    timed = is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))
    return [_at(each, slots, tables, timed=timed) for each in found]


def _at(each: Judged, slots: Sequence[tuple[int, datetime]], tables: Mapping[str, int], *, timed: bool) -> Judged:
    if each.left:
        return each
    if not timed:
        return replace(each, looks=(*each.looks, "time_later")) if each.row.time or each.row.table else each
    looks, slot_id, table_id = list(each.looks), None, None
    if each.row.time:
        moment: Moment | None = moment_of(each.row.time)
        meant = [slot for slot, start in slots if moment is not None and moment.is_at(start)]
        if moment is None:
            looks.append("time_unreadable")
        elif len(meant) != 1:
            looks.append("time_unknown")
        else:
            slot_id = meant[0]
    if each.row.table:
        table_id = tables.get(compact(each.row.table))
        if table_id is None:
            looks.append("table_unknown")
        elif not each.row.time:
            looks.append("table_without_time")
    return replace(each, looks=tuple(looks), slot_id=slot_id, table_id=table_id)


def _free(event: Event, found: list[Judged]) -> list[Judged]:
    """With ``time_taken`` where the two cannot meet at the time that a row names, and ``time_collides`` where they
    could if a row further up did not: the rows take their seats one after the other, as they will be arranged."""
    timed = [each for each in found if each.is_ready and each.slot_id is not None]
    if not timed:
        return found
    firms = {one for each in timed for one in each.pair}
    moment, as_it_is, filled = now(), hall_of(event, firms), hall_of(event, firms)
    held: list[tuple[Judged, Seat]] = []
    for number, each in enumerate(timed, 1):
        seat = _seat(filled, each, moment)
        if seat is not None:
            people = (seat.representative_id, seat.their_representative_id)
            filled.board.hold(-number, seat.slot_ids, people, seat.table_id)
            if seat.interpreter_id is not None:
                filled.board.engage_voice(seat.interpreter_id, seat.slot_ids, -number)
            held.append((each, seat))
        elif _seat(as_it_is, each, moment) is not None:
            found[each.index] = replace(each, looks=("time_collides",), collides=_in_the_way(each, held))
        else:
            found[each.index] = replace(each, looks=("time_taken",))
    return found


def _seat(hall: Hall, each: Judged, moment: datetime) -> Seat | None:
    one, other = (hall.parties[side] for side in each.sides)
    board = at_table(hall.board, each.table_id) if each.table_id is not None else hall.board
    try:
        return pick(board, one, other, each.slot_id or 0, now=moment)
    except DomainError:
        return None


def _in_the_way(each: Judged, held: Sequence[tuple[Judged, Seat]]) -> PairRow | None:
    """The row that takes one of the two firms then, else the table, else whichever takes a seat then."""
    then = [(row, seat) for row, seat in held if each.slot_id in seat.slot_ids]
    firms = [row for row, _seat in then if not set(row.pair).isdisjoint(each.pair)]
    table = [row for row, seat in then if seat.table_id == each.table_id]
    first = [*firms, *table, *(row for row, _seat in then), *(row for row, _seat in held)]
    return first[0].row if first else None


def _live(event_id: int) -> set[tuple[int, int]]:
    rows = select(Meeting.low_id, Meeting.high_id).where(
        Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(LIVE), not_lapsed(now())
    )
    return {(row[0], row[1]) for row in db.session.execute(rows)}


def _never(event_id: int) -> set[tuple[int, int]]:
    said = select(Preference.registration_id, Preference.other_id).where(
        Preference.event_id == event_id, Preference.kind == "never"
    )
    return {(min(row), max(row)) for row in db.session.execute(said)}
