"""How long ranking takes: the ranking alone, and as the job does it with reading, reasons and storing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy import sparse
from sqlalchemy import delete, func, select

from app.companies.models import CompanySector
from app.core.db import db, transaction
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.models import Suggestion
from app.matching.parameters import LIST_LENGTH
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from app.matching.sector_arrays import Ints, sector_arrays
from app.matching.services import rank_event
from app.matching.services.ranking import STORED_REASONS
from app.matching.vectors import NodeLists
from tests.bench.big_event import build
from tests.bench.clocks import took
from tests.bench.crowd import crowd
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.memory import forget_peak, peak
from tests.support.instances import in_context

BOTH_WAYS = frozenset({("here", "there"), ("there", "here")})
MOST_SECONDS = {200: 0.02, 2_000: 0.25, 20_000: 10.0}
JOB_SECONDS = {200: 1.0, 2_000: 1.0}
MOST_MEMORY = 800.0
ROWS = 256


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
    """Everybody is shown to everybody: all that is shown, then less and less of it, then the plainest that there is."""
    firms, times = crowd(size), 5 if size < 20_000 else 1
    forget_peak()
    told = took(
        lambda: rank_companies(firms, places=LIST_LENGTH, exposure=DEFAULT_EXPOSURE, limit=STORED_REASONS), times=times
    )
    most = peak()
    yield Figure(
        f"{size} firms: lists of {LIST_LENGTH}, widened, with reasons",
        told.wall,
        "s",
        MOST_SECONDS.get(size),
        note=told.note,
    )
    yield Figure("  memory at the most, with the firms", most, "MB", MOST_MEMORY)
    ranked = took(lambda: rank_companies(firms, places=LIST_LENGTH), times=times)
    yield Figure("  neither widened nor with reasons", ranked.wall, "s", note=ranked.note)
    plain = took(lambda: _plain(firms), times=times)
    yield Figure("  plain: most shared codes, nothing else", plain.wall, "s", note=plain.note)


def _plain(firms: Sequence[RankedCompany]) -> list[Ints]:
    """For each firm the others by Jaccard's measure of codes, a block of rows at a time."""
    lists = NodeLists.of(firm.profile.offered | firm.profile.seeks for firm in firms)
    ones = np.ones(len(lists.values), dtype=np.float32)
    codes = sparse.csr_array((ones, lists.values, lists.starts), shape=(len(firms), len(sector_arrays())))
    found = []
    for start in range(0, len(firms), ROWS):
        shared = (codes[start : start + ROWS] @ codes.T).toarray()
        either = lists.sizes[start : start + ROWS, None] + lists.sizes - shared
        found.append(np.argpartition(-shared / np.maximum(either, 1), LIST_LENGTH, axis=1)[:, :LIST_LENGTH])
    return found


def _job(ground: Ground, firms: int) -> Iterator[Figure]:
    """Two sides that meet; read from the database and stored there, all lists and then what one firm changes."""
    instance = ground.new_instance(f"rank-{firms}")
    with in_context(instance.app):
        event_id = build(crowd(firms)).event_id
        for what in ("all lists are new", "one profile is new"):
            with transaction() as session:
                named = session.scalar(select(func.min(CompanySector.id)).where(CompanySector.company_id == 1))
                session.execute(delete(CompanySector).where(CompanySector.id == named))
            yield _run(f"the job for {firms} firms, {what}", event_id, JOB_SECONDS.get(firms))
    instance.close()


def _run(name: str, event_id: int, goal: float | None) -> Figure:
    stages = Stages()
    done = took(lambda: rank_event(event_id, run=stages), times=1)  # type: ignore[arg-type]
    lengths, version = stages.lengths(), done.answer.version
    stored = db.session.scalar(select(func.count()).where(Suggestion.event_id == event_id, Suggestion.since == version))
    note = f"{lengths}; {done.cpu:.2f} s in the processor; {stored} lists stored"
    return Figure(name, done.wall, "s", goal, note=note)
