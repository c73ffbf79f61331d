"""Somebody of the desk goes to meet a guest of honour; who says so first, goes."""

from __future__ import annotations

from sqlalchemy import select, update

from app.day.models import CheckIn
from app.db import now, transaction
from app.events.models import Event
from app.kernel.errors import Conflict, NotFound


class MetAlready(Conflict):
    """Somebody else has gone already."""

    code = "met_already"


def greet(event: Event, check_in_id: int, *, by: int) -> None:
    """Raises MetAlready, NotFound for who is not here."""
    with transaction() as session:
        live = CheckIn.id == check_in_id, CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)
        if session.scalar(select(CheckIn.id).where(*live)) is None:
            raise NotFound
        met = update(CheckIn).where(*live, CheckIn.greeted_by.is_(None)).values(greeted_by=by, greeted_at=now())
        if session.execute(met).rowcount != 1:  # type: ignore[attr-defined]
            raise MetAlready
