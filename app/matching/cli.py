"""``flask matching``: rank the firms of a file, and say afterwards how well an event was ranked."""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from app.core.texts import text_width
from app.matching.parameters import FIRST_PLACES, LIST_LENGTH

REASON_COUNT = 6
EXIT_REFUSED = 2
matching_commands = AppGroup("matching", help="Who should meet whom.")


class OneLineErrorCommand(click.Command):
    """Says what is wrong with its options as it says what is wrong with a file: in one line, without the usage."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _exit_refused(f"{ctx.command_path}: {error.format_message()}")


@click.command("rank", cls=OneLineErrorCommand)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "out", required=True, type=click.Path(path_type=Path), help="Write the lists to this file.")
@click.option("--top", type=click.IntRange(min=1), default=LIST_LENGTH, show_default=True, help="Places in each list.")
@click.option("--no-exposure", is_flag=True, help="Widen no list so that everybody is seen.")
def rank_command(file: Path, out: Path, top: int, no_exposure: bool) -> None:
    """Rank the companies of FILE, a JSON file as app/matching/exchange.py describes it.

    Ends with 2 and one line that says where, if the file cannot be ranked; nothing is written then.
    """
    # numpy and scipy are of no use to the other commands
    from app.matching.exchange import RankingFileRefused, parse_task, render_lists
    from app.matching.exposure import DEFAULT_EXPOSURE
    from app.matching.ranking import rank_companies

    try:
        task = parse_task(file.read_bytes())
        ranking = rank_companies(
            task.firms,
            task.allowed,
            task.barred,
            places=min(top, max(len(task.firms), 1)),
            exposure=None if no_exposure else DEFAULT_EXPOSURE,
            whole=True,
            limit=REASON_COUNT,
        )
        with out.open("w", encoding="utf-8", newline="\n") as file_out:
            file_out.writelines(render_lists(task, ranking))
        for nobody in task.nobody:
            click.echo(f"{file}: {nobody}", err=True)
    except RankingFileRefused as refused:
        _exit_refused(f"{file}: {refused}")
    except OSError as error:
        _exit_refused(f"{error.filename or out}: {error.strerror}")  # a full disk is named by nobody


rank_command.callback.asks_no_database = True  # type: ignore[union-attr]
matching_commands.add_command(rank_command)


@matching_commands.command("evaluate")
@click.argument("event")
def evaluate_command(event: str) -> None:
    """Say how high the meetings of EVENT (its slug) were ranked that both sides wanted.

    A meeting that one side asked for and the other accepted is looked up in the list that each of them was shown when
    it was asked for; who was arranged for has said nothing. "By lot" is how many would stand among the first ten
    places if these were drawn.
    """
    # the database and numpy are of no use to the other command
    from app.events.cli import event_of_slug
    from app.matching.evaluation import WantedPlace, place_statistics
    from app.matching.queries.evaluation import list_mutual_meetings

    mutual_meetings = list_mutual_meetings(event_of_slug(event))
    click.echo(f"{len(mutual_meetings)} meetings that both sides wanted")
    if not mutual_meetings:
        return
    groups: dict[str, list[WantedPlace]] = defaultdict(list)
    for wanted in chain.from_iterable(mutual_meetings):
        groups[f"lists of {wanted.group}"].append(wanted)
    sides = {
        "lists of who asked": [asker for asker, _ in mutual_meetings],
        "lists of who was asked": [asked for _, asked in mutual_meetings],
        **dict(sorted(groups.items())),
    }
    width = max(map(text_width, sides)) + 2
    heads = f"{'meetings':>10}{'in the list':>13}{f'first {FIRST_PLACES}':>10}{'by lot':>8}{'middle place':>14}"
    click.echo(f"{'':<{width}}{heads}")
    for name, places in sides.items():
        statistics = place_statistics(places)
        middle = f"{statistics.middle:g}" if statistics.middle is not None else "–"
        name += " " * (width - text_width(name))
        click.echo(
            f"{name}{statistics.meetings:>10}{statistics.listed:>13}{statistics.first:>10}{statistics.expected_by_chance:>8.1f}{middle:>14}"
        )


commands = (matching_commands,)


def _exit_refused(why: str) -> NoReturn:
    click.echo(" ".join(why.splitlines()), err=True)  # names of files may hold anything
    sys.exit(EXIT_REFUSED)
