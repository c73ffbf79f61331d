"""How long ranking takes: the ranking alone, and as the job does it with reading, reasons and storing."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import delete, func, select

from app.companies.models import CompanySector
from app.db import db, transaction
from app.matching.gains import gains
from app.matching.models import Suggestion
from app.matching.packing import packed_lists
from app.matching.parameters import PLACES
from app.matching.ranking import rank
from app.matching.services import rank as rank_event
from app.matching.services.ranking import REASONS
from tests.bench.big_event import build
from tests.bench.clocks import took
from tests.bench.crowd import crowd
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.support.instances import in_context

BOTH_WAYS = frozenset({("here", "there"), ("there", "here")})
MOST_SECONDS = {200: 0.02, 2_000: 0.25, 20_000: 10.0}
JOB_SECONDS = {200: 1.0, 2_000: 1.0}
MEBI = 1 / 1024


@dataclass
class Stages:
    """Stands where the job's run stands: notes when each stage began (seconds)."""

    begun: dict[str, float] = field(default_factory=dict)

    def progress(self, _fraction: float, stage: str | None = None) -> None:
        self.begun[stage or ""] = time.perf_counter()

    def lengths(self) -> str:
        moments = [*self.begun.items(), ("", time.perf_counter())]
        spans = pairwise(moments)
        return ", ".join(f"{stage} {until - begun:.2f}" for (stage, begun), (_, until) in spans)


def measure(ground: Ground) -> None:
    alone = [figure for firms in ground.size.ranked for figure in _alone(firms)]
    ranked = [firms for firms in ground.size.ranked if firms in JOB_SECONDS or firms < 2_000]
    jobs = [figure for firms in ranked for figure in _job(ground, firms)]
    ground.say(Section("Ranking", [*alone, *jobs]))


def _alone(size: int) -> Iterator[Figure]:
    """Without and with what is told about each place; everybody is shown to everybody."""
    firms, goal, times = crowd(size), MOST_SECONDS.get(size), 5 if size < 20_000 else 1
    ranked = took(lambda: rank(firms, places=PLACES), times=times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEBI
    note = f"{ranked.note}; peak of the process {peak:.0f} MiB"
    yield Figure(f"all pairs of {size} firms, top {PLACES}", ranked.wall, "s", goal, note=note)
    told = took(lambda: sum(len(each) for _, each in packed_lists(ranked.answer, REASONS)), times=min(times, 3))
    note = f"{told.note}; {told.answer / 1e6:.1f} MB to store"
    yield Figure(f"the reasons of {size} lists", told.wall, "s", note=note)
    if size <= 2_000:
        cost = took(lambda: gains(ranked.answer, places=PLACES), times=1)
        note = f"in the background; {len(cost.answer)} firms lack something"
        yield Figure(f"what gaps cost each of {size} firms", cost.wall, "s", note=note)


def _job(ground: Ground, firms: int) -> Iterator[Figure]:
    """Two sides that meet; read from the database and stored there, all lists and then what one firm changes."""
    instance = ground.new_instance(f"rank-{firms}")
    with in_context(instance.app):
        event_id = build(crowd(firms)).event_id
        for what in ("all lists are new", "one profile is new"):
            _change_a_profile()
            yield _run(f"the job for {firms} firms, {what}", event_id, JOB_SECONDS.get(firms))
    instance.close()


def _run(name: str, event_id: int, goal: float | None) -> Figure:
    stages = Stages()
    done = took(lambda: rank_event(event_id, run=stages), times=1)  # type: ignore[arg-type]
    lengths, version = stages.lengths(), done.answer.version
    stored = db.session.scalar(select(func.count()).where(Suggestion.event_id == event_id, Suggestion.since == version))
    note = f"{lengths}; {done.cpu:.2f} s in the processor; {stored} lists stored"
    return Figure(name, done.wall, "s", goal, note=note)


def _change_a_profile() -> None:
    """The first firm names a sector less than before."""
    with transaction() as session:
        named = session.scalar(select(func.min(CompanySector.id)).where(CompanySector.company_id == 1))
        session.execute(delete(CompanySector).where(CompanySector.id == named))
