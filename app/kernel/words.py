"""SQL that keeps a column to the words of an enumeration; plain text, so that ideas stay free of the database."""

from __future__ import annotations

from collections.abc import Iterable


def one_of(column: str, words: Iterable[str]) -> str:
    """A CHECK condition: ``column`` holds one of ``words`` (which hold no quotes)."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"
