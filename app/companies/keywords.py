"""From the words firms use to the sectors they may mean: proposals to confirm, never to set.

A typed word that many sectors share weighs little; one with a slip of the finger, or spelt as in the neighbouring
language, counts in part; one that is spelt in pinyin counts for all pairs of characters that sound like it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from app.companies.emphasis import MADE, heed, makes
from app.companies.lexicon import Floats, Lexicon, lexicon
from app.companies.pinyin import pairs_for
from app.companies.vocabulary import is_han, tongue_of, words

WHOLENESS: Final = 1.5  # how much a phrase suffers where only a part of it was typed
TOLD_ALREADY: Final = 0.5  # what is left of a typed word for the next proposal, once one has answered it
FROM_ABOVE: Final = 0.3  # of what its division or group answers, to a sector that answers too
FROM_ABOVE_ALONE: Final = 0.08  # and to one that does not: a filler where nothing better is found
ABOVE_CHOSEN: Final = 0.8
LEAST_LIKENESS: Final = 80.0  # percent; below it words are strangers
LEAST_LETTERS: Final = 5  # shorter words count only as they stand
MOST_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sector that typed words may mean; ``score`` in [0, 1]: how much of what they say it answers."""

    code: str
    score: float


def propose(text: str, count: int = 5) -> tuple[Proposal, ...]:
    """The ``count`` sectors that a phrase most likely means, best first; fewer, or none, if it isn't recognised.

    Of several things in one phrase ("Freight, warehousing and insurance") each finds its sector.
    """
    known = lexicon()
    typed = words(text)[:MOST_WORDS]
    alike, counts = [_alike(word, known) for word in typed], heed(typed)
    if not any(word in known.place for word in typed):
        alike += [{known.place[pair]: 1.0} for pair in pairs_for(text) if pair in known.place]
    counts += [1.0] * (len(alike) - len(counts))
    left = np.array([each for each, found in zip(counts, alike, strict=True) if found])
    alike = [each for each in alike if each]
    if not alike:
        return ()
    standing = np.where(known.made & makes(text), MADE, 1.0)
    found = _chosen(_answers(alike, _heard(text, known), known), alike, known, left, standing)
    return tuple(islice(found, count))


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


def _chosen(
    answers: Floats, alike: Sequence[dict[int, float]], known: Lexicon, left: Floats, standing: Floats
) -> Iterator[Proposal]:
    """The best sector, then the best for what it left unanswered, and so on. ``left``: how much each typed word counts;
    ``standing``: and each sector."""
    asked = sum(max(known.rarity[word] * sure for word, sure in each.items()) for each in alike)
    best = np.maximum(answers.max(axis=1), 1e-9)
    while True:
        scores = left @ answers * standing
        winner = int(scores.argmax())
        if scores[winner] <= 0:
            return
        yield Proposal(known.codes[winner], min(1.0, float(answers[:, winner].sum() / asked)))
        left = left * (1 - TOLD_ALREADY * answers[:, winner] / best)
        standing[known.above[winner]] *= ABOVE_CHOSEN
        standing[winner] = 0
