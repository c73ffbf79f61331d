"""``flask demo``: the model event in an empty database."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.demo.event import PHASES
from app.demo.services import OtherData, build


@click.command("demo")
@click.option("--phase", type=click.Choice(PHASES), default="booking", show_default=True)
@with_appcontext
def demo(phase: str) -> None:
    """Build "Singapore × Chongqing Matching Day" with real companies and invented wishes."""
    try:
        event = build(phase)
    except OtherData:
        raise click.ClickException(
            "This database holds another event. The model event needs an empty one: set DATABASE_URL or QIAO_INSTANCE."
        ) from None
    click.echo(f"{event.name_en} is there: /events/{event.slug}, phase {event.phase}")


commands = (demo,)
