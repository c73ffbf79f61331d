"""What commands that write lists have in common: to whom the list goes, in which language, where it lies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from app.core.localized import LANGUAGES
from app.lists.consent import Purpose, Use

Command = Callable[..., Any]

WRITABLE = click.Path(dir_okay=False, writable=True, path_type=Path)


def for_whom(command: Command) -> Command:
    """Options ``purpose``, ``at_home``, ``delegation``."""
    purposes = click.Choice([purpose.value for purpose in Purpose])
    for option in (
        click.option("--delegation", help="Only the firms of the delegation with this name."),
        click.option("--at-home", is_flag=True, help="A hand-over whose recipient is in the event's country."),
        click.option(
            "--purpose",
            type=purposes,
            help="running: nobody is left out for want of consent; handover (the default, unless a view says "
            "otherwise): what firms and people have agreed to.",
        ),
    ):
        command = option(command)
    return command


def in_language(told: str) -> Callable[[Command], Command]:
    """Option ``language``; ``told``: of what."""
    names = ("--lang", "--language", "language")
    return click.option(*names, type=click.Choice(LANGUAGES), default="en", show_default=True, help=told)


def use_of(purpose: str | None, *, at_home: bool, kept: Use) -> Use:
    """What the options say; what they leave open is as in ``kept``."""
    if purpose is None and not at_home:
        return kept
    return Use(Purpose(purpose or Purpose.HANDOVER), abroad=not at_home)


def refuse_other_ending(out: Path, kind: str, known: Collection[str]) -> None:
    """A file whose name ends in another of the formats would not open."""
    ending = out.suffix.lower().lstrip(".")
    if ending in known and ending != kind:
        raise click.UsageError(f"{out.name} would hold {kind}, not {ending}. Let its name end in .{kind}.")


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say plainly that a file could not be written."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{out} could not be written: {error.strerror}.") from None
