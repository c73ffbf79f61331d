"""What an organizer's overview is made of, and how many companies take part; features above add theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.core.localized import Localized
from app.events.phases import Phase


@dataclass(frozen=True)
class OverviewNotice:
    """One notice: what was done to which row, with the name of who did it (none: the system)."""

    id: int
    at: datetime
    by: str | None
    kind: str
    subject: str
    subject_id: int
    details: Mapping[str, Any]


@dataclass(frozen=True)
class OverviewFigure:
    """A number, or one in words (85 %), and its list; ``of`` is the whole that the number is a part of."""

    value: int | str
    label: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    of: int | None = None


@dataclass(frozen=True)
class OverviewStep:
    """What to do next, what it costs not to, and where; a lower ``weight`` comes first, what is due before the rest."""

    weight: int
    title: str
    text: str
    button: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_due: bool = True


@dataclass(frozen=True)
class OverviewPanel:
    """A section of the overview: a template, and what it finds as ``panel``."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class OverviewLink:
    """Where the words of a notice lead, or a firm that it names: a text, in the script that its name is in."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    name: Localized = field(default_factory=Localized)


MOST_STEPS: Final = 6

figure_sources: list[Callable[[int], Iterable[OverviewFigure]]] = []
panel_sources: list[Callable[[int], Iterable[OverviewPanel]]] = []
"""Sections that stand one below the other; two that are half as wide come as one panel."""
step_sources: list[Callable[[int], Iterable[OverviewStep]]] = []
cost_sources: list[Callable[[int, Phase], Iterable[str]]] = []
"""Asked with the phase that a step forward leads to: in sentences, what it leaves undone at this event."""

NoticeText = Callable[[Mapping[str, Any]], str]
"""What a notice says in the reader's language, from its details."""

notice_words: dict[str, NoticeText] = {}
"""The kinds of notices that the log tells of, with their words."""

automatic_kinds: set[str] = set()
"""Those of them that nobody does: the overview leaves them out."""

notice_links: dict[str, OverviewLink] = {}
"""Where the words of such a notice lead; those of other kinds lead nowhere themselves."""

company_sources: list[Callable[[Sequence[OverviewNotice]], Mapping[int, Sequence[OverviewLink]]]] = []
"""Asked with the notices of a page: by the id of a notice the firms that it is about."""


@dataclass(frozen=True)
class ParticipantCounts:
    """``sectors``: label and companies per group id, most companies first; a company counts once in each sector that
    it is in.

    ``companies``: all companies per group id.
    """

    companies: Mapping[int, int]
    sectors: tuple[tuple[Localized, Mapping[int, int]], ...]


participants_sources: list[Callable[[int], ParticipantCounts]] = []
"""A feature above that knows firms counts them for an event's id."""
