"""What ``flask timetable`` does with a published instance: files in, words and files out, an exit code."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Final

from app.scheduling.file_commands import ProgressLine, SearchStopSignal, UnwritableFile, require_writable, write_file
from tests.bench.published.check import faults
from tests.bench.published.outcome import Outcome
from tests.bench.published.reader import Reading, read
from tests.bench.published.search import WAYS, solve
from tests.bench.published.timetable import NotATimetable, differences, read_timetable
from tests.bench.published.tokens import Misread

PROVEN: Final = 0
FAULTS: Final = 1
BAD_INPUT: Final = 2
TIME_IS_UP: Final = 3
MOST_BYTES: Final = 32 << 20


class Unreadable(Exception):
    """A sentence that says what is wrong with a file."""


def solve_file(file: Path, *, seconds: float | None, threads: int, out: Path | None) -> int:
    """The exit code. ``seconds`` count from now, the reading of the file among them."""
    begun = monotonic()
    stopping = SearchStopSignal()
    try:
        reading = _problem_in(file)
        if out is not None:
            require_writable(out)
    except (Unreadable, UnwritableFile) as wrong:
        return _refused(wrong)
    left = None if seconds is None else max(seconds - (monotonic() - begun), 0)
    with stopping, ProgressLine() as line:
        found = solve(
            reading.problem,
            seconds=left,
            ways=WAYS[threads],
            progress=lambda now: line.show(_progress(now)),
            stop=stopping.asked,
        )
    found = replace(found, seconds=monotonic() - begun)
    print(_told(found), flush=True)  # before what is written where it may stand too
    if out is not None:
        try:
            write_file(out, json.dumps(found.to_json()) + "\n")
        except UnwritableFile as wrong:
            return _refused(wrong)
    if found.proven:
        return PROVEN
    if stopping.by is None and (seconds is None or monotonic() - begun < seconds):
        print("The search ended without a proof, for lack of memory.", file=sys.stderr)
    return TIME_IS_UP if stopping.by is None else 128 + stopping.by  # as a shell tells it: 130 for Ctrl-C


def check_file(file: Path, timetable: Path) -> int:
    """The exit code; each fault is printed."""
    try:
        problem = _problem_in(file).problem
        said = read_timetable(_text_of(timetable))
    except NotATimetable as wrong:
        return _refused(Unreadable(f"{timetable}: {wrong}"))
    except Unreadable as wrong:
        return _refused(wrong)
    found = faults(problem, said.placements)
    found = found or differences(problem, said)
    for one in found:
        print(one)
    print(f"{len(found)} faults." if len(found) > 1 else "1 fault." if found else "No fault.")
    return FAULTS if found else PROVEN


def _progress(now: Outcome) -> str:
    best = "–" if now.breaks is None else str(now.breaks)
    gap = "" if now.gap is None else f"  gap {now.gap:.0%}"
    return f"{now.seconds:4.0f} s  best {best}  bound {now.bound}{gap}"


def _told(found: Outcome) -> str:
    values = {
        "status": found.status,
        "objective": "–" if found.breaks is None else found.breaks,
        "bound": found.bound,
        "gap": "–" if found.gap is None else f"{found.gap:.1%}",
        "seconds": f"{found.seconds:.2f}",
    }
    return "\n".join(f"{name:<10} {value}" for name, value in values.items())


def _problem_in(file: Path) -> Reading:
    text = _text_of(file)
    try:
        found = read(text)
    except Misread as wrong:
        raise Unreadable(f"{file}, line {wrong.line}: expected {wrong.expected}.") from None
    for note in found.notes:
        print(f"{file}, {note}.", file=sys.stderr)
    return found


def _text_of(file: Path) -> str:
    try:
        data = file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    except OSError as wrong:
        raise Unreadable(f"{file}: expected a file that can be read; {wrong.strerror}.") from None
    if data is None:
        raise Unreadable(f"{file}: expected a file of at most {MOST_BYTES >> 20} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Unreadable(f"{file}, line {line}: expected text in UTF-8.") from None


def _refused(wrong: Unreadable | UnwritableFile) -> int:
    print(f"Error: {wrong}", file=sys.stderr)
    return BAD_INPUT
