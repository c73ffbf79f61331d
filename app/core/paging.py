"""Long lists, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


def clip_page(number: int, *, size: int, total: int) -> int:
    """The nearest page that exists, from 1; an empty list has one empty page."""
    return max(1, min(number, page_count(size=size, total=total)))


def page_count(*, size: int, total: int) -> int:
    """How many pages hold ``total`` rows, at least 1."""
    return max(1, -(-total // size))


def page_of(rows: Sequence[T], number: int, *, size: int) -> "Page[T]":
    """The nearest page that exists of a list that is there whole."""
    number = clip_page(number, size=size, total=len(rows))
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a longer list.

    ``number`` counts from 1, ``size`` is the most rows a page holds, ``total`` the rows of all pages.
    """

    items: Sequence[T]
    number: int
    size: int
    total: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(size=self.size, total=self.total)

    @property
    def first_row(self) -> int:
        """Position of the first row shown, from 1; 0 where the page is empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_row(self) -> int:
        """Position of the last row shown, from 1; 0 where the page is empty."""
        return self.first_row + len(self.items) - 1 if self.items else 0

    @property
    def previous(self) -> int | None:
        """The page before, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, or None on the last."""
        return self.number + 1 if self.number < self.pages else None
