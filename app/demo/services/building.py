"""Build the model event: the whole story in one go, in believable order and dates."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

from sqlalchemy import func, select, update

from app.core.clock import local_to_utc, to_zone
from app.core.db import db, now, retry_transient, transaction
from app.core.errors import Conflict
from app.core.mail import write_to_file
from app.core.mail.calendar_entries import clear_lines_of_emails
from app.core.models import JobRun, Outbox
from app.demo.event import OVER, SLUG, ZONE, description
from app.demo.services import day, evening, meeting, people, registering
from app.demo.services.clock import living_at
from app.events.models import Event
from app.events.phases import Phase
from app.events.services import create_event
from app.matching.services import rank_event
from app.meetings.services.digesting import send_digests

DAYS_AHEAD = 16
NINE = dt.time(9)
NOON = dt.time(13)
"""From here on an event that is on goes on tomorrow; before, it began yesterday: something lies behind and ahead."""


class OtherData(Conflict):
    """The database holds another event: the model event is not put beside real data."""

    code = "demo_beside_other_data"


def build(phase: str = "booking") -> Event:
    """The model event in this phase. Raises OtherData.

    One that is *running* is on today, and yesterday or tomorrow besides; one that is *closed* was yesterday; else its
    day is 16 days ahead.

    Where it stands already, it is left as it is.
    """
    found = _found()
    if found is not None:
        return found
    event = retry_transient(_build_whole, phase)
    for letter in db.session.scalars(select(Outbox).where(Outbox.event_id == event.id, Outbox.state == "sent")):
        write_to_file(letter)
    return event


def _build_whole(phase: str) -> Event:
    """In one transaction: beside a running server the event is there as a whole or not at all."""
    with transaction():
        event = _build(phase, _days(phase))
        _settle_letters(event)
        _let_jobs_wait_from_now()
    return event


def _days(phase: str) -> tuple[dt.date, ...]:
    """The days of an event that is built now."""
    here = to_zone(now(), ZONE)
    today = here.date()
    if phase == "closed":
        return (today - timedelta(days=1),)
    if phase != "running":
        return (today + timedelta(days=DAYS_AHEAD),)
    return (today - timedelta(days=1), today) if here.time() < NOON else (today, today + timedelta(days=1))


def _found() -> Event | None:
    """The model event, if it is there. Raises OtherData where any other event is."""
    event = db.session.scalar(select(Event).where(Event.slug == SLUG, Event.is_demo))
    others = db.session.scalar(select(func.count()).select_from(Event)) or 0
    if others > (event is not None):
        raise OtherData
    return event


def _build(phase: str, days: tuple[dt.date, ...]) -> Event:
    start, today = local_to_utc(days[0], NINE, ZONE), now()
    opening = today - timedelta(days=14 if phase == "closed" else 12)
    with living_at(opening):
        crew = people.cast()
        event = create_event(
            description(days, phase), organisation_id=crew.office.id, by=crew.organizer.id, is_demo=True
        )
        people.staff(event, crew)
        people.hire_interpreters(event, crew)
        _set_phase(event, Phase.REGISTRATION, rehearsal=True)
    with living_at(opening + timedelta(days=1)):
        delegation = registering.bring_delegation(event, crew, start)
        firms = registering.register_all(event, delegation, crew)
        registering.say_consents(firms)
        users = registering.let_users_in(firms)
        registering.use_links(firms, users, crew)
        registering.list_guests(event, delegation)
        registering.plan_tour(delegation, crew, start)
    with living_at(opening + timedelta(days=4)):
        _set_phase(event, Phase.BOOKING)
        rank_event(event.id)
        meeting.tell_the_story(event, firms, crew, opening + timedelta(days=8), today)
    with living_at(opening + timedelta(days=11)):
        meeting.let_some_lapse(event)
    with living_at(opening + timedelta(days=11, hours=12)):
        _gather_letters()
    if phase in OVER:
        _live_through(event, crew, start, today)
    _set_phase(event, Phase(phase), rehearsal=False)
    return event


def _live_through(event: Event, crew: people.Cast, doors: dt.datetime, today: dt.datetime) -> None:
    """What of the event lies behind."""
    _set_phase(event, Phase.RUNNING)
    day.print_papers(event, crew, doors)
    day.put_up_screens(event, crew, doors)
    day.open_doors(event, crew, today)
    if today < event.slots[-1].starts_at:
        day.line_up(event, today)
        day.call_one_off(event, today)
    meeting.hold_what_is_over(event, today)
    evening.say_what_came(event, crew)
    _gather_letters()


def _set_phase(event: Event, phase: Phase, *, rehearsal: bool | None = None) -> None:
    """Straight to a phase: the steps between are not what is shown."""
    with transaction():
        event.phase = phase.value
        if rehearsal is not None:
            event.rehearsal = rehearsal


def _gather_letters() -> None:
    """News of the story that wait for a letter come into one while letters are held: none of them goes out later."""
    while send_digests():
        pass


def _settle_letters(event: Event) -> None:
    """The letters of the story lie in files and count as written: nobody is written to by a demo."""
    with transaction() as session:
        held = select(Outbox.id).where(Outbox.event_id == event.id, Outbox.state == "held")
        clear_lines_of_emails(session.scalars(held).all())
        settled = update(Outbox).where(Outbox.event_id == event.id, Outbox.state == "held")
        session.execute(settled.values(state="sent", sent_at=Outbox.created_at))


def _let_jobs_wait_from_now() -> None:
    """What the story has put off waits for a worker since today, not since a day of the story."""
    with transaction() as session:
        session.execute(update(JobRun).where(JobRun.state == "queued").values(heartbeat_at=now()))
