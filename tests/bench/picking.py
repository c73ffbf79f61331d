"""How well the picker of sectors knows firms by their own words, in both halves of them, and what a keystroke costs.

The right divisions are those of the code that the model event's data give a firm. The Chinese and French sentences are
translations of the English ones, by hand. The two halves are no clean hold-out: the words that sectors are found by
were looked through with the figures of both at hand.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean, median

from app.companies import text_vectors
from app.companies.sectors import meanings
from app.companies.sectors.codes import convert_code
from app.companies.sectors.picker import search_sectors
from app.companies.sectors.proposals import nearest_sectors
from app.companies.sectors.tree import sector_phrases, sector_tree
from app.companies.sectors.vocabulary import pinyin_words
from app.demo import model_event as demo_companies
from tests.bench.clocks import took
from tests.bench.figures import Figure, Section
from tests.bench.ground import Ground
from tests.bench.register import COMPANIES
from tests.companies.business_phrases import LANGUAGES, PHRASES

DATA = Path(__file__).parent / "data"
DEMO = Path(demo_companies.__file__).parent / "data"
SHOWN = 5
RIGHT = 0.9
FIRST_OF_PHRASES, OF_PHRASES = 0.75, 0.93
KEYSTROKE_MS = 50.0


@dataclass(frozen=True)
class Said:
    """What a firm says of itself, and the divisions that are right for it."""

    name: str
    text: str
    divisions: frozenset[str]

    @property
    def half(self) -> int:
        return hashlib.sha256(self.name.encode()).digest()[-1] % 2


def measure(ground: Ground) -> None:
    found = [figure for language, said in _descriptions().items() for figure in _hits(language, said, goal=RIGHT)]
    if ground.data is not None and (ground.data / COMPANIES).is_file():
        for language, said in _strangers(ground.data).items():
            found += _hits(language, said, words="other firms, by the division of their industry")
    ground.say(Section("Sectors found by firms’ own descriptions", [*found, *_keystrokes(ground.size.typed)]))
    ground.say(
        Section("Sectors to choose for short phrases of firms", [*_chosen("by words", nearest_sectors), *_by_meaning()])
    )


def _by_meaning() -> Iterator[Figure]:
    """With the extra, where its package and index are there."""
    if text_vectors.is_installed() and meanings.index_path().exists():
        yield from _chosen("by meaning too", meanings.sectors_to_choose)


def _chosen(how: str, choose: Callable[[str], tuple[str, ...]]) -> Iterator[Figure]:
    """Of the phrases that the suite holds, written before any was looked up."""
    for column, language in enumerate(LANGUAGES, 1):
        divisions = [[sector_tree().division(code) or code for code in choose(phrase[column])] for phrase in PHRASES]
        hits = [phrase[0] in found for phrase, found in zip(PHRASES, divisions, strict=True)]
        first = [found[:1] == [phrase[0]] for phrase, found in zip(PHRASES, divisions, strict=True)]
        name, note = f"{language}: the right division", f"of {len(PHRASES)} phrases"
        yield Figure(f"{name} first, {how}", fmean(first), "", FIRST_OF_PHRASES, more=True, note=note)
        yield Figure(f"{name} among {SHOWN}, {how}", fmean(hits), "", OF_PHRASES, more=True, note=note)


def _hits(language: str, said: Sequence[Said], *, words: str = "firms", goal: float | None = None) -> Iterator[Figure]:
    places = [_place(one, language) for one in said]
    for most in (1, SHOWN):
        halves = [
            [place < most for place, one in zip(places, said, strict=True) if one.half == half] for half in (0, 1)
        ]
        told = " and ".join(f"{sum(half) / max(len(half), 1):.3f} of {len(half)}" for half in halves)
        share = sum(map(sum, halves)) / max(len(said), 1)
        name = f"{language}: the right division among {most}, {words}"
        yield Figure(name, share, "", goal if most == SHOWN else None, more=True, note=f"halves {told}")


def _place(said: Said, language: str) -> int:
    """At which place the first right division stands, from 0; ``SHOWN`` where it does not."""
    found = [sector_tree().division(match.code) for match in search_sectors(said.text, language, most=SHOWN)]
    return next((place for place, division in enumerate(found) if division in said.divisions), SHOWN)


def _descriptions() -> dict[str, list[Said]]:
    rows = [row for name in ("singapore", "chongqing") for row in _rows(DEMO / f"{name}.csv")]
    own = {row["id"]: row["is_in"].split() for row in _rows(DEMO / "wishes.csv")}
    translated = {row["id"]: row for row in _rows(DATA / "descriptions.csv")}
    said: dict[str, list[Said]] = {"en": [], "zh": [], "fr": []}
    for row in rows:
        right = _divisions([*own[row["id"]], *_meant(f"ISIC Rev.4 {row['isic_rev4']}")])
        texts = {
            "en": row["description"],
            **{each: translated[row["id"]][f"description_{each}"] for each in ("zh", "fr")},
        }
        for language, text in texts.items():
            said[language].append(Said(row["name_en"], text, right))
    return said


def _strangers(folder: Path) -> dict[str, list[Said]]:
    """Every fifth firm of a register that the project does not hold: its description without its name, its industry."""
    with gzip.open(folder / COMPANIES, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["isic_division"]][::5]
    said: dict[str, list[Said]] = {"en": [], "zh": []}
    for row in rows:
        right = _divisions(_meant(f"ISIC Rev.4 {row['isic_division']}"))
        said["en"].append(Said(row["name_en"], row["description"].replace(row["name_en"], ""), right))
        if row["industry_zh"]:
            said["zh"].append(Said(row["name_en"], row["industry_zh"], right))
    return said


def _meant(code: str) -> tuple[str, ...]:
    found = convert_code(code)
    return found.codes if found is not None else ()


def _divisions(codes: Sequence[str]) -> frozenset[str]:
    return frozenset(division for code in codes if (division := sector_tree().division(code)))


def _keystrokes(count: int) -> Iterator[Figure]:
    """Keywords of all languages, and Chinese ones in pinyin, letter by letter; the first search reads the tree."""
    search_sectors("warm", "en")
    for language in ("en", "zh", "fr", "pinyin"):
        runs = [took(partial(search_sectors, typed, _reader(language)), times=1) for typed in _typed(language, count)]
        waits = sorted(1000 * run.wall for run in runs)
        busy = 1000 * median(run.cpu for run in runs)
        note = f"median {median(waits):.1f} ms, {busy:.1f} ms in the processor; {len(waits)} keystrokes"
        yield Figure(f"{language}: a keystroke, p95", waits[int(0.95 * len(waits))], "ms", KEYSTROKE_MS, note=note)


def _reader(language: str) -> str:
    return "zh" if language == "pinyin" else language


def _typed(language: str, count: int) -> list[str]:
    said = [phrase.text for phrase in sector_phrases() if phrase.language == _reader(language) and phrase.weight == 1]
    chosen = said[:: max(1, len(said) // count)]
    texts = [pinyin_words(text).replace(" ", "") for text in chosen] if language == "pinyin" else chosen
    return [text[:end] for text in texts for end in range(1, len(text) + 1)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
