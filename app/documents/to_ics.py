"""Appointments as iCalendar text (RFC 5545, 5546): values in, text out; knows no feature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Parameters

from app.documents.ics_zones import clocks_of

_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SPECIAL = re.compile(r"[\\;,]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

LONGEST = 75
KEPT = 32
"""Names of organizers that are written once; a process knows a few."""
ALARM = "-PT15M"
"""When a calendar reminds of an entry: so long before it begins."""
ATTENDING = "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry. ``uid`` stays the same through all changes, ``sequence`` grows with each; times are aware.

    ``zone``: the IANA name of the zone whose clocks it keeps, "" for UTC. ``organizer``, ``attendee``: bare e-mail
    addresses, or "" to leave them out; ``organizer_name``: whose letters these are. ``url``: where more is told.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    zone: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    organizer: str = ""
    organizer_name: str = ""
    attendee: str = ""
    cancelled: bool = False


def to_ics(
    appointments: Iterable[Appointment], *, method: str = "PUBLISH", name: str = "", every_minutes: int = 0
) -> str:
    """The calendar text, lines folded at 75 octets and ended by CRLF.

    ``method``: PUBLISH for a file or a feed, REQUEST or CANCEL for a letter with exactly one appointment, which
    names its organizer and attendee. ``every_minutes``: how often who follows a feed asks for it, 0 for a file.
    """
    entries = list(appointments)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qiao//Qiao 1//EN", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines.append(f"X-WR-CALNAME:{_line(name)}")
    if every_minutes:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:PT{every_minutes}M", f"X-PUBLISHED-TTL:PT{every_minutes}M"]
    clocks = [
        clocks_of(zone, *_years([one for one in entries if one.zone == zone]))
        for zone in sorted({one.zone for one in entries if one.zone})
    ]
    told = [line for one in entries for line in _entry(one)]
    return "".join([*map(folded, lines), *clocks, *map(folded, told), "END:VCALENDAR\r\n"])


def _years(entries: Sequence[Appointment]) -> tuple[int, int]:
    """The first and the last year, with a margin of one at each side: New Year is not at one instant everywhere."""
    return min(one.starts_at for one in entries).year - 1, max(one.ends_at for one in entries).year + 1


def _entry(one: Appointment) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text_of(one.uid)}"
    yield f"SEQUENCE:{one.sequence}"
    yield f"DTSTAMP{_at(one.changed_at)}"
    yield f"LAST-MODIFIED{_at(one.changed_at)}"
    yield f"DTSTART{_at(one.starts_at, one.zone)}"
    yield f"DTEND{_at(one.ends_at, one.zone)}"
    yield f"SUMMARY:{text_of(one.summary)}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if one.cancelled else 'OPAQUE'}"
    if one.location:
        yield f"LOCATION:{text_of(one.location)}"
    if one.description:
        yield "DESCRIPTION:" + "\\n".join(text_of(line) for line in one.description.splitlines())
    if one.url:
        yield f"URL:{_line(one.url)}"
    if one.organizer:
        named = f";{_parameter('CN', one.organizer_name)}" if one.organizer_name else ""
        yield f"ORGANIZER{named}:mailto:{_line(one.organizer)}"
    if one.attendee:
        # firms answer on their page, where both sides see it: no answer by mail is asked for
        yield f"ATTENDEE;{ATTENDING}:mailto:{_line(one.attendee)}"
    if not one.cancelled:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:{ALARM}"
        yield f"DESCRIPTION:{text_of(one.summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _at(moment: datetime, zone: str = "") -> str:
    if not zone:
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


@lru_cache(KEPT)
def _parameter(name: str, value: str) -> str:
    """In quotes where something in it would end it, and without any of its own.

    No backslash either: in a parameter it escapes nothing (RFC 5545, 3.2), yet readers take it for an escape.
    """
    return str(Parameters({name: _line(value).replace('"', "'").replace("\\", "/")}).to_ical(), "utf-8")


def text_of(value: str) -> str:
    """One line of text, as a property holds it."""
    return _SPECIAL.sub(r"\\\g<0>", _line(value))


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each after the first begun by a space; no letter is cut."""
    if len(line) <= LONGEST and line.isascii():
        return f"{line}\r\n"
    left = line.encode()
    pieces, most = [], LONGEST
    while len(left) > most:
        end = most
        while left[end] & 0xC0 == 0x80:  # within a letter
            end -= 1
        pieces.append(left[:end])
        left, most = left[end:], LONGEST - 1
    return "\r\n ".join(piece.decode() for piece in (*pieces, left)) + "\r\n"


def _line(text: str) -> str:
    """One line without control characters: nothing typed can begin a property of its own, nor turn how it is read."""
    if text.isprintable() and "  " not in text:  # as nearly all are
        return text.strip()
    return _BREAKING.sub(" ", _TURNING.sub("", text)).strip()
