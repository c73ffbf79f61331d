"""A meeting as an entry for calendars: the same UID through its whole life, a higher SEQUENCE with each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache, reduce
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext

from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_label
from app.core.localized import Localized
from app.core.web.locale import plain
from app.documents.ics import Appointment, to_ics
from app.events.models import Event, Slot
from app.meetings.models import Meeting
from app.meetings.queries.called_off import CalledOff
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.meetings.wording import sitters_named
from app.registrations.models import Registration, VisitBlock
from app.registrations.queries.buses import buses_of_firm
from app.registrations.wording import bus_words, pickup_words

BOOKED: Final = ("accepted", "booked", "moved", "reseated", "seated", "renamed", "relinked", "arranged")
"""Letters that bring the calendar entry of a meeting as it now stands."""


KEPT = 8
"""Settings that are taken apart once; a process has one of each."""

CALLED_OFF: Final = ("cancelled", "called_off", "unplaced")
"""Letters that take it out again."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting sits: a table's label, its part of the house, its address for who is not there, who sits there,
    whom each reader is named in their own script, and who interprets; all may be empty."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    video_url: str = ""
    people: tuple[BilingualCompany, ...] = ()
    interpreter: str = ""


def invitation(
    meeting: Meeting,
    slot: Slot | None,
    to: Registration,
    about: Registration,
    event: Event,
    *,
    ends_at: datetime | None = None,
    place: Place,
    kind: str,
    reader: str,
) -> str | None:
    """The calendar text that goes with a letter: REQUEST for a booked meeting, CANCEL for one that is called off.

    ``reader``: the address that the letter goes to, the only one that the entry invites and names (RFC 5546, 3.2.2);
    ``ends_at``: where not with ``slot``, of a meeting of several.
    """
    cancelled = kind in CALLED_OFF
    if slot is None or not (cancelled or kind in BOOKED):
        return None
    settings = current_app.config["SETTINGS"]
    names = [company_label(one.company) if one.company is not None else "" for one in (to, about)]
    entry = Appointment(
        uid=uid_of(meeting.id),
        sequence=meeting.sequence,
        starts_at=slot.starts_at,
        ends_at=ends_at or slot.ends_at,
        changed_at=meeting.changed_at,
        summary=" – ".join(names),
        zone=event.zone,
        location=place_of(event, place),
        description=description_of(place.video_url, [company_label(one) for one in place.people], place.interpreter),
        url=agenda_url(event, to.id),
        organizer=address_in(settings.mail_from),
        organizer_name=plain(event.name),
        attendee=reader,
        cancelled=cancelled,
    )
    return to_ics([entry], method="CANCEL" if cancelled else "REQUEST")


def calendar_file(
    event: Event,
    registration_id: int,
    rows: Iterable[MeetingRow],
    visits: Sequence[VisitBlock],
    *,
    off: Iterable[CalledOff] = (),
    rounds: Iterable[RoundRow] = (),
    rounds_off: Iterable[RoundRow] = (),
    every_minutes: int = 0,
) -> str:
    """A firm's booked meetings, and what its delegation does besides, as one file.

    ``rounds``: the group meetings at which it sits; ``off`` and ``rounds_off``: what had a time, so that a calendar
    that holds it strikes it; ``every_minutes``: of a feed, how often it is asked for.
    """
    buses = buses_of_firm(registration_id, visits)
    return to_ics(
        [
            *(_visit(visit, event, buses.get(visit.id, ())) for visit in visits),
            *_meetings(event, registration_id, rows),
            *_rounds(event, registration_id, rounds),
            *(_called_off(event, registration_id, one) for one in off),
            *(_struck(one) for one in _rounds(event, registration_id, rounds_off)),
        ],
        name=plain(event.name),
        every_minutes=every_minutes,
    )


def struck_entries(
    event: Event, registration_id: int, rows: Iterable[MeetingRow], rounds: Iterable[RoundRow], *, reader: str
) -> list[Appointment]:
    """The meetings of a firm as they leave the calendar of one reader, for whom they are no longer."""
    settings = current_app.config["SETTINGS"]
    by, named = address_in(settings.mail_from), plain(event.name)
    entries = (*_meetings(event, registration_id, rows), *_rounds(event, registration_id, rounds))
    struck = (replace(_struck(one), organizer=by, organizer_name=named, attendee=reader) for one in entries)
    return sorted(struck, key=lambda one: one.starts_at)


