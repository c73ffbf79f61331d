"""Put a pair first in the lists of both, or take it out of them; and take that back."""

from __future__ import annotations

from sqlalchemy import Delete, delete, select

from app.db import transaction
from app.events.models import Event
from app.floor import notices
from app.kernel.errors import NotFound
from app.matching.models import PINS, RankingPin
from app.matching.services.ranking import ask_for_ranking
from app.registrations.models import Registration


def pin(event: Event, one_id: int, other_id: int, kind: str, *, by: int | None) -> None:
    """``kind``: ``up`` or ``down``; a pair has one at a time. The lists are computed anew. Raises NotFound for a firm
    of another event, or one firm twice."""
    if one_id == other_id or kind not in PINS:
        raise NotFound
    low, high = sorted((one_id, other_id))
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        here = select(Registration.id).where(Registration.event_id == event.id, Registration.id.in_((low, high)))
        if len(session.scalars(here).all()) != len((low, high)):
            raise NotFound
        session.execute(_removal(event.id, low, high))
        session.add(RankingPin(event_id=event.id, low_id=low, high_id=high, kind=kind))
        notices.write(f"ranking.pinned_{kind}", event, event_id=event.id, by=by, firms=[low, high])
        ask_for_ranking(event.id, by=by)


def unpin(event: Event, one_id: int, other_id: int, *, by: int | None) -> None:
    """Nothing happens where the pair has no pin."""
    low, high = sorted((one_id, other_id))
    with transaction() as session:
        if session.execute(_removal(event.id, low, high).returning(RankingPin.id)).all():
            notices.write("ranking.unpinned", event, event_id=event.id, by=by, firms=[low, high])
            ask_for_ranking(event.id, by=by)


def _removal(event_id: int, low: int, high: int) -> Delete:
    pair = (RankingPin.event_id == event_id, RankingPin.low_id == low, RankingPin.high_id == high)
    return delete(RankingPin).where(*pair)
