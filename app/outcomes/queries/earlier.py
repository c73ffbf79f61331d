"""Firms that met at an earlier event, and how far they came since, as the one says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.events.models import Event, Slot
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.outcomes.models import Outcome
from app.outcomes.stages import Stage
from app.registrations.models import Registration


@dataclass(frozen=True)
class MetBefore:
    """``year``: in the zone of that event; ``stage``: what the one said came of it, None where it said nothing. The
    other's word is its own."""

    year: int
    stage: Stage | None


def met_before(registration: Registration, others: Collection[int]) -> dict[int, MetBefore]:
    """Of these other firms of its event, by registration: the last meeting that the two companies held at another
    event. One query where the company was at no other."""
    mine = _elsewhere(registration)
    if not mine or not others:
        return {}
    said = and_(
        Outcome.meeting_id == Meeting.id,
        Outcome.registration_id.in_(mine),
        Outcome.guest_id.is_(None),
        Outcome.replaced_at.is_(None),
    )
    held = (
        select(Meeting.low_id, Meeting.high_id, Slot.starts_at, Event.zone, Outcome.stage)
        .join(Slot, and_(Slot.event_id == Meeting.event_id, Slot.id == Meeting.slot_id))
        .join(Event, Event.id == Meeting.event_id)
        .join(Outcome, said, isouter=True)
        .where(Meeting.kind == ONE_TO_ONE, Meeting.state == State.HELD)
        .where(or_(Meeting.low_id.in_(mine), Meeting.high_id.in_(mine)))
        .order_by(Slot.starts_at, Meeting.id)
    )
    last = {
        high if low in mine else low: MetBefore(at.astimezone(ZoneInfo(zone)).year, Stage(stage) if stage else None)
        for low, high, at, zone, stage in db.session.execute(held)
    }
    here, there = aliased(Registration), aliased(Registration)
    same = (
        select(here.id, there.id)
        .join(there, there.company_id == here.company_id)
        .where(here.id.in_(others), there.id.in_(last))
    )
    place = {partner: number for number, partner in enumerate(last)}
    found = sorted(db.session.execute(same), key=lambda pair: place[pair[1]])
    return {other: last[partner] for other, partner in found}


def _elsewhere(registration: Registration) -> frozenset[int]:
    """What else the company is registered as."""
    if registration.company_id is None:
        return frozenset()
    chosen = select(Registration.id).where(
        Registration.company_id == registration.company_id, Registration.event_id != registration.event_id
    )
    return frozenset(db.session.scalars(chosen))
