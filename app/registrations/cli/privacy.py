"""``flask privacy …``: erase somebody who asked the operator, look after the time for which events keep people."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.accounts.queries import get_user_by_email
from app.companies.names.parsing import compact
from app.core.db import now
from app.core.errors import DomainError
from app.core.web.errors import error_text
from app.events.cli import event_of_slug
from app.events.models import Event
from app.registrations.erasure import ON_REQUEST, Erasure, Why
from app.registrations.models import Representative
from app.registrations.queries.erasing import of_people, of_user, people_written
from app.registrations.queries.erasing_preview import preview_of
from app.registrations.queries.retention import events_with_people, keeping_of, kept_of
from app.registrations.services.erasing import erase
from app.registrations.services.retention import look_after

privacy_commands = AppGroup("privacy", help="People: erase one, fetch one's data, look after the time of keeping.")


AT_EVENT = click.option("--event", "slug", help="At this event alone, by its short name in addresses.")
BY_NAME = click.option("--name", help="Of several people who share the address, this one.")


@privacy_commands.command("erase")
@click.argument("email")
@AT_EVENT
@BY_NAME
@click.option("--why", type=click.Choice([one.value for one in ON_REQUEST]), default=Why.ASKED_IN_WRITING.value)
@click.option("--dry-run", is_flag=True, help="Say what would go; write nothing.")
def erase_command(email: str, slug: str | None, name: str | None, why: str, dry_run: bool) -> None:
    """Erase whoever has the address EMAIL, with an account or without one, at every event."""
    erasure = _erasure_of(email, slug, name, Why(why))
    preview = preview_of(erasure)
    if not dry_run:
        try:
            erase(erasure)
        except DomainError as refused:
            raise click.ClickException(f"{error_text(refused)} [{refused.code}]") from None
    click.echo(
        f"{'Would be erased' if dry_run else 'Erased'}: {'the account, ' if preview.accounts else ''}"
        f"{preview.people} people at events; meetings that end: {len(preview.ending)}; sheets: {preview.sheets}."
    )


def _erasure_of(email: str, slug: str | None, name: str | None, why: Why) -> Erasure:
    event = event_of_slug(slug) if slug is not None else None
    user = get_user_by_email(email) if event is None and name is None else None
    people = people_asked_for(email, event, name, or_none=user is not None)
    if user is None:
        return of_people(people, why, everywhere=event is None)
    return of_user(user.id, why, by=None, also={one.id for one in people})


def people_asked_for(email: str, event: Event | None, name: str | None, *, or_none: bool) -> list[Representative]:
    """Those who are written with the address, of this name if it is said. Raises UsageError where there is nobody, and
    where several people share the address."""
    found = people_written(email, event)
    people = [
        one for one in found if name is None or compact(name) in (compact(one.display_name), compact(one.name_zh or ""))
    ]
    if not people and not or_none:
        where = f" at {event.slug}" if event is not None else ""
        raise click.UsageError(f"Neither an account nor anybody{where} has the address {email}.")
    names = {compact(one.display_name): one.display_name for one in people}
    if len(names) > 1 and not or_none:
        raise click.UsageError(f"Several people share {email}: {', '.join(names.values())}. Say with --name which one.")
    return [] if len(names) > 1 else people


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
