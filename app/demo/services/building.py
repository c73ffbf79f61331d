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
from app.demo.model_event import DEMO_SLUG, DEMO_ZONE, PAST_PHASES, event_draft
from app.demo.services import days, meetings, participants
from app.demo.services.participants import at_moment
from app.events.models import Event
from app.events.phases import Phase
from app.events.services import create_event
from app.matching.services import rank_event
from app.meetings.services.expiry import send_digests

DAYS_AHEAD = 16
DOORS_OPEN_AT = dt.time(9)
NOON = dt.time(13)
"""From here on an event that is on goes on tomorrow; before, it began yesterday: something lies behind and ahead."""


class OtherEventExists(Conflict):
    """The database holds another event: the model event is not put beside real data."""

    code = "demo_beside_other_data"


def build_model_event(phase: str = "booking") -> Event:
    """The model event in this phase. Raises OtherEventExists.

    One that is *running* is on today, and yesterday or tomorrow besides; one that is *closed* was yesterday; else its
    day is 16 days ahead.

    Where it stands already, it is left as it is.
    """
    stored = db.session.scalar(select(Event).where(Event.slug == DEMO_SLUG, Event.is_demo))
    others = db.session.scalar(select(func.count()).select_from(Event)) or 0
    if others > (stored is not None):
        raise OtherEventExists
    if stored is not None:
        return stored
    event = retry_transient(_build_whole, phase)
    for email in db.session.scalars(select(Outbox).where(Outbox.event_id == event.id, Outbox.state == "sent")):
        write_to_file(email)
    return event


def _build_whole(phase: str) -> Event:
    """In one transaction: beside a running server the event is there as a whole or not at all."""
    here = to_zone(now(), DEMO_ZONE)
    today, day = here.date(), timedelta(days=1)
    days: tuple[dt.date, ...] = (today + DAYS_AHEAD * day,)
    if phase == "closed":
        days = (today - day,)
    elif phase == "running":
        days = (today - day, today) if here.time() < NOON else (today, today + day)
    with transaction() as session:
        event = _build_story(phase, days)
        # the letters of the story lie in files and count as written: nobody is written to by a demo
        on_hold = (Outbox.event_id == event.id, Outbox.state == "held")
        clear_lines_of_emails(session.scalars(select(Outbox.id).where(*on_hold)).all())
        session.execute(update(Outbox).where(*on_hold).values(state="sent", sent_at=Outbox.created_at))
        # what the story has put off waits for a worker since today, not since a day of the story
        session.execute(update(JobRun).where(JobRun.state == "queued").values(heartbeat_at=now()))
    return event


def _build_story(phase: str, days: tuple[dt.date, ...]) -> Event:
    start, today = local_to_utc(days[0], DOORS_OPEN_AT, DEMO_ZONE), now()
    opening = today - timedelta(days=14 if phase == "closed" else 12)
    with at_moment(opening):
        crew = participants.create_cast()
        event = create_event(
            event_draft(days, phase), organisation_id=crew.office.id, by=crew.organizer.id, is_demo=True
        )
        participants.assign_desk(event, crew)
        participants.add_interpreters(event, crew)
        _set_phase(event, Phase.REGISTRATION, rehearsal=True)
    with at_moment(opening + timedelta(days=1)):
        delegation = participants.create_delegation(event, crew, start)
        companies = participants.register_companies(event, delegation, crew)
        participants.record_consents(companies)
        users = participants.create_users(companies)
        participants.mark_links(companies, users, crew)
        participants.create_guests(event, delegation)
        participants.plan_tour(delegation, crew, start)
    with at_moment(opening + timedelta(days=4)):
        _set_phase(event, Phase.BOOKING)
        rank_event(event.id)
        meetings.create_meetings(event, companies, crew, opening + timedelta(days=8), today)
    with at_moment(opening + timedelta(days=11)):
        meetings.expire_some_requests(event)
    with at_moment(opening + timedelta(days=11, hours=12)):
        _send_digests()
    if phase in PAST_PHASES:
        _live_event_days(event, crew, start, today)
    _set_phase(event, Phase(phase), rehearsal=False)
    return event


def _live_event_days(event: Event, crew: participants.DemoCast, doors: dt.datetime, today: dt.datetime) -> None:
    """What of the event lies behind."""
    _set_phase(event, Phase.RUNNING)
    days.print_papers(event, crew, doors)
    days.put_up_screens(event, crew, doors)
    days.open_doors(event, crew, today)
    if today < event.slots[-1].starts_at:
        days.queue_at_poster(event, today)
        days.cancel_one_meeting(event, today)
    meetings.hold_past_meetings(event, today)
    days.record_outcomes(event, crew)
    _send_digests()


def _set_phase(event: Event, phase: Phase, *, rehearsal: bool | None = None) -> None:
    """Straight to a phase: the steps between are not what is shown."""
    with transaction():
        event.phase = phase.value
        if rehearsal is not None:
            event.rehearsal = rehearsal


def _send_digests() -> None:
    """News of the story that wait for a letter come into one while letters are held: none of them goes out later."""
    while send_digests():
        pass
