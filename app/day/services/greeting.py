"""Who meets a guest of honour: named beforehand, or whoever of the desk says first that they go."""

from __future__ import annotations

from sqlalchemy import select, update

from app.core import audit
from app.core.db import now, transaction
from app.core.errors import Conflict, NotFound
from app.day.models import CheckIn
from app.events.models import Event
from app.registrations.models import Representative


class MetAlready(Conflict):
    """Somebody else has gone already."""

    code = "met_already"


def name_greeter(event: Event, person_id: int, greeter: str, *, by: int) -> None:
    """Say who is to meet this guest, "" for nobody any more. Raises NotFound."""
    with transaction() as session:
        chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
        person = session.scalar(chosen.with_for_update())
        if person is None or person.erased_at is not None:
            raise NotFound
        person.greeter = greeter or None
        audit.log_action("person.greeter_named", person, event_id=event.id, by=by)


def greet(event: Event, check_in_id: int, *, by: int) -> None:
    """Raises MetAlready, NotFound for who is not here."""
    with transaction() as session:
        live = CheckIn.id == check_in_id, CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)
        if session.scalar(select(CheckIn.id).where(*live)) is None:
            raise NotFound
        met = update(CheckIn).where(*live, CheckIn.greeted_by.is_(None)).values(greeted_by=by, greeted_at=now())
        if session.execute(met).rowcount != 1:  # type: ignore[attr-defined]
            raise MetAlready
