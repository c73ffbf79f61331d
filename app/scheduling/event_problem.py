"""An event as the solver's problem: who would meet whom, when, where and with whom to interpret.

Ids are those of the rows, as texts. What an event knows and the problem's form does not is told in its words: what lies
behind is out of everybody's slots, what a visit, a speech or a group meeting takes as well; a need of an interpreter is
a language of its own, spoken by whoever meets it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from app.core.clock import to_zone
from app.events.calendar import SlotKind
from app.events.rules import NO_OWN_LIMITS, CompanyLimits, GroupRules
from app.meetings.interpreters import InterpreterMode, InterpreterNeed, InterpreterProfile, list_interpreter_needs
from app.meetings.lifecycle import MeetingState
from app.meetings.occupancy import BookingParty, OccupiedSlot, TablePlace, UnavailableSlot
from app.meetings.runs import SlotTime, get_run_positions
from app.scheduling import problem as form
from app.scheduling.drafts import Suppositions

MIN_SCORE: Final = 50
"""Of a request whose pair the ranking does not know: fit counts for half of a request's worth at most, lest one that
fits well be worth several that do not."""


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A request, an agreed or a booked meeting. ``score``: of the ranking, in [0, 100], None where it has none.

    ``people``: who sits there now, of the asker and of the asked; with ``slot_id``, ``table_id``, ``interpreter_id``
    only of a booked one.
    """

    id: int
    asker: int
    asked: int
    state: MeetingState
    priority: str
    length: int = 1
    score: float | None = None
    arranged: bool = False
    slot_id: int | None = None
    people: tuple[int, int] | None = None
    table_id: int | None = None
    interpreter_id: int | None = None


@dataclass(frozen=True)
class PlanningInput:
    """What an event holds. ``slots`` of every kind, ``people``: company → who stands for it, ``limits``: of all
    companies, ``own``: of single ones alone, ``counts``: the meetings of each company that count against them,
    ``met``: pairs that have met, whose unanswered requests can wait."""

    slots: Sequence[SlotTime]
    tables: Sequence[TablePlace]
    interpreters: Sequence[InterpreterProfile]
    parties: Mapping[int, BookingParty]
    meetings: Sequence[PlannedMeeting]
    taken: Sequence[OccupiedSlot]
    away: Sequence[UnavailableSlot]
    rules: GroupRules
    limits: CompanyLimits
    own: Mapping[int, CompanyLimits]
    counts: Mapping[int, int]
    met: Set[frozenset[int]]
    zone: str
    walk_minutes: int
    now: datetime
    supposed: Suppositions = field(default_factory=Suppositions)


def event_problem(
    ground: PlanningInput, *, keep_tables: bool, fixed: Iterable[form.PlacedMeeting] = (), repairs: bool = False
) -> form.SchedulingProblem:
    """``keep_tables``: companies of a seated side stay at one table; else they change as rarely as can be. ``repairs``:
    what people hold is published; new musts find their places among it."""
    problem = _ProblemBuilder(ground).problem(keep_tables=keep_tables, fixed=tuple(fixed))
    return replace(problem, weights=form.REPAIR_WEIGHTS) if repairs else problem


def interpreter_needs_between(asker: BookingParty, asked: BookingParty) -> set[InterpreterNeed]:
    """Whoever of the two sits there."""
    theirs = [asked.speech_of(person) for person in asked.representatives]
    return {
        need for person in asker.representatives for need in list_interpreter_needs(asker.speech_of(person), theirs)
    }


