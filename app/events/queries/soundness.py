"""Whether the hours and the tables of events can be: no two slots of one overlap, links can be followed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import IntegrityFault, Invalid
from app.core.integrity import integrity_check
from app.events.models import Slot, Table
from app.events.tables import parse_video_link


@integrity_check("events.slots", "No two slots of an event overlap.")
def overlaps() -> Iterator[IntegrityFault]:
    later = aliased(Slot)
    both = select(Slot.event_id, Slot.id, later.id).join(
        later, (later.event_id == Slot.event_id) & (later.starts_at < Slot.ends_at) & (later.ends_at > Slot.starts_at)
    )
    for event, first, second in db.session.execute(both.where(Slot.id < later.id).order_by(Slot.id, later.id)):
        yield IntegrityFault(
            "slots_overlap", "slots", (first, second), f"Slots {first} and {second} of event {event} overlap."
        )


@integrity_check("events.links", "Every table that is online has a link that can be followed.")
def links() -> Iterator[IntegrityFault]:
    """Letters and calendars give it to all who sit there."""
    online = select(Table.id, Table.label, Table.video_url).where(Table.video_url.is_not(None))
    for number, label, url in db.session.execute(online.order_by(Table.id)):
        try:
            is_valid = parse_video_link(url or "") == url
        except Invalid:
            is_valid = False
        if not is_valid:
            says = f"Table {label} is online, and {url!r} is no link: write it anew, or none, under Online tables."
            yield IntegrityFault("link_not_one", "tables", (number,), says)
