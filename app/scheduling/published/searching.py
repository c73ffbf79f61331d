"""One process's part in a search: which of the ways it goes, and what it does beside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from time import process_time
from typing import TYPE_CHECKING, Any, Final

from app.scheduling.published.counting import why_impossible
from app.scheduling.published.windows import Windows

if TYPE_CHECKING:
    from app.scheduling.published.clauses import Clauses
    from app.scheduling.published.reaching import Stage

SLICE_SECONDS: Final = 0.4
PATIENCE_SECONDS: Final = 4.0
"""Where no timetable at all is found so soon, counting may show that there is none."""
SHARE: Final = 0.15
"""Of a process's time, for better timetables while it looks for the best."""


class Searching:
    """``best``, ``bound``, ``stage``: the fewest breaks, the highest bound and its stage, as known anywhere.

    ``tell`` takes what is found, ``heard`` gives the lines of others without waiting.
    """

    def __init__(
        self, day: Windows, tell: Callable[[dict[str, Any]], None], heard: Callable[[], Iterable[bytes]] = lambda: ()
    ) -> None:
        self.day, self.tell, self.heard = day, tell, heard
        self.best: int | None = None
        self.bound = 0
        self.stage: Stage | None = None
        self.improved = 0.0

    def optimum(self, way: str) -> int | None:
        """None: there is no timetable. ``way``: "cores", "reaching", "alone" or "as_it_comes"."""
        if why_impossible(self.day) is not None:
            return None
        if way == "as_it_comes":
            return self._as_it_comes()
        from app.scheduling.published.clauses import clauses

        written = clauses(self.day)
        return {"cores": self._by_cores, "reaching": self._reaching, "alone": self._alone}[way](written)

    def _by_cores(self, written: Clauses, beside: Callable[[], object] = lambda: None) -> int | None:
        from app.scheduling.published.core_guided import CoreGuided

        def pause() -> int | None:
            self._listen()
            beside()
            return self.best

        search = CoreGuided(written, self.on_found, self.on_bound, self.on_stage, pause)
        search.best = self.best
        return search.optimum()

    def _reaching(self, written: Clauses) -> int | None:
        """Where another process raises the bound."""
        aside = _Aside(self, written)
        self._begin(aside)
        if self.best is None:
            return None if aside.improving.impossible else self._by_counting()
        while self.best > self.bound:
            self._listen()
            aside.improve()
            if not aside.reach():
                aside.improving.work(SLICE_SECONDS)
        return self.best

    def _alone(self, written: Clauses) -> int | None:
        aside = _Aside(self, written)
        self._begin(aside)
        if self.best is None:
            return None if aside.improving.impossible else self._by_counting()

        def beside() -> None:
            aside.improve()
            aside.reach()

        return self._by_cores(written, beside)

    def _by_counting(self) -> int | None:
        from app.scheduling.published.cp_sat import CpSat

        return CpSat(self.day, self.on_found, self.on_bound).optimum()

    def _as_it_comes(self) -> int | None:
        from app.scheduling.published.cp_sat import AS_IT_COMES, CpSat

        return CpSat(self.day, self.on_found, self.on_bound).optimum(AS_IT_COMES)

    def _begin(self, aside: _Aside) -> None:
        """A first timetable, if there is soon one."""
        while self.best is None and process_time() < PATIENCE_SECONDS and not aside.improving.impossible:
            aside.improving.work(SLICE_SECONDS)
            self._listen()
        self.improved = process_time()

    def on_found(self, timetable: list[int], breaks: int) -> None:
        if self.best is None or breaks < self.best:
            self.best = breaks
            self.tell({"timetable": self.day.in_the_problem(timetable), "breaks": breaks})

    def on_bound(self, bound: int) -> None:
        if bound > self.bound:
            self.bound = bound
            self.tell({"bound": bound})

    def on_stage(self, stage: Stage) -> None:
        self.stage = stage
        self.tell({"stage": stage})

    def _listen(self) -> None:
        from app.scheduling.published.reaching import Stage

        for line in self.heard():
            said = json.loads(line)
            if "stage" in said:
                self.stage = Stage(*said["stage"])
            else:
                self.bound = max(self.bound, said["bound"])
                if said["best"] is not None:
                    self.best = said["best"] if self.best is None else min(self.best, said["best"])


class _Aside:
    """Better timetables, and the best one at the bound, in turns with something else."""

    def __init__(self, search: Searching, written: Clauses) -> None:
        from app.scheduling.published.improving import Improving
        from app.scheduling.published.reaching import Reaching

        self.search = search
        self.improving = Improving(written, search.on_found)
        self.reaching = Reaching(written, search.on_found)
        self.unreachable: Stage | None = None

    def improve(self) -> None:
        """When it is its turn."""
        search = self.search
        if search.best is None or search.best == search.bound or search.improved > SHARE * process_time():
            return
        self.improving.limit(search.best)
        begun = process_time()
        self.improving.work(SLICE_SECONDS)
        search.improved += process_time() - begun

    def reach(self) -> bool:
        """A step; False where there is nothing to step to until the bound has risen."""
        search, stage = self.search, self.search.stage
        if stage is None or stage is self.unreachable or search.best == search.bound:
            return False
        if self.reaching.step(stage) is False:
            self.unreachable = stage
            search.on_bound(stage.bound + 1)
        return True
