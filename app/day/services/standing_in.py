"""Somebody else came: the meetings stay, no consent goes over, the badge given out is dead."""

from __future__ import annotations

from sqlalchemy import select

from app.companies.facts import Values
from app.day.services.checking_in import Noted, Scan, check_in, live_check_in, undo
from app.db import db, transaction
from app.events.models import Event
from app.events.phases import Act
from app.kernel.errors import NotFound
from app.meetings.services.requirements import require_phase
from app.registrations.models import Registration, Representation, Representative
from app.registrations.services import people
from app.registrations.services.profiles import locked


def stand_in(event: Event, person_id: int, values: Values, scan: Scan, *, by: int) -> Noted:
    """The one who came, for every firm that the other one stood for, is here now. Raises NotFound, PhaseForbids,
    Invalid ``person_name_missing``."""
    with transaction():
        old = _who(event, person_id)
        require_phase(event, Act.CHECK_IN)
        if (earlier := live_check_in(old.id)) is not None:
            undo(event, earlier.id, by=by)
        new = _in_place_of(old, values, by)
        old.badge_version += 1
        return check_in(event, new.id, scan, by=by)


def raise_badge(event: Event, person_id: int) -> Representative:
    """A badge was lost: what was printed opens nothing any more. Raises NotFound."""
    with transaction():
        person = _who(event, person_id)
        person.badge_version += 1
        return person


def _who(event: Event, person_id: int) -> Representative:
    chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
    found = db.session.scalar(chosen.with_for_update())
    if found is None or found.erased_at is not None:
        raise NotFound
    return found


def _in_place_of(old: Representative, values: Values, by: int) -> Representative:
    """The first firm's new person; the others of the same person follow. Raises NotFound for who stands for none."""
    of = select(Representation.registration_id).where(Representation.representative_id == old.id)
    firms = [db.session.get_one(Registration, one) for one in sorted(db.session.scalars(of))]
    if not firms:
        raise NotFound
    new = people.replace_person(firms[0], old.id, values, by=by)
    for firm in firms[1:]:
        locked(firm.id)
        people.stand_again(firm, new)
        people.stand_down(firm, old, heir=new, by=by)
    return new
