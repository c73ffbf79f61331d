"""``flask privacy own-data``: all that is kept about somebody, as a file."""

from __future__ import annotations

from pathlib import Path

import click

from app.accounts.queries import user_of_email
from app.lists.queries.own_data import own_data
from app.lists.services.own_data import note_account_fetched, packed
from app.registrations.cli import privacy_commands


@privacy_commands.command("own-data")
@click.argument("email")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def own_data_command(email: str, out: Path) -> None:
    """Write all that is kept about EMAIL to OUT, a zip with a page to read and JSON; the taking is noted."""
    user = user_of_email(email)
    if user is None:
        raise click.ClickException(f"No account has the address {email}.")
    out.write_bytes(packed(own_data(user.id)))
    note_account_fetched(user)
    click.echo(f"All that is kept about {email} is in {out}.")
