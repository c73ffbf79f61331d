"""Where a name still stands: in the database, in the files of the instance, in letters."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.core.db import Model, db
from config import Settings


def hits(*needles: str) -> set[tuple[str, str]]:
    """The (table, column) pairs in which one of these stands, in any case, plain or as JSON writes it."""
    wanted = [one.lower() for needle in needles for one in {needle, json.dumps(needle)[1:-1]}]
    found = set()
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for name, value in row.items():
                text = (
                    value.decode(errors="ignore")
                    if isinstance(value, bytes)
                    else json.dumps(value, default=str, ensure_ascii=False)
                )
                text = text.replace("\\r\\n ", "")  # where a calendar's line was too long
                if any(one in text.lower() for one in wanted):
                    found.add((table.name, str(name)))
    db.session.rollback()
    return found


def files_holding(*needles: str) -> set[str]:
    """The files of the instance, databases and their logs too, in whose bytes one of these stands."""
    settings: Settings = current_app.config["SETTINGS"]
    wanted = [one.encode() for needle in needles for one in {needle, needle.title(), needle.capitalize()}]
    wanted += [json.dumps(needle)[1:-1].encode() for needle in needles if not needle.isascii()]
    files = [path for path in settings.instance.rglob("*") if path.is_file() and path.name != "template.db"]
    held = {path.name: bytes_of(path) for path in files}
    held |= {name: _read(content) for name, content in held.items() if name.endswith(".eml")}
    return {name for name, content in held.items() if any(one in content for one in wanted)}


def bytes_of(path: Path) -> bytes:
    """Read by another process: whoever closes an SQLite file gives up all locks that its process holds on it, and the
    open connections of this one would trample on others'. What a worker has deleted meanwhile holds nothing."""
    read = subprocess.run(["cat", path], capture_output=True)
    assert read.returncode == 0 or not path.exists(), read.stderr
    return read.stdout


def _read(letter: bytes) -> bytes:
    """A letter with its parts beside it as a reader has them, lines of calendars in one piece."""
    parts = [part.get_payload(decode=True) for part in message_from_bytes(letter).walk() if not part.is_multipart()]
    return b"\n".join((letter, *(bytes(part or b"").replace(b"\r\n ", b"") for part in parts)))


def letters_as_files() -> Iterator[Path]:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.outbox.glob("*.eml")
