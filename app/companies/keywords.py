"""From the words firms use to the sectors they may mean: proposals to confirm, never to set.

A typed word that many sectors share weighs little; one with a slip of the finger, or spelt as in the neighbouring
language, counts in part; one that is spelt in pinyin counts for all pairs of characters that sound like it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from app.companies.phrases import phrases
from app.companies.pinyin import pairs_for
from app.companies.sectors import tree
from app.companies.vocabulary import is_han, tongue_of, words

WHOLENESS: Final = 1.5  # how much a phrase suffers where only a part of it was typed
TOLD_ALREADY: Final = 0.5  # what is left of a typed word for the next proposal, once one has answered it
BROAD: Final = {"division": 0.8, "group": 0.8, "class": 1.0}  # the more precise a proposal, the better
FROM_ABOVE: Final = 0.3  # of what its division or group answers, to a sector that answers too
FROM_ABOVE_ALONE: Final = 0.08  # and to one that does not: a filler where nothing better is found
ABOVE_CHOSEN: Final = 0.8
STEEPNESS: Final = 1.5  # how much less a common word says than a rare one
LEAST_LIKENESS: Final = 80.0  # percent; below it words are strangers
LEAST_LETTERS: Final = 5  # shorter words count only as they stand
MOST_WORDS: Final = 40

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sector that typed words may mean; ``score`` in [0, 1]: how much of what they say it answers."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases in numbers. Word w stands in the phrases ``holders[w]`` and is their ``shares[w]`` (parts of 1);
    ``rarity[w]`` in (0, 1] is how much it says. ``sector`` (a place in ``codes``) and ``weight`` are by phrase, as is
    whether it is ``french`` or ``english``. ``above`` (sectors × 2) are the places of a sector's group
    and division, its own where it has none.
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


def propose(text: str, count: int = 5) -> tuple[Proposal, ...]:
    """The ``count`` sectors that a phrase most likely means, best first; fewer, or none, if it isn't recognised.

    Of several things in one phrase ("Freight, warehousing and insurance") each finds its sector.
    """
    known = lexicon()
    typed = words(text)[:MOST_WORDS]
    alike = [_alike(word, known) for word in typed]
    if not any(word in known.place for word in typed):
        alike += [{known.place[pair]: 1.0} for pair in pairs_for(text) if pair in known.place]
    alike = [each for each in alike if each]
    weight = _heard(text, known)
    return tuple(_chosen(_answers(alike, weight, known), alike, known, count)) if alike else ()


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
    )


def _above(codes: Sequence[str]) -> Ints:
    place = {code: number for number, code in enumerate(codes)}
    paths = [tree().path(code) for code in codes]
    return np.array([[place.get(above, place[path[-1]]) for above in (*path[1:3], path[-1])[:2]] for path in paths])


def _alike(word: str, known: Lexicon) -> dict[int, float]:
    """The words of the lexicon that a typed word may be, with how surely, in (0, 1]."""
    found = {known.place[word]: 1.0} if word in known.place else {}
    if is_han(word) or len(word) < LEAST_LETTERS:
        return found
    near = process.extract(word, known.latin, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=6)
    for other, likeness, _ in near:
        found.setdefault(known.place[other], (likeness - 60) / 40 * (0.7 if word in known.place else 0.9))
    return found


def _heard(text: str, known: Lexicon) -> Floats:
    """The weights of phrases; nothing for those of the language that the text is not in: French "pain" is bread."""
    tongue = tongue_of(text)
    if tongue == "en":
        return np.where(known.french, 0.0, known.weight)
    return np.where(known.english, 0.0, known.weight) if tongue == "fr" else known.weight


def _answers(alike: Sequence[dict[int, float]], weight: Floats, known: Lexicon) -> Floats:
    """Typed words × sectors: how well each sector answers each word."""
    whole = np.zeros(len(known.weight))
    surest: defaultdict[int, float] = defaultdict(float)
    for each in alike:
        for word, sure in each.items():
            surest[word] = max(surest[word], sure)
    for word, sure in surest.items():
        whole[known.holders[word]] += sure * known.shares[word]
    strength = weight * np.minimum(whole, 1) ** WHOLENESS
    answers = np.zeros((len(alike), len(known.codes)))
    for row, each in enumerate(alike):
        for word, sure in each.items():
            holders = known.holders[word]
            np.maximum.at(answers[row], known.sector[holders], sure * known.rarity[word] * strength[holders])
    return _inherited(answers, known)


def _inherited(answers: Floats, known: Lexicon) -> Floats:
    """Each sector with a part of what its division or group answers; what is broad stands back."""
    own = np.arange(len(known.codes))[:, None]
    above: Floats = np.where(known.above == own, 0.0, answers[:, known.above]).max(axis=2)
    above *= np.where(answers > 0, FROM_ABOVE, FROM_ABOVE_ALONE)
    above += answers
    return above * known.broad


def _chosen(answers: Floats, alike: Sequence[dict[int, float]], known: Lexicon, count: int) -> Iterator[Proposal]:
    """The best sector, then the best for what it left unanswered, and so on."""
    asked = sum(max(known.rarity[word] * sure for word, sure in each.items()) for each in alike)
    left, standing = np.ones(len(answers)), np.ones(len(known.codes))
    best = np.maximum(answers.max(axis=1), 1e-9)
    for _ in range(count):
        scores = left @ answers * standing
        winner = int(scores.argmax())
        if scores[winner] <= 0:
            return
        yield Proposal(known.codes[winner], min(1.0, float(answers[:, winner].sum() / asked)))
        left *= 1 - TOLD_ALREADY * answers[:, winner] / best
        standing[known.above[winner]] *= ABOVE_CHOSEN
        standing[winner] = 0
