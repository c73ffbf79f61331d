"""Who may come to a group meeting at all: read, never written."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Invalid
from app.events.models import Event, Table
from app.meetings.errors import MeetingMovedOn, TakesNoMore
from app.meetings.models import TOPIC_LENGTH, Meeting
from app.meetings.queries.apart import kept_apart
from app.meetings.roundtables import LEAST_SEATS, most_seats
from app.meetings.services.requirements import require_rules, takes_part
from app.registrations.models import Registration


def require_topic(topic: str) -> str:
    """The topic on one line. Raises Invalid ``topic_missing``, ``topic_too_long``."""
    line = " ".join(topic.split())
    if not line:
        raise Invalid("topic_missing")
    if len(line) > TOPIC_LENGTH:
        raise Invalid("topic_too_long", most=TOPIC_LENGTH)
    return line


def require_time_seen(meeting: Meeting, slot_id: int | None) -> None:
    """A guest answers for the time that it saw, whatever else has changed; None: as it is. Raises MeetingMovedOn."""
    if slot_id is not None and meeting.slot_id != slot_id:
        raise MeetingMovedOn(state=meeting.state)


def seats_at(event: Event) -> int:
    """The most guests that a table of the event holds beside a host."""
    rows = select(Table.seats).where(Table.event_id == event.id, Table.retired_at.is_(None))
    return most_seats(db.session.scalars(rows).all())


def require_seats(event: Event, seats: int) -> None:
    """Raises Invalid ``seats_unknown``."""
    most = seats_at(event)
    if not LEAST_SEATS <= seats <= most:
        raise Invalid("seats_unknown", least=LEAST_SEATS, most=most)


def require_may_sit(host: Registration, guest: Registration, *, has_part: bool = False) -> None:
    """A firm may sit with this host: the rules let the two meet, and neither said *never* with the other. To one that
    ``has_part`` already, as it was invited before, the meeting is full instead: see ``waiting.seat_for``.

    Raises CannotAsk, Invalid ``asks_itself``; TakesNoMore for all that lies with the other side, of which nothing is
    told.
    """
    if host.id == guest.id:
        raise Invalid("asks_itself")
    require_rules(host, guest, either_way=True)
    if not takes_part(host) or (not has_part and host.id in kept_apart(guest.id)):
        raise TakesNoMore(arranged=False)
