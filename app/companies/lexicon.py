"""All phrases in numbers: which words each is made of, how rare these are, which sectors they lead to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.companies.phrases import phrases
from app.companies.sectors import tree
from app.companies.vocabulary import is_han, words

BROAD: Final = {"division": 0.8, "group": 0.8, "class": 1.0}  # the more precise a proposal, the better
MAKERS: Final = "C"
STEEPNESS: Final = 1.5  # how much less a common word says than a rare one

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases in numbers. Word w stands in the phrases ``holders[w]`` and is their ``shares[w]`` (parts of 1);
    ``rarity[w]`` in (0, 1] is how much it says. ``sector`` (a place in ``codes``) and ``weight`` are by phrase, as is
    whether it is ``french`` or ``english``. ``above`` (sectors × 2) are the places of a sector's group
    and division, its own where it has none; ``made``: whether it is a maker (section C).
    """

    place: dict[str, int]
    latin: tuple[str, ...]
    holders: tuple[Ints, ...]
    shares: tuple[Floats, ...]
    rarity: Floats
    sector: Ints
    weight: Floats
    french: NDArray[np.bool_]
    english: NDArray[np.bool_]
    codes: tuple[str, ...]
    above: Ints
    broad: Floats
    made: NDArray[np.bool_]


@cache
def lexicon() -> Lexicon:
    """The lexicon of all phrases, made once."""
    said = [(phrase, held) for phrase in phrases() if (held := words(phrase.text))]
    codes = tree().sorted(phrase.code for phrase, _ in said)
    sectors: defaultdict[str, set[str]] = defaultdict(set)
    for phrase, held in said:
        for word in held:
            sectors[word].add(phrase.code)
    place = {word: number for number, word in enumerate(sectors)}
    said_by = np.array([len(each) for each in sectors.values()])
    rarity = (np.log((1 + len(codes)) / said_by) / np.log(1 + len(codes))) ** STEEPNESS
    holders: list[list[int]] = [[] for _ in place]
    shares: list[list[float]] = [[] for _ in place]
    for number, (_, held) in enumerate(said):
        whole = sum(rarity[place[word]] for word in held)
        for word in held:
            holders[place[word]].append(number)
            shares[place[word]].append(rarity[place[word]] / whole)
    return Lexicon(
        place,
        tuple(word for word in place if not is_han(word)),
        tuple(np.array(each, dtype=np.intp) for each in holders),
        tuple(np.array(each) for each in shares),
        rarity,
        np.array([codes.index(phrase.code) for phrase, _ in said]),
        np.array([phrase.weight for phrase, _ in said]),
        np.array([phrase.language == "fr" for phrase, _ in said]),
        np.array([phrase.language == "en" for phrase, _ in said]),
        codes,
        _above(codes),
        np.array([BROAD[tree()[code].level] for code in codes]),
        np.array([tree().path(code)[0] == MAKERS for code in codes]),
    )


def _above(codes: Sequence[str]) -> Ints:
    place = {code: number for number, code in enumerate(codes)}
    paths = [tree().path(code) for code in codes]
    return np.array([[place.get(above, place[path[-1]]) for above in (*path[1:3], path[-1])[:2]] for path in paths])
