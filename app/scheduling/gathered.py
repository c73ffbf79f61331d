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
from app.meetings.board import Away, Party, TablePlace, Taken
from app.meetings.interpreting import Mode, Need, Voice, needs_of
from app.meetings.lifecycle import State
from app.meetings.runs import SlotTime, run_positions
from app.scheduling import problem as form
from app.scheduling.asked import Supposed

LEAST_SCORE: Final = 50
"""Of a request whose pair the ranking does not know: fit counts for half of a request's worth at most, lest one that
fits well be worth several that do not."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request, an agreed or a booked meeting. ``score``: of the ranking, in [0, 100], None where it has none.

    ``people``: who sits there now, of the asker and of the asked; with ``slot_id``, ``table_id``, ``interpreter_id``
    only of a booked one.
    """

    id: int
    asker: int
    asked: int
    state: State
    priority: str
    length: int = 1
    score: float | None = None
    arranged: bool = False
    slot_id: int | None = None
    people: tuple[int, int] | None = None
    table_id: int | None = None
    interpreter_id: int | None = None


@dataclass(frozen=True)
class Ground:
    """What an event holds. ``slots`` of every kind, ``people``: firm → who stands for it, ``limits``: of all firms,
    ``own``: of single ones alone, ``counts``: the meetings of each firm that count against them, ``met``: pairs that
    have met, whose unanswered requests can wait."""

    slots: Sequence[SlotTime]
    tables: Sequence[TablePlace]
    voices: Sequence[Voice]
    parties: Mapping[int, Party]
    meetings: Sequence[Meeting]
    taken: Sequence[Taken]
    away: Sequence[Away]
    rules: GroupRules
    limits: CompanyLimits
    own: Mapping[int, CompanyLimits]
    counts: Mapping[int, int]
    met: Set[frozenset[int]]
    zone: str
    walk_minutes: int
    now: datetime
    supposed: Supposed = field(default_factory=Supposed)


def problem_of(
    ground: Ground, *, keep_tables: bool, fixed: Iterable[form.Held] = (), repairs: bool = False
) -> form.Problem:
    """``keep_tables``: firms of a seated side stay at one table; else they change as rarely as can be. ``repairs``:
    what people hold is published; new musts find their places among it."""
    found = _Gathering(ground).problem(keep_tables=keep_tables, fixed=tuple(fixed))
    return replace(found, weights=form.REPAIR) if repairs else found


def score_of(fit: float | None) -> int:
    """What a request is worth besides its priority, in 50…100."""
    return LEAST_SCORE + round((fit or 0.0) * (form.MOST_SCORE - LEAST_SCORE) / 100)


def needs_between(asker: Party, asked: Party) -> set[Need]:
    """Whoever of the two sits there."""
    theirs = [asked.speech_of(person) for person in asked.representatives]
    return {need for person in asker.representatives for need in needs_of(asker.speech_of(person), theirs)}


