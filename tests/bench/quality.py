"""How good the ranking is, on simulated events whose truth it never sees; each seed is one event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

from app.companies.profile import Goal
from app.matching.evaluate import directed, division_cosine, jaccard, ndcg, scores_of
from app.matching.firm import Firm
from app.matching.nodes import Floats
from app.matching.ranking import rank
from app.matching.simulation import PRESETS, Kind, World, world
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground

FIRST_SEED = 300
RIVALS: dict[str, Callable[[Sequence[Firm]], Floats]] = {
    "Jaccard": jaccard,
    "directed": directed,
    "division": division_cosine,
}


@dataclass(frozen=True)
class Trial:
    """``goals``: the least nDCG for each kind of world. ``preset``: firms say the goal that suits their world."""

    name: str
    size: int
    depth: int
    goals: dict[Kind, float]
    preset: bool


TRIALS = (
    Trial("balanced", 220, 10, {"supply": 0.30, "peer": 0.20, "mixed": 0.25}, preset=False),
    Trial("right preset", 220, 10, {"supply": 0.321, "peer": 0.284, "mixed": 0.245}, preset=True),
    Trial("right preset", 77, 5, {"supply": 0.39, "peer": 0.35, "mixed": 0.31}, preset=True),
)


def measure(ground: Ground) -> None:
    seeds = range(FIRST_SEED, FIRST_SEED + ground.size.seeds)
    found = [figure for trial in TRIALS for kind in trial.goals for figure in _figures(trial, kind, seeds)]
    ground.say(Section(f"Quality of the ranking, seeds {seeds[0]}–{seeds[-1]}", found))


def _figures(trial: Trial, kind: Kind, seeds: range) -> Iterator[Figure]:
    """The nDCG itself, and its least lead over a rival."""
    ours, oracle = [], []
    theirs: dict[str, list[float]] = {name: [] for name in RIVALS}
    for seed in seeds:
        drawn = world(kind, seed, trial.size)
        ours.append(ndcg(_scores(drawn, PRESETS[kind] if trial.preset else None), drawn.meets, trial.depth))
        oracle.append(ndcg(drawn.oracle, drawn.meets, trial.depth))
        for name, rival in RIVALS.items():
            theirs[name].append(ndcg(rival(drawn.firms), drawn.meets, trial.depth))
    name = f"{kind}, {trial.name}, {trial.size} firms, nDCG@{trial.depth}"
    told = ", ".join(f"{rival} {fmean(found):.3f}" for rival, found in theirs.items())
    yield Figure(name, fmean(ours), "", trial.goals[kind], more=True, note=f"{told}, oracle {fmean(oracle):.3f}")
    best = max(theirs, key=lambda each: fmean(theirs[each]))
    leads = [one - other for one, other in zip(ours, theirs[best], strict=True)]
    note = f"paired, ± {_error(leads):.3f} (one standard error)"
    yield Figure(f"  its lead over {best}", fmean(leads), "", 0.0, more=True, note=note)


def _scores(drawn: World, goal: Goal | None) -> Floats:
    firms = [replace(firm, profile=replace(firm.profile, goal=goal)) for firm in drawn.firms]
    return scores_of(rank(firms, places=len(firms)))


def _error(values: Sequence[float]) -> float:
    return stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