class _ProblemBuilder:
    def __init__(self, ground: PlanningInput) -> None:
        self.ground = ground
        places = get_run_positions(ground.slots)
        known = sorted((item for item in ground.slots if item.kind == SlotKind.MEETING), key=lambda item: item.span)
        self.slots = known
        self.pause = max(
            ((b.span.start - a.span.end).seconds // 60 for a, b in pairwise(known) if places[b.id] - places[a.id] == 1),
            default=0,
        )
        self.ahead = [item for item in known if item.span.start > ground.now]
        ids = {item.id for item in ground.meetings}
        self.unavailable: dict[tuple[str, int], set[int]] = {}
        for claim in ground.taken:
            if claim.meeting_id not in ids:
                self._send_away(claim)
        for absence in ground.away:
            self._send_away(absence)
        self.tokens: dict[InterpreterNeed, str] = {}
        self.place_of = {item.id: place for place, item in enumerate(known)}
        self.counted = Counter(
            each
            for item in ground.meetings
            if item.state != MeetingState.REQUESTED
            for each in (item.asker, item.asked)
        )

    def _send_away(self, absence: OccupiedSlot | UnavailableSlot) -> None:
        for kind, number in (
            ("person", absence.representative_id),
            ("table", absence.table_id),
            ("interpreter", absence.interpreter_id),
        ):
            if number is not None:
                self.unavailable.setdefault((kind, number), set()).add(absence.slot_id)

    def problem(self, *, keep_tables: bool, fixed: tuple[form.PlacedMeeting, ...]) -> form.SchedulingProblem:
        ground = self.ground
        requests = tuple(self.request(item) for item in ground.meetings)
        companies = sorted({company for item in ground.meetings for company in (item.asker, item.asked)})
        zones = {zone: str(number) for number, zone in enumerate(sorted({item.zone for item in ground.tables}))}
        people = tuple(self.people(companies))
        tables = tuple(self.table(item, zones) for item in ground.tables)
        interpreters = tuple(self.interpreters(companies))
        known = {item.id for item in people}, {item.id for item in tables}, {item.id for item in interpreters}
        return form.SchedulingProblem(
            slots=tuple(self.spoken()),
            firms=tuple(self.company(item, {table.id for table in tables}) for item in companies),
            people=people,
            requests=requests,
            tables=tables,
            groups=tuple(self.groups(companies, {item.group for item in tables}, keep_tables=keep_tables)),
            rules=tuple(sorted(self.rules())),
            interpreters=interpreters,
            walking=dict(self.walking(zones)),
            met=tuple(sorted(self.met())),
            fixed=fixed,
            standing=tuple(
                placed for item in ground.meetings if (placed := _standing_meeting(item, *known)) is not None
            ),
            pause=self.pause,
        )

    def spoken(self) -> Iterator[form.ProblemSlot]:
        """The slots in minutes of the event's own days."""
        days: dict[object, int] = {}
        for slot in self.slots:
            starts, ends = to_zone(slot.span.start, self.ground.zone), to_zone(slot.span.end, self.ground.zone)
            day = days.setdefault(starts.date(), len(days))
            begins = 60 * starts.hour + starts.minute
            yield form.ProblemSlot(str(slot.id), day, begins, begins + int((ends - starts).total_seconds()) // 60)

    def request(self, meeting: PlannedMeeting) -> form.ProblemRequest:
        return form.ProblemRequest(
            id=str(meeting.id),
            asker=str(meeting.asker),
            asked=str(meeting.asked),
            priority=meeting.priority,
            score=MIN_SCORE + round((meeting.score or 0.0) * (form.MAX_SCORE - MIN_SCORE) / 100),
            length=meeting.length,
            need=self.need(meeting),
        )

    def need(self, meeting: PlannedMeeting) -> form.ProblemNeed | None:
        """Whoever of the two firms sits there; an event without interpreters says the need, no more."""
        if not self.ground.interpreters:
            return None
        needs = interpreter_needs_between(self.ground.parties[meeting.asker], self.ground.parties[meeting.asked])
        tokens = sorted({self.tokens.setdefault(need, _need_sort_key(need)) for need in needs})
        return form.ProblemNeed(tuple(tokens)) if tokens else None

    def people(self, companies: Sequence[int]) -> Iterator[form.ProblemPerson]:
        stands_for: dict[int, list[int]] = {}
        for company in companies:
            for person in self.ground.parties[company].representatives:
                stands_for.setdefault(person, []).append(company)
        for person in sorted(stands_for):
            theirs = stands_for[person]
            yield form.ProblemPerson(str(person), tuple(map(str, theirs)), self._free(person, theirs))

    def _free(self, person: int, companies: Iterable[int]) -> tuple[str, ...]:
        supposed, busy = self.ground.supposed, self.unavailable.get(("person", person), set())
        if person in supposed.people:
            return ()
        parties = [self.ground.parties[company] for company in companies]
        late = [at for company in companies if (at := supposed.late.get(company)) is not None]
        first = max((self._place(slot) for slot in late), default=0)
        return tuple(
            str(item.id)
            for item in self.ahead
            if item.id not in busy
            and self._place(item.id) >= first
            and all(each.attends(item.span) for each in parties)
        )

    def _place(self, slot_id: int) -> int:
        return self.place_of.get(slot_id, 0)

    def table(self, table: TablePlace, zones: Mapping[str, str]) -> form.ProblemTable:
        busy = self.unavailable.get(("table", table.id), set())
        lost = table.id in self.ground.supposed.tables
        slots = () if lost else tuple(str(slot.id) for slot in self.ahead if slot.id not in busy)
        return form.ProblemTable(str(table.id), zones[table.zone], slots, group=self.side_of(table))

    def side_of(self, table: TablePlace) -> str | None:
        """The side that keeps the table, where some meet without a firm of it; None where everybody may sit there."""
        parties, side = self.ground.parties, table.group_id
        all_may = side is None or all(
            side in (parties[meeting.asker].group_id, parties[meeting.asked].group_id)
            for meeting in self.ground.meetings
        )
        return None if all_may else str(side)

    def interpreters(self, companies: Collection[int]) -> Iterator[form.ProblemInterpreter]:
        """Those who serve somebody, which who works for one company does only where that one meets; of each, the needs
        that it meets."""
        for interpreter in self.ground.interpreters:
            if (
                interpreter.mode != InterpreterMode.POOL
                and interpreter.works_for not in companies
                and interpreter.table_id is None
            ):
                continue
            busy = self.unavailable.get(("interpreter", interpreter.id), set())
            yield form.ProblemInterpreter(
                id=str(interpreter.id),
                languages=tuple(
                    sorted({token for need, token in self.tokens.items() if need.is_met_by(interpreter.languages)})
                ),
                slots=tuple(
                    str(slot.id) for slot in self.ahead if slot.id not in busy and interpreter.is_there(slot.span)
                ),
                run=interpreter.longest_run,
                firms=(str(interpreter.works_for),) if interpreter.works_for is not None else (),
                table=str(interpreter.table_id) if interpreter.table_id is not None else None,
            )

    def company(self, company: int, tables: Set[str]) -> form.ProblemCompany:
        """Its limits are what is left of them after meetings that are no part of the problem."""
        party, limits = (
            self.ground.parties[company],
            self.ground.limits.but(self.ground.own.get(company, NO_OWN_LIMITS)),
        )
        have = max(0, self.ground.counts.get(company, 0) - self.counted[company])
        most = None if limits.most_meetings is None else max(0, limits.most_meetings - have)
        home = str(party.home_table_id)
        return form.ProblemCompany(
            id=str(company),
            group=str(party.group_id),
            limits=form.ProblemLimits(max(0, (limits.least_meetings or 0) - have), most, limits.longest_run),
            table=home if home in tables and party.home_table_id not in self.ground.supposed.tables else None,
        )

    def groups(
        self, companies: Iterable[int], sides: Set[str | None], *, keep_tables: bool
    ) -> Iterator[form.ProblemGroup]:
        """Those of the firms, and those that keep tables."""
        known = {self.ground.parties[company].group_id or 0 for company in companies}
        for group in sorted(known | {int(side) for side in sides if side is not None}):
            yield form.ProblemGroup(str(group), keeps_table=keep_tables and group in self.ground.rules.seated)

    def rules(self) -> set[tuple[str, str]]:
        """Either way round, as meetings may be arranged; what is booked may stay though the rules have changed."""
        group = {company: str(party.group_id) for company, party in self.ground.parties.items()}
        may = {(str(item), str(other)) for pair in self.ground.rules.may_ask for item, other in (pair, pair[::-1])}
        booked = (item for item in self.ground.meetings if item.state == MeetingState.BOOKED)
        may |= {(group[item.asker], group[item.asked]) for item in booked}
        known = {group[company] for item in self.ground.meetings for company in (item.asker, item.asked)}
        return {pair for pair in may if set(pair) <= known}

    def walking(self, zones: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], int]]:
        names = sorted(zones.values())
        if self.ground.walk_minutes:
            for number, zone in enumerate(names):
                yield from (((zone, other), self.ground.walk_minutes) for other in names[number + 1 :])

    def met(self) -> Iterator[tuple[str, str]]:
        """What was agreed anew is held; a request that nobody answered need not be, once the two have met."""
        for meeting in self.ground.meetings:
            if meeting.state == MeetingState.REQUESTED and frozenset((meeting.asker, meeting.asked)) in self.ground.met:
                yield str(meeting.asker), str(meeting.asked)


def _standing_meeting(
    meeting: PlannedMeeting, people: Set[str], tables: Set[str], interpreters: Set[str]
) -> form.PlacedMeeting | None:
    """A booked meeting as it stands, as long as all that it names is there."""
    if meeting.state != MeetingState.BOOKED or meeting.people is None or meeting.slot_id is None:
        return None
    who, table = (str(meeting.people[0]), str(meeting.people[1])), str(meeting.table_id)
    interpreter = str(meeting.interpreter_id) if meeting.interpreter_id is not None else None
    if not set(who) <= people or table not in tables or (interpreter is not None and interpreter not in interpreters):
        return None
    return form.PlacedMeeting(str(meeting.id), str(meeting.slot_id), table, who, interpreter)


def _need_sort_key(need: InterpreterNeed) -> str:
    """As a language of the problem, whoever asked: en+fr~zh; a side that is not known is empty."""
    return "~".join(sorted("+".join(sorted(side)) for side in (need.first, need.other)))
