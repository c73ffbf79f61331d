"""The JSON form of a problem and of a timetable, read strictly; ``writing`` writes it back the same.

A problem is one object. Its first keys are ``"form": "qiao timetable"`` and ``"version": 1``; then, each a list unless
said otherwise, in the words and with the units of ``problem``:

- ``slots``: ``{id, day, starts, ends}``, in the order of time
- ``groups``: ``{id, least?, most?, run?, keeps_table?}``; ``rules``: ``[group, group]`` who may ask whom (absent: all)
- ``firms``: ``{id, group?, least?, most?, run?, table?}``
- ``people``: ``{id, firms: [firm…], slots?}``; ``slots`` absent means always, here and below
- ``tables``: ``{id, zone?, slots?, chair?, group?}``; ``walking``: ``{zones: [zone, zone], minutes}``
- ``interpreters``: ``{id, languages, sectors?, slots?, run?, firms?, table?}``
- ``requests``: ``{id, asker, asked, priority?, score?, length?, slots?, need?: {languages, sector?}}``
- ``items``: ``{id, slots, people?}``; ``precedences``: ``[request, request]``; ``met``: ``[firm, firm]``
- ``fixed`` and ``standing``: ``{request, slot, table?, people?: [person, person], interpreter?}``
- ``weights``: an object ``{must?, want?, open?, least?, change?, lost?, missed?}``; ``pause``: a number of minutes

A timetable is an object with ``"timetable"``, a list of the same form as ``standing``; other keys are let pass, so that
what ``solve`` writes can be read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Final, Protocol, TypeVar

from app.core import parsing
from app.core.errors import Invalid
from app.scheduling.problem import (
    FORM,
    MOST_SCORE,
    PRIORITIES,
    VERSION,
    Firm,
    Group,
    Held,
    Interpreter,
    Item,
    Limits,
    Need,
    Person,
    Problem,
    Request,
    Slot,
    Table,
    Weights,
)
from app.scheduling.strictly import Entries, Field, Malformed

MOST_CHARACTERS: Final = 100_000_000
MOST_MINUTES: Final = 100_000
MOST_WEIGHT: Final = 10**8
KEYS: Final = (
    *("form", "version", "slots", "groups", "rules", "firms", "people", "tables", "walking", "interpreters"),
    *("requests", "items", "precedences", "met", "fixed", "standing", "weights", "pause"),
)


def problem_of(text: str) -> Problem:
    """Raises Malformed, whose words say where something is wrong."""
    entries = Field("", json_of(text)).keys(*KEYS)
    entries["form"].one_of((FORM,), f"“{FORM}”")
    entries["version"].whole(VERSION, VERSION)
    return _Reader(entries).problem()


def timetable_of(text: str) -> tuple[Held, ...]:
    """Raises Malformed. Whether the ids exist is for ``check`` to say."""
    found = json_of(text)
    if not isinstance(found, dict) or "timetable" not in found:
        raise Malformed("the file: expected an object with “timetable”")
    return Field("timetable", found["timetable"]).each(_held)


def json_of(text: str) -> Any:
    """Raises Malformed with the line at which it stops being JSON."""
    try:
        return parsing.parse_json(text, characters=MOST_CHARACTERS)
    except Invalid:
        line = parsing.json_error_line(text)
        raise Malformed(f"line {line}: expected JSON" if line else "the file: expected plain JSON") from None


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=_HasId)


class _Reader:
    """Reads the lists in an order in which each names only what was read before."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self.known: dict[str, frozenset[str]] = {}

    def problem(self) -> Problem:
        slots = self.listed("slots", _slot)
        self.in_order(slots)
        groups = self.listed("groups", _group)
        tables = self.listed("tables", self.table)
        firms = self.listed("firms", self.firm)
        people = self.listed("people", self.person)
        interpreters = self.listed("interpreters", self.interpreter)
        requests = self.listed("requests", self.request)
        return Problem(
            slots,
            firms,
            people,
            requests,
            tables,
            groups,
            self.entries.get("rules", lambda one: one.each(lambda rule: rule.pair(self.a("groups"))), None),
            interpreters,
            dict(self.plain("walking", _walk)),
            self.listed("items", self.item),
            self.plain("precedences", lambda one: one.pair(self.a("requests"))),
            self.plain("met", lambda one: one.pair(self.a("firms"))),
            self.meetings("fixed", complete=False),
            self.meetings("standing", complete=True),
            self.entries.get("weights", _weights, Weights()),
            self.entries.get("pause", lambda one: one.whole(0, MOST_MINUTES), Problem.pause),
        )

    def plain(self, key: str, read: Callable[[Field], T]) -> tuple[T, ...]:
        return self.entries.get(key, lambda one: one.each(read), ())

    def listed(self, key: str, read: Callable[[Field], N]) -> tuple[N, ...]:
        """Also keeps their ids, each of which may stand once."""
        found = self.plain(key, read)
        self.known[key] = frozenset(one.id for one in found)
        self.once(key, [one.id for one in found], "id")
        return found

    def once(self, key: str, ids: Iterable[str], name: str) -> None:
        seen: set[str] = set()
        for number, one in enumerate(ids):
            if one in seen:
                Field(f"{key}[{number}].{name}", one).fail("one that does not stand before")
            seen.add(one)

    def in_order(self, slots: tuple[Slot, ...]) -> None:
        for number, (one, other) in enumerate(pairwise(slots), start=1):
            if (other.day, other.starts) < (one.day, one.ends):
                Field(f"slots[{number}]", other.id).fail(f"a slot after {one.id}")

    def a(self, key: str) -> Callable[[Field], str]:
        return lambda one: one.one_of(self.known[key], f"one of the ids of {key}")

    def times(self, entries: Entries) -> tuple[str, ...] | None:
        return entries.get("slots", lambda one: one.each(self.a("slots")), None)

    def table(self, one: Field) -> Table:
        of = one.keys("id", "zone", "slots", "chair", "group")
        zone, chair = of.get("zone", Field.zone, ""), of.get("chair", Field.truth, True)
        return Table(of["id"].text(), zone, self.times(of), chair, of.get("group", self.a("groups"), None))

    def firm(self, one: Field) -> Firm:
        of = one.keys("id", "group", "least", "most", "run", "table")
        table = of.get("table", self.a("tables"), None)
        return Firm(of["id"].text(), of.get("group", self.a("groups"), None), _limits(of), table)

    def person(self, one: Field) -> Person:
        of = one.keys("id", "firms", "slots")
        return Person(of["id"].text(), of["firms"].each(self.a("firms")), self.times(of))

    def interpreter(self, one: Field) -> Interpreter:
        of = one.keys("id", "languages", "sectors", "slots", "run", "firms", "table")
        return Interpreter(
            of["id"].text(),
            of["languages"].each(Field.text),
            of.get("sectors", _texts, ()),
            self.times(of),
            of.get("run", _positive, None),
            of.get("firms", lambda firms: firms.each(self.a("firms")), ()),
            of.get("table", self.a("tables"), None),
        )

    def request(self, one: Field) -> Request:
        of = one.keys("id", "asker", "asked", "priority", "score", "length", "slots", "need")
        asker, asked = of["asker"], of["asked"]
        if asker.value == asked.value:
            asked.fail("another firm than the asker")
        return Request(
            of["id"].text(),
            self.a("firms")(asker),
            self.a("firms")(asked),
            of.get("priority", lambda word: word.one_of(PRIORITIES, f"one of {', '.join(PRIORITIES)}"), "want"),
            of.get("score", lambda score: score.whole(1, MOST_SCORE), 1),
            of.get("length", _positive, 1),
            self.times(of),
            of.get("need", _need, None),
        )

    def item(self, one: Field) -> Item:
        of = one.keys("id", "slots", "people")
        people = of.get("people", lambda who: who.each(self.a("people")), None)
        return Item(of["id"].text(), of["slots"].each(self.a("slots")), people)

    def meetings(self, key: str, *, complete: bool) -> tuple[Held, ...]:
        found = self.plain(key, _held)
        for number, held in enumerate(found):
            self.named(f"{key}[{number}]", held)
            if complete and held.people is None:
                Field(f"{key}[{number}]", held.request).fail("a meeting with its people")
        self.once(key, [held.request for held in found], "request")
        return found

    def named(self, where: str, held: Held) -> None:
        """What a meeting names exists, though not all need still be usable."""
        told = [("request", "requests", held.request), ("slot", "slots", held.slot), ("table", "tables", held.table)]
        told += [("interpreter", "interpreters", held.interpreter)]
        told += [("people", "people", person) for person in held.people or ()]
        for name, key, value in told:
            if value is not None:
                self.a(key)(Field(f"{where}.{name}", value))


