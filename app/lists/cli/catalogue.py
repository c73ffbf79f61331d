"""``flask catalogue export``: the printed catalogue of an event's firms, by whoever has the server."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.documents.pdf import PdfFailed
from app.lists.catalogue import BY, CATALOGUE
from app.lists.cli.naming import delegation_of, event_of
from app.lists.cli.options import WRITABLE, for_whom, in_language, refuse_other_ending, use_of, writing
from app.lists.queries.reach import Reach
from app.lists.selection import USES, Filter, Selection
from app.lists.services import Wish
from app.lists.services.catalogue import Asked, catalogue_to
from app.lists.services.formats import MEDIA_TYPES
from app.lists.wording import REASONS

catalogue_commands = AppGroup("catalogue", help="Catalogues of companies as PDF.")


@catalogue_commands.command("export")
@click.argument("event")
@click.argument("out", type=WRITABLE)
@for_whom
@click.option("--by", type=click.Choice(BY), default="sector", show_default=True, help="How chapters are made.")
@in_language("The language that leads; another one stands beside it.")
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
    found_event = event_of(event)
    refuse_other_ending(out, "pdf", MEDIA_TYPES)
    within = Filter(delegation=delegation_of(found_event, delegation))
    wish = Wish(
        selection=Selection(use=use_of(purpose, at_home=at_home, kept=USES["abroad"]), filter=within),
        reach=Reach(found_event.id),
        kind=CATALOGUE,
        language=language,
        by=None,
        reason=reason,
    )
    try:
        with writing(out):
            found = catalogue_to(found_event, Asked(wish, by), out.write_bytes)
    except PdfFailed as error:
        raise click.ClickException(f"The pages could not be set: {error}") from None
    click.echo(f"{out}: {len(found.listed)} firms; left out: {len(found.left_out)}")
    for one in found.left_out:
        click.echo(f"  {one.row.firm.name}: {one.verdict.reason}, {REASONS[one.verdict.reason]}")
