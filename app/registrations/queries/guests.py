"""The guests of an event, or of some of its delegations."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.states import OUT_OF_SIGHT


def guests_of(event: Event, *, only: Collection[int] | None = None) -> Sequence[Registration]:
    """Guests by category and institution; ``only``: those of the delegations with these ids."""
    chosen = (
        select(Registration)
        .options(selectinload(Registration.representatives), joinedload(Registration.delegation))
        .where(
            Registration.event_id == event.id,
            Registration.kind == "guest",
            Registration.state.not_in(OUT_OF_SIGHT),
        )
        .order_by(Registration.category, Registration.institution, Registration.id)
    )
    if only is not None:
        chosen = chosen.where(Registration.delegation_id.in_(only))
    return db.session.scalars(chosen).all()
