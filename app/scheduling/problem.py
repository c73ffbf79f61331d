"""What an organizer asks of a timetable: who would meet whom, when and where they can. Values alone; the solver, the
checker and the pages read them from here. See ``reading`` for its JSON form and docs/timetable-files.md for an example.

Slots stand in the order of time and are told by their ids. Minutes of a slot are those of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

FORM: Final = "qiao timetable"
VERSION: Final = 1
PRIORITIES: Final = ("must", "want", "open")
MOST_SCORE: Final = 100


@dataclass(frozen=True)
class Slot:
    """``starts`` and ``ends``: minutes after midnight of day number ``day``."""

    id: str
    day: int
    starts: int
    ends: int


@dataclass(frozen=True)
class Limits:
    """``least`` meetings are aimed at, ``most`` never passed; ``run``: slots in meetings without a free one between, in
    slots that join.
    None: no limit.
    """

    least: int = 0
    most: int | None = None
    run: int | None = None


@dataclass(frozen=True)
class Group:
    """``limits`` of each of its firms that says nothing else; ``keeps_table``: its firms sit at one table each."""

    id: str
    limits: Limits = Limits()
    keeps_table: bool = False


@dataclass(frozen=True)
class Firm:
    """``table``: the one it keeps, used by nobody else unless it is another firm's as well."""

    id: str
    group: str | None = None
    limits: Limits = Limits()
    table: str | None = None


@dataclass(frozen=True)
class Person:
    """A representative of one firm, or of several. ``slots``: when he or she may meet; None: always."""

    id: str
    firms: tuple[str, ...]
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """``slots``: when it is open; None: always. ``chair``: whether an interpreter can sit at it. ``group``: only
    firms of this one sit there, with whomever they meet, and a firm that keeps this very table; None: anybody.
    """

    id: str
    zone: str = ""
    slots: tuple[str, ...] | None = None
    chair: bool = True
    group: str | None = None


@dataclass(frozen=True)
class Interpreter:
    """``sectors``, ``firms`` empty: any. ``table``: sits there all day. ``run`` as in Limits."""

    id: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...] = ()
    slots: tuple[str, ...] | None = None
    run: int | None = None
    firms: tuple[str, ...] = ()
    table: str | None = None


@dataclass(frozen=True)
class Need:
    """Of an interpreter who speaks all ``languages`` and, if it is said, knows the ``sector``."""

    languages: tuple[str, ...]
    sector: str | None = None


@dataclass(frozen=True)
class Request:
    """``score`` in 1…100; ``length`` in slots of one day that join; ``slots``: where it may begin, None: anywhere."""

    id: str
    asker: str
    asked: str
    priority: str = "want"
    score: int = 1
    length: int = 1
    slots: tuple[str, ...] | None = None
    need: Need | None = None


@dataclass(frozen=True)
class Held:
    """A meeting in a timetable. ``slot``: its first; ``people``: of the asker, of the asked.

    None for what is not said: in a timetable only an interpreter that nobody needs, or a table if there are none.
    """

    request: str
    slot: str
    table: str | None = None
    people: tuple[str, str] | None = None
    interpreter: str | None = None


@dataclass(frozen=True)
class Item:
    """Of the programme: keeps ``people`` (None: everybody) from meetings in its ``slots``."""

    id: str
    slots: tuple[str, ...]
    people: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Weights:
    """The value of a meeting is the weight of its priority × its score; each meeting up to a firm's ``least`` brings
    ``least`` more; each standing meeting that is not held as it stands costs ``change``, and ``lost`` more where it is
    not held at all; so does ``missed`` each must that does not stand and is not held. With these, a must outweighs any
    two others that make way for it.
    """

    must: int = 1000
    want: int = 3
    open: int = 1
    least: int = 2000
    change: int = 1_000_000
    lost: int = 0
    missed: int = 0

    def of(self, priority: str) -> int:
        return {"must": self.must, "want": self.want, "open": self.open}[priority]


REPAIR: Final = Weights(missed=8_000_000, lost=20_000_000)
"""A new must finds its place by moving up to eight meetings that people hold, as few as can be. None of these is given
up for it, nor for two of them, which is as many as one can make room for."""


@dataclass(frozen=True)
class Problem:
    """``pause``: slots of one day join, in runs and in long meetings, if at most so many minutes lie between them.

    ``rules``: pairs of groups of which the first may ask the second; None: everybody may. ``walking``: minutes between
    two zones, both ways. ``precedences``: of two requests, the first ends before the second begins if both are held.
    ``met``: pairs of firms that need not meet again. ``fixed`` must be held as far as they say. ``standing``: what
    people hold now, complete; empty if nothing was published.
    """

    slots: tuple[Slot, ...]
    firms: tuple[Firm, ...]
    people: tuple[Person, ...]
    requests: tuple[Request, ...]
    tables: tuple[Table, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[tuple[str, str], ...] | None = None
    interpreters: tuple[Interpreter, ...] = ()
    walking: Mapping[tuple[str, str], int] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    precedences: tuple[tuple[str, str], ...] = ()
    met: tuple[tuple[str, str], ...] = ()
    fixed: tuple[Held, ...] = ()
    standing: tuple[Held, ...] = ()
    weights: Weights = Weights()
    pause: int = 15