def _positive(one: Field) -> int:
    return one.whole(1, 1000)


def _texts(one: Field) -> tuple[str, ...]:
    return one.each(Field.text)


def _slot(one: Field) -> Slot:
    of = one.keys("id", "day", "starts", "ends")
    starts = of["starts"].whole(0, MOST_MINUTES)
    return Slot(of["id"].text(), of["day"].whole(), starts, of["ends"].whole(starts, MOST_MINUTES))


def _limits(of: Entries) -> Limits:
    most = of.get("most", Field.whole, None)
    return Limits(of.get("least", Field.whole, 0), most, of.get("run", _positive, None))


def _group(one: Field) -> Group:
    of = one.keys("id", "least", "most", "run", "keeps_table")
    return Group(of["id"].text(), _limits(of), of.get("keeps_table", Field.truth, False))


def _walk(one: Field) -> tuple[tuple[str, str], int]:
    of = one.keys("zones", "minutes")
    return of["zones"].pair(Field.zone), of["minutes"].whole(0, MOST_MINUTES)


def _need(one: Field) -> Need:
    of = one.keys("languages", "sector")
    return Need(of["languages"].each(Field.text), of.get("sector", Field.text, None))


def _held(one: Field) -> Held:
    of = one.keys("request", "slot", "table", "people", "interpreter")
    return Held(
        of["request"].text(),
        of["slot"].text(),
        of.get("table", Field.text, None),
        of.get("people", lambda who: who.pair(Field.text), None),
        of.get("interpreter", Field.text, None),
    )


def _weights(one: Field) -> Weights:
    names = tuple(vars(Weights()))
    of = one.keys(*names)
    return Weights(**{name: of[name].whole(0, MOST_WEIGHT) for name in names if name in one.value})
