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
from app.privacy.erasure import REASONS_ON_REQUEST, Erasure, ErasureReason
from app.privacy.queries.erasure import (
    create_people_erasure,
    create_user_erasure,
    list_people_by_email,
    preview_erasure,
)
from app.privacy.queries.retention import count_retained, get_retention_period, list_events_with_people
from app.privacy.services.erasure import erase_data
from app.privacy.services.retention import apply_retention
from app.registrations.models import Representative

privacy_commands = AppGroup("privacy", help="People: erase one, fetch one's data, look after the time of keeping.")


EVENT_OPTION = click.option("--event", "slug", help="At this event alone, by its short name in addresses.")
NAME_OPTION = click.option("--name", help="Of several people who share the address, this one.")


@privacy_commands.command("erase")
@click.argument("email")
@EVENT_OPTION
@NAME_OPTION
@click.option(
    "--why",
    type=click.Choice([reason.value for reason in REASONS_ON_REQUEST]),
    default=ErasureReason.ASKED_IN_WRITING.value,
)
@click.option("--dry-run", is_flag=True, help="Say what would go; write nothing.")
def erase_command(email: str, slug: str | None, name: str | None, why: str, dry_run: bool) -> None:
    """Erase whoever has the address EMAIL, with an account or without one, at every event."""
    erasure = _create_erasure(email, slug, name, ErasureReason(why))
    preview = preview_erasure(erasure)
    if not dry_run:
        try:
            erase_data(erasure)
        except DomainError as refused:
            raise click.ClickException(f"{error_text(refused)} [{refused.code}]") from None
    click.echo(
        f"{'Would be erased' if dry_run else 'Erased'}: {'the account, ' if preview.accounts else ''}"
        f"{preview.people} people at events; meetings that end: {len(preview.ending)}; sheets: {preview.sheets}."
    )


def _create_erasure(email: str, slug: str | None, name: str | None, why: ErasureReason) -> Erasure:
    event = event_of_slug(slug) if slug is not None else None
    user = get_user_by_email(email) if event is None and name is None else None
    people = find_people(email, event, name, or_none=user is not None)
    if user is None:
        return create_people_erasure(people, why, everywhere=event is None)
    return create_user_erasure(user.id, why, by=None, also={person.id for person in people})


def find_people(email: str, event: Event | None, name: str | None, *, or_none: bool) -> list[Representative]:
    """Those who are written with the address, of this name if it is said. Raises UsageError where there is nobody, and
    where several people share the address."""
    candidates = list_people_by_email(email, event)
    people = [
        person
        for person in candidates
        if name is None or compact(name) in (compact(person.display_name), compact(person.name_zh or ""))
    ]
    if not people and not or_none:
        where = f" at {event.slug}" if event is not None else ""
        raise click.UsageError(f"Neither an account nor anybody{where} has the address {email}.")
    names = {compact(person.display_name): person.display_name for person in people}
    if len(names) > 1 and not or_none:
        raise click.UsageError(f"Several people share {email}: {', '.join(names.values())}. Say with --name which one.")
    return [] if len(names) > 1 else people


@privacy_commands.command("retention")
@click.option("--dry-run", is_flag=True, help="Say which events are due; write nothing.")
def retention_command(dry_run: bool) -> None:
    """Tell organizers of events whose people go soon, and erase those that are due, as the server does each hour."""
    for event in list_events_with_people():
        keeping = get_retention_period(event)
        goes_at = keeping.goes_at(now())
        when = f"on {goes_at:%Y-%m-%d}" if goes_at else "never, it has no day"
        click.echo(f"{event.slug}: {count_retained(event).people} people, {when}: {keeping.standing(now()).value}")
    if not dry_run:
        click.echo(f"Events told or begun: {len(apply_retention(now()))}.")


commands = (privacy_commands,)
