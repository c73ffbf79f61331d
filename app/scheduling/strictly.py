"""JSON read strictly: every value is of the kind that is expected, every key is known, and a fault says where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeVar

T = TypeVar("T")
MOST_CHARACTERS_SHOWN: Final = 40


class Malformed(ValueError):
    """Input that is not of its form; the words say where and what was expected. ``in_which`` of several texts it is, ""
    where there is one."""

    in_which = ""


@dataclass(frozen=True)
class Field:
    """A value with the path that leads to it, such as ``requests[3].score``."""

    where: str
    value: Any

    def fail(self, expected: str) -> NoReturn:
        shown = repr(self.value)
        cut = shown if len(shown) <= MOST_CHARACTERS_SHOWN else shown[:MOST_CHARACTERS_SHOWN] + "…"
        raise Malformed(f"{self.where or 'the file'}: expected {expected}, found {cut}")

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.fail("a text that is not empty")
        return self.value

    def zone(self) -> str:
        """A text that may be empty."""
        if not isinstance(self.value, str):
            self.fail("a text")
        return self.value

    def whole(self, least: int = 0, most: int = 10**9) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not least <= self.value <= most:
            self.fail(f"a whole number from {least} to {most}")
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("true or false")
        return self.value

    def one_of(self, known: Collection[str], what: str) -> str:
        if not isinstance(self.value, str) or self.value not in known:
            self.fail(what)
        return self.value

    def items(self) -> Iterator[Field]:
        if not isinstance(self.value, list):
            self.fail("a list")
        return (Field(f"{self.where}[{number}]", value) for number, value in enumerate(self.value))

    def each(self, read: Callable[[Field], T]) -> tuple[T, ...]:
        return tuple(read(one) for one in self.items())

    def pair(self, read: Callable[[Field], T]) -> tuple[T, T]:
        found = self.each(read)
        if len(found) != 2:
            self.fail("a list of two")
        return found[0], found[1]

    def keys(self, *known: str) -> Entries:
        """The object, which has no other keys than ``known``."""
        if not isinstance(self.value, dict):
            self.fail("an object")
        for key in self.value:
            if key not in known:
                Field(f"{self.where}.{key}".lstrip("."), self.value[key]).fail(
                    f"no such key; known are {', '.join(known)}"
                )
        return Entries(self)


@dataclass(frozen=True)
class Entries:
    """The entries of an object. A key that is null counts as absent."""

    of: Field

    def __getitem__(self, key: str) -> Field:
        if self.of.value.get(key) is None:
            self.of.fail(f"an object with “{key}”")
        return Field(f"{self.of.where}.{key}".lstrip("."), self.of.value[key])

    def get(self, key: str, read: Callable[[Field], T], default: T) -> T:
        return default if self.of.value.get(key) is None else read(self[key])
