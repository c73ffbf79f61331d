"""What an organizer's overview is made of; features above add theirs.

A source is asked with the event's id. Figures and steps name the page that they lead to by its endpoint, with the
values that its address needs besides the event; one whose page is not built in is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Figure:
    """A number and its list; ``of`` is the whole that the number is a part of."""

    value: int
    label: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    of: int | None = None


@dataclass(frozen=True)
class Step:
    """What to do next, what it costs not to, and where; a lower ``weight`` comes first."""

    weight: int
    title: str
    text: str
    button: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


MOST_STEPS: Final = 3

figure_sources: list[Callable[[int], Iterable[Figure]]] = []
step_sources: list[Callable[[int], Iterable[Step]]] = []

Words = Callable[[Mapping[str, Any]], str]
"""What a notice says in the reader's language, from its details."""

notice_words: dict[str, Words] = {}
"""The kinds of notices that the overview tells of, with their words."""
