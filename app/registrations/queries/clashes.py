"""Booked meetings at times at which a firm is with its delegation: named, never taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.events.hours_change import MeetingImpact
from app.events.models import Event
from app.events.phases import Phase
from app.registrations.models import Delegation, Registration
from app.registrations.queries.elsewhere import Away, absence_since, away_as_member, away_of
from app.registrations.queries.from_above import booked_during

NOWHERE: Away = frozenset()


@dataclass(frozen=True, slots=True)
class Clashing:
    """A registration of the firm, and its booked meetings that clash since its sectors changed."""

    registration: Registration
    meetings: Sequence[MeetingImpact]


def clashes_of(delegation: Delegation) -> list[MeetingImpact]:
    """The booked meetings of its members that clash with its programme, that of the event, or its stay, by time."""
    return booked_during(delegation.event_id, absence_since(away_of(delegation), NOWHERE))


@contextmanager
def newly_clashing(registration: Registration) -> Iterator[list[Clashing]]:
    """What is done inside may put the firm on items for certain sectors, at each event to which it comes with a
    delegation: the list then holds those where booked meetings clash that did not before."""
    found: list[Clashing] = []
    before = {one.id: _away(one) for one in _travelling(registration)}
    yield found
    for one in _travelling(registration):
        newly = absence_since(_away(one), before.get(one.id, NOWHERE))
        if meetings := booked_during(one.event_id, newly):
            found.append(Clashing(one, meetings))


def _away(registration: Registration) -> Away:
    return away_as_member(db.session.get_one(Delegation, registration.delegation_id), registration.id)


def _travelling(registration: Registration) -> Sequence[Registration]:
    chosen = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.company_id == registration.company_id, Registration.delegation_id.is_not(None))
        .where(Event.phase != Phase.CLOSED)
        .order_by(Registration.id)
    )
    return db.session.scalars(chosen).all()
