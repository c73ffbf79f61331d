"""``flask privacy own-data``: all that is kept about somebody, as a file."""

from __future__ import annotations

from pathlib import Path

import click

from app.accounts.queries import get_user_by_email
from app.core.db import db
from app.events.cli import event_of_slug
from app.events.models import Event
from app.lists.queries.own_data import data_of_people, own_data
from app.lists.services.own_data import note_account_fetched, note_fetched, packed
from app.registrations.cli import privacy_commands
from app.registrations.cli.privacy import AT_EVENT, BY_NAME, people_asked_for


@privacy_commands.command("own-data")
@click.argument("email")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@AT_EVENT
@BY_NAME
def own_data_command(email: str, out: Path, slug: str | None, name: str | None) -> None:
    """Write all that is kept about EMAIL, with an account or without one, to OUT, a zip with a page to read and JSON;
    the taking is noted."""
    event = event_of_slug(slug) if slug is not None else None
    user = get_user_by_email(email) if event is None and name is None else None
    people = people_asked_for(email, event, name, or_none=user is not None)
    mine = own_data(user.id) if user is not None else {}
    there = {row["id"] for row in mine.get("representatives", [])}
    others = [one for one in people if one.id not in there]
    out.write_bytes(packed(data_of_people([one.id for one in others], mine)))
    if user is not None:
        note_account_fetched(user)
    for one in others:
        note_fetched(db.session.get_one(Event, one.event_id), one, by=None)
    click.echo(f"All that is kept about {email} is in {out}.")
