"""``flask attendees export``: the attendee list as a file, by whoever has the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from app.accounts.queries import get_user_by_email
from app.core.errors import Invalid
from app.core.web.errors import error_text
from app.events.models import Event
from app.lists.cli.naming import delegation_of, event_of
from app.lists.cli.options import WRITABLE, for_whom, in_language, refuse_other_ending, use_of, writing
from app.lists.columns import TASKS, Column, by_name
from app.lists.queries.attendees import Found
from app.lists.queries.own_columns import own_columns
from app.lists.queries.reach import Reach
from app.lists.queries.saved import selection_of, views_named
from app.lists.selection import USES, Selection
from app.lists.services import Wish, export_to
from app.lists.services.files import left_out_firms
from app.lists.services.formats import MEDIA_TYPES
from app.lists.wording import REASONS

attendees_commands = AppGroup("attendees", help="Attendee lists as files.")


@attendees_commands.command("export")
@click.argument("event")
@click.argument("out", type=WRITABLE)
@click.option("--format", "kind", type=click.Choice(list(MEDIA_TYPES)), help="Else as the name of OUT ends.")
@click.option("--view", "view_name", help="A saved view, by its name: its columns, filters, order and purpose.")
@for_whom
@click.option("--task", type=click.Choice(list(TASKS)), help="Which columns; without it and without a view all.")
@click.option("--columns", help="Which columns, by name, with commas between them.")
@in_language("Of labels and texts.")
@click.option("--reason", default="", help="What the list is for; kept in the log.")
@click.option("--by", "by_email", help="E-mail of the user who takes the list; the log names them.")
def export_command(
    event: str,
    out: Path,
    kind: str | None,
    view_name: str | None,
    purpose: str | None,
    at_home: bool,
    delegation: str | None,
    task: str | None,
    columns: str | None,
    language: str,
    reason: str,
    by_email: str | None,
) -> None:
    """Write the attendee list of EVENT (its slug) to the file OUT, and say who is left out.

    Unless the view or --at-home says otherwise, the recipient of a hand-over is taken to be abroad.
    """
    found_event = event_of(event)
    wanted = kind or _ending(out)
    refuse_other_ending(out, wanted, MEDIA_TYPES)
    chosen = _seen(found_event, view_name)
    selection = replace(chosen, use=use_of(purpose, at_home=at_home, kept=chosen.use))
    if delegation:
        within = replace(chosen.filter, delegation=delegation_of(found_event, delegation))
        selection = replace(selection, filter=within)
    if task is not None or columns is not None:
        own = own_columns(found_event.id)
        selection = replace(selection, names=TASKS[task or ""] if columns is None else _columns(columns, own))
    wish = Wish(
        selection=selection,
        reach=Reach(found_event.id),
        kind=wanted,
        language=language,
        by=_user_id(by_email) if by_email else None,
        reason=reason,
        view=view_name or "",
    )
    try:
        with writing(out):
            found = export_to(found_event, wish, out.write_bytes)
    except Invalid as refusal:
        raise click.UsageError(error_text(refusal)) from None
    _tell(found, out)


def _user_id(email: str) -> int:
    user = get_user_by_email(email)
    if user is None:
        raise click.UsageError(f"No user has the e-mail {email}.")
    return user.id


def _tell(found: Found, out: Path) -> None:
    click.echo(f"{out}: {len(found.listed)} rows; left out: {len(found.left_out)}")
    for one, rows in left_out_firms(found):
        times = f" ({rows} rows)" if rows > 1 else ""
        click.echo(f"  {one.row.firm.name}{times}: {one.verdict.reason}, {REASONS[one.verdict.reason]}")


def _ending(out: Path) -> str:
    ending = out.suffix.lower().lstrip(".")
    if ending not in MEDIA_TYPES:
        known = ", ".join(f".{one}" for one in MEDIA_TYPES)
        raise click.UsageError(f"{out.name} says no format. Let it end in one of {known}, or say --format.")
    return ending


def _seen(event: Event, name: str | None) -> Selection:
    """What a view chooses; all columns and no filter without one."""
    if name is None:
        return Selection(use=USES["abroad"])
    views = views_named(name, event.id)
    if not views:
        known = ", ".join(one.name for one in views_named(None, event.id))
        raise click.UsageError(f"{event.slug} has no view {name}. Its views: {known or 'none'}.")
    if len(views) > 1:
        numbers = ", ".join(str(one.id) for one in views)
        raise click.UsageError(f"Several views are called {name}: say one of these numbers: {numbers}.")
    return selection_of(views[0].settings)


def _columns(names: str, own: Sequence[Column]) -> tuple[str, ...]:
    known = [*by_name(), *(column.name for column in own)]
    asked = tuple(name.strip() for name in names.split(",") if name.strip())
    if unknown := [name for name in asked if name not in known]:
        raise click.UsageError(f"No such column: {', '.join(unknown)}. Columns: {', '.join(known)}.")
    if not asked:
        raise click.UsageError("--columns names none. For all of them leave it away.")
    if twice := [name for name, times in Counter(asked).items() if times > 1]:
        raise click.UsageError(f"Named more than once: {', '.join(twice)}.")
    return asked
