"""Whether the hours of events can be: no two slots of one overlap."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.db import db
from app.events.models import Slot
from app.floor.doctor import check
from app.kernel.faults import Fault


@check("events.slots", "No two slots of an event overlap.")
def overlaps() -> Iterator[Fault]:
    later = aliased(Slot)
    both = select(Slot.event_id, Slot.id, later.id).join(
        later, (later.event_id == Slot.event_id) & (later.starts_at < Slot.ends_at) & (later.ends_at > Slot.starts_at)
    )
    for event, one, other in db.session.execute(both.where(Slot.id < later.id).order_by(Slot.id, later.id)):
        yield Fault("slots_overlap", "slots", (one, other), f"Slots {one} and {other} of event {event} overlap.")
