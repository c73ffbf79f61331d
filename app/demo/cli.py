"""``flask demo``: the model event in an empty database."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.demo.model_event import DEMO_PHASES
from app.demo.services import OtherEventExists, build_model_event

DEFAULT_PHASE = "booking"


@click.command("demo")
@click.option("--phase", type=click.Choice(DEMO_PHASES), help="Where its story stands; booking where nothing is said.")
@with_appcontext
def demo(phase: str | None) -> None:
    """Build "Singapore × Chongqing Matching Day" with real companies and invented wishes.

    Where it is there already, it is left as it is.
    """
    try:
        event = build_model_event(phase or DEFAULT_PHASE)
    except OtherEventExists:
        raise click.ClickException(
            "This database holds another event. The model event needs an empty one: set DATABASE_URL or QIAO_INSTANCE."
        ) from None
    if phase not in (None, event.phase):
        raise click.ClickException(
            f"{event.name_en} is there already, in phase {event.phase}; it was not made anew in phase {phase}. "
            "Make it in an empty database: set QIAO_INSTANCE to a new folder (or DATABASE_URL), run "
            f"flask --app app db upgrade, then flask --app app demo --phase {phase}."
        )
    click.echo(f"{event.name_en} is there: /events/{event.slug}, phase {event.phase}")


commands = (demo,)