class _Gathering:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        places = run_positions(ground.slots)
        known = sorted((one for one in ground.slots if one.kind == SlotKind.MEETING), key=lambda one: one.span)
        self.slots = known
        self.pause = max(
            ((b.span.start - a.span.end).seconds // 60 for a, b in pairwise(known) if places[b.id] - places[a.id] == 1),
            default=0,
        )
        self.ahead = [one for one in known if one.span.start > ground.now]
        ids = {one.id for one in ground.meetings}
        self.gone: dict[tuple[str, int], set[int]] = {}
        for claim in ground.taken:
            if claim.meeting_id not in ids:
                self._send_away(claim)
        for gone in ground.away:
            self._send_away(gone)
        self.tokens: dict[Need, str] = {}
        self.place_of = {one.id: place for place, one in enumerate(known)}
        self.counted = Counter(
            each for one in ground.meetings if one.state != State.REQUESTED for each in (one.asker, one.asked)
        )

    def _send_away(self, one: Taken | Away) -> None:
        for kind, number in (
            ("person", one.representative_id),
            ("table", one.table_id),
            ("interpreter", one.interpreter_id),
        ):
            if number is not None:
                self.gone.setdefault((kind, number), set()).add(one.slot_id)

    def problem(self, *, keep_tables: bool, fixed: tuple[form.Held, ...]) -> form.Problem:
        ground = self.ground
        requests = tuple(self.request(one) for one in ground.meetings)
        firms = sorted({firm for one in ground.meetings for firm in (one.asker, one.asked)})
        zones = {zone: str(number) for number, zone in enumerate(sorted({one.zone for one in ground.tables}))}
        people = tuple(self.people(firms))
        tables = tuple(self.table(one, zones) for one in ground.tables)
        interpreters = tuple(self.interpreters(firms))
        known = {one.id for one in people}, {one.id for one in tables}, {one.id for one in interpreters}
        return form.Problem(
            slots=tuple(self.spoken()),
            firms=tuple(self.firm(one, {table.id for table in tables}) for one in firms),
            people=people,
            requests=requests,
            tables=tables,
            groups=tuple(self.groups(firms, {one.group for one in tables}, keep_tables=keep_tables)),
            rules=tuple(sorted(self.rules())),
            interpreters=interpreters,
            walking=dict(self.walking(zones)),
            met=tuple(sorted(self.met())),
            fixed=fixed,
            standing=tuple(held for one in ground.meetings if (held := _standing(one, *known)) is not None),
            pause=self.pause,
        )

    def spoken(self) -> Iterator[form.Slot]:
        """The slots in minutes of the event's own days."""
        days: dict[object, int] = {}
        for one in self.slots:
            starts, ends = to_zone(one.span.start, self.ground.zone), to_zone(one.span.end, self.ground.zone)
            day = days.setdefault(starts.date(), len(days))
            begins = 60 * starts.hour + starts.minute
            yield form.Slot(str(one.id), day, begins, begins + int((ends - starts).total_seconds()) // 60)

    def request(self, one: Meeting) -> form.Request:
        return form.Request(
            id=str(one.id),
            asker=str(one.asker),
            asked=str(one.asked),
            priority=one.priority,
            score=score_of(one.score),
            length=one.length,
            need=self.need(one),
        )

    def need(self, one: Meeting) -> form.Need | None:
        """Whoever of the two firms sits there; an event without interpreters says the need, no more."""
        if not self.ground.voices:
            return None
        found = needs_between(self.ground.parties[one.asker], self.ground.parties[one.asked])
        tokens = sorted({self.tokens.setdefault(need, _written(need)) for need in found})
        return form.Need(tuple(tokens)) if tokens else None

    def people(self, firms: Sequence[int]) -> Iterator[form.Person]:
        stands_for: dict[int, list[int]] = {}
        for firm in firms:
            for person in self.ground.parties[firm].representatives:
                stands_for.setdefault(person, []).append(firm)
        for person in sorted(stands_for):
            theirs = stands_for[person]
            yield form.Person(str(person), tuple(map(str, theirs)), self._free(person, theirs))

    def _free(self, person: int, firms: Iterable[int]) -> tuple[str, ...]:
        supposed, gone = self.ground.supposed, self.gone.get(("person", person), set())
        if person in supposed.people:
            return ()
        parties = [self.ground.parties[firm] for firm in firms]
        late = [at for firm in firms if (at := supposed.late.get(firm)) is not None]
        first = max((self._place(slot) for slot in late), default=0)
        return tuple(
            str(one.id)
            for one in self.ahead
            if one.id not in gone and self._place(one.id) >= first and all(each.attends(one.span) for each in parties)
        )

    def _place(self, slot_id: int) -> int:
        return self.place_of.get(slot_id, 0)

    def table(self, one: TablePlace, zones: Mapping[str, str]) -> form.Table:
        gone = self.gone.get(("table", one.id), set())
        lost = one.id in self.ground.supposed.tables
        slots = () if lost else tuple(str(slot.id) for slot in self.ahead if slot.id not in gone)
        return form.Table(str(one.id), zones[one.zone], slots, group=self.side_of(one))

    def side_of(self, table: TablePlace) -> str | None:
        """The side that keeps the table, where some meet without a firm of it; None where everybody may sit there."""
        parties, side = self.ground.parties, table.group_id
        all_may = side is None or all(
            side in (parties[one.asker].group_id, parties[one.asked].group_id) for one in self.ground.meetings
        )
        return None if all_may else str(side)

    def interpreters(self, firms: Collection[int]) -> Iterator[form.Interpreter]:
        """Those who serve somebody, which who works for one firm does only where that one meets; of each, the needs
        that it meets."""
        for one in self.ground.voices:
            if one.mode != Mode.POOL and one.works_for not in firms and one.table_id is None:
                continue
            gone = self.gone.get(("interpreter", one.id), set())
            yield form.Interpreter(
                id=str(one.id),
                languages=tuple(
                    sorted({token for need, token in self.tokens.items() if need.is_met_by(one.languages)})
                ),
                slots=tuple(str(slot.id) for slot in self.ahead if slot.id not in gone and one.is_there(slot.span)),
                run=one.longest_run,
                firms=(str(one.works_for),) if one.works_for is not None else (),
                table=str(one.table_id) if one.table_id is not None else None,
            )

    def firm(self, firm: int, tables: Set[str]) -> form.Firm:
        """Its limits are what is left of them after meetings that are no part of the problem."""
        party, limits = self.ground.parties[firm], self.ground.limits.but(self.ground.own.get(firm, NO_OWN_LIMITS))
        have = max(0, self.ground.counts.get(firm, 0) - self.counted[firm])
        most = None if limits.most_meetings is None else max(0, limits.most_meetings - have)
        home = str(party.home_table_id)
        return form.Firm(
            id=str(firm),
            group=str(party.group_id),
            limits=form.Limits(max(0, (limits.least_meetings or 0) - have), most, limits.longest_run),
            table=home if home in tables and party.home_table_id not in self.ground.supposed.tables else None,
        )

    def groups(self, firms: Iterable[int], sides: Set[str | None], *, keep_tables: bool) -> Iterator[form.Group]:
        """Those of the firms, and those that keep tables."""
        known = {self.ground.parties[firm].group_id or 0 for firm in firms}
        for group in sorted(known | {int(side) for side in sides if side is not None}):
            yield form.Group(str(group), keeps_table=keep_tables and group in self.ground.rules.seated)

    def rules(self) -> set[tuple[str, str]]:
        """Either way round, as meetings may be arranged; what is booked may stay though the rules have changed."""
        group = {firm: str(party.group_id) for firm, party in self.ground.parties.items()}
        may = {(str(one), str(other)) for pair in self.ground.rules.may_ask for one, other in (pair, pair[::-1])}
        booked = (one for one in self.ground.meetings if one.state == State.BOOKED)
        may |= {(group[one.asker], group[one.asked]) for one in booked}
        known = {group[firm] for one in self.ground.meetings for firm in (one.asker, one.asked)}
        return {pair for pair in may if set(pair) <= known}

    def walking(self, zones: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], int]]:
        names = sorted(zones.values())
        if self.ground.walk_minutes:
            for number, one in enumerate(names):
                yield from (((one, other), self.ground.walk_minutes) for other in names[number + 1 :])

    def met(self) -> Iterator[tuple[str, str]]:
        """What was agreed anew is held; a request that nobody answered need not be, once the two have met."""
        for one in self.ground.meetings:
            if one.state == State.REQUESTED and frozenset((one.asker, one.asked)) in self.ground.met:
                yield str(one.asker), str(one.asked)


def _standing(one: Meeting, people: Set[str], tables: Set[str], voices: Set[str]) -> form.Held | None:
    """A booked meeting as it stands, as long as all that it names is there."""
    if one.state != State.BOOKED or one.people is None or one.slot_id is None:
        return None
    who, table = (str(one.people[0]), str(one.people[1])), str(one.table_id)
    interpreter = str(one.interpreter_id) if one.interpreter_id is not None else None
    if not set(who) <= people or table not in tables or (interpreter is not None and interpreter not in voices):
        return None
    return form.Held(str(one.id), str(one.slot_id), table, who, interpreter)


def _written(need: Need) -> str:
    """As a language of the problem, whoever asked: en+fr~zh; a side that is not known is empty."""
    return "~".join(sorted("+".join(sorted(side)) for side in (need.one, need.other)))
