"""The tables at which one meets online."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.db import transaction
from app.events.hours_change import HoursChange, Impact
from app.events.models import Event, Table
from app.events.services.touching import settle
from app.events.video_links import video_link
from app.floor import notices
from app.kernel.errors import NotFound


def set_video_links(
    event_id: int, links: Mapping[int, str], *, confirmed: str = "", by: int | None
) -> tuple[int, tuple[Impact, ...]]:
    """Give tables their links, or ("") take them away; those not named stay as they are. How many changed, and the
    booked meetings there, whose firms are told.

    Raises Invalid (as ``video_link``), NotFound for a table of elsewhere, HoursInUse where it touches booked meetings
    and was not ``confirmed``; then nothing is written.
    """
    wanted = {table_id: video_link(text) for table_id, text in links.items()}
    with transaction() as session:
        event = session.get(Event, event_id)
        here = select(Table).where(Table.event_id == event_id, Table.id.in_(wanted), Table.retired_at.is_(None))
        tables = session.scalars(here.with_for_update()).all()
        if event is None or len(tables) < len(wanted):
            raise NotFound
        changed = [table for table in tables if table.video_url != wanted[table.id]]
        for table in changed:
            table.video_url = wanted[table.id]
        ids = [table.id for table in changed]
        if changed:
            notices.write("event.linked", event, event_id=event_id, by=by, tables=ids)
        return len(changed), settle(event, HoursChange(relinked_tables=frozenset(ids)), confirmed, by=by)
