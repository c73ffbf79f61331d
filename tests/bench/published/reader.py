"""A published instance from its file.

What is well formed but cannot be held is no fault of a file: solvers prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.bench.published.problem import ANY, MORNING, Meeting, Problem
from tests.bench.published.tokens import Misread
from tests.bench.published.values import Array, Assignment, Number, Numbers, Rows, Value, assignments

COUNTS: Final = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
ARRAYS: Final = ("requested", "forbidden", "fixed", "precedences")
REDUNDANT: Final = ("meetingsxBusiness", "nMeetingsBusiness")
_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """``notes``: what stands in the file and was not used, a sentence each."""

    problem: Problem
    notes: tuple[str, ...] = ()


def read(text: str) -> Reading:
    """Raises Misread with the line and what was expected there."""
    return _File(text).reading()


@dataclass(slots=True)
class _File:
    text: str
    given: dict[str, Assignment] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def reading(self) -> Reading:
        for one in assignments(self.text):
            self._keep(one)
        for name in (*COUNTS, *ARRAYS):
            if name not in self.given:
                last = len(self.text.rstrip().splitlines()) or 1
                raise Misread(last, f"{name} = …, which the file does not hold, found the end of the file")
        return Reading(self._problem(), tuple(self.notes))

    def _keep(self, one: Assignment) -> None:
        if (before := self.given.get(one.name)) is not None:
            raise Misread(one.line, f"{one.name} once, found it on line {before.line} too")
        if one.name not in (*COUNTS, *ARRAYS, *REDUNDANT):
            self.notes.append(f"line {one.line}: {one.name} is no part of this problem and was not used")
        self.given[one.name] = one

    def _problem(self) -> Problem:
        participants, meetings, tables, slots = (self._count(name) for name in COUNTS[:4])
        morning = self._count("nMorningSlots", slots, "nTotalSlots")
        forbidden = self._sets("forbidden", participants, "nBusiness", slots, "slot")
        held = self._meetings(meetings, participants, slots)
        self._compare(held, participants)
        return Problem(participants, held, tables, slots, morning, forbidden)

    def _count(self, name: str, most: int | None = None, of: str = "") -> int:
        given = self.given[name]
        wanted = "a whole number from 0" if most is None else f"a whole number from 0 to {of}, {most}"
        if not isinstance(given.value, Number):
            raise Misread(given.line, f"{wanted} for {name}, found {_kind(given.value)}")
        return _within(given.value, 0, most, f"{wanted} for {name}")

    def _meetings(self, meetings: int, participants: int, slots: int) -> tuple[Meeting, ...]:
        rows = self._requested(meetings)
        fixed = [
            _within(_number(one, "fixed"), 0, slots, f"a slot from 1 to {slots}, or 0 for none")
            for one in self._items("fixed", meetings, "nMeetings")
        ]
        earlier = self._sets("precedences", meetings, "nMeetings", meetings, "meeting")
        return tuple(
            Meeting(*_parties(row, participants), _session(row[2]), slot, tuple(sorted(one - 1 for one in before)))
            for row, slot, before in zip(rows, fixed, earlier, strict=True)
        )

    def _requested(self, meetings: int) -> list[Sequence[Number]]:
        given = self.given["requested"]
        rows = _rows(given)
        if len(rows) != meetings:
            raise Misread(given.line, f"{meetings} rows of requested, as nMeetings says, found {len(rows)}")
        for row in rows:
            if len(row.items) != _COLUMNS:
                raise Misread(row.line, f"participant, participant, session in a row, found {len(row.items)} values")
        return [[_number(one, "requested") for one in row.items] for row in rows]

    def _items(self, name: str, size: int, of: str) -> Sequence[Value]:
        given = self.given[name]
        if not isinstance(given.value, Array):
            raise Misread(given.line, f"an array [ … ] for {name}, found {_kind(given.value)}")
        if len(given.value.items) != size:
            found = len(given.value.items)
            raise Misread(given.line, f"{size} values in {name}, as {of} says, found {found}")
        return given.value.items

    def _sets(self, name: str, size: int, of: str, most: int, what: str) -> tuple[frozenset[int], ...]:
        """A 0 in a set stands for nothing."""
        wanted = f"a {what} from 1 to {most}, or 0 for none, in {name}"
        return tuple(
            frozenset(_within(one, 0, most, wanted) for one in _numbers(found, name)) - {0}
            for found in self._items(name, size, of)
        )

    def _compare(self, meetings: Sequence[Meeting], participants: int) -> None:
        """nMeetingsBusiness follows from requested; where it says something else, that is told and not used."""
        given = self.given.get("nMeetingsBusiness")
        if given is None or not isinstance(given.value, Array):
            return
        counted = [0] * participants
        for one in meetings:
            counted[one.first] += 1
            counted[one.second] += 1
        if [one.value for one in given.value.items if isinstance(one, Number)] != counted:
            self.notes.append(f"line {given.line}: nMeetingsBusiness is not what requested says and was not used")


def _rows(given: Assignment) -> Sequence[Array]:
    if isinstance(given.value, Rows):
        return given.value.rows
    if isinstance(given.value, Array):  # array2d(…, …, […]), or [] for no row
        return list(_triples(given.value))
    raise Misread(given.line, f"[|participant, participant, session|…|] for requested, found {_kind(given.value)}")


def _triples(array: Array) -> Iterator[Array]:
    for at in range(0, len(array.items), _COLUMNS):
        items = array.items[at : at + _COLUMNS]
        yield Array(items[0].line, items)


def _parties(row: Sequence[Number], participants: int) -> tuple[int, int]:
    wanted = f"a participant from 1 to {participants}"
    first, second = (_within(one, 1, participants, wanted) - 1 for one in row[:2])
    if first == second:
        raise Misread(row[1].line, f"two different participants, found {first + 1} twice")
    return first, second


def _session(number: Number) -> int:
    return _within(number, MORNING, ANY, "a session: 1 morning, 2 afternoon or 3 any")


def _within(number: Number, least: int, most: int | None, wanted: str) -> int:
    if number.value < least or (most is not None and number.value > most):
        raise Misread(number.line, f"{wanted}, found {number.value}")
    return number.value


def _number(value: Value, name: str) -> Number:
    if not isinstance(value, Number):
        raise Misread(value.line, f"a whole number in {name}, found {_kind(value)}")
    return value


def _numbers(value: Value, name: str) -> Sequence[Number]:
    if not isinstance(value, Numbers):
        raise Misread(value.line, f"a set {{ … }} in {name}, found {_kind(value)}")
    return value.items


def _kind(value: Value) -> str:
    if isinstance(value, Number):
        return f"the number {value.value}"
    return {Numbers: "a set", Array: "an array", Rows: "an array of rows"}[type(value)]
