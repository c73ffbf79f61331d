"""What SQLite has committed reaches the disk before anybody is told, and after the next writer is let in.

With ``synchronous=FULL`` each commit waits for the disk while it holds the database, and so does everybody behind it:
at a slow disk that is most of what a booking costs the others. With ``NORMAL`` it does not, and the file stays sound at
a power cut; what was acknowledged stays too as its writer waits here. The disk writes for all who wait in one go, and
who builds on what another has just committed brings that along, as it stands before it in the same file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

before_waiting: list[Callable[[], object]] = []
"""What else to do before one waits for the disk: a process that answers requests lets the next one begin."""
_synced = getattr(os, "fdatasync", os.fsync)  # macOS has none
_known: set[tuple[str, int]] = set()
"""Logs whose names are surely on the disk: path and inode."""


def waits_for_disk(connection: sqlite3.Connection) -> bool:
    """Whether what this connection commits is to outlast a power cut."""
    return bool(connection.execute("PRAGMA synchronous").fetchone()[0])


def await_disk(database: str) -> None:
    """Until all that was committed to the database at this path is on the disk.

    Where there is no log any more, SQLite has brought it into the database, and waited for that. Raises OSError where
    the disk fails.
    """
    for act in before_waiting:
        act()
    log = f"{database}-wal"
    try:
        descriptor = os.open(log, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        _synced(descriptor)
        _await_name(log, os.fstat(descriptor).st_ino)
    finally:
        os.close(descriptor)


def _await_name(log: str, inode: int) -> None:
    """A new file may be on the disk, and its name in the folder not yet."""
    if (log, inode) in _known:
        return
    folder = os.open(Path(log).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    _known.add((log, inode))
