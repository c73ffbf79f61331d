"""The file that a command writes its result to: tried before the work is done rather than after it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Unwritable(Exception):
    """A sentence that says what is wrong with the file."""


def require_writable(out: Path) -> None:
    """Raises Unwritable."""
    folder = out.parent
    if out.is_dir() or not folder.is_dir() or not os.access(out if out.exists() else folder, os.W_OK):
        raise Unwritable(f"{out}: expected a file that can be written to.")


def write(out: Path, text: str) -> None:
    """Whole or not at all, unless it is no ordinary file: /dev/stdout is none. Raises Unwritable, as where the disk is
    full."""
    try:
        _write(out, text)
    except OSError as wrong:
        raise Unwritable(f"{out}: could not be written; {wrong.strerror}.") from None


def _write(out: Path, text: str) -> None:
    if out.is_symlink() or (out.exists() and not out.is_file()) or not os.access(out.parent, os.W_OK):
        out.write_text(text, encoding="utf-8")
        return
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(out)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
