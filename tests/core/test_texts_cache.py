"""Answers about texts are kept, and never more than so much."""

from __future__ import annotations

import tracemalloc

import pytest

from app.companies.names.parsing import fold
from app.core.texts import MAX_CACHED_CHARACTERS, MAX_CACHED_TEXT, cached_by_text


def test_a_text_is_answered_once() -> None:
    asked: list[str] = []

    @cached_by_text
    def twice(text: str, times: int = 2) -> str:
        asked.append(text)
        return text * times

    assert [twice("a"), twice("a"), twice("a", 3), twice("b")] == ["aa", "aa", "aaa", "bb"]
    assert asked == ["a", "a", "b"]


def test_a_long_text_is_answered_anew() -> None:
    asked: list[str] = []
    ask = cached_by_text(asked.append)

    ask("a" * (MAX_CACHED_TEXT + 1))
    ask("a" * (MAX_CACHED_TEXT + 1))

    assert len(asked) == 2


@pytest.mark.full
def test_what_a_hostile_file_leaves_behind_is_bounded() -> None:
    tracemalloc.start()
    for at in range(2 * MAX_CACHED_CHARACTERS // MAX_CACHED_TEXT):
        fold(f"{at} ".ljust(MAX_CACHED_TEXT, "x"))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 10 * MAX_CACHED_CHARACTERS
