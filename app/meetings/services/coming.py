"""An organizer says for a firm that one of its people is there, and takes that back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.events.phases import EventAct
from app.meetings.errors import SeatsHeld
from app.meetings.models import Unavailability
from app.meetings.queries.standing_in import meetings_at
from app.meetings.services.requirements import require_phase
from app.meetings.services.steps import lock
from app.registrations.models import Representation, Representative


def say_there(event_id: int, person_id: int, slot_ids: Collection[int], *, by: int | None) -> None:
    """Somebody who was said to be away in these slots is there; the firm reads so. Raises NotFound, PhaseForbids."""
    with transaction() as session:
        person = _locked(event_id, person_id)
        these = (Unavailability.representative_id == person_id, Unavailability.slot_id.in_(slot_ids))
        found = set(session.scalars(select(Unavailability.slot_id).where(*these)))
        if found != set(slot_ids):
            raise NotFound
        session.execute(delete(Unavailability).where(*these))
        audit.log_action("representative.there", person, event_id=event_id, by=by, slots=sorted(found))


def take_back(event_id: int, person_id: int, slot_ids: Collection[int], *, by: int | None) -> None:
    """Away again. Raises SeatsHeld where a meeting is booked then, NotFound, PhaseForbids."""
    with transaction() as session:
        person = _locked(event_id, person_id)
        if held := meetings_at(person_id, frozenset(slot_ids)):
            raise SeatsHeld(held, held)
        known = set(
            session.scalars(select(Unavailability.slot_id).where(Unavailability.representative_id == person_id))
        )
        for slot in sorted(set(slot_ids) - known):
            session.add(Unavailability(event_id=event_id, slot_id=slot, representative_id=person_id))
        audit.log_action("representative.away", person, event_id=event_id, by=by, slots=sorted(slot_ids), seats=0)


def _locked(event_id: int, person_id: int) -> Representative:
    """Behind the locks of the firms that the person stands for."""
    firms = db.session.scalars(
        select(Representation.registration_id).where(Representation.representative_id == person_id)
    ).all()
    event, _firms = lock(event_id, *firms)
    require_phase(event, EventAct.PLAN)
    person = db.session.get(Representative, person_id, populate_existing=True)
    if person is None or person.event_id != event_id:
        raise NotFound
    return person
