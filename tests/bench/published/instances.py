"""Published instances of meeting scheduling: each to its proof, beside what is known of it and the times of others.

The folder holds ``b2b/expected.csv`` (file, family, status, optimum, published_best_s) and the files. ``--baseline 60``
gives CP-SAT as it comes a minute for each of them, too.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure, Section, missing
from tests.bench.ground import Ground
from tests.bench.published.outcome import Outcome
from tests.bench.published.reader import read
from tests.bench.published.search import AS_IT_COMES, solve

INSTANCES = Path("b2b/expected.csv")
TITLE = "Published timetables, two threads"
MOST_SUM, MOST_ORIGINAL, MOST_VARIANT = 72.0, 20.0, 60.0


@dataclass(frozen=True)
class Run:
    name: str
    original: bool
    status: str
    optimum: int | None
    published: str
    found: Outcome
    plain: Outcome | None

    @property
    def right(self) -> bool:
        return (self.found.status, self.found.breaks) == (self.status, self.optimum)

    def told(self) -> str:
        published = f"published best {self.published} s" if self.published else ""
        plain = f"plain CP-SAT: {_shown(self.plain)}" if self.plain else ""
        wrong = "" if self.right else f"EXPECTED {self.status}"
        found = f"{self.found.status:<11}{_number(self.found.breaks):>5}{_number(self.optimum):>10}"
        return f"  {self.name:<28}{found}{self.found.seconds:>9.1f} s  {published:<23}{plain}  {wrong}".rstrip()


def measure(ground: Ground) -> None:
    if ground.data is None or not (ground.data / INSTANCES).is_file():
        why = f"needs --data FOLDER (make bench DATA=FOLDER) with {INSTANCES}"
        ground.say(Section(TITLE, [missing("originals: sum", why, MOST_SUM, "s")]))
        return
    runs = list(_runs(ground, ground.data / INSTANCES))
    head = f"  {'instance':<28}{'status':<11}{'found':>5}{'expected':>10}{'time':>11}"
    ground.say(Section(TITLE, list(_figures(runs)), [head, *(one.told() for one in runs)]))


def _runs(ground: Ground, expected: Path) -> Iterator[Run]:
    with expected.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        problem = read((expected.parent / row["file"]).read_text(encoding="utf-8")).problem
        found = solve(problem, seconds=ground.size.limit)
        seconds = ground.size.baseline
        plain = solve(problem, seconds=seconds, ways=AS_IT_COMES) if seconds else None
        optimum = int(row["optimum"]) if row["optimum"] else None
        name = row["file"].removesuffix(".dzn")
        yield Run(name, row["family"] == "original", row["status"], optimum, row["published_best_s"], found, plain)


def _figures(runs: Sequence[Run]) -> Iterator[Figure]:
    yield Figure("as expected", sum(one.right for one in runs), f"of {len(runs)}", len(runs), more=True)
    originals = [one for one in runs if one.original]
    variants = [one for one in runs if not one.original]
    yield Figure("originals: sum", sum(one.found.seconds for one in originals), "s", MOST_SUM)
    yield _worst("originals", originals, MOST_ORIGINAL)
    yield _worst("variants", variants, MOST_VARIANT)
    for name, some in (("originals", originals), ("variants", variants)):
        if plain := [one.plain for one in some if one.plain]:
            proven = sum(one.proven for one in plain)
            note = f"{sum(one.seconds for one in plain):.0f} s"
            yield Figure(f"{name} by plain CP-SAT: proven", proven, f"of {len(plain)}", note=note)


def _worst(name: str, runs: Sequence[Run], most: float) -> Figure:
    slowest = max(runs, key=lambda one: one.found.seconds, default=None)
    if slowest is None:
        return missing(f"{name}: worst", "there are none", most, "s")
    return Figure(f"{name}: worst", slowest.found.seconds, "s", most, note=slowest.name)


def _shown(outcome: Outcome) -> str:
    return f"{outcome.status} {_number(outcome.breaks)} in {outcome.seconds:.1f} s"


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)
