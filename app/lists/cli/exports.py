"""Commands that write lists and catalogues to files, by whoever has the server; somebody's own data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select

from app.accounts.queries import get_user_by_email
from app.core.db import db
from app.core.errors import Invalid
from app.core.localized import LANGUAGES
from app.core.web.errors import error_text
from app.documents.pdf import PdfFailed
from app.events.cli import event_of_slug
from app.events.models import Event
from app.lists.columns import TASK_COLUMNS, ListColumn, columns_by_name
from app.lists.consent import ListPurpose, ListUse
from app.lists.publicity import CATALOGUE_KIND, CHAPTER_KINDS
from app.lists.queries.attendees import FoundRows, own_columns
from app.lists.queries.listing import selection_of_view, views_named
from app.lists.queries.matching_rows import ListReach
from app.lists.queries.own_data import data_of_people, own_data
from app.lists.selection import LIST_USES, AttendeeFilter, ListSelection
from app.lists.services import ExportRequest, write_export
from app.lists.services.catalogue import CatalogueRequest, write_catalogue
from app.lists.services.files import left_out_companies
from app.lists.services.formats import LIST_MEDIA_TYPES
from app.lists.services.own_data import log_account_fetched, log_data_fetched, pack_data
from app.lists.wording import REASON_LABELS
from app.privacy.cli import EVENT_OPTION, NAME_OPTION, find_people, privacy_commands
from app.registrations.models import Delegation

AnyCommand = Callable[..., Any]

WRITABLE_PATH = click.Path(dir_okay=False, writable=True, path_type=Path)


def recipient_options(command: AnyCommand) -> AnyCommand:
    """Options ``purpose``, ``at_home``, ``delegation``."""
    purposes = click.Choice([purpose.value for purpose in ListPurpose])
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


def language_option(subject: str) -> Callable[[AnyCommand], AnyCommand]:
    """Option ``language``; ``told``: of what."""
    names = ("--lang", "--language", "language")
    return click.option(*names, type=click.Choice(LANGUAGES), default="en", show_default=True, help=subject)


def use_of_options(purpose: str | None, *, at_home: bool, default: ListUse) -> ListUse:
    """What the options say; what they leave open is as in ``kept``."""
    if purpose is None and not at_home:
        return default
    return ListUse(ListPurpose(purpose or ListPurpose.HANDOVER), abroad=not at_home)


def require_ending(out: Path, kind: str, known: Collection[str]) -> None:
    """A file whose name ends in another of the formats would not open."""
    ending = out.suffix.lower().lstrip(".")
    if ending in known and ending != kind:
        raise click.UsageError(f"{out.name} would hold {kind}, not {ending}. Let its name end in .{kind}.")


@contextmanager
def report_write_errors(out: Path) -> Iterator[None]:
    """Say plainly that a file could not be written."""
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"{out} could not be written: {error.strerror}.") from None


def get_event(slug: str) -> Event:
    """The event of this slug; a plain sentence names those that there are."""
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None:
        known = ", ".join(db.session.scalars(select(Event.slug).order_by(Event.slug)))
        raise click.UsageError(f"There is no event {slug}. Events here: {known or 'none'}.")
    return event


def get_delegation_filter(event: Event, name: str | None) -> str:
    """The number of a delegation by any of its names, as filters take it; "" for no name."""
    if not name:
        return ""
    named = or_(Delegation.name_en == name, Delegation.name_zh == name, Delegation.name_fr == name)
    delegation_id = db.session.scalar(select(Delegation.id).where(Delegation.event_id == event.id, named))
    if delegation_id is None:
        known = db.session.scalars(select(Delegation.name_en).where(Delegation.event_id == event.id))
        raise click.UsageError(f"{event.slug} has no delegation {name}. Its delegations: {', '.join(known)}.")
    return str(delegation_id)


attendees_commands = AppGroup("attendees", help="Attendee lists as files.")


@attendees_commands.command("export")
@click.argument("event")
@click.argument("out", type=WRITABLE_PATH)
@click.option("--format", "kind", type=click.Choice(list(LIST_MEDIA_TYPES)), help="Else as the name of OUT ends.")
@click.option("--view", "view_name", help="A saved view, by its name: its columns, filters, order and purpose.")
@recipient_options
@click.option("--task", type=click.Choice(list(TASK_COLUMNS)), help="Which columns; without it and without a view all.")
@click.option("--columns", help="Which columns, by name, with commas between them.")
@language_option("Of labels and texts.")
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
    chosen_event = get_event(event)
    file_kind = kind or _format_of(out)
    require_ending(out, file_kind, LIST_MEDIA_TYPES)
    chosen = _selection_of(chosen_event, view_name)
    selection = replace(chosen, use=use_of_options(purpose, at_home=at_home, default=chosen.use))
    if delegation:
        within = replace(chosen.filter, delegation=get_delegation_filter(chosen_event, delegation))
        selection = replace(selection, filter=within)
    if task is not None or columns is not None:
        own = own_columns(chosen_event.id)
        selection = replace(
            selection, names=TASK_COLUMNS[task or ""] if columns is None else _parse_columns(columns, own)
        )
    wish = ExportRequest(
        selection=selection,
        reach=ListReach(chosen_event.id),
        kind=file_kind,
        language=language,
        by=_get_user_id(by_email) if by_email else None,
        reason=reason,
        view=view_name or "",
    )
    try:
        with report_write_errors(out):
            rows = write_export(chosen_event, wish, out.write_bytes)
    except Invalid as refusal:
        raise click.UsageError(error_text(refusal)) from None
    _print_result(rows, out)


def _get_user_id(email: str) -> int:
    user = get_user_by_email(email)
    if user is None:
        raise click.UsageError(f"No user has the e-mail {email}.")
    return user.id


def _print_result(result: FoundRows, out: Path) -> None:
    click.echo(f"{out}: {len(result.listed)} rows; left out: {len(result.left_out)}")
    for row, rows in left_out_companies(result):
        times = f" ({rows} rows)" if rows > 1 else ""
        click.echo(f"  {row.row.company.name}{times}: {row.verdict.reason}, {REASON_LABELS[row.verdict.reason]}")


def _format_of(out: Path) -> str:
    ending = out.suffix.lower().lstrip(".")
    if ending not in LIST_MEDIA_TYPES:
        known = ", ".join(f".{kind}" for kind in LIST_MEDIA_TYPES)
        raise click.UsageError(f"{out.name} says no format. Let it end in one of {known}, or say --format.")
    return ending


def _selection_of(event: Event, name: str | None) -> ListSelection:
    """What a view chooses; all columns and no filter without one."""
    if name is None:
        return ListSelection(use=LIST_USES["abroad"])
    views = views_named(name, event.id)
    if not views:
        known = ", ".join(view.name for view in views_named(None, event.id))
        raise click.UsageError(f"{event.slug} has no view {name}. Its views: {known or 'none'}.")
    if len(views) > 1:
        numbers = ", ".join(str(view.id) for view in views)
        raise click.UsageError(f"Several views are called {name}: say one of these numbers: {numbers}.")
    return selection_of_view(views[0].settings)


def _parse_columns(names: str, own: Sequence[ListColumn]) -> tuple[str, ...]:
    known = [*columns_by_name(), *(column.name for column in own)]
    requested = tuple(name.strip() for name in names.split(",") if name.strip())
    if unknown := [name for name in requested if name not in known]:
        raise click.UsageError(f"No such column: {', '.join(unknown)}. Columns: {', '.join(known)}.")
    if not requested:
        raise click.UsageError("--columns names none. For all of them leave it away.")
    if twice := [name for name, times in Counter(requested).items() if times > 1]:
        raise click.UsageError(f"Named more than once: {', '.join(twice)}.")
    return requested


catalogue_commands = AppGroup("catalogue", help="Catalogues of companies as PDF.")


@catalogue_commands.command("export")
@click.argument("event")
@click.argument("out", type=WRITABLE_PATH)
@recipient_options
@click.option(
    "--by", type=click.Choice(CHAPTER_KINDS), default="sector", show_default=True, help="How chapters are made."
)
@language_option("The language that leads; another one stands beside it.")
@click.option("--reason", default="", help="What the catalogue is for; kept in the log.")
def export_catalogue_command(
    event: str,
    out: Path,
    purpose: str | None,
    at_home: bool,
    delegation: str | None,
    by: str,
    language: str,
    reason: str,
) -> None:
    """Write the catalogue of EVENT (its slug) to the file OUT, a PDF, and say who is left out.

    Unless --at-home says otherwise, the recipient of a hand-over is taken to be abroad.
    """
    chosen_event = get_event(event)
    require_ending(out, "pdf", LIST_MEDIA_TYPES)
    within = AttendeeFilter(delegation=get_delegation_filter(chosen_event, delegation))
    wish = ExportRequest(
        selection=ListSelection(
            use=use_of_options(purpose, at_home=at_home, default=LIST_USES["abroad"]), filter=within
        ),
        reach=ListReach(chosen_event.id),
        kind=CATALOGUE_KIND,
        language=language,
        by=None,
        reason=reason,
    )
    try:
        with report_write_errors(out):
            rows = write_catalogue(chosen_event, CatalogueRequest(wish, by), out.write_bytes)
    except PdfFailed as error:
        raise click.ClickException(f"The pages could not be set: {error}") from None
    click.echo(f"{out}: {len(rows.listed)} firms; left out: {len(rows.left_out)}")
    for row in rows.left_out:
        click.echo(f"  {row.row.company.name}: {row.verdict.reason}, {REASON_LABELS[row.verdict.reason]}")


@privacy_commands.command("own-data")
@click.argument("email")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@EVENT_OPTION
@NAME_OPTION
def own_data_command(email: str, out: Path, slug: str | None, name: str | None) -> None:
    """Write all that is kept about EMAIL, with an account or without one, to OUT, a zip with a page to read and JSON;
    the taking is noted."""
    event = event_of_slug(slug) if slug is not None else None
    user = get_user_by_email(email) if event is None and name is None else None
    people = find_people(email, event, name, or_none=user is not None)
    mine = own_data(user.id) if user is not None else {}
    there = {row["id"] for row in mine.get("representatives", [])}
    others = [person for person in people if person.id not in there]
    out.write_bytes(pack_data(data_of_people([person.id for person in others], mine)))
    if user is not None:
        log_account_fetched(user)
    for person in others:
        log_data_fetched(db.session.get_one(Event, person.event_id), person, by=None)
    click.echo(f"All that is kept about {email} is in {out}.")
