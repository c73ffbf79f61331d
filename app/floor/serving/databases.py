"""Why a database cannot be used, in one sentence that says what to do. Uses the standard library alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

OF_A_FILE = re.compile(r"unable to open database|readonly database|not a database|disk I/O error|is full|malformed")
"""What SQLite says of a file that is of no use, whenever it says so."""


def why_unusable(url: str, said: str, *, variable: str = "DATABASE_URL") -> str:
    """The sentence for a database at ``url``, which the setting ``variable`` names, that answered ``said``."""
    if path := file_of(url):
        if "not a database" in said:
            return f"{path} is no SQLite database; move it away, or {_elsewhere(variable)}"
        return file_refusal(path, variable) or f"SQLite cannot use {path}: {_brief(said)}; {_elsewhere(variable)}"
    return f"PostgreSQL does not let Qiao in: {_brief(said)}; check {variable}, and that the server runs."


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for another one."""
    return Path(re.sub(r"^sqlite:///|\?.*$", "", url)) if url.startswith("sqlite") else None


def file_refusal(path: Path, variable: str) -> str | None:
    """What about the file or its folder is in the way; None if nothing is to be seen.

    The file is not opened: closing it would free the locks that SQLite holds on it in this process.
    """
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {folder} for the database; make it, or let {variable} name a file elsewhere."
    if path.is_dir():
        return f"{path} is a folder; let {variable} name a file in it."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"Nothing can be written to {folder}, where the database lies; make it writable for this user."
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return f"The database {path} cannot be read and written; make it writable for this user."
    return None


def _elsewhere(variable: str) -> str:
    return f"let {variable} name a file elsewhere."


def _brief(said: str) -> str:
    """One line without the end of a sentence; drivers write several, and secrets in none of them."""
    return " ".join(said.split())[:300].rstrip(" .;")
