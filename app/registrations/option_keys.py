"""The keys under which the options of a question are answered: they outlive a better wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.localized import LANGUAGES, Localized
from app.registrations.questions import key_for


def with_keys(labels: Sequence[Localized], before: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Each option as it is stored: ``key``, ``en``, ``zh``, ``fr``.

    It keeps the key of the stored option with the same words in any language, else of the one at the same place in a
    list that kept its length; else it gets a new one that none of the stored ones had.
    """
    free = {str(one["key"]): one for one in before}
    taken = set(free)
    keys = [_same(label, free) for label in labels]
    found = []
    for at, label in enumerate(labels):
        key = keys[at] or _same_place(at, labels, before, free)
        if key is None:
            key = key_for(label.in_language("en")[0], taken, other="option")
        taken.add(key)
        found.append({"key": key, **{one: label.exactly(one) for one in LANGUAGES}})
    return found


def _same(label: Localized, free: dict[str, dict[str, Any]]) -> str | None:
    for key, one in free.items():
        if any(label.exactly(language) and label.exactly(language) == one.get(language) for language in LANGUAGES):
            free.pop(key)
            return key
    return None


def _same_place(
    at: int, labels: Sequence[Localized], before: Sequence[dict[str, Any]], free: dict[str, dict[str, Any]]
) -> str | None:
    if len(labels) != len(before) or before[at]["key"] not in free:
        return None
    return str(free.pop(before[at]["key"])["key"])
