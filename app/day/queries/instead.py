"""Who came in whose place, as the log tells."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.clock import day_end
from app.core.db import db
from app.core.models import Notice
from app.day.queries.people import today_at
from app.events.models import Event
from app.registrations.models import Representative


def who_came_for(event: Event, person_id: int) -> int | None:
    """The last one who took the place of this person; None for nobody."""
    return next((new for new, old in _replaced(event) if old == person_id), None)


def in_whose_place(event: Event, person_id: int) -> Representative | None:
    """Whose place this person took today, where that can be taken back; None for nobody's."""
    old_id = next((old for new, old in _replaced(event, today=True) if new == person_id), None)
    old = db.session.get(Representative, old_id) if old_id is not None else None
    return old if old is not None and old.erased_at is None else None


def _replaced(event: Event, *, today: bool = False) -> list[tuple[int, int]]:
    """(who came, whom they replaced), the last first."""
    chosen = select(Notice.subject_id, Notice.details).where(
        *(Notice.event_id == event.id, Notice.subject == Representative.__tablename__),
        Notice.kind == "person.replaced",
    )
    if today:
        chosen = chosen.where(Notice.at >= day_end(today_at(event.id) - timedelta(days=1), event.zone))
    return [(new, details["old"]) for new, details in db.session.execute(chosen.order_by(Notice.id.desc()))]
