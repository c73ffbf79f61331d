"""Appointments as iCalendar text (RFC 5545, 5546): values in, text out; knows no feature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry. ``uid`` stays the same through all changes, ``sequence`` grows with each; times are aware.

    ``organizer``, ``attendee``: bare e-mail addresses, or "" to leave them out.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    organizer: str = ""
    attendee: str = ""
    cancelled: bool = False


def to_ics(appointments: Iterable[Appointment], *, method: str = "PUBLISH", name: str = "") -> str:
    """The calendar text, lines folded at 75 octets and ended by CRLF.

    ``method``: PUBLISH for a file or a feed, REQUEST or CANCEL for a letter with exactly one appointment, which
    names its organizer and attendee.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Qiao//Qiao 1//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _line(name))
    for one in appointments:
        calendar.add_component(_entry(one))
    return str(calendar.to_ical().decode())


def _entry(one: Appointment) -> Event:
    entry = Event()
    entry.add("uid", _line(one.uid))
    entry.add("sequence", one.sequence)
    entry.add("dtstamp", one.changed_at.astimezone(UTC))
    entry.add("dtstart", one.starts_at.astimezone(UTC))
    entry.add("dtend", one.ends_at.astimezone(UTC))
    entry.add("summary", _line(one.summary))
    entry.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.location:
        entry.add("location", _line(one.location))
    if one.description:
        entry.add("description", "\n".join(_line(line) for line in one.description.splitlines()))
    if one.organizer:
        entry["organizer"] = vCalAddress(f"mailto:{_line(one.organizer)}")
    if one.attendee:
        attendee = vCalAddress(f"mailto:{_line(one.attendee)}")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["RSVP"] = vText("FALSE")  # firms answer on their page, where both sides see it
        entry["attendee"] = attendee
    return entry


def _line(text: str) -> str:
    """One line without control characters: nothing typed can begin a property of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
