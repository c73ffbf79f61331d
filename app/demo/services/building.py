"""Build the model event: the whole story in one go, in believable order and dates."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from app.db import db, now, transaction
from app.demo.event import SLUG, ZONE, description
from app.demo.services import meeting, people, registering
from app.demo.services.clock import living_at
from app.events.models import Event
from app.events.phases import Phase
from app.events.services import create_event
from app.floor.models import Outbox
from app.kernel.clock import local_to_utc, to_zone
from app.kernel.errors import Conflict
from app.matching.services import rank

DAYS_AHEAD = 16
NINE = dt.time(9)


class OtherData(Conflict):
    """The database holds another event: the model event is not put beside real data."""

    code = "demo_beside_other_data"


def build(phase: str = "booking") -> Event:
    """The model event in this phase: its day is today for *running*, else 16 days ahead. Raises OtherData.

    Where it stands already, it is left as it is.
    """
    found = _found()
    if found is not None:
        return found
    today = to_zone(now(), ZONE).date()
    day = today if phase == "running" else today + timedelta(days=DAYS_AHEAD)
    event = _build(phase, day)
    _settle_letters(event)
    return event


def _found() -> Event | None:
    """The model event, if it is there. Raises OtherData where any other event is."""
    event = db.session.scalar(select(Event).where(Event.slug == SLUG, Event.is_demo))
    others = db.session.scalar(select(func.count()).select_from(Event)) or 0
    if others > (event is not None):
        raise OtherData
    return event


def _build(phase: str, day: dt.date) -> Event:
    start = local_to_utc(day, NINE, ZONE)
    opening = min(start, now()) - timedelta(days=12)
    with living_at(opening):
        crew = people.cast()
        event = create_event(
            description(day, phase), organisation_id=crew.office.id, by=crew.organizer.id, is_demo=True
        )
        people.staff(event, crew)
        _set_phase(event, Phase.REGISTRATION, rehearsal=True)
    with living_at(opening + timedelta(days=1)):
        delegation = registering.bring_delegation(event, crew, start)
        firms = registering.register_all(event, delegation, crew)
        registering.say_consents(firms)
        users = registering.let_users_in(firms)
        registering.use_links(firms, users, crew)
        registering.list_guests(event, delegation)
    with living_at(opening + timedelta(days=4)):
        _set_phase(event, Phase.BOOKING)
        rank(event.id)
        meeting.tell_the_story(event, firms, crew, opening + timedelta(days=8))
    with living_at(opening + timedelta(days=11)):
        meeting.let_some_lapse(event)
        if phase == "running":
            meeting.hold_the_morning(event, local_to_utc(day, dt.time(11, 30), ZONE))
    _set_phase(event, Phase(phase), rehearsal=False)
    return event


def _set_phase(event: Event, phase: Phase, *, rehearsal: bool | None = None) -> None:
    """Straight to a phase: the steps between are not what is shown."""
    with transaction():
        event.phase = phase.value
        if rehearsal is not None:
            event.rehearsal = rehearsal


def _settle_letters(event: Event) -> None:
    """The letters of the story count as sent: nobody is written to by a demo."""
    with transaction() as session:
        held = update(Outbox).where(Outbox.event_id == event.id, Outbox.state == "held")
        session.execute(held.values(state="sent", sent_at=datetime.now(UTC)))
