"""What meetings do when the features below them change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.db import db
from app.core.models import Notice
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event
from app.events.signals import event_hours_changed, hours_about_to_change
from app.meetings.services import consequences, displacing, erasing, reading, speaking
from app.meetings.services.feeding import forget_feeds
from app.meetings.services.homes import lose_home, lose_homes
from app.registrations.erasure import Erasure
from app.registrations.models import Registration, Representative
from app.registrations.signals import (
    data_erased,
    person_absent,
    person_leaves,
    person_replaced,
    reader_leaves,
    registration_cancelled,
    speech_changed,
)


@registration_cancelled.connect
def end_its_meetings(registration: Registration, by: int | None = None, **_rest: Any) -> None:
    consequences.end_meetings_of(registration, by=by)
    lose_home(registration, by=by)


@person_leaves.connect
def keep_who_sits_at_meetings(person: Representative, *, registration: Registration) -> None:
    consequences.require_no_seat(person, registration)


@person_replaced.connect
def give_seats_to_who_comes(
    person: Representative, *, old: Representative, registration: Registration, by: int | None = None
) -> None:
    consequences.hand_seats_on(person, old=old, registration=registration, by=by)


@reader_leaves.connect
def strike_what_their_calendar_holds(
    registration: Registration, *, address: str, language: str, notice: Notice
) -> None:
    reading.let_go(registration, address.lower(), language, notice=notice)


@speech_changed.connect
def let_who_is_needed_interpret(
    registration: Registration, *, person: Representative | None = None, by: int | None = None
) -> None:
    speaking.hear_anew(registration, person, by=by)


@person_absent.connect
def keep_who_sits_at_half_days(person: Representative) -> None:
    event = db.session.get_one(Event, person.event_id)
    consequences.require_no_seat_at(person, event.zone)


@data_erased.connect
def forget_who_is_erased(erasure: Erasure) -> None:
    erasing.forget_words(erasure)
    forget_feeds(erasure)
    erasing.let_seats_go(erasure)


@hours_about_to_change.connect
def bookings_at_risk(event: Event, *, change: HoursChange) -> Iterable[MeetingImpact]:
    return list(displacing.impacts_of(event, change))


@event_hours_changed.connect
def let_go_of_lost_times(event: Event, *, change: HoursChange, by: int | None) -> None:
    displacing.let_go(event, change, by=by)
    lose_homes(event, change.removed_tables, by=by)
