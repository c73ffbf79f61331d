"""What meetings do when the features below them change, and the emails about what was done to a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.db import db
from app.core.models import Notice
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event
from app.events.signals import event_hours_changed, hours_about_to_change
from app.meetings import mails
from app.meetings.models import Meeting
from app.meetings.services import departures, displacement, interpreters
from app.meetings.services.fixed_tables import release_table, release_tables
from app.meetings.signals import MeetingNews, meeting_news
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased
from app.registrations.models import Registration, Representative
from app.registrations.signals import (
    languages_changed,
    person_absent,
    person_leaves,
    person_replaced,
    recipient_leaves,
    registration_cancelled,
)


@meeting_news.connect
def write_emails(_meeting: Meeting, news: MeetingNews) -> None:
    mails.write_emails(news)


@registration_cancelled.connect
def end_meetings_of_registration(registration: Registration, by: int | None = None, **_rest: Any) -> None:
    departures.end_meetings(registration, by=by)
    release_table(registration, by=by)


@person_leaves.connect
def refuse_leaving_with_meetings(person: Representative, *, registration: Registration) -> None:
    departures.require_no_seat(person, registration)


@person_replaced.connect
def transfer_seats(
    person: Representative, *, old: Representative, registration: Registration, by: int | None = None
) -> None:
    departures.hand_over_seats(person, old=old, registration=registration, by=by)


@recipient_leaves.connect
def cancel_calendar_entries(registration: Registration, *, address: str, language: str, notice: Notice) -> None:
    departures.remove_reader(registration, address.lower(), language, notice=notice)


@languages_changed.connect
def reassign_interpreters(
    registration: Registration, *, person: Representative | None = None, by: int | None = None
) -> None:
    interpreters.reassign_interpreters(registration, person, by=by)


@person_absent.connect
def refuse_absence_with_meetings(person: Representative) -> None:
    event = db.session.get_one(Event, person.event_id)
    departures.require_no_seat_at_half_days(person, event.zone)


@data_erased.connect
def erase_meeting_data(erasure: Erasure) -> None:
    departures.erase_texts(erasure)
    departures.release_seats_of_erased(erasure)


@hours_about_to_change.connect
def list_bookings_at_risk(event: Event, *, change: HoursChange) -> Iterable[MeetingImpact]:
    return list(displacement.list_impacts(event, change))


@event_hours_changed.connect
def release_lost_times(event: Event, *, change: HoursChange, by: int | None) -> None:
    displacement.displace_meetings(event, change, by=by)
    release_tables(event, change.removed_tables, by=by)
