"""What a process has at hand goes by itself."""

from __future__ import annotations

import weakref

from app.core.expiring_cache import ExpiringCache
from tests.support.waiting import until


class Name(str):
    """One of which it can be seen that it is gone."""


def test_a_value_goes_though_nobody_asks_for_it():
    held: ExpiringCache[str, Name] = ExpiringCache(seconds=0.02, most=2)

    held.put("a", name := Name("Mei Lin"))
    seen = weakref.ref(name)
    del name

    until(lambda: seen() is None)
    assert held.get("a") is None


def test_the_oldest_goes_where_there_are_too_many():
    held: ExpiringCache[str, int] = ExpiringCache(seconds=60, most=2)
    for number, key in enumerate("abac"):
        held.put(key, number)

    assert [held.get(key) for key in "abc"] == [2, None, 3]
    held.clear()


def test_all_go_when_they_are_told_to():
    held: ExpiringCache[str, int] = ExpiringCache(seconds=60, most=2)
    held.put("a", 1)

    held.clear()

    assert held.get("a") is None
