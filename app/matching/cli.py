"""``flask matching rank``: the lists of firms in a file, as a file; asks no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.matching.parameters import PLACES

REASONS = 6
REFUSED = 2
matching_commands = AppGroup("matching", help="Who should meet whom.")


@click.command("rank")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "out", required=True, type=click.Path(path_type=Path), help="Write the lists to this file.")
@click.option("--top", type=click.IntRange(min=1), default=PLACES, show_default=True, help="Places in each list.")
@click.option("--no-exposure", is_flag=True, help="Widen no list so that everybody is seen.")
def rank_command(file: Path, out: Path, top: int, no_exposure: bool) -> None:
    """Rank the firms of FILE, a JSON file as app/matching/exchange.py describes it.

    Ends with 2 and one line that says where, if the file cannot be ranked; nothing is written then.
    """
    # numpy and scipy are of no use to the other commands
    from app.matching.exchange import Refused, read, written
    from app.matching.exposure import DEFAULT
    from app.matching.ranking import rank

    try:
        task = read(file.read_bytes())
        ranking = rank(
            task.firms,
            task.allowed,
            task.barred,
            places=top,
            exposure=None if no_exposure else DEFAULT,
            whole=True,
            limit=REASONS,
        )
        with out.open("w", encoding="utf-8", newline="\n") as file_out:
            file_out.writelines(written(task, ranking))
    except Refused as refused:
        _refuse(f"{file}: {refused}")
    except OSError as error:
        _refuse(f"{error.filename}: {error.strerror}")


rank_command.callback.asks_no_database = True  # type: ignore[union-attr]
matching_commands.add_command(rank_command)
commands = (matching_commands,)


def _refuse(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(REFUSED)
