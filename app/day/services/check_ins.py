"""Check people in and undo it, take in scans of a device, keep the waiting line, greet VIPs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, NotFound, Stale
from app.day.desk_input import QueuedScan, ScanOutcome
from app.day.models import Arrival, CheckIn, CheckInMethod
from app.day.queries.arrivals import is_waiting
from app.day.queries.badges import read_badge
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.policy import require_phase
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState


class NotAdmitted(Conflict):
    """The person is on the list of no firm, and no guest, that is approved. Nobody was checked in."""

    code = "not_let_in"


@dataclass(frozen=True, slots=True)
class CheckInScan:
    """What a desk saw. ``device`` and ``mark`` name a scan that waited on a device for the network."""

    way: CheckInMethod
    device: str | None = None
    mark: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckInResult:
    """``is_first``: nobody had checked the person in before on that day."""

    check_in: CheckIn
    is_first: bool


def check_in(event: Event, person_id: int, scan: CheckInScan, *, by: int | None) -> CheckInResult:
    """The person is here on that day, from this scan or an earlier one. Raises NotFound, NotLetIn, PhaseForbids."""
    with transaction():
        person = _lock_person(event, person_id)
        require_phase(_lock_event(event), EventAct.CHECK_IN)
        at = _get_scan_time(event, scan.at)
        if (earlier := find_check_in(person.id, get_local_day(event, at))) is not None:
            return CheckInResult(earlier, is_first=False)
        _require_admitted(person)
        return CheckInResult(_create_check_in(event, person, scan, at, by), is_first=True)


def undo_check_in(event: Event, check_in_id: int, *, by: int | None) -> CheckIn:
    """The person did not come on that day after all. Raises NotFound, Stale where it was undone, PhaseForbids."""
    with transaction():
        record = db.session.scalar(select(CheckIn).where(CheckIn.id == check_in_id, CheckIn.event_id == event.id))
        if record is None:
            raise NotFound
        person = _lock_person(event, record.representative_id)
        require_phase(_lock_event(event), EventAct.CHECK_IN)
        _mark_undone(record, by)
        person.checked_in_at = _get_first_check_in_time(person.id)
        audit.log_action("person.check_in_undone", person, event_id=event.id, by=by)
        return record


def _get_scan_time(event: Event, moment: datetime | None) -> datetime:
    """When a scan was made: now, where its device says a time to come or a day on which the event is not held, as a
    tablet does whose clock was put right only after the scan."""
    at = now()
    if moment is None or moment > at:
        return at
    day = get_local_day(event, moment)
    return moment if day in {get_local_day(event, at), *(event_day.day for event_day in event.days)} else at


def get_local_day(event: Event, moment: datetime) -> date:
    """On the clocks of the event."""
    return moment.astimezone(ZoneInfo(event.zone)).date()


def find_check_in(person_id: int, day: date) -> CheckIn | None:
    """The check-in of a person that is here on this day."""
    live = CheckIn.representative_id == person_id, CheckIn.day == day, CheckIn.undone_at.is_(None)
    return db.session.scalar(select(CheckIn).where(*live).execution_options(populate_existing=True))


def _lock_event(event: Event) -> Event:
    """Read again, and kept in its phase while somebody is checked in."""
    chosen = select(Event).where(Event.id == event.id).with_for_update(read=True)
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def _lock_person(event: Event, person_id: int) -> Representative:
    chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
    representative = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
    if representative is None or representative.erased_at is not None:
        raise NotFound
    return representative


def _require_admitted(person: Representative) -> None:
    stands = (
        select(Representation.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Representation.representative_id == person.id, Registration.state == RegistrationState.APPROVED)
    )
    if db.session.scalar(stands.limit(1)) is None:
        raise NotAdmitted


def _get_first_check_in_time(person_id: int) -> datetime | None:
    """When the person first came."""
    live = CheckIn.representative_id == person_id, CheckIn.undone_at.is_(None)
    return db.session.scalar(select(CheckIn.at).where(*live).order_by(CheckIn.at).limit(1))


def _create_check_in(event: Event, person: Representative, scan: CheckInScan, at: datetime, by: int | None) -> CheckIn:
    made = CheckIn(
        event_id=person.event_id,
        representative_id=person.id,
        day=get_local_day(event, at),
        at=at,
        recorded_by=by,
        way=scan.way.value,
        device=scan.device,
        scan=scan.mark,
    )
    db.session.add(made)
    person.checked_in_at = min(person.checked_in_at or at, at)
    db.session.flush()
    audit.log_action("person.checked_in", person, event_id=person.event_id, by=by, way=scan.way.value)
    return made


def _mark_undone(record: CheckIn, by: int | None) -> None:
    undone = update(CheckIn).where(CheckIn.id == record.id, CheckIn.undone_at.is_(None))
    if db.session.execute(undone.values(undone_at=now(), undone_by=by)).rowcount != 1:  # type: ignore[attr-defined]
        raise Stale


@dataclass(frozen=True, slots=True)
class SyncedScan:
    """What became of one scan; ``check_in``: the one that stands now, None for none."""

    mark: str
    outcome: ScanOutcome
    check_in: CheckIn | None = None


def sync_scans(event: Event, device: str, scans: Sequence[QueuedScan], *, by: int) -> list[SyncedScan]:
    """All of them, or none where the phase forbids it: then the device keeps them. Raises PhaseForbids."""
    with transaction():
        require_phase(event, EventAct.CHECK_IN)
        known = _get_synced(event, device, scans)
        return [
            SyncedScan(scan.mark, ScanOutcome.IN, known[scan.mark])
            if scan.mark in known
            else _sync_scan(event, device, scan, by)
            for scan in scans
        ]


def _get_synced(event: Event, device: str, scans: Sequence[QueuedScan]) -> dict[str, CheckIn]:
    """Those that came before, whose answer the device has not heard."""
    mine = CheckIn.event_id == event.id, CheckIn.device == device, CheckIn.scan.in_([scan.mark for scan in scans])
    return {record.scan or "": record for record in db.session.scalars(select(CheckIn).where(*mine))}


def _sync_scan(event: Event, device: str, queued_scan: QueuedScan, by: int) -> SyncedScan:
    person_id = _find_person_id(event, queued_scan)
    if person_id is None:
        return SyncedScan(queued_scan.mark, ScanOutcome.UNKNOWN)
    if _was_undone_after(event, person_id, queued_scan):
        return SyncedScan(queued_scan.mark, ScanOutcome.UNDONE)
    scan = CheckInScan(
        CheckInMethod.QR if queued_scan.code else CheckInMethod.NAME,
        device=device,
        mark=queued_scan.mark,
        at=queued_scan.at,
    )
    try:
        noted = check_in(event, person_id, scan, by=by)
    except (NotFound, NotAdmitted):
        return SyncedScan(queued_scan.mark, ScanOutcome.REFUSED)
    return SyncedScan(queued_scan.mark, ScanOutcome.IN if noted.is_first else ScanOutcome.AGAIN, noted.check_in)


def _find_person_id(event: Event, queued_scan: QueuedScan) -> int | None:
    if not queued_scan.code:
        return queued_scan.person_id or None
    try:
        badge = read_badge(queued_scan.code)
    except NotFound:
        return None
    return badge.person.id if badge.is_live and badge.event.id == event.id else None


def _was_undone_after(event: Event, person_id: int, queued_scan: QueuedScan) -> bool:
    """Whether a desk that saw more than this scan has said since that the person is not here."""
    undone = CheckIn.event_id == event.id, CheckIn.representative_id == person_id, CheckIn.undone_at > queued_scan.at
    return db.session.scalar(select(CheckIn.id).where(*undone).limit(1)) is not None


MAX_WAITING = 200


class WaitingLineFull(Conflict):
    """So many wait that no desk could look through them. Details: most."""

    code = "line_full"


def create_arrival(event: Event, digits: str) -> Arrival:
    """The number that the person shows. Nothing is looked up: the answer is the same whosever the digits are. Raises
    LineFull, PhaseForbids."""
    with transaction() as session:
        query = select(Event).where(Event.id == event.id).with_for_update(key_share=True)
        require_phase(session.scalars(query.execution_options(populate_existing=True)).one(), EventAct.CHECK_IN)
        counted = select(func.max(Arrival.number), func.count().filter(is_waiting()))
        last, waiting = session.execute(counted.where(Arrival.event_id == event.id)).one()
        if waiting >= MAX_WAITING:
            raise WaitingLineFull(most=MAX_WAITING)
        made = Arrival(event_id=event.id, number=(last or 0) + 1, digits=digits, at=now())
        session.add(made)
        session.flush()
        return made


def settle_arrival(event: Event, arrival_id: int, *, by: int | None) -> None:
    """A desk has looked; the digits go. Nothing where another desk was first. Raises NotFound."""
    with transaction():
        chosen = select(Arrival).where(Arrival.id == arrival_id, Arrival.event_id == event.id).with_for_update()
        arrival = db.session.scalar(chosen.execution_options(populate_existing=True))
        if arrival is None:
            raise NotFound
        if arrival.settled_at is None:
            arrival.digits, arrival.settled_at, arrival.settled_by = None, now(), by


def settle_arrivals(event: Event, arrivals: Collection[int], *, by: int | None) -> None:
    """``settle`` for many at once; those that another desk was first with, or that are elsewhere, stay as they are."""
    theirs = Arrival.event_id == event.id, Arrival.id.in_(arrivals), Arrival.settled_at.is_(None)
    with transaction() as session:
        session.execute(update(Arrival).where(*theirs).values(digits=None, settled_at=now(), settled_by=by))


class AlreadyGreeted(Conflict):
    """Somebody else has gone already."""

    code = "met_already"


def update_greeter(event: Event, person_id: int, greeter: str, *, by: int) -> None:
    """Say who is to meet this guest, "" for nobody any more. Raises NotFound."""
    with transaction() as session:
        chosen = select(Representative).where(Representative.id == person_id, Representative.event_id == event.id)
        person = session.scalar(chosen.with_for_update())
        if person is None or person.erased_at is not None:
            raise NotFound
        person.greeter = greeter or None
        audit.log_action("person.greeter_named", person, event_id=event.id, by=by)


def greet_vip(event: Event, check_in_id: int, *, by: int) -> None:
    """Raises MetAlready, NotFound for who is not here."""
    with transaction() as session:
        live = CheckIn.id == check_in_id, CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)
        if session.scalar(select(CheckIn.id).where(*live)) is None:
            raise NotFound
        met = update(CheckIn).where(*live, CheckIn.greeted_by.is_(None)).values(greeted_by=by, greeted_at=now())
        if session.execute(met).rowcount != 1:  # type: ignore[attr-defined]
            raise AlreadyGreeted
