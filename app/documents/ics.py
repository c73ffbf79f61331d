"""Appointments as iCalendar text (RFC 5545, 5546), with their zones; its texts replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Parameters, Timezone, TimezoneDaylight, TimezoneStandard

ONE_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=64)
def vtimezone(zone: str, first_year: int, last_year: int) -> str:
    """The zone (an IANA name) from the first day of one year to the last of another, as lines: how its clocks stand at
    the beginning, and each time that they are set."""
    place = ZoneInfo(zone)
    made = Timezone()
    made.add("tzid", zone)
    begins = datetime(first_year, 1, 1, tzinfo=UTC)
    made.add_component(_observance(begins, begins.astimezone(place), place, since_ever=True))
    for at in _clock_changes(place, begins, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        made.add_component(_observance(at, at.astimezone(place), place))
    return str(made.to_ical().decode())


def _observance(
    at: datetime, there: datetime, place: ZoneInfo, *, since_ever: bool = False
) -> TimezoneDaylight | TimezoneStandard:
    """How the clocks stand from ``at`` on; its DTSTART is read on the clocks as they stood before."""
    after = there.utcoffset() or timedelta()
    before = after if since_ever else ((at - timedelta(seconds=1)).astimezone(place).utcoffset() or timedelta())
    made = (TimezoneDaylight if there.dst() else TimezoneStandard)()
    made.add("dtstart", (at + before).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", after)
    made.add("tzname", there.tzname() or "")
    return made


def _clock_changes(place: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The instants at which the clocks are set, to the second."""
    at = begins
    while at < ends:
        if at.astimezone(place).utcoffset() != (at + ONE_DAY).astimezone(place).utcoffset():
            yield _change_instant(place, at, at + ONE_DAY)
        at += ONE_DAY


