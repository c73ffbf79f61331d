"""A draft as its pages show it: boards, agendas, how well each company is served; what has changed since it was
made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from app.scheduling import checker
from app.scheduling.checker import ScheduleFault
from app.scheduling.problem import PlacedMeeting, ProblemRequest, SchedulingProblem


@dataclass(frozen=True)
class MeetingCell:
    """A meeting where a table and a slot cross; ``begins``: in this slot."""

    placed: PlacedMeeting
    request: ProblemRequest
    begins: bool
    locked: bool


@dataclass(frozen=True)
class CompanyService:
    """How many of a firm's requests are held, up to its most."""

    company: str
    placed: int
    asked: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.placed, self.asked) if self.asked else Fraction(1)


@dataclass(frozen=True)
class DraftView:
    """A timetable by the ids of its problem."""

    problem: SchedulingProblem
    timetable: Sequence[PlacedMeeting]
    locked: Set[str]
    requests: Mapping[str, ProblemRequest] = field(init=False)
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "requests", {request.id: request for request in self.problem.requests})
        object.__setattr__(self, "places", {slot.id: place for place, slot in enumerate(self.problem.slots)})

    def slots_of(self, placed: PlacedMeeting) -> list[str]:
        first = self.places[placed.slot]
        length = self.requests[placed.request].length
        return [slot.id for slot in self.problem.slots[first : first + length]]

    def board(self) -> dict[str, dict[str, MeetingCell]]:
        """Table → slot → what is held there."""
        cells_by_table: dict[str, dict[str, MeetingCell]] = defaultdict(dict)
        for placed in self.timetable:
            cells_by_table[placed.table or ""].update(self._cells(placed))
        return cells_by_table

    def side_by_side(self) -> list[dict[str, MeetingCell]]:
        """Rows of slot → what is held then, where there are no tables: as few as hold all, each meeting in one row."""
        rows: list[dict[str, MeetingCell]] = []
        for placed in sorted(self.timetable, key=lambda meeting: (self.places[meeting.slot], int(meeting.request))):
            cells = dict(self._cells(placed))
            row = next((row for row in rows if row.keys().isdisjoint(cells)), None)
            if row is None:
                rows.append(row := {})
            row.update(cells)
        return rows

    def _cells(self, placed: PlacedMeeting) -> Iterator[tuple[str, MeetingCell]]:
        request, locked = self.requests[placed.request], placed.request in self.locked
        for number, slot in enumerate(self.slots_of(placed)):
            yield slot, MeetingCell(placed, request, number == 0, locked)

    def by_company(self) -> dict[str, list[PlacedMeeting]]:
        """The meetings of each firm, in the order of time."""
        by_company: dict[str, list[PlacedMeeting]] = defaultdict(list)
        for placed in sorted(self.timetable, key=lambda meeting: (self.places[meeting.slot], int(meeting.request))):
            request = self.requests[placed.request]
            by_company[request.asker].append(placed)
            by_company[request.asked].append(placed)
        return dict(by_company)

    def in_slot(self, slot: str) -> list[PlacedMeeting]:
        """What is held in a slot, also what has begun before."""
        return [placed for placed in self.timetable if slot in self.slots_of(placed)]

    def served(self) -> list[CompanyService]:
        """Every firm that wants to meet somebody, the worst served first."""
        asked: Counter[str] = Counter()
        for request in self.problem.requests:
            asked.update((request.asker, request.asked))
        meeting_counts = {company: len(theirs) for company, theirs in self.by_company().items()}
        most = {company.id: company.limits.most for company in self.problem.firms}
        companies = []
        for firm, count in asked.items():
            limit = most.get(firm)
            companies.append(
                CompanyService(firm, meeting_counts.get(firm, 0), count if limit is None else min(count, limit))
            )
        return sorted(companies, key=lambda company: (company.share, -company.asked, int(company.company)))

    def least_met(self) -> tuple[int, int]:
        """Of the firms with a least number of meetings, how many reach it, and how many they are."""
        meeting_counts = {company: len(theirs) for company, theirs in self.by_company().items()}
        aimed = [company for company in self.problem.firms if company.limits.least]
        return sum(meeting_counts.get(company.id, 0) >= company.limits.least for company in aimed), len(aimed)

    def heat(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(zone, slot) → tables in use, and tables that are open then."""
        zones = {table.id: table.zone for table in self.problem.tables}
        used: Counter[tuple[str, str]] = Counter()
        for placed in self.timetable:
            used.update((zones.get(placed.table or "", ""), slot) for slot in self.slots_of(placed))
        open_then: Counter[tuple[str, str]] = Counter()
        for table in self.problem.tables:
            slots = table.slots if table.slots is not None else tuple(self.places)
            open_then.update((table.zone, slot) for slot in slots)
        return {key: (used[key], open_then[key]) for key in sorted({*used, *open_then})}

    def use(self) -> tuple[int, int]:
        """Table times in use, and all there are."""
        heat = self.heat().values()
        return sum(in_use for in_use, _all in heat), sum(every for _in_use, every in heat)


def differing_companies(
    earlier: Sequence[PlacedMeeting], other: Sequence[PlacedMeeting], requests: Mapping[str, ProblemRequest]
) -> list[tuple[str, int]]:
    """The firms whose meetings two drafts place otherwise, those with the most of them first."""
    first, second = ({placed.request: (placed.slot, placed.table) for placed in each} for each in (earlier, other))
    counts: Counter[str] = Counter()
    for request in {*first, *second}:
        if first.get(request) != second.get(request) and request in requests:
            counts.update((requests[request].asker, requests[request].asked))
    return sorted(counts.items(), key=lambda item: (-item[1], int(item[0])))


def heat_level(used: int, every: int) -> int:
    """0 (nothing) to 6 (all of it)."""
    return 0 if not used or not every else max(1, min(6, 6 * used // every))


REQUEST_GONE: Final = "gone"
MOVED_SINCE: Final = "moved_since"


@dataclass(frozen=True)
class PublicationObstacle:
    """``codes``: why it cannot be: ``gone`` (called off, declined or withdrawn since), ``moved_since`` (the companies
    have chosen another time), or rules of ``check`` that it breaks now."""

    request: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class PublicationPreview:
    """``rows``: what stands in the way; ``target``: what everybody holds if the rest is published; ``changed``: of
    that, what is not held so now; ``freed``: booked meetings that lose their time."""

    rows: tuple[PublicationObstacle, ...]
    target: tuple[PlacedMeeting, ...]
    changed: tuple[PlacedMeeting, ...]
    freed: tuple[str, ...]


def publication_preview(
    before: SchedulingProblem,
    now: SchedulingProblem,
    draft: Sequence[PlacedMeeting],
    *,
    lines: Iterable[str] | None = None,
) -> PublicationPreview:
    """``before``: what the draft was made from; ``now``: the same as it is now. ``lines``: the meetings whose change is
    wanted, None for all; the others stay as they are held now.
    """
    accepted = None if lines is None else set(lines)
    current, stood = ({meeting.request: meeting for meeting in problem.standing} for problem in (now, before))
    placed = {meeting.request: meeting for meeting in draft}
    known = {request.id for request in now.requests}
    planned = {request.id for request in before.requests}
    target: dict[str, PlacedMeeting] = {}
    rows: list[PublicationObstacle] = []
    for request in sorted(known | set(placed)):
        current_meeting, previous_meeting, place = current.get(request), stood.get(request), placed.get(request)
        chosen = request in planned and (accepted is None or request in accepted)
        if not chosen or place == current_meeting:
            if current_meeting is not None:
                target[request] = current_meeting
        elif request not in known:
            rows += (
                [PublicationObstacle(request, (REQUEST_GONE,))] if place != previous_meeting else []
            )  # what has begun meanwhile is no change
        elif current_meeting != previous_meeting:
            rows.append(PublicationObstacle(request, (MOVED_SINCE,)))
            if current_meeting is not None:
                target[request] = current_meeting
        elif place is not None:
            target[request] = place
    faulted, target = _split_faults(now, target, current)
    changed = tuple(meeting for meeting in target.values() if current.get(meeting.request) != meeting)
    freed = tuple(request for request in current if request not in target)
    return PublicationPreview((*rows, *faulted), tuple(target.values()), changed, freed)


def count_declined(before: SchedulingProblem, draft: Sequence[PlacedMeeting], lines: Iterable[str] | None) -> int:
    """How many changes that a draft proposes were not among the ``lines`` that were accepted; None: all were."""
    stood, placed = ({meeting.request: meeting for meeting in meetings} for meetings in (before.standing, draft))
    proposed = {meeting for meeting in {*stood, *placed} if stood.get(meeting) != placed.get(meeting)}
    return 0 if lines is None else len(proposed.difference(lines))


def _split_faults(
    now: SchedulingProblem, target: dict[str, PlacedMeeting], current: Mapping[str, PlacedMeeting]
) -> tuple[list[PublicationObstacle], dict[str, PlacedMeeting]]:
    """What breaks a rule now is named and left as it is held now, until nothing does. What was faulty before, and no
    change has a part in, is no matter of this draft."""
    codes: dict[str, set[str]] = {}
    while True:
        changed = {request for request, meeting in target.items() if current.get(request) != meeting}
        faults = checker.find_faults(now, tuple(target.values()))
        blamed = [(fault.request, fault.code) for fault in faults if fault.request in changed]
        blamed = blamed or [
            (meeting, fault.code) for fault in faults if (meeting := _changed_partner(now, fault, target, changed))
        ]
        if not blamed:
            return [PublicationObstacle(request, tuple(sorted(codes[request]))) for request in sorted(codes)], target
        for request, code in blamed:
            codes.setdefault(request, set()).add(code)
            target.pop(request, None)
            if request in current:
                target[request] = current[request]


def _changed_partner(
    now: SchedulingProblem, fault: ScheduleFault, target: Mapping[str, PlacedMeeting], changed: Set[str]
) -> str:
    """A changed meeting without which an unchanged one would break no rule; "" for none."""
    about, asked = fault.about, {request.id: request for request in now.requests}
    if fault.code.endswith("_taken") or fault.code == "too_far_to_walk":
        near = {about[1]}
    elif fault.code == "precedence":
        near = {about[0]}
    elif fault.code == "run_too_long":
        near = {
            request_id
            for request_id in changed
            if about[0] in (*(target[request_id].people or ()), target[request_id].interpreter)
        }
    elif fault.code == "limit":
        near = {request_id for request_id in changed if about[0] in (asked[request_id].asker, asked[request_id].asked)}
    else:
        near = set()
    return min(near & changed, default="")
