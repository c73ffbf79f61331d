"""How good the ranking is, on simulated events whose truth it never sees; each seed is one event.

The constants of the formula were weighed on seeds 0–7; what is told here is of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from statistics import fmean, stdev

import numpy as np

from app.companies.profile import CompanyGoal
from app.matching.evaluation import count_times_shown
from app.matching.exposure import DEFAULT_EXPOSURE, ExposureSettings
from app.matching.parameters import FIRST_PLACES, LIST_LENGTH
from app.matching.profiles import RankedCompany
from app.matching.ranking import EventRanking, rank_companies
from app.matching.reasons import total_points
from app.matching.sector_arrays import Floats
from app.matching.weak_lists import WEAK_SCORE
from tests.bench.bayes import guess
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.measures import (
    directed_overlap,
    division_cosine,
    gini,
    jaccard,
    ndcg,
    popularity,
    random_scores,
    reciprocal_places,
)
from tests.bench.simulation import PRESETS, Kind, World, world

FIRST_SEED = 300
RIVALS: dict[str, Callable[[Sequence[RankedCompany]], Floats]] = {
    "random": random_scores,
    "popularity": popularity,
    "Jaccard": jaccard,
    "directed": directed_overlap,
    "division": division_cosine,
}
SIDES = ("here", "there")
BOTH_WAYS = frozenset({SIDES, SIDES[::-1]})
MOST_GINI, MOST_COST, MOST_ERROR = 0.18, 0.025, 1e-6


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
    ground.say(Section("What it costs that everybody is seen", list(_exposure(seeds))))
    ground.say(Section("Whether reasons are the formula", [_explained(seeds[0])]))


def _figures(trial: Trial, kind: Kind, seeds: range) -> Iterator[Figure]:
    """The nDCG itself, its least lead over a rival, and what could be known of the event by who knows its making."""
    ours, known, oracle = [], [], []
    theirs: dict[str, list[float]] = {name: [] for name in RIVALS}
    for seed in seeds:
        drawn = world(kind, seed, trial.size)
        ours.append(ndcg(_scores(drawn, PRESETS[kind] if trial.preset else None), drawn.meets, trial.depth))
        known.append(ndcg(guess(drawn, kind, seed), drawn.meets, trial.depth))
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
    left = _error([most - one for one, most in zip(ours, known, strict=True)])
    note = f"all constants of these events known, nothing of what was drawn; paired, ± {left:.3f}"
    yield Figure("  the most that could be known", fmean(known), note=note)


def _exposure(seeds: range) -> Iterator[Figure]:
    """Two sides of 110 firms that meet, lists of twenty."""
    for kind in PRESETS:
        found = [_with_and_without(world(kind, seed, 220)) for seed in seeds]
        plain, shown, before, uneven, seen, suited = (fmean(each) for each in zip(*found, strict=True))
        note = f"{100 * suited:.1f} with a score of at least {WEAK_SCORE:g}"
        name = f"{kind}: firms among the first {FIRST_PLACES} of at least three lists, of 100"
        yield Figure(name, 100 * seen, "", 100, more=True, note=note)
        note = f"{before:.3f} without it; mean of both sides"
        yield Figure("  how unevenly lists show firms (Gini)", uneven, "", MOST_GINI, note=note)
        note = f"nDCG@{FIRST_PLACES} {shown:.4f} in place of {plain:.4f}, a part of it"
        yield Figure("  what that costs", 1 - shown / plain, "", MOST_COST, note=note)


def _explained(seed: int) -> Figure:
    """How far the parts of any place are from its bar, in lists of twenty of the three kinds of worlds."""
    rankings = [
        rank_companies(world(kind, seed, 220).firms, places=LIST_LENGTH, exposure=DEFAULT_EXPOSURE, whole=True)
        for kind in PRESETS
    ]
    places = [
        abs(total_points(reasons) - place.fit_for_me) if reasons else inf
        for ranking in rankings
        for key in ranking
        for place, reasons in zip(ranking.of(key), ranking.reasons(key), strict=True)
    ]
    note = f"{len(places)} places, each with a reason"
    return Figure("parts that do not add up to the bar of 100, at the most", max(places), "", MOST_ERROR, note=note)


def _with_and_without(drawn: World) -> tuple[float, ...]:
    """nDCG without and with exposure, Gini without and with it, and the share of firms in three lists' first places,
    of any score and with one that is not weak."""
    firms = [replace(firm, group=SIDES[place % 2]) for place, firm in enumerate(drawn.firms)]
    side = np.array([firm.group for firm in firms])
    meets = np.where(side[:, None] == side, 0, drawn.meets)
    plain, shown = (_ranked(firms, exposure) for exposure in (None, DEFAULT_EXPOSURE))
    gains = (ndcg(reciprocal_places(each, firms), meets, FIRST_PLACES) for each in (plain, shown))
    counts = (count_times_shown(shown, FIRST_PLACES, least) for least in (0, WEAK_SCORE))
    stand = (fmean(count >= DEFAULT_EXPOSURE.floor for count in each.values()) for each in counts)
    return *gains, _gini(plain), _gini(shown), *stand


def _ranked(firms: Sequence[RankedCompany], exposure: ExposureSettings | None) -> EventRanking:
    return rank_companies(firms, BOTH_WAYS, places=LIST_LENGTH, exposure=exposure, whole=True)


def _gini(ranking: EventRanking) -> float:
    counts = count_times_shown(ranking)
    return fmean(gini([counts[firm.key] for firm in ranking.companies if firm.group == side]) for side in SIDES)


def _scores(drawn: World, goal: CompanyGoal | None) -> Floats:
    firms = [replace(firm, profile=replace(firm.profile, goal=goal)) for firm in drawn.firms]
    return reciprocal_places(rank_companies(firms, places=len(firms)), firms)


def _error(values: Sequence[float]) -> float:
    return stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
