"""The day of the model event as its desks lived it: papers of the evening before, screens, who came in at the door."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from app.core.clock import local_to_utc
from app.core.db import db, transaction
from app.day.hall_pages import zone_key, zones_of
from app.day.models import CheckIn
from app.day.paper.asked import Asked
from app.day.paper.kinds import Kind
from app.day.paper.services.making import begin, keep_marks, to_print
from app.day.queries.hall import seats_of
from app.day.services.arriving import stand_in_line
from app.day.services.boards import Shows, open_board
from app.day.services.checking_in import NotLetIn, Scan, check_in, day_at
from app.day.services.greeting import greet, name_greeter
from app.day.ways import Way
from app.demo.services.clock import living_at
from app.demo.services.people import Cast
from app.events.models import Event
from app.meetings import services as meetings
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Meeting
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState

PRINTED: Final = (Kind.AGENDAS, Kind.BADGES, Kind.PLACE_CARDS, Kind.TABLE_SIGNS, Kind.TICK_SLIPS)
WAYS: Final = (Way.QR, Way.QR, Way.NAME, Way.QR, Way.PHONE)
DOORS: Final = ("Door 1", "Door 2")
AWAY: Final = 12
"""Of so many people one has not come yet."""
DOORS_AT: Final = time(9)
BEFORE_DOORS: Final = timedelta(minutes=15)
EACH: Final = timedelta(seconds=7)


def print_papers(event: Event, crew: Cast, doors: datetime) -> None:
    """Run 1 of most packs, the evening before; the PDFs themselves were taken home."""
    with living_at(doors - timedelta(hours=15)):
        for kind in PRINTED:
            sheets, marks = to_print(event, Asked(kind).fitting())
            if sheets:
                keep_marks(begin(event, Asked(kind).fitting(), len(sheets), by=crew.desk.id), marks)


def put_up_screens(event: Event, crew: Cast, doors: datetime) -> None:
    with living_at(doors - timedelta(hours=1)):
        for shows in _screens(event):
            open_board(event.id, shows, by=crew.organizer.id)


def open_doors(event: Event, crew: Cast, today: datetime) -> None:
    """On each day that has begun people come in at two doors; a few do not."""
    _honour(event, crew)
    for doors in _mornings(event):
        if doors <= today:
            with living_at(doors - BEFORE_DOORS, each=EACH), transaction():
                for nth, person in enumerate(_expected(event)):
                    if nth % AWAY != AWAY - 1:
                        _comes(event, person, nth, crew)


def _mornings(event: Event) -> list[datetime]:
    """When the doors open on each day."""
    return [local_to_utc(one.day, DOORS_AT, event.zone) for one in event.days]


def line_up(event: Event, today: datetime) -> None:
    """Two who typed the end of their phone at the poster wait for a desk."""
    here = select(CheckIn.representative_id).where(
        CheckIn.event_id == event.id, CheckIn.day == day_at(event, today), CheckIn.undone_at.is_(None)
    )
    missing = (
        select(Representative.phone)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
        .where(Representative.phone.is_not(None), Representative.id.not_in(here))
    )
    with living_at(today - timedelta(minutes=4)):
        for phone in db.session.scalars(missing.order_by(Representative.id).limit(2)).all():
            stand_in_line(event, (phone or "")[-4:])


def call_one_off(event: Event, today: datetime) -> None:
    """A firm must leave early and calls its last meeting off: two agendas and a table sign are to be printed anew."""
    last = select(Meeting).where(
        Meeting.event_id == event.id, Meeting.state == State.BOOKED, Meeting.kind == ONE_TO_ONE
    )
    meeting = db.session.scalars(last.order_by(Meeting.slot_id.desc(), Meeting.id.desc()).limit(1)).first()
    if meeting is not None:
        with living_at(today - timedelta(minutes=20)):
            meetings.cancel(meeting.id, meeting.asker_id, by=None, reason="Our train leaves an hour earlier.")


def _screens(event: Event) -> list[Shows]:
    zones = zones_of(seats_of(event.id))
    return [Shows("zh", "en"), *(Shows("zh", "en", (zone_key(zone),)) for zone in zones)]


def _honour(event: Event, crew: Cast) -> None:
    """The officials are the guests of honour; who meets them is named, but of one."""
    official = (
        select(Representation.representative_id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.event_id == event.id, Registration.category == "official")
    )
    with transaction():
        for person in db.session.scalars(select(Representative).where(Representative.id.in_(official))):
            person.vip = True
    guests = db.session.scalars(official.order_by(Representation.representative_id)).all()
    for person_id in guests[1:]:
        name_greeter(event, person_id, crew.organizer.name, by=crew.organizer.id)


def _expected(event: Event) -> list[Representative]:
    mine = select(Representative).where(Representative.event_id == event.id)
    return list(db.session.scalars(mine.order_by(Representative.id)))


def _comes(event: Event, person: Representative, nth: int, crew: Cast) -> None:
    try:
        noted = check_in(event, person.id, Scan(WAYS[nth % len(WAYS)], DOORS[nth % 2]), by=crew.desk.id)
    except NotLetIn:  # of a firm that is not approved
        return
    if person.vip:
        greet(event, noted.check_in.id, by=crew.organizer.id)
