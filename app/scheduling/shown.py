"""A draft as its pages show it: boards, agendas, how well each firm is served, how much each hour is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

from app.scheduling.problem import Held, Problem, Request


@dataclass(frozen=True)
class Cell:
    """A meeting where a table and a slot cross; ``begins``: in this slot."""

    held: Held
    request: Request
    begins: bool
    locked: bool


@dataclass(frozen=True)
class Served:
    """How many of a firm's requests are held, up to its most."""

    firm: str
    held: int
    asked: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.held, self.asked) if self.asked else Fraction(1)


@dataclass(frozen=True)
class Seen:
    """A timetable by the ids of its problem."""

    problem: Problem
    timetable: Sequence[Held]
    locked: Set[str]
    requests: Mapping[str, Request] = field(init=False)
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "requests", {request.id: request for request in self.problem.requests})
        object.__setattr__(self, "places", {slot.id: place for place, slot in enumerate(self.problem.slots)})

    def slots_of(self, held: Held) -> list[str]:
        first = self.places[held.slot]
        length = self.requests[held.request].length
        return [slot.id for slot in self.problem.slots[first : first + length]]

    def board(self) -> dict[str, dict[str, Cell]]:
        """Table → slot → what is held there."""
        found: dict[str, dict[str, Cell]] = defaultdict(dict)
        for held in self.timetable:
            found[held.table or ""].update(self._cells(held))
        return found

    def side_by_side(self) -> list[dict[str, Cell]]:
        """Rows of slot → what is held then, where there are no tables: as few as hold all, each meeting in one row."""
        rows: list[dict[str, Cell]] = []
        for held in sorted(self.timetable, key=lambda one: (self.places[one.slot], int(one.request))):
            cells = dict(self._cells(held))
            row = next((row for row in rows if row.keys().isdisjoint(cells)), None)
            if row is None:
                rows.append(row := {})
            row.update(cells)
        return rows

    def _cells(self, held: Held) -> Iterator[tuple[str, Cell]]:
        request, locked = self.requests[held.request], held.request in self.locked
        for number, slot in enumerate(self.slots_of(held)):
            yield slot, Cell(held, request, number == 0, locked)

    def by_firm(self) -> dict[str, list[Held]]:
        """The meetings of each firm, in the order of time."""
        found: dict[str, list[Held]] = defaultdict(list)
        for held in sorted(self.timetable, key=lambda one: (self.places[one.slot], int(one.request))):
            request = self.requests[held.request]
            found[request.asker].append(held)
            found[request.asked].append(held)
        return dict(found)

    def in_slot(self, slot: str) -> list[Held]:
        """What is held in a slot, also what has begun before."""
        return [held for held in self.timetable if slot in self.slots_of(held)]

    def served(self) -> list[Served]:
        """Every firm that wants to meet somebody, the worst served first."""
        asked: Counter[str] = Counter()
        for request in self.problem.requests:
            asked.update((request.asker, request.asked))
        held = {firm: len(theirs) for firm, theirs in self.by_firm().items()}
        most = {firm.id: firm.limits.most for firm in self.problem.firms}
        found = []
        for firm, count in asked.items():
            limit = most.get(firm)
            found.append(Served(firm, held.get(firm, 0), count if limit is None else min(count, limit)))
        return sorted(found, key=lambda one: (one.share, -one.asked, int(one.firm)))

    def least_met(self) -> tuple[int, int]:
        """Of the firms with a least number of meetings, how many reach it, and how many they are."""
        held = {firm: len(theirs) for firm, theirs in self.by_firm().items()}
        aimed = [firm for firm in self.problem.firms if firm.limits.least]
        return sum(held.get(firm.id, 0) >= firm.limits.least for firm in aimed), len(aimed)

    def heat(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(zone, slot) → tables in use, and tables that are open then."""
        zones = {table.id: table.zone for table in self.problem.tables}
        used: Counter[tuple[str, str]] = Counter()
        for held in self.timetable:
            used.update((zones.get(held.table or "", ""), slot) for slot in self.slots_of(held))
        open_then: Counter[tuple[str, str]] = Counter()
        for table in self.problem.tables:
            slots = table.slots if table.slots is not None else tuple(self.places)
            open_then.update((table.zone, slot) for slot in slots)
        return {key: (used[key], open_then[key]) for key in sorted({*used, *open_then})}

    def use(self) -> tuple[int, int]:
        """Table times in use, and all there are."""
        heat = self.heat().values()
        return sum(one for one, _all in heat), sum(every for _one, every in heat)


def differing(one: Sequence[Held], other: Sequence[Held], requests: Mapping[str, Request]) -> list[tuple[str, int]]:
    """The firms whose meetings two drafts place otherwise, those with the most of them first."""
    first, second = ({held.request: (held.slot, held.table) for held in each} for each in (one, other))
    found: Counter[str] = Counter()
    for request in {*first, *second}:
        if first.get(request) != second.get(request) and request in requests:
            found.update((requests[request].asker, requests[request].asked))
    return sorted(found.items(), key=lambda item: (-item[1], int(item[0])))


def heat_of(used: int, every: int) -> int:
    """0 (nothing) to 6 (all of it)."""
    return 0 if not used or not every else max(1, min(6, 6 * used // every))