def _change_instant(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if middle.astimezone(place).utcoffset() == old else (before, middle)
    return after


_LINE_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ESCAPED_SIGNS = re.compile(r"[\\;,]")
_DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

MAX_LINE_OCTETS = 75
CACHED_ORGANIZERS = 32
"""Names of organizers that are written once; a process knows a few."""
ALARM = "-PT15M"
"""When a calendar reminds of an entry: so long before it begins."""
ATTENDEE_PARAMETERS = "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry. ``uid`` stays the same through all changes, ``sequence`` grows with each; times are aware.

    ``zone``: the IANA name of the zone whose clocks it keeps, "" for UTC. ``organizer``, ``attendee``: bare e-mail
    addresses, or "" to leave them out; ``organizer_name``: whose emails these are. ``url``: where more is told.
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

    ``method``: PUBLISH for a file or a feed, REQUEST or CANCEL for an email with exactly one appointment, which
    names its organizer and attendee. ``every_minutes``: how often who follows a feed asks for it, 0 for a file.
    """
    entries = list(appointments)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qiao//Qiao 1//EN", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines.append(f"X-WR-CALNAME:{_single_line(name)}")
    if every_minutes:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:PT{every_minutes}M", f"X-PUBLISHED-TTL:PT{every_minutes}M"]
    clocks = [
        vtimezone(zone, *_year_range([appointment for appointment in entries if appointment.zone == zone]))
        for zone in sorted({appointment.zone for appointment in entries if appointment.zone})
    ]
    entry_lines = [line for appointment in entries for line in _entry_lines(appointment)]
    return "".join([*map(fold_line, lines), *clocks, *map(fold_line, entry_lines), "END:VCALENDAR\r\n"])


def _year_range(entries: Sequence[Appointment]) -> tuple[int, int]:
    """The first and the last year, with a margin of one at each side: New Year is not at one instant everywhere."""
    return min(appointment.starts_at for appointment in entries).year - 1, max(
        appointment.ends_at for appointment in entries
    ).year + 1


def _entry_lines(appointment: Appointment) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape_text(appointment.uid)}"
    yield f"SEQUENCE:{appointment.sequence}"
    yield f"DTSTAMP{_time_value(appointment.changed_at)}"
    yield f"LAST-MODIFIED{_time_value(appointment.changed_at)}"
    yield f"DTSTART{_time_value(appointment.starts_at, appointment.zone)}"
    yield f"DTEND{_time_value(appointment.ends_at, appointment.zone)}"
    yield f"SUMMARY:{escape_text(appointment.summary)}"
    yield f"STATUS:{'CANCELLED' if appointment.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if appointment.cancelled else 'OPAQUE'}"
    if appointment.location:
        yield f"LOCATION:{escape_text(appointment.location)}"
    if appointment.description:
        yield "DESCRIPTION:" + "\\n".join(escape_text(line) for line in appointment.description.splitlines())
    if appointment.url:
        yield f"URL:{_single_line(appointment.url)}"
    if appointment.organizer:
        named = f";{_property_parameter('CN', appointment.organizer_name)}" if appointment.organizer_name else ""
        yield f"ORGANIZER{named}:mailto:{_single_line(appointment.organizer)}"
    if appointment.attendee:
        # companies answer on their page, where both sides see it: no answer by mail is asked for
        yield f"ATTENDEE;{ATTENDEE_PARAMETERS}:mailto:{_single_line(appointment.attendee)}"
    if not appointment.cancelled:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:{ALARM}"
        yield f"DESCRIPTION:{escape_text(appointment.summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _time_value(moment: datetime, zone: str = "") -> str:
    if not zone:
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


@lru_cache(CACHED_ORGANIZERS)
def _property_parameter(name: str, value: str) -> str:
    """In quotes where something in it would end it, and without any of its own.

    No backslash either: in a parameter it escapes nothing (RFC 5545, 3.2), yet readers take it for an escape.
    """
    return str(Parameters({name: _single_line(value).replace('"', "'").replace("\\", "/")}).to_ical(), "utf-8")


def escape_text(value: str) -> str:
    """One line of text, as a property holds it."""
    return _ESCAPED_SIGNS.sub(r"\\\g<0>", _single_line(value))


def fold_line(line: str) -> str:
    """The line in pieces of at most 75 octets, each after the first begun by a space; no letter is cut."""
    if len(line) <= MAX_LINE_OCTETS and line.isascii():
        return f"{line}\r\n"
    left = line.encode()
    pieces, most = [], MAX_LINE_OCTETS
    while len(left) > most:
        end = most
        while left[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(left[:end])
        left, most = left[end:], MAX_LINE_OCTETS - 1
    return "\r\n ".join(piece.decode() for piece in (*pieces, left)) + "\r\n"


def _single_line(text: str) -> str:
    """One line without control characters: nothing typed can begin a property of its own, nor turn how it is read."""
    if text.isprintable() and "  " not in text:  # as nearly all are
        return text.strip()
    return _LINE_BREAKING.sub(" ", _DIRECTION_MARKS.sub("", text)).strip()


_LINE_PATTERN: Final = re.compile(r"[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_FOLD_PATTERN: Final = re.compile(r"\r?\n[ \t]")
_ESCAPE_PATTERN: Final = re.compile(r"\\([\\;,nN])")
_PROPERTY_PATTERN: Final = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
"""A property: its name with what is said beside it, where a colon may stand in quotes, and its value."""
_TEXT_PROPERTIES: Final = frozenset({"SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "CONTACT", "CATEGORIES"})
_FIXED_PROPERTIES: Final = frozenset(
    {
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
        "DTSTAMP",
        "LAST-MODIFIED",
        "DTSTART",
        "DTEND",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
        "ACTION",
        "TRIGGER",
        "TZID",
        "TZNAME",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "RRULE",
        "RDATE",
    }
)
"""Properties that hold no words of anybody; what looks like a number there is a time."""


def replace_texts(calendar: str, change: Callable[[str], str]) -> str:
    """The calendar with ``change`` done to each text in it: as people typed it, with no mark before a comma and not
    parted where a line was too long. Lines in which nothing changes stay as they were, octet for octet."""
    return "".join(
        _replace_in_line(line, change) for line in (match[0] for match in _LINE_PATTERN.finditer(calendar) if match[0])
    )


def _replace_in_line(line: str, change: Callable[[str], str]) -> str:
    plain = _FOLD_PATTERN.sub("", line).rstrip("\r\n")
    match = _PROPERTY_PATTERN.fullmatch(plain)
    name, value = (match[1], match[2]) if match else ("", plain)
    kind = re.split("[;.]", name, maxsplit=1)[0].upper()
    if kind in _FIXED_PROPERTIES:
        return line
    new_name = change(name) if ";" in name else name
    new_value = _replace_in_text(value, change) if kind in _TEXT_PROPERTIES else change(value)
    if (new_name, new_value) == (name, value):
        return line
    return fold_line(f"{new_name}:{new_value}" if match else new_value)


def _replace_in_text(value: str, change: Callable[[str], str]) -> str:
    plain_text = _ESCAPE_PATTERN.sub(lambda mark: "\n" if mark[1] in "nN" else mark[1], value)
    new_text = change(plain_text)
    return value if new_text == plain_text else "\\n".join(escape_text(line) for line in new_text.split("\n"))
