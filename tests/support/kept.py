"""The rows of a whole database, kept aside and put back: quicker than making them anew before each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.support import postgres_rows, sqlite_rows

Restore = Callable[[], None]


class Kept(Protocol):
    def put_back(self) -> None: ...

    def close(self) -> None: ...


def no_rows(url: str, template: Path) -> Kept:
    """Of a database that is migrated and empty, as ``template`` is, which SQLite alone needs."""
    return sqlite_rows.KeptRows(file_of(url), template) if on_sqlite(url) else postgres_rows.KeptRows(url, empty=True)


def rows_now(url: str, folder: Path) -> Kept:
    """What stands there now; SQLite keeps it in ``folder``."""
    if not on_sqlite(url):
        return postgres_rows.KeptRows(url, empty=False)
    sqlite_rows.copy_database(file_of(url), folder / "kept.db")
    return sqlite_rows.KeptRows(file_of(url), folder / "kept.db")


def on_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def file_of(url: str) -> Path:
    """Where SQLite keeps its rows."""
    return Path(url.removeprefix("sqlite:///"))
