"""From the words companies use to the sectors they may mean: proposals to confirm, never to set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from app.companies.sectors.tree import sector_phrases, sector_tree
from app.companies.sectors.vocabulary import (
    MAKER_FACTOR,
    english_or_french,
    is_about_making,
    is_han,
    pairs_by_pinyin,
    significant_words,
    word_emphasis,
)

LEVEL_FACTORS: Final = {"division": 0.8, "group": 0.8, "class": 1.0}  # the more precise a proposal, the better
MAKER_SECTION: Final = "C"
STEEPNESS: Final = 1.5  # how much less a common word says than a rare one

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SectorLexicon:
    """All phrases in numbers. Word w stands in the phrases ``holders[w]`` and is their ``shares[w]`` (parts of 1);
    ``rarity[w]`` in (0, 1] is how much it says. ``sector`` (a place in ``codes``) and ``weight`` are by phrase, as is
    whether it is ``french`` or ``english``. ``above`` (sectors × 2) are the places of a sector's group
    and division, its own where it has none; ``made``: whether it is a maker (section C).
    """

    place: dict[str, int]
    latin: tuple[str, ...]
    holders: tuple[IntArray, ...]
    shares: tuple[FloatArray, ...]
    rarity: FloatArray
    sector: IntArray
    weight: FloatArray
    french: NDArray[np.bool_]
    english: NDArray[np.bool_]
    codes: tuple[str, ...]
    above: IntArray
    broad: FloatArray
    made: NDArray[np.bool_]


@cache
def sector_lexicon() -> SectorLexicon:
    """The lexicon of all phrases, made once."""
    worded_phrases = [
        (phrase, phrase_words) for phrase in sector_phrases() if (phrase_words := significant_words(phrase.text))
    ]
    codes = sector_tree().sorted(phrase.code for phrase, _ in worded_phrases)
    sectors: defaultdict[str, set[str]] = defaultdict(set)
    for phrase, phrase_words in worded_phrases:
        for word in phrase_words:
            sectors[word].add(phrase.code)
    place = {word: number for number, word in enumerate(sectors)}
    sector_counts = np.array([len(each) for each in sectors.values()])
    rarity = (np.log((1 + len(codes)) / sector_counts) / np.log(1 + len(codes))) ** STEEPNESS
    holders: list[list[int]] = [[] for _ in place]
    shares: list[list[float]] = [[] for _ in place]
    for number, (_, phrase_words) in enumerate(worded_phrases):
        whole = sum(rarity[place[word]] for word in phrase_words)
        for word in phrase_words:
            holders[place[word]].append(number)
            shares[place[word]].append(rarity[place[word]] / whole)
    return SectorLexicon(
        place,
        tuple(word for word in place if not is_han(word)),
        tuple(np.array(each, dtype=np.intp) for each in holders),
        tuple(np.array(each) for each in shares),
        rarity,
        np.array([codes.index(phrase.code) for phrase, _ in worded_phrases]),
        np.array([phrase.weight for phrase, _ in worded_phrases]),
        np.array([phrase.language == "fr" for phrase, _ in worded_phrases]),
        np.array([phrase.language == "en" for phrase, _ in worded_phrases]),
        codes,
        _parent_places(codes),
        np.array([LEVEL_FACTORS[sector_tree()[code].level] for code in codes]),
        np.array([sector_tree().path(code)[0] == MAKER_SECTION for code in codes]),
    )


def _parent_places(codes: Sequence[str]) -> IntArray:
    place = {code: number for number, code in enumerate(codes)}
    paths = [sector_tree().path(code) for code in codes]
    return np.array([[place.get(above, place[path[-1]]) for above in (*path[1:3], path[-1])[:2]] for path in paths])


WHOLENESS_EXPONENT: Final = 1.5  # how much a phrase suffers where only a part of it was typed
ANSWERED_SHARE: Final = 0.5  # what is left of a typed word for the next proposal, once one has answered it
PARENT_SHARE: Final = 0.3  # of what its division or group answers, to a sector that answers too
PARENT_SHARE_ALONE: Final = 0.08  # and to one that does not: a filler where nothing better is found
CHOSEN_PARENT_FACTOR: Final = 0.8
MIN_LIKENESS: Final = 80.0  # percent; below it words are strangers
MIN_WORD_LETTERS: Final = 5  # shorter words count only as they stand
MAX_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class SectorProposal:
    """A sector that typed words may mean; ``score`` in [0, 1]: how much of what they say it answers."""

    code: str
    score: float


def propose_sectors(text: str, count: int = 5) -> tuple[SectorProposal, ...]:
    """The ``count`` sectors that a phrase most likely means, best first; fewer, or none, if it isn't recognised.

    Of several things in one phrase ("Freight, warehousing and insurance") each finds its sector.
    """
    known = sector_lexicon()
    typed = significant_words(text)[:MAX_WORDS]
    alike, counts = [_similar_words(word, known) for word in typed], word_emphasis(typed)
    if not any(word in known.place for word in typed):
        alike += [{known.place[pair]: 1.0} for pair in pairs_by_pinyin(text) if pair in known.place]
    counts += [1.0] * (len(alike) - len(counts))
    left = np.array([each for each, proposals in zip(counts, alike, strict=True) if proposals])
    alike = [each for each in alike if each]
    if not alike:
        return ()
    standing = np.where(known.made & is_about_making(text), MAKER_FACTOR, 1.0)
    proposals = _choose_proposals(
        _sector_answers(alike, _phrase_weights(text, known), known), alike, known, left, standing
    )
    return tuple(islice(proposals, count))


def _similar_words(word: str, known: SectorLexicon) -> dict[int, float]:
    """The words of the lexicon that a typed word may be, with how surely, in (0, 1]."""
    places = {known.place[word]: 1.0} if word in known.place else {}
    if is_han(word) or len(word) < MIN_WORD_LETTERS:
        return places
    near = process.extract(word, known.latin, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS, limit=6)
    for other, likeness, _ in near:
        places.setdefault(known.place[other], (likeness - 60) / 40 * (0.7 if word in known.place else 0.9))
    return places


def _phrase_weights(text: str, known: SectorLexicon) -> FloatArray:
    """The weights of phrases; nothing for those of the language that the text is not in: French "pain" is bread."""
    tongue = english_or_french(text)
    if tongue == "en":
        return np.where(known.french, 0.0, known.weight)
    return np.where(known.english, 0.0, known.weight) if tongue == "fr" else known.weight


def _sector_answers(alike: Sequence[dict[int, float]], weight: FloatArray, known: SectorLexicon) -> FloatArray:
    """Typed words × sectors: how well each sector answers each word."""
    whole = np.zeros(len(known.weight))
    surest: defaultdict[int, float] = defaultdict(float)
    for each in alike:
        for word, sure in each.items():
            surest[word] = max(surest[word], sure)
    for word, sure in surest.items():
        whole[known.holders[word]] += sure * known.shares[word]
    strength = weight * np.minimum(whole, 1) ** WHOLENESS_EXPONENT
    answers = np.zeros((len(alike), len(known.codes)))
    for row, each in enumerate(alike):
        for word, sure in each.items():
            holders = known.holders[word]
            np.maximum.at(answers[row], known.sector[holders], sure * known.rarity[word] * strength[holders])
    return _with_parent_answers(answers, known)


def _with_parent_answers(answers: FloatArray, known: SectorLexicon) -> FloatArray:
    """Each sector with a part of what its division or group answers; what is broad stands back."""
    own = np.arange(len(known.codes))[:, None]
    above: FloatArray = np.where(known.above == own, 0.0, answers[:, known.above]).max(axis=2)
    above *= np.where(answers > 0, PARENT_SHARE, PARENT_SHARE_ALONE)
    above += answers
    return above * known.broad


def _choose_proposals(
    answers: FloatArray, alike: Sequence[dict[int, float]], known: SectorLexicon, left: FloatArray, standing: FloatArray
) -> Iterator[SectorProposal]:
    """The best sector, then the best for what it left unanswered, and so on. ``left``: how much each typed word counts;
    ``standing``: and each sector."""
    asked = sum(max(known.rarity[word] * sure for word, sure in each.items()) for each in alike)
    best = np.maximum(answers.max(axis=1), 1e-9)
    while True:
        scores = left @ answers * standing
        winner = int(scores.argmax())
        if scores[winner] <= 0:
            return
        yield SectorProposal(known.codes[winner], min(1.0, float(answers[:, winner].sum() / asked)))
        left = left * (1 - ANSWERED_SHARE * answers[:, winner] / best)
        standing[known.above[winner]] *= CHOSEN_PARENT_FACTOR
        standing[winner] = 0
