"""The organizer's form of ``flask timetable solve`` and ``check``: what is printed, written and returned."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

import click

from app.scheduling.files import texts
from app.scheduling.result_file import Unwritable, require_writable, write
from app.scheduling.strictly import Malformed

SHOWN = ("status", "objective", "bound", "gap", "seconds")


class Unreadable(Malformed):
    """A file that cannot be read; the words name it."""


def solve_file(file: Path, *, out: Path | None, **how: Any) -> int:
    """The exit code: 0 proven, 3 time is up, 2 bad input, 130 stopped by Ctrl-C."""
    stop = Stop()
    try:
        if out is not None:
            require_writable(out)
        with stop, ProgressLine() as line:

            def progress(value: int, bound: int | None) -> None:
                line.show(_progress(value, bound))

            found = texts.solved(_text(file), clock=monotonic, stopped=stop.asked, progress=progress, **how)
    except (Unreadable, Unwritable) as error:
        return _refused(str(error))
    except Malformed as error:
        return _refused(f"{file}: {error}")
    for key in SHOWN:
        click.echo(f"{key:<10} {'–' if found[key] is None else found[key]}")
    if out is not None:
        try:
            write(out, json.dumps(found, ensure_ascii=False) + "\n")
        except Unwritable as error:
            return _refused(str(error))
    return texts.exit_code(found["status"], stopped_by=stop.by)


def check_file(file: Path, result: Path, certificate: Path | None) -> int:
    """0: no fault, 1: faults, 2: bad input."""
    try:
        lines, faults = texts.checked(_text(file), _text(result), _text(certificate) if certificate else None)
    except Unreadable as error:
        return _refused(str(error))
    except Malformed as error:
        named = {"problem": file, "timetable": result, "certificate": certificate}
        return _refused(f"{named[error.in_which]}: {error}")
    for line in (*lines, *faults):
        click.echo(line)
    return 1 if faults else 0


def _progress(value: int, bound: int | None) -> str:
    share = texts.gap(value, bound)
    return f"value {value}  bound {'?' if bound is None else bound}" + (f"  gap {share:.2%}" if share else "")


def _refused(why: str) -> int:
    click.echo(f"Error: {why}", err=True)
    return texts.BAD


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{file}: expected a text in UTF-8 ({error})") from None


class Stop:
    """Ctrl-C or TERM asks the search to end; a second one ends the program as usual. ``by``: the signal that came."""

    def __init__(self) -> None:
        self.by: int | None = None

    def asked(self) -> bool:
        return self.by is not None

    def __enter__(self) -> None:
        self._before = {one: signal.signal(one, self._ask) for one in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_: object) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)

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
