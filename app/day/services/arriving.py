"""The line at the poster: who typed the end of a phone number waits until a desk has looked."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, update

from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound
from app.day.models import Arrival
from app.day.queries.waiting import still_waits
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.requirements import require_phase

MOST_WAITING = 200


class LineFull(Conflict):
    """So many wait that no desk could look through them. Details: most."""

    code = "line_full"


def stand_in_line(event: Event, digits: str) -> Arrival:
    """The number that the person shows. Nothing is looked up: the answer is the same whosever the digits are. Raises
    LineFull, PhaseForbids."""
    with transaction() as session:
        held = select(Event).where(Event.id == event.id).with_for_update(key_share=True)
        require_phase(session.scalars(held.execution_options(populate_existing=True)).one(), EventAct.CHECK_IN)
        counted = select(func.max(Arrival.number), func.count().filter(still_waits()))
        last, waiting = session.execute(counted.where(Arrival.event_id == event.id)).one()
        if waiting >= MOST_WAITING:
            raise LineFull(most=MOST_WAITING)
        made = Arrival(event_id=event.id, number=(last or 0) + 1, digits=digits, at=now())
        session.add(made)
        session.flush()
        return made


def settle(event: Event, arrival_id: int, *, by: int | None) -> None:
    """A desk has looked; the digits go. Nothing where another desk was first. Raises NotFound."""
    with transaction():
        chosen = select(Arrival).where(Arrival.id == arrival_id, Arrival.event_id == event.id).with_for_update()
        found = db.session.scalar(chosen.execution_options(populate_existing=True))
        if found is None:
            raise NotFound
        if found.settled_at is None:
            found.digits, found.settled_at, found.settled_by = None, now(), by


def settle_all(event: Event, arrivals: Collection[int], *, by: int | None) -> None:
    """``settle`` for many at once; those that another desk was first with, or that are elsewhere, stay as they are."""
    theirs = Arrival.event_id == event.id, Arrival.id.in_(arrivals), Arrival.settled_at.is_(None)
    with transaction() as session:
        session.execute(update(Arrival).where(*theirs).values(digits=None, settled_at=now(), settled_by=by))
