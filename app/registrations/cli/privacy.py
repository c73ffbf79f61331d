"""``flask privacy …``: erase somebody who asked the operator, look after the time for which events keep people."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.accounts.queries import user_of_email
from app.db import now
from app.floor.web.errors import explain
from app.kernel.errors import DomainError
from app.registrations.erasure import ON_REQUEST, Why
from app.registrations.queries.erasing import of_user
from app.registrations.queries.erasing_preview import preview_of
from app.registrations.queries.retention import events_with_people, keeping_of, kept_of
from app.registrations.services.erasing import erase
from app.registrations.services.retention import look_after

privacy_commands = AppGroup("privacy", help="People: erase one, fetch one's data, look after the time of keeping.")


@privacy_commands.command("erase")
@click.argument("email")
@click.option("--why", type=click.Choice([one.value for one in ON_REQUEST]), default=Why.ASKED_IN_WRITING.value)
@click.option("--dry-run", is_flag=True, help="Say what would go; write nothing.")
def erase_command(email: str, why: str, dry_run: bool) -> None:
    """Erase the account of EMAIL with all that it stands for, at every event."""
    user = user_of_email(email)
    if user is None:
        raise click.ClickException(f"No account has the address {email}.")
    erasure = of_user(user.id, Why(why), by=None)
    preview = preview_of(erasure)
    if not dry_run:
        try:
            erase(erasure)
        except DomainError as refused:
            raise click.ClickException(f"{explain(refused)} [{refused.code}]") from None
    click.echo(
        f"{'Would be erased' if dry_run else 'Erased'}: the account, {preview.people} people at events; "
        f"meetings that end: {len(preview.ending)}."
    )


@privacy_commands.command("retention")
@click.option("--dry-run", is_flag=True, help="Say which events are due; write nothing.")
def retention_command(dry_run: bool) -> None:
    """Tell organizers of events whose people go soon, and erase those that are due, as the server does each hour."""
    for event in events_with_people():
        keeping = keeping_of(event)
        goes_at = keeping.goes_at(now())
        when = f"on {goes_at:%Y-%m-%d}" if goes_at else "never, it has no day"
        click.echo(f"{event.slug}: {kept_of(event).people} people, {when}: {keeping.standing(now()).value}")
    if not dry_run:
        click.echo(f"Events told or begun: {len(look_after(now()))}.")
