"""A person came through the door: noted once, by whichever desk was first; taken back where it was a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.day.models import CheckIn
from app.day.ways import Way
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.requirements import require_phase
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState


class NotLetIn(Conflict):
    """The person is on the list of no firm, and no guest, that is approved. Nobody was checked in."""

    code = "not_let_in"


@dataclass(frozen=True, slots=True)
class Scan:
    """What a desk saw. ``device`` and ``mark`` name a scan that waited on a device for the network."""

    way: Way
    desk: str = ""
    device: str | None = None
    mark: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """``is_first``: nobody had checked the person in before on that day."""

    check_in: CheckIn
    is_first: bool


def check_in(event: Event, person_id: int, scan: Scan, *, by: int | None) -> Noted:
    """The person is here on that day, from this scan or an earlier one. Raises NotFound, NotLetIn, PhaseForbids."""
    with transaction():
        person = _locked(event, person_id)
        require_phase(_as_it_stands(event), EventAct.CHECK_IN)
        at = _believed(event, scan.at)
        if (earlier := live_check_in(person.id, day_at(event, at))) is not None:
            return Noted(earlier, is_first=False)
        _require_let_in(person)
        return Noted(_written(event, person, scan, at, by), is_first=True)


def undo(event: Event, check_in_id: int, *, by: int | None) -> CheckIn:
    """The person did not come on that day after all. Raises NotFound, Stale where it was undone, PhaseForbids."""
    with transaction():
        found = db.session.scalar(select(CheckIn).where(CheckIn.id == check_in_id, CheckIn.event_id == event.id))
        if found is None:
            raise NotFound
        person = _locked(event, found.representative_id)
        require_phase(_as_it_stands(event), EventAct.CHECK_IN)
        _take_back(found, by)
        person.checked_in_at = _since(person.id)
        audit.log_action("person.check_in_undone", person, event_id=event.id, by=by)
        return found


def _believed(event: Event, said: datetime | None) -> datetime:
    """When a scan was made: now, where its device says a time to come or a day on which the event is not held, as a
    tablet does whose clock was put right only after the scan."""
    at = now()
    if said is None or said > at:
        return at
    day = day_at(event, said)
    return said if day in {day_at(event, at), *(one.day for one in event.days)} else at


def day_at(event: Event, moment: datetime) -> date:
    """On the clocks of the event."""
    return moment.astimezone(ZoneInfo(event.zone)).date()


def live_check_in(person_id: int, day: date) -> CheckIn | None:
    """The check-in of a person that is here on this day."""
    live = CheckIn.representative_id == person_id, CheckIn.day == day, CheckIn.undone_at.is_(None)
    return db.session.scalar(select(CheckIn).where(*live).execution_options(populate_existing=True))


def _as_it_stands(event: Event) -> Event:
    """Read again, and kept in its phase while somebody is checked in."""
    chosen = select(Event).where(Event.id == event.id).with_for_update(read=True)
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def _locked(event: Event, person_id: int) -> Representative:
    chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
    found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if found is None or found.erased_at is not None:
        raise NotFound
    return found


def _require_let_in(person: Representative) -> None:
    stands = (
        select(Representation.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Representation.representative_id == person.id, Registration.state == RegistrationState.APPROVED)
    )
    if db.session.scalar(stands.limit(1)) is None:
        raise NotLetIn


def _since(person_id: int) -> datetime | None:
    """When the person first came."""
    live = CheckIn.representative_id == person_id, CheckIn.undone_at.is_(None)
    return db.session.scalar(select(CheckIn.at).where(*live).order_by(CheckIn.at).limit(1))


def _written(event: Event, person: Representative, scan: Scan, at: datetime, by: int | None) -> CheckIn:
    made = CheckIn(
        event_id=person.event_id,
        representative_id=person.id,
        day=day_at(event, at),
        at=at,
        recorded_by=by,
        way=scan.way.value,
        desk=scan.desk or None,
        device=scan.device,
        scan=scan.mark,
    )
    db.session.add(made)
    person.checked_in_at = min(person.checked_in_at or at, at)
    db.session.flush()
    audit.log_action("person.checked_in", person, event_id=person.event_id, by=by, way=scan.way.value)
    return made


def _take_back(found: CheckIn, by: int | None) -> None:
    undone = update(CheckIn).where(CheckIn.id == found.id, CheckIn.undone_at.is_(None))
    if db.session.execute(undone.values(undone_at=now(), undone_by=by)).rowcount != 1:  # type: ignore[attr-defined]
        raise Stale
