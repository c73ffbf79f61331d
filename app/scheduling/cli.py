"""``flask timetable …``: timetables without the web, from files."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from types import ModuleType

import click

MAX_SECONDS = 10**9


@click.group()
def timetable() -> None:
    """Plan timetables from files, check them, draw problems."""


@timetable.command()
@click.option("--requests", type=click.IntRange(0), required=True)
@click.option("--people", type=click.IntRange(2), required=True)
@click.option("--slots", type=click.IntRange(1), required=True)
@click.option("--tables", type=click.IntRange(0), required=True)
@click.option("--blocked", type=click.FloatRange(0, 1), default=0.1, help="Share of each person's slots not usable.")
@click.option("--seed", type=int, default=0)
@click.option("--everything", is_flag=True, help="With groups, zones, interpreters, lengths, limits and the rest.")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def generate(out: Path, requests: int, people: int, slots: int, tables: int, **how: float) -> None:
    """Draw a problem, the same for the same numbers and seed, and write it to OUT."""
    from app.scheduling.file_commands import UnwritableFile, require_writable, write_file
    from app.scheduling.json_form import problem_json

    try:
        require_writable(out)
        problem = _development_module("tests.bench.generating").generate(
            requests,
            people,
            slots,
            tables,
            blocked=how["blocked"],
            seed=int(how["seed"]),
            everything=bool(how["everything"]),
        )
        write_file(out, json.dumps(problem_json(problem), ensure_ascii=False) + "\n")
    except UnwritableFile as error:
        raise click.BadParameter(str(error), param_hint="OUT") from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@timetable.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(0, MAX_SECONDS), help="Stop after so long, with the best so far.")
@click.option(
    "--threads", type=click.IntRange(1, 2), default=2, show_default=True, help="Searches side by side; JSON: one."
)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Where to write the result with the timetable.")
@click.option("--work", type=click.IntRange(1), help="JSON only: steps instead of seconds, the same result each time.")
@click.option("--seed", type=int, default=0, help="JSON only: another one searches elsewhere.")
def solve(file: Path, seconds: float | None, threads: int, out: Path | None, work: int | None, seed: int) -> None:
    """Find the best timetable for FILE and prove how good it is.

    FILE is an organizer's problem as JSON, or an instance of the published problem (.dzn), which needs the packages
    for development.

    Exit code 0: proven, optimal or infeasible; 3: time is up; 2: bad input; 130: stopped by Ctrl-C. The best so far is
    written unless the input is bad.
    """
    if seconds is not None and isnan(seconds):
        raise click.BadParameter("expected a number of seconds.", param_hint="--seconds")
    if _is_json(file):
        from app.scheduling import file_commands as files

        raise SystemExit(files.solve_file(file, seconds=seconds, out=out, work=work, seed=seed))
    if work is not None or seed:
        raise click.UsageError(f"--work and --seed are for an organizer's problem; {file} is none.")
    published = _development_module("tests.bench.published.commands", "ortools", "pysat")
    raise SystemExit(published.solve_file(file, seconds=seconds, threads=threads, out=out))


@timetable.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("result", metavar="TIMETABLE", type=click.Path(path_type=Path))
@click.option("--certificate", type=click.Path(path_type=Path), help="JSON only: proves the bound; solve writes it.")
def check(file: Path, result: Path, certificate: Path | None) -> None:
    """Say each fault of TIMETABLE, as solve writes it, for the problem in FILE.

    All is derived anew, by nothing that a solver uses. Exit code 0: no fault; 1: faults; 2: bad input.
    """
    if _is_json(file):
        from app.scheduling import file_commands as files

        raise SystemExit(files.check_file(file, result, certificate))
    if certificate is not None:
        raise click.UsageError(f"--certificate is for an organizer's problem; {file} is none. Nothing was checked.")
    raise SystemExit(_development_module("tests.bench.published.commands").check_file(file, result))


def _development_module(name: str, *packages: str) -> ModuleType:
    """A module beside the benches, which uses these packages; an installation may do without both."""
    try:
        module = import_module(name)
        missing = next((package for package in packages if find_spec(package) is None), None)
    except ModuleNotFoundError as error:
        missing = error.name
    if missing is not None:
        raise click.ClickException(
            f"This needs the packages for development, and {missing} is missing. Run in a checkout of Qiao: make tools"
        )
    return module


def _is_json(file: Path) -> bool:
    """JSON is the organizer's form, whatever the file is called; what is called so is meant to be."""
    if file.suffix.lower() == ".json":
        return True
    with suppress(OSError), file.open("rb") as opened:
        return opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return False


for _command in timetable.commands.values():
    _command.callback.said_plainly = True  # type: ignore[union-attr]  # they ask no database

commands = [timetable]
