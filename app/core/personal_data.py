"""The words by which somebody is known, found again in free text and in JSON, and taken out of it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

REMOVED_MARK: Final = "[…]"
"""What stands where somebody's name stood."""
ERASED_NAME: Final = "—"
"""The name of a row whose person or firm was erased: statistics and other rows point to it."""
_MIN_LATIN_LETTERS: Final = 4
"""A single Latin word that is shorter is no name that could be told from other words of a text."""
_NUMBER_GAP: Final = r"[\s,.()·•-]{0,3}"


@dataclass(frozen=True)
class PersonalTraces:
    """``words``: names and handles as they are written; ``addresses``: e-mails; ``numbers``: phones; ``whole``: words
    that others bear within their names, which count only where nothing else stands beside them."""

    words: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.words or self.addresses or self.numbers or self.whole)

    def __or__(self, other: PersonalTraces) -> PersonalTraces:
        return PersonalTraces(
            self.words | other.words,
            self.addresses | other.addresses,
            self.numbers | other.numbers,
            self.whole | other.whole,
        )

    def split_names(self) -> PersonalTraces:
        """Each word of the names by itself, to look for where few other people can be meant."""
        return PersonalTraces(frozenset(part for word in self.words for part in word.split() if _is_telling(part)))

    def is_mentioned_in(self, text: str) -> bool:
        return self._whole(text) or bool(self._pattern and self._pattern.search(text))

    def remove_from(self, text: str) -> str:
        """The text with ``GONE`` in the place of each trace."""
        if self._whole(text):
            return REMOVED_MARK
        return self._pattern.sub(REMOVED_MARK, text) if self._pattern else text

    def remove_from_all(self, value: Any) -> Any:
        """The same of every text, and every key, within lists and dicts."""
        if isinstance(value, str):
            return self.remove_from(value)
        if isinstance(value, dict):
            return {
                self.remove_from(key) if isinstance(key, str) else key: self.remove_from_all(v)
                for key, v in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.remove_from_all(item) for item in value]
        return value

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """Short pieces: a text, plain or as JSON, in whose lower case none of them stands has no trace."""
        return tuple(sorted({hint for trace in self._all() for hint in _search_hints(trace) if hint}))

    def _all(self) -> Iterator[str]:
        yield from (*self.words, *self.whole, *self.addresses, *(number[-4:] for number in self.numbers))

    def _whole(self, text: str) -> bool:
        return _fold_whole(text) in self._exact

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(_fold_whole(trace) for trace in (*self.words, *self.whole, *self.addresses) if trace.strip())

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        parts = [*map(_address_pattern, self.addresses), *map(_number_pattern, self.numbers)]
        parts += [_word_pattern(word) for word in self.words if _is_telling(word)]
        return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE) if parts else None


def personal_traces(
    names: Iterable[str | None], addresses: Iterable[str | None], phones: Iterable[str | None]
) -> PersonalTraces:
    """Without what is empty; a phone with less than seven digits is no trace."""
    digits = (re.sub(r"\D", "", phone or "") for phone in phones)
    return PersonalTraces(
        frozenset(name.strip() for name in names if name and name.strip() and name.strip() != ERASED_NAME),
        frozenset(address.strip().lower() for address in addresses if address and address.strip()),
        frozenset(number[-8:] for number in digits if len(number) >= 7),
    )


def _is_telling(word: str) -> bool:
    plain = re.sub(r"\W", "", word)
    return len(plain) >= (_MIN_LATIN_LETTERS if plain.isascii() else 2)


def _word_pattern(word: str) -> str:
    """As a whole word, its parts apart by any space or mark."""
    parts = [re.escape(part) for part in re.split(r"[\s,]+", word) if part]
    before = r"(?<!\w)" if word[:1].isascii() and word[:1].isalnum() else ""
    after = r"(?!\w)" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return before + r"[\s,]+".join(parts) + after


def _address_pattern(address: str) -> str:
    return rf"(?<![\w.+-]){re.escape(address)}(?![\w-])"


def _number_pattern(digits: str) -> str:
    """The last digits, apart by spaces and the like, with the prefix before them."""
    return r"(?<!\d)(?:(?:\+|00)?\d{1,5}[ ().-]{0,3}){0,2}" + _NUMBER_GAP.join(digits) + r"(?!\d)"


def _search_hints(text: str) -> Iterator[str]:
    """The longest run of plain letters and digits; of a text without any, how its longest part begins, plain and as
    JSON has it: what stands between the parts may be written in another way."""
    longest = max(re.findall(r"[a-z0-9@.]+", text.lower()), key=len, default="")
    if len(longest) >= 3 or text.isascii():
        yield longest
        return
    first = max(re.split(r"[\s,]+", text), key=len)[:2]
    for start in {first, first.lower(), first.upper()}:
        yield start
        yield json.dumps(start)[1:-1].lower()


def _fold_whole(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
