"""The times of a day move as they are told to, on the day itself; what stands in them stays there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import update

from app.db import db, running
from app.events.hours import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.kernel.spans import Span

Times = Iterable[tuple[int, Span]]
"""Ids with the time that each gets; slots in an order in which no two overlap on the way."""


def move_times(event: Event, slots: Times, pieces: Times) -> None:
    """Inside the transaction that has the event for itself. The description of the event stays as it is: it says how
    the day was meant."""
    running()
    for model, moved in ((Slot, slots), (ProgrammeItem, pieces)):
        for number, span in moved:
            here = update(model).where(model.id == number, model.event_id == event.id)
            db.session.execute(here.values(starts_at=span.start, ends_at=span.end))
    _seen_anew(event)


def close_time(event: Event, slot_id: int, *, closed: bool) -> None:
    """No meetings are placed at this time any more, or again."""
    running()
    kind = SlotKind.BREAK if closed else SlotKind.MEETING
    db.session.execute(update(Slot).where(Slot.id == slot_id, Slot.event_id == event.id).values(kind=kind.value))
    _seen_anew(event)


def _seen_anew(event: Event) -> None:
    db.session.flush()
    db.session.expire_all()
    db.session.refresh(event)
