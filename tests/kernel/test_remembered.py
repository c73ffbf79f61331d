"""Answers about texts are kept, and never more than so much."""

from __future__ import annotations

import tracemalloc

import pytest

from app.companies.names import fold
from app.kernel.remembered import LONGEST, MOST, remembered


def test_a_text_is_answered_once() -> None:
    asked: list[str] = []

    @remembered
    def twice(text: str, times: int = 2) -> str:
        asked.append(text)
        return text * times

    assert [twice("a"), twice("a"), twice("a", 3), twice("b")] == ["aa", "aa", "aaa", "bb"]
    assert asked == ["a", "a", "b"]


def test_a_long_text_is_answered_anew() -> None:
    asked: list[str] = []
    ask = remembered(asked.append)

    ask("a" * (LONGEST + 1))
    ask("a" * (LONGEST + 1))

    assert len(asked) == 2


@pytest.mark.full
def test_what_a_hostile_file_leaves_behind_is_bounded() -> None:
    tracemalloc.start()
    for at in range(2 * MOST // LONGEST):
        fold(f"{at} ".ljust(LONGEST, "x"))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 10 * MOST