def _meetings(event: Event, registration_id: int, rows: Iterable[MeetingRow]) -> Iterator[Appointment]:
    for row in rows:
        if row.starts_at is not None and row.ends_at is not None:
            yield _meeting(event, registration_id, row, row.starts_at, row.ends_at)


def _struck(entry: Appointment) -> Appointment:
    """Where a group is now, and its link, are no longer for who has no seat there."""
    return replace(entry, cancelled=True, location="", description="")


def _called_off(event: Event, registration_id: int, off: CalledOff) -> Appointment:
    return replace(_meeting(event, registration_id, off.row, off.starts_at, off.ends_at), cancelled=True)


def _meeting(
    event: Event, registration_id: int, row: MeetingRow, starts_at: datetime, ends_at: datetime
) -> Appointment:
    return Appointment(
        uid=uid_of(row.id),
        sequence=row.sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=row.changed_at,
        summary=company_label(row.other_than(registration_id)),
        zone=event.zone,
        location=place_of(event, Place(row.table, row.zone)),
        description=description_of(row.video_url, row.people, row.interpreter),
        url=agenda_url(event, registration_id),
    )


def description_of(video_url: str, people: Sequence[str] = (), interpreter: str = "", *, so_far: bool = False) -> str:
    """Who sits there, who interprets, and where one joins online; ``so_far``: others may come besides."""
    names = gettext(", ").join(people)
    says = (
        gettext("Who comes so far: %(names)s", names=names) if so_far else gettext("Who comes: %(names)s", names=names)
    )
    speaks = gettext("Interpreter: %(name)s", name=interpreter) if interpreter else ""
    return "\n".join(one for one in (says if people else "", speaks, video_url) if one)


def _rounds(event: Event, registration_id: int, rows: Iterable[RoundRow]) -> Iterator[Appointment]:
    for row in rows:
        if row.starts_at is None or row.ends_at is None:
            continue
        yield Appointment(
            uid=uid_of(row.id),
            sequence=row.sequence,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            summary=summary_of(row.topic, "" if row.is_host(registration_id) else company_label(row.host)),
            zone=event.zone,
            location=place_of(event, Place(row.table, row.zone)),
            description=description_of(
                row.video_url, sitters_named((one.name, one.firm) for one in row.sitters), row.interpreter
            ),
            url=agenda_url(event, registration_id),
        )


def summary_of(topic: str, host: str) -> str:
    """What a group meeting is called in a calendar: its topic, and for a guest its host."""
    return f"{topic} – {host}" if host else topic


def _visit(visit: VisitBlock, event: Event, buses: Sequence[str]) -> Appointment:
    told = (pickup_words(visit.pickup_at, visit.pickup_place), bus_words(buses), visit.note or "")
    return Appointment(
        uid=f"visit-{visit.id}@{_host()}",
        sequence=visit.version,
        starts_at=visit.busy_from,
        ends_at=visit.ends_at,
        changed_at=visit.changed_at or visit.starts_at,
        summary=plain(visit.title),
        zone=event.zone,
        location=plain(visit.where),
        description="\n".join(one for one in told if one),
    )


def uid_of(meeting_id: int) -> str:
    """The name of a meeting's entry in calendars, for its whole life."""
    return f"meeting-{meeting_id}@{_host()}"


def agenda_url(event: Event, registration_id: int) -> str:
    """The page where an entry's meeting stands; it asks who comes to sign in."""
    return f"{current_app.config['SETTINGS'].base_url}/events/{event.slug}/firms/{registration_id}/agenda"


@lru_cache(KEPT)
def address_in(sender: str) -> str:
    """The bare address of who sends letters, for calendars."""
    return parseaddr(sender)[1]


def _host() -> str:
    return _host_in(current_app.config["SETTINGS"].base_url)


@lru_cache(KEPT)
def _host_in(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def place_of(event: Event, place: Place) -> str:
    """Table A4, Ground floor, Lianglu Cuntan free trade port zone."""
    table = gettext("Table %(table)s", table=place.table) if place.table else ""
    parts = (table, plain(place.zone), plain(event.venue) or plain(event.city))
    return reduce(within, [part for part in parts if part], "")


def within(where: str, place: str) -> str:
    """Table A4, Ground floor: what lies in what, in the reader's language."""
    return gettext("%(table)s, %(place)s", table=where, place=place) if where else place
