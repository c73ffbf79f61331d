"""The file that a command writes its result to: tried before the work is done rather than after it."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

import click

from app.scheduling import file_runs
from app.scheduling.json_form import MalformedInput


class UnwritableFile(Exception):
    """A sentence that says what is wrong with the file."""


def require_writable(out: Path) -> None:
    """Raises Unwritable."""
    folder = out.parent
    if out.is_dir() or not folder.is_dir() or not os.access(out if out.exists() else folder, os.W_OK):
        raise UnwritableFile(f"{out}: expected a file that can be written to.")


def write_file(out: Path, text: str) -> None:
    """Whole or not at all, unless it is no ordinary file: /dev/stdout is none. Raises Unwritable, as where the disk is
    full."""
    try:
        _write_atomically(out, text)
    except OSError as wrong:
        raise UnwritableFile(f"{out}: could not be written; {wrong.strerror}.") from None


def _write_atomically(out: Path, text: str) -> None:
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


SHOWN_KEYS = ("status", "objective", "bound", "gap", "seconds")


class UnreadableFile(MalformedInput):
    """A file that cannot be read; the words name it."""


def solve_file(file: Path, *, out: Path | None, **how: Any) -> int:
    """The exit code: 0 proven, 3 time is up, 2 bad input, 130 stopped by Ctrl-C."""
    stop = SearchStopSignal()
    try:
        if out is not None:
            require_writable(out)
        with stop, ProgressLine() as line:

            def progress(value: int, bound: int | None) -> None:
                line.show(_progress_text(value, bound))

            result = file_runs.solve_text(
                _read_text(file), clock=monotonic, stopped=stop.asked, progress=progress, **how
            )
    except (UnreadableFile, UnwritableFile) as error:
        return _print_refusal(str(error))
    except MalformedInput as error:
        return _print_refusal(f"{file}: {error}")
    for key in SHOWN_KEYS:
        click.echo(f"{key:<10} {'–' if result[key] is None else result[key]}")
    if out is not None:
        try:
            write_file(out, json.dumps(result, ensure_ascii=False) + "\n")
        except UnwritableFile as error:
            return _print_refusal(str(error))
    return file_runs.exit_code(result["status"], stopped_by=stop.by)


def check_file(file: Path, result: Path, certificate: Path | None) -> int:
    """0: no fault, 1: faults, 2: bad input."""
    try:
        lines, faults = file_runs.check_texts(
            _read_text(file), _read_text(result), _read_text(certificate) if certificate else None
        )
    except UnreadableFile as error:
        return _print_refusal(str(error))
    except MalformedInput as error:
        named = {"problem": file, "timetable": result, "certificate": certificate}
        return _print_refusal(f"{named[error.text_name]}: {error}")
    for line in (*lines, *faults):
        click.echo(line)
    return 1 if faults else 0


def _progress_text(value: int, bound: int | None) -> str:
    share = file_runs.bound_gap(value, bound)
    return f"value {value}  bound {'?' if bound is None else bound}" + (f"  gap {share:.2%}" if share else "")


def _print_refusal(why: str) -> int:
    click.echo(f"Error: {why}", err=True)
    return file_runs.EXIT_BAD_INPUT


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{file}: expected a text in UTF-8 ({error})") from None


class SearchStopSignal:
    """Ctrl-C or TERM asks the search to end; a second one ends the program as usual. ``by``: the signal that came."""

    def __init__(self) -> None:
        self.by: int | None = None

    def asked(self) -> bool:
        return self.by is not None

    def __enter__(self) -> None:
        self._before = {
            signal_number: signal.signal(signal_number, self._ask) for signal_number in (signal.SIGINT, signal.SIGTERM)
        }

    def __exit__(self, *_: object) -> None:
        for signal_number, before in self._before.items():
            signal.signal(signal_number, before)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.by = number
        signal.signal(number, signal.SIG_DFL)


class ProgressLine:
    """On a terminal, a line that is written over, and is gone before the result is told."""

    def __init__(self) -> None:
        self.shown = ""

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.show("")

    def show(self, text: str) -> None:
        if sys.stderr.isatty() and text != self.shown:
            click.echo("\r" + text.ljust(len(self.shown)) + ("" if text else "\r"), nl=False, err=True)
            self.shown = text
