"""Put a pair first in the lists of both, or take it out of them; and take that back."""

from __future__ import annotations

from sqlalchemy import Delete, and_, delete, or_, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.events.models import Event
from app.matching.models import PINS, RankingPin
from app.matching.queries.basis import BARRING
from app.matching.services.ranking import ask_for_ranking
from app.meetings.errors import TakesNoMore
from app.meetings.queries.tallies import full_among, tallies_of
from app.meetings.services.requirements import require_rules
from app.registrations.models import Preference, Registration


def pin(event: Event, one_id: int, other_id: int, kind: str, *, by: int | None) -> None:
    """``kind``: ``up`` or ``down``; a pair has one at a time. The lists are computed anew. Raises NotFound for a firm
    of another event, or one firm twice, CannotAsk for two that the rules keep apart, and TakesNoMore for two that
    nothing can put into each other's lists."""
    if one_id == other_id or kind not in PINS:
        raise NotFound
    low, high = sorted((one_id, other_id))
    with transaction() as session:
        session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
        here = select(Registration).where(Registration.event_id == event.id, Registration.id.in_((low, high)))
        found = session.scalars(here).all()
        if len(found) != len((low, high)):
            raise NotFound
        require_rules(*found, either_way=True)
        if kind == "up":
            _require_may_stand(event, low, high)
        session.execute(_removal(event.id, low, high))
        session.add(RankingPin(event_id=event.id, low_id=low, high_id=high, kind=kind))
        audit.log_action(f"ranking.pinned_{kind}", event, event_id=event.id, by=by, firms=[low, high])
        ask_for_ranking(event.id, by=by)


def unpin(event: Event, one_id: int, other_id: int, *, by: int | None) -> None:
    """Nothing happens where the pair has no pin."""
    low, high = sorted((one_id, other_id))
    with transaction() as session:
        if session.execute(_removal(event.id, low, high).returning(RankingPin.id)).all():
            audit.log_action("ranking.unpinned", event, event_id=event.id, by=by, firms=[low, high])
            ask_for_ranking(event.id, by=by)


def _require_may_stand(event: Event, low: int, high: int) -> None:
    """Raises TakesNoMore where one has its most, or keeps the other out of its list for whatever reason; both are read,
    and nothing tells which it was. To take out what stands there anyhow is no harm, and says nothing."""
    said = select(Preference.id).where(
        Preference.event_id == event.id,
        Preference.kind.in_(BARRING),
        or_(
            and_(Preference.registration_id == low, Preference.other_id == high),
            and_(Preference.registration_id == high, Preference.other_id == low),
        ),
    )
    full, barred = full_among(event, tallies_of(event.id, (low, high))), db.session.scalars(said).first()
    if full or barred is not None:
        raise TakesNoMore(arranged=True)


def _removal(event_id: int, low: int, high: int) -> Delete:
    pair = (RankingPin.event_id == event_id, RankingPin.low_id == low, RankingPin.high_id == high)
    return delete(RankingPin).where(*pair)
