"""What the parts of a bench share: where they write, how much they measure, the big event that is built once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.bench.big_event import BigEvent, build
from tests.bench.crowd import crowd
from tests.bench.figures import Section
from tests.support.instances import Instance, in_context, new_instance

Say = Callable[[Section], None]
"""Takes each section as soon as it stands."""


@dataclass(frozen=True)
class Size:
    """How much is measured; the suite takes a little of everything.

    ``firms``, and as many people, meetings and letters; ``rounds`` turns of ``seconds`` of load; firms of each
    ``ranked`` event; ``seeds`` of simulated events of each kind; rows of each ``imported`` sheet; firms of the
    ``listed`` event and of the ``printed`` catalogue; keywords ``typed`` letter by letter in each language; seconds
    of each ``storm``; web workers that die in ``kills``, half on each database;
    ``people`` who book five times each in a minute, or so many ``bookings_a_second`` of them; the first ``rungs``
    of the ladder of timetables, None for all; seconds that each published instance may take at most, the ``limit``,
    and plain CP-SAT beside it, the ``baseline``.
    """

    firms: int = 2_000
    rounds: int = 5
    seconds: float = 2.0
    ranked: tuple[int, ...] = (200, 2_000, 20_000)
    seeds: int = 40
    imported: tuple[int, ...] = (500, 5_000)
    listed: int = 20_000
    printed: int = 200
    typed: int = 60
    storm: float = 60.0
    kills: int = 1_000
    people: int = 2_000
    bookings_a_second: float = 0.0
    rungs: int | None = None
    baseline: float = 0.0
    limit: float = 240.0


@dataclass
class Ground:
    folder: Path
    size: Size
    say: Say
    data: Path | None = None
    """A folder with companies and instances that this project must not hold."""

    def new_instance(self, name: str) -> Instance:
        """An empty and migrated database of its own, in local mode as ``make run`` has it."""
        folder = self.folder / name
        folder.mkdir()
        return new_instance(folder, QIAO_MODE="local")

    @cached_property
    def instance(self) -> Instance:
        """Holds the big event."""
        return self.new_instance("big")

    @cached_property
    def big(self) -> BigEvent:
        with in_context(self.instance.app):
            return build(crowd(self.size.firms))
