"""Whole numbers as people and programs write them: ids, pages, counts."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**31 - 1
"""What an id or a count in the database can be at most."""


def whole(text: object) -> int | None:
    """The number that a text writes, from -2,147,483,647 to 2,147,483,647; None for anything else."""
    said = str(text).strip()
    if not said.isascii() or not said.removeprefix("-").isdigit() or len(said) > 11:
        return None
    number = int(said)
    return number if abs(number) <= LARGEST else None


def an_id(text: str) -> int:
    """For readers that leave out what raises, as ``getlist("firm", type=an_id)``. Raises ValueError."""
    number = whole(text)
    if number is None:
        raise ValueError(text)
    return number
