"""How much of a simulated event can be known from what firms say: by somebody who knows how such events are made, all
constants among it, and nothing of what was drawn.

The true classes of each firm are drawn again and again out of what its codes may mean, each class as likely as firms of
the event name it; a pair scores the mean chance that both accept. Whom it takes for a substitute, who buys from whom
and how good a name is, nobody can see, so nothing is made of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from math import comb
from typing import Final

import numpy as np
from scipy.special import expit

from app.companies.sectors.tree import sector_tree
from app.matching.sector_arrays import Floats, Ints, sector_arrays
from tests.bench.simulation import (
    CLASSES,
    GAIN,
    NO_LANGUAGE,
    NOISE,
    PEER_SHARE,
    RELUCTANCE,
    REPUTATION,
    SALE,
    SIZE_GAP,
    TASTE,
    Kind,
    World,
)

DRAWS: Final = 100
OF_CHANCE: Final = 4000
STEPS: Final = 40
ROUNDS: Final = 30
SMOOTHING: Final = 0.3
DOES: Final = (0, 1 / 3, 1 / 3, 1 / 3)
"""How likely it is that a firm has so many classes."""
NEEDS: Final = (0, 1 / 6, 1 / 3, 1 / 3, 1 / 6)


def guess(drawn: World, kind: Kind, seed: int) -> Floats:
    """Firms × firms: about the chance that they would meet."""
    random = np.random.default_rng(seed)
    offers, seeks = ([each.profile.offers for each in drawn.firms], [each.profile.seeks for each in drawn.firms])
    prior = _prior([*offers, *seeks])
    peers, strangers = PEER_SHARE[kind], _strangers([each.profile.languages for each in drawn.firms])
    chance = np.zeros(strangers.shape)
    for _ in range(DRAWS):
        doing, needing = _drawn(random, offers, prior, DOES), _drawn(random, seeks, prior, NEEDS)
        bought, alike = np.minimum(needing @ doing.T, 1), np.minimum(doing @ doing.T, 1)
        gain = (1 - peers) * np.minimum(bought + SALE * bought.T, 1) + peers * alike
        step = np.rint(gain * STEPS).astype(np.intp)
        chance += _both_accept()[strangers, step, step.T]
    return chance / DRAWS


@cache
def _told() -> Floats:
    """Classes × nodes: how likely a class is told as this code."""
    known, chances = sector_arrays(), np.full((len(CLASSES), len(sector_arrays())), 0.0)
    _, right, group, division, sibling, stray = NOISE
    chances[:, known.of(CLASSES)] += stray / len(CLASSES)
    for place, code in enumerate(CLASSES):
        _, above, parent, own = sector_tree().path(code)
        siblings = sector_tree().children(parent)
        for told, chance in ((own, right), (parent, group), (above, division)):
            chances[place, known.index[told]] += chance
        chances[place, known.of(siblings)] += sibling / len(siblings)
    return chances


def _prior(said: Sequence[Collection[str]]) -> Floats:
    """How likely each class is, so that what is said is likely (expectation and maximization)."""
    counts = Counter(code for each in said for code in each)
    chances = _told()[:, [sector_arrays().index[code] for code in counts]]
    often = np.array(list(counts.values()), dtype=np.float64)
    prior = np.full(len(CLASSES), 1 / len(CLASSES))
    for _ in range(ROUNDS):
        meant = prior[:, None] * chances
        prior = (meant / meant.sum(axis=0)) @ often + SMOOTHING
        prior /= prior.sum()
    return prior


def _drawn(
    random: np.random.Generator, said: Sequence[Collection[str]], prior: Floats, sizes: Sequence[float]
) -> Floats:
    """Firms × classes: what each may truly be, 1 where it is."""
    held = np.zeros((len(said), len(CLASSES)), dtype=np.float64)
    codes = [(row, sector_arrays().index[code]) for row, each in enumerate(said) for code in sorted(each)]
    if codes:
        rows, told = np.array(codes).T
        held[rows, _choices(random, prior[:, None] * _told()[:, told])] = 1
    unsaid = [row for row, each in enumerate(said) for _ in range(_dropped(random, len(each), sizes))]
    held[unsaid, random.choice(len(CLASSES), len(unsaid), p=prior)] = 1
    return held


def _choices(random: np.random.Generator, weights: Floats) -> Ints:
    """For each column a row, as likely as its weight."""
    upto = weights.cumsum(axis=0)
    chosen: Ints = np.argmax(upto >= random.random(weights.shape[1]) * upto[-1], axis=0)
    return chosen


def _dropped(random: np.random.Generator, seen: int, sizes: Sequence[float]) -> int:
    """How many classes a firm has beyond those that it says."""
    kept = 1 - NOISE[0]
    likely = [
        chance * comb(size, seen) * kept**seen * NOISE[0] ** (size - seen) if size >= seen else 0.0
        for size, chance in enumerate(sizes)
    ]
    if not sum(likely):
        return 0
    return int(random.choice(len(sizes), p=np.array(likely) / sum(likely))) - seen


@cache
def _both_accept() -> Floats:
    """[strangers, gain of the one, gain of the other]: the chance, over names, sizes and tastes."""
    random = np.random.default_rng(0)
    names, sizes, tastes = random.normal(size=(3, 2, OF_CHANCE))
    gap = SIZE_GAP * abs(sizes[0] - sizes[1])
    gain = RELUCTANCE + GAIN * np.linspace(0, 1, STEPS + 1)[:, None]
    told = []
    for language in (0.0, NO_LANGUAGE):
        one, other = (expit(gain + language + gap + REPUTATION * names[n] + TASTE * tastes[n]) for n in (0, 1))
        told.append((one @ other.T + other @ one.T) / (2 * OF_CHANCE))
    return np.array(told)


def _strangers(languages: Sequence[frozenset[str]]) -> Ints:
    return np.array([[int(not one & other) for other in languages] for one in languages], dtype=np.intp)
