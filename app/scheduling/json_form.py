"""JSON read strictly: every value is of the kind that is expected, every key is known, and a fault says where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NoReturn, Protocol, TypeVar

from app.core import parsing
from app.core.errors import Invalid
from app.scheduling.problem import (
    FORM_NAME,
    FORM_VERSION,
    MAX_SCORE,
    PRIORITIES,
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemInterpreter,
    ProblemItem,
    ProblemLimits,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    ProblemWeights,
    SchedulingProblem,
)

T = TypeVar("T")
MAX_SHOWN_CHARACTERS: Final = 40


class MalformedInput(ValueError):
    """Input that is not of its form; the words say where and what was expected. ``text_name``: which of several texts
    it is, "" where there is one."""

    text_name = ""


@dataclass(frozen=True)
class JsonField:
    """A value with the path that leads to it, such as ``requests[3].score``."""

    where: str
    value: Any

    def fail(self, expected: str) -> NoReturn:
        shown = repr(self.value)
        cut = shown if len(shown) <= MAX_SHOWN_CHARACTERS else shown[:MAX_SHOWN_CHARACTERS] + "…"
        raise MalformedInput(f"{self.where or 'the file'}: expected {expected}, found {cut}")

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.fail("a text that is not empty")
        return self.value

    def zone(self) -> str:
        """A text that may be empty."""
        if not isinstance(self.value, str):
            self.fail("a text")
        return self.value

    def whole(self, least: int = 0, most: int = 10**9) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not least <= self.value <= most:
            self.fail(f"a whole number from {least} to {most}")
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("true or false")
        return self.value

    def one_of(self, known: Collection[str], what: str) -> str:
        if not isinstance(self.value, str) or self.value not in known:
            self.fail(what)
        return self.value

    def items(self) -> Iterator[JsonField]:
        if not isinstance(self.value, list):
            self.fail("a list")
        return (JsonField(f"{self.where}[{number}]", value) for number, value in enumerate(self.value))

    def each(self, read: Callable[[JsonField], T]) -> tuple[T, ...]:
        return tuple(read(item) for item in self.items())

    def pair(self, read: Callable[[JsonField], T]) -> tuple[T, T]:
        values = self.each(read)
        if len(values) != 2:
            self.fail("a list of two")
        return values[0], values[1]

    def keys(self, *known: str) -> JsonEntries:
        """The object, which has no other keys than ``known``."""
        if not isinstance(self.value, dict):
            self.fail("an object")
        for key in self.value:
            if key not in known:
                JsonField(f"{self.where}.{key}".lstrip("."), self.value[key]).fail(
                    f"no such key; known are {', '.join(known)}"
                )
        return JsonEntries(self)


@dataclass(frozen=True)
class JsonEntries:
    """The entries of an object. A key that is null counts as absent."""

    of: JsonField

    def __getitem__(self, key: str) -> JsonField:
        if self.of.value.get(key) is None:
            self.of.fail(f"an object with “{key}”")
        return JsonField(f"{self.of.where}.{key}".lstrip("."), self.of.value[key])

    def get(self, key: str, read: Callable[[JsonField], T], default: T) -> T:
        return default if self.of.value.get(key) is None else read(self[key])


MAX_CHARACTERS: Final = 100_000_000
MAX_MINUTES: Final = 100_000
MAX_WEIGHT: Final = 10**8
PROBLEM_KEYS: Final = (
    "form",
    "version",
    "slots",
    "groups",
    "rules",
    "firms",
    "people",
    "tables",
    "walking",
    "interpreters",
    "requests",
    "items",
    "precedences",
    "met",
    "fixed",
    "standing",
    "weights",
    "pause",
)


def parse_problem(text: str) -> SchedulingProblem:
    """Raises Malformed, whose words say where something is wrong."""
    entries = JsonField("", parse_json(text)).keys(*PROBLEM_KEYS)
    entries["form"].one_of((FORM_NAME,), f"“{FORM_NAME}”")
    entries["version"].whole(FORM_VERSION, FORM_VERSION)
    return _ProblemReader(entries).problem()


def parse_timetable(text: str) -> tuple[PlacedMeeting, ...]:
    """Raises Malformed. Whether the ids exist is for ``check`` to say."""
    content = parse_json(text)
    if not isinstance(content, dict) or "timetable" not in content:
        raise MalformedInput("the file: expected an object with “timetable”")
    return JsonField("timetable", content["timetable"]).each(_parse_placed_meeting)


def parse_json(text: str) -> Any:
    """Raises Malformed with the line at which it stops being JSON."""
    try:
        return parsing.parse_json(text, characters=MAX_CHARACTERS)
    except Invalid:
        line = parsing.json_error_line(text)
        raise MalformedInput(f"line {line}: expected JSON" if line else "the file: expected plain JSON") from None


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


ItemT = TypeVar("ItemT")
N = TypeVar("N", bound=_HasId)


class _ProblemReader:
    """Reads the lists in an order in which each names only what was read before."""

    def __init__(self, entries: JsonEntries) -> None:
        self.entries = entries
        self.known: dict[str, frozenset[str]] = {}

    def problem(self) -> SchedulingProblem:
        slots = self.listed("slots", _parse_slot)
        self.in_order(slots)
        groups = self.listed("groups", _parse_group)
        tables = self.listed("tables", self.table)
        companies = self.listed("firms", self.company)
        people = self.listed("people", self.person)
        interpreters = self.listed("interpreters", self.interpreter)
        requests = self.listed("requests", self.request)
        return SchedulingProblem(
            slots,
            companies,
            people,
            requests,
            tables,
            groups,
            self.entries.get("rules", lambda field: field.each(lambda rule: rule.pair(self.a("groups"))), None),
            interpreters,
            dict(self.plain("walking", _parse_walk)),
            self.listed("items", self.item),
            self.plain("precedences", lambda field: field.pair(self.a("requests"))),
            self.plain("met", lambda field: field.pair(self.a("firms"))),
            self.meetings("fixed", complete=False),
            self.meetings("standing", complete=True),
            self.entries.get("weights", _parse_weights, ProblemWeights()),
            self.entries.get("pause", lambda field: field.whole(0, MAX_MINUTES), SchedulingProblem.pause),
        )

    def plain(self, key: str, read: Callable[[JsonField], ItemT]) -> tuple[ItemT, ...]:
        return self.entries.get(key, lambda field: field.each(read), ())

    def listed(self, key: str, read: Callable[[JsonField], N]) -> tuple[N, ...]:
        """Also keeps their ids, each of which may stand once."""
        items = self.plain(key, read)
        self.known[key] = frozenset(item.id for item in items)
        self.once(key, [item.id for item in items], "id")
        return items

    def once(self, key: str, ids: Iterable[str], name: str) -> None:
        seen: set[str] = set()
        for number, item_id in enumerate(ids):
            if item_id in seen:
                JsonField(f"{key}[{number}].{name}", item_id).fail("one that does not stand before")
            seen.add(item_id)

    def in_order(self, slots: tuple[ProblemSlot, ...]) -> None:
        for number, (earlier, other) in enumerate(pairwise(slots), start=1):
            if (other.day, other.starts) < (earlier.day, earlier.ends):
                JsonField(f"slots[{number}]", other.id).fail(f"a slot after {earlier.id}")

    def a(self, key: str) -> Callable[[JsonField], str]:
        return lambda field: field.one_of(self.known[key], f"one of the ids of {key}")

    def times(self, entries: JsonEntries) -> tuple[str, ...] | None:
        return entries.get("slots", lambda field: field.each(self.a("slots")), None)

    def table(self, field: JsonField) -> ProblemTable:
        of = field.keys("id", "zone", "slots", "chair", "group")
        zone, chair = of.get("zone", JsonField.zone, ""), of.get("chair", JsonField.truth, True)
        return ProblemTable(of["id"].text(), zone, self.times(of), chair, of.get("group", self.a("groups"), None))

    def company(self, field: JsonField) -> ProblemCompany:
        of = field.keys("id", "group", "least", "most", "run", "table")
        table = of.get("table", self.a("tables"), None)
        return ProblemCompany(of["id"].text(), of.get("group", self.a("groups"), None), _parse_limits(of), table)

    def person(self, field: JsonField) -> ProblemPerson:
        of = field.keys("id", "firms", "slots")
        return ProblemPerson(of["id"].text(), of["firms"].each(self.a("firms")), self.times(of))

    def interpreter(self, field: JsonField) -> ProblemInterpreter:
        of = field.keys("id", "languages", "sectors", "slots", "run", "firms", "table")
        return ProblemInterpreter(
            of["id"].text(),
            of["languages"].each(JsonField.text),
            of.get("sectors", _parse_texts, ()),
            self.times(of),
            of.get("run", _parse_positive, None),
            of.get("firms", lambda companies: companies.each(self.a("firms")), ()),
            of.get("table", self.a("tables"), None),
        )

    def request(self, field: JsonField) -> ProblemRequest:
        of = field.keys("id", "asker", "asked", "priority", "score", "length", "slots", "need")
        asker, asked = of["asker"], of["asked"]
        if asker.value == asked.value:
            asked.fail("another firm than the asker")
        return ProblemRequest(
            of["id"].text(),
            self.a("firms")(asker),
            self.a("firms")(asked),
            of.get("priority", lambda word: word.one_of(PRIORITIES, f"one of {', '.join(PRIORITIES)}"), "want"),
            of.get("score", lambda score: score.whole(1, MAX_SCORE), 1),
            of.get("length", _parse_positive, 1),
            self.times(of),
            of.get("need", _parse_need, None),
        )

    def item(self, field: JsonField) -> ProblemItem:
        of = field.keys("id", "slots", "people")
        people = of.get("people", lambda who: who.each(self.a("people")), None)
        return ProblemItem(of["id"].text(), of["slots"].each(self.a("slots")), people)

    def meetings(self, key: str, *, complete: bool) -> tuple[PlacedMeeting, ...]:
        placed_meetings = self.plain(key, _parse_placed_meeting)
        for number, placed in enumerate(placed_meetings):
            self.named(f"{key}[{number}]", placed)
            if complete and placed.people is None:
                JsonField(f"{key}[{number}]", placed.request).fail("a meeting with its people")
        self.once(key, [placed.request for placed in placed_meetings], "request")
        return placed_meetings

    def named(self, where: str, placed: PlacedMeeting) -> None:
        """What a meeting names exists, though not all need still be usable."""
        references = [
            ("request", "requests", placed.request),
            ("slot", "slots", placed.slot),
            ("table", "tables", placed.table),
        ]
        references += [("interpreter", "interpreters", placed.interpreter)]
        references += [("people", "people", person) for person in placed.people or ()]
        for name, key, value in references:
            if value is not None:
                self.a(key)(JsonField(f"{where}.{name}", value))


def _parse_positive(field: JsonField) -> int:
    return field.whole(1, 1000)


def _parse_texts(field: JsonField) -> tuple[str, ...]:
    return field.each(JsonField.text)


def _parse_slot(field: JsonField) -> ProblemSlot:
    of = field.keys("id", "day", "starts", "ends")
    starts = of["starts"].whole(0, MAX_MINUTES)
    return ProblemSlot(of["id"].text(), of["day"].whole(), starts, of["ends"].whole(starts, MAX_MINUTES))


def _parse_limits(of: JsonEntries) -> ProblemLimits:
    most = of.get("most", JsonField.whole, None)
    return ProblemLimits(of.get("least", JsonField.whole, 0), most, of.get("run", _parse_positive, None))


def _parse_group(field: JsonField) -> ProblemGroup:
    of = field.keys("id", "least", "most", "run", "keeps_table")
    return ProblemGroup(of["id"].text(), _parse_limits(of), of.get("keeps_table", JsonField.truth, False))


def _parse_walk(field: JsonField) -> tuple[tuple[str, str], int]:
    of = field.keys("zones", "minutes")
    return of["zones"].pair(JsonField.zone), of["minutes"].whole(0, MAX_MINUTES)


def _parse_need(field: JsonField) -> ProblemNeed:
    of = field.keys("languages", "sector")
    return ProblemNeed(of["languages"].each(JsonField.text), of.get("sector", JsonField.text, None))


def _parse_placed_meeting(field: JsonField) -> PlacedMeeting:
    of = field.keys("request", "slot", "table", "people", "interpreter")
    return PlacedMeeting(
        of["request"].text(),
        of["slot"].text(),
        of.get("table", JsonField.text, None),
        of.get("people", lambda who: who.pair(JsonField.text), None),
        of.get("interpreter", JsonField.text, None),
    )


def _parse_weights(field: JsonField) -> ProblemWeights:
    names = tuple(vars(ProblemWeights()))
    of = field.keys(*names)
    return ProblemWeights(**{name: of[name].whole(0, MAX_WEIGHT) for name in names if name in field.value})


def problem_json(problem: SchedulingProblem) -> dict[str, Any]:
    """What ``parse_problem`` reads as the same problem; what is as usual is left out."""
    lists: dict[str, Collection[Any]] = {
        "groups": [_fields_json(item) for item in problem.groups],
        "firms": [_fields_json(item) for item in problem.firms],
        "people": [_fields_json(item) for item in problem.people],
        "tables": [_fields_json(item) for item in problem.tables],
        "walking": [{"zones": [*zones], "minutes": minutes} for zones, minutes in problem.walking.items()],
        "interpreters": [_fields_json(item) for item in problem.interpreters],
        "requests": [_fields_json(item) for item in problem.requests],
        "items": [_fields_json(item) for item in problem.items],
        "precedences": [[*pair] for pair in problem.precedences],
        "met": [[*pair] for pair in problem.met],
        "fixed": timetable_json(problem.fixed),
        "standing": timetable_json(problem.standing),
    }
    fields: dict[str, Any] = {"form": FORM_NAME, "version": FORM_VERSION, "weights": _weights_json(problem.weights)}
    fields |= {"pause": problem.pause, "slots": [dict(vars(slot)) for slot in problem.slots]}
    if problem.rules is not None:
        fields["rules"] = [[*pair] for pair in problem.rules]
    return fields | {key: value for key, value in lists.items() if value}


def _weights_json(weights: ProblemWeights) -> dict[str, int]:
    """Without what costs nothing, as it does unless said otherwise."""
    return {name: value for name, value in vars(weights).items() if value or getattr(ProblemWeights, name)}


def timetable_json(timetable: Iterable[PlacedMeeting]) -> list[dict[str, Any]]:
    return [_fields_json(placed) for placed in timetable]


def _fields_json(item: Any) -> dict[str, Any]:
    """Its fields that say something, limits among them."""
    fields: dict[str, Any] = {}
    for key, value in vars(item).items():
        if isinstance(value, ProblemLimits):
            fields |= _fields_json(value)
        elif isinstance(value, ProblemNeed):
            fields[key] = _fields_json(value)
        elif value != type(item).__dict__.get(key, ...):
            fields[key] = [*value] if isinstance(value, tuple) else value
    return fields
