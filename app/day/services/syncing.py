"""Scans that waited on a device: taken in their order, each once, however often they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import NotFound
from app.day.models import CheckIn
from app.day.queries.badges import read_badge
from app.day.scans import Outcome, Queued
from app.day.services.checking_in import NotLetIn, Scan, check_in
from app.day.ways import Way
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings.services.requirements import require_phase


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one scan; ``check_in``: the one that stands now, None for none."""

    mark: str
    outcome: Outcome
    check_in: CheckIn | None = None


def take_scans(event: Event, device: str, scans: Sequence[Queued], *, desk: str, by: int) -> list[Taken]:
    """All of them, or none where the phase forbids it: then the device keeps them. Raises PhaseForbids."""
    with transaction():
        require_phase(event, EventAct.CHECK_IN)
        known = _known(event, device, scans)
        return [
            Taken(one.mark, Outcome.IN, known[one.mark]) if one.mark in known else _take(event, device, one, desk, by)
            for one in scans
        ]


def _known(event: Event, device: str, scans: Sequence[Queued]) -> dict[str, CheckIn]:
    """Those that came before, whose answer the device has not heard."""
    mine = CheckIn.event_id == event.id, CheckIn.device == device, CheckIn.scan.in_([one.mark for one in scans])
    return {one.scan or "": one for one in db.session.scalars(select(CheckIn).where(*mine))}


def _take(event: Event, device: str, one: Queued, desk: str, by: int) -> Taken:
    person_id = _whose(event, one)
    if person_id is None:
        return Taken(one.mark, Outcome.UNKNOWN)
    if _was_undone_after(event, person_id, one):
        return Taken(one.mark, Outcome.UNDONE)
    scan = Scan(Way.QR if one.code else Way.NAME, desk=desk, device=device, mark=one.mark, at=one.at)
    try:
        noted = check_in(event, person_id, scan, by=by)
    except (NotFound, NotLetIn):
        return Taken(one.mark, Outcome.REFUSED)
    return Taken(one.mark, Outcome.IN if noted.is_first else Outcome.AGAIN, noted.check_in)


def _whose(event: Event, one: Queued) -> int | None:
    if not one.code:
        return one.person_id or None
    try:
        found = read_badge(one.code)
    except NotFound:
        return None
    return found.person.id if found.is_live and found.event.id == event.id else None


def _was_undone_after(event: Event, person_id: int, one: Queued) -> bool:
    """Whether a desk that saw more than this scan has said since that the person is not here."""
    undone = CheckIn.event_id == event.id, CheckIn.representative_id == person_id, CheckIn.undone_at > one.at
    return db.session.scalar(select(CheckIn.id).where(*undone).limit(1)) is not None
