"""What an organizer's overview is made of; features above add theirs.

A source is asked with the event's id. Figures and steps name the page that they lead to by its endpoint, with the
values that its address needs besides the event; one whose page is not built in is left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.events.phases import Phase
from app.kernel.localized import Localized


@dataclass(frozen=True)
class Happened:
    """One notice: what was done to which row, with the name of who did it (none: the system)."""

    id: int
    at: datetime
    by: str | None
    kind: str
    subject: str
    subject_id: int
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """A number, or one in words (85 %), and its list; ``of`` is the whole that the number is a part of."""

    value: int | str
    label: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    of: int | None = None


@dataclass(frozen=True)
class Step:
    """What to do next, what it costs not to, and where; a lower ``weight`` comes first, what is due before the rest."""

    weight: int
    title: str
    text: str
    button: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_due: bool = True


@dataclass(frozen=True)
class Panel:
    """A section of the overview: a template, and what it finds as ``panel``."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where the words of a notice lead, or a firm that it names: a text, in the script that its name is in."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    name: Localized = field(default_factory=Localized)


MOST_STEPS: Final = 6

figure_sources: list[Callable[[int], Iterable[Figure]]] = []
panel_sources: list[Callable[[int], Iterable[Panel]]] = []
"""Sections that stand one below the other; two that are half as wide come as one panel."""
step_sources: list[Callable[[int], Iterable[Step]]] = []
cost_sources: list[Callable[[int, Phase], Iterable[str]]] = []
"""Asked with the phase that a step forward leads to: in sentences, what it leaves undone at this event."""

Words = Callable[[Mapping[str, Any]], str]
"""What a notice says in the reader's language, from its details."""

notice_words: dict[str, Words] = {}
"""The kinds of notices that the log tells of, with their words."""

automatic_kinds: set[str] = set()
"""Those of them that nobody does: the overview leaves them out."""

notice_places: dict[str, Place] = {}
"""Where the words of such a notice lead; those of other kinds lead nowhere themselves."""

firm_sources: list[Callable[[Sequence[Happened]], Mapping[int, Sequence[Place]]]] = []
"""Asked with the notices of a page: by the id of a notice the firms that it is about."""
