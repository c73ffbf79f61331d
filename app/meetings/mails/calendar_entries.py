"""A meeting as an entry for calendars: the same UID through its whole life, a higher SEQUENCE with each change;
where it takes place, who comes, and when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache, reduce
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext
from sqlalchemy import bindparam, select

from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_label
from app.core.db import db
from app.core.localized import Localized
from app.core.web.locale import plain
from app.delegations.queries.programme import get_company_buses
from app.documents.ics import Appointment, to_ics
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.mails.kinds import MeetingEmailKind
from app.meetings.models import Claim, Meeting
from app.meetings.queries.agenda import LostBooking
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.lists import MeetingRow
from app.meetings.wording import list_attendee_names
from app.registrations.models import Registration, Representative, VisitBlock
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.wording import bus_label, pickup_label

CACHE_SIZE = 8
"""Settings that are taken apart once; a process has one of each."""


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """Where a meeting sits: a table's label, its part of the house, its address for who is not there, who sits there,
    whom each reader is named in their own script, and who interprets; all may be empty."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    video_url: str = ""
    people: tuple[BilingualCompany, ...] = ()
    interpreter: str = ""


def render_invitation(
    meeting: Meeting,
    slot: Slot | None,
    to: Registration,
    about: Registration,
    event: Event,
    *,
    ends_at: datetime | None = None,
    place: MeetingPlace,
    kind: MeetingEmailKind,
    reader: str,
) -> str | None:
    """The calendar text that goes with an email: REQUEST for a booked meeting, CANCEL for one that is called off.

    ``reader``: the address that the email goes to, the only one that the entry invites and names (RFC 5546, 3.2.2);
    ``ends_at``: where not with ``slot``, of a meeting of several.
    """
    cancelled = kind.entry == "cancel"
    if slot is None or not kind.entry:
        return None
    settings = current_app.config["SETTINGS"]
    names = [
        company_label(registration.company) if registration.company is not None else "" for registration in (to, about)
    ]
    entry = Appointment(
        uid=get_uid(meeting.id),
        sequence=meeting.sequence,
        starts_at=slot.starts_at,
        ends_at=ends_at or slot.ends_at,
        changed_at=meeting.changed_at,
        summary=" – ".join(names),
        zone=event.zone,
        location=describe_place(event, place),
        description=describe_entry(
            place.video_url, [company_label(person) for person in place.people], place.interpreter
        ),
        url=get_agenda_url(event, to.id),
        organizer=get_sender_address(settings.mail_from),
        organizer_name=plain(event.name),
        attendee=reader,
        cancelled=cancelled,
    )
    return to_ics([entry], method="CANCEL" if cancelled else "REQUEST")


def render_calendar(
    event: Event,
    registration_id: int,
    rows: Iterable[MeetingRow],
    visits: Sequence[VisitBlock],
    *,
    off: Iterable[LostBooking] = (),
    group_meetings: Iterable[GroupMeetingRow] = (),
    group_meetings_off: Iterable[GroupMeetingRow] = (),
    every_minutes: int = 0,
) -> str:
    """A company's booked meetings, and what its delegation does besides, as one file.

    ``group_meetings``: those at which it sits; ``off`` and ``group_meetings_off``: what had a time, so that a calendar
    that holds it strikes it; ``every_minutes``: of a feed, how often it is asked for.
    """
    buses = get_company_buses(registration_id, visits)
    return to_ics(
        [
            *(_make_visit_entry(visit, event, buses.get(visit.id, ())) for visit in visits),
            *_iter_meetings(event, registration_id, rows),
            *_iter_group_meetings(event, registration_id, group_meetings),
            *(
                replace(
                    _make_meeting_entry(event, registration_id, booking.row, booking.starts_at, booking.ends_at),
                    cancelled=True,
                )
                for booking in off
            ),
            *(
                _cancel_entry(group_meeting)
                for group_meeting in _iter_group_meetings(event, registration_id, group_meetings_off)
            ),
        ],
        name=plain(event.name),
        every_minutes=every_minutes,
    )


def list_cancelled_entries(
    event: Event,
    registration_id: int,
    rows: Iterable[MeetingRow],
    group_meetings: Iterable[GroupMeetingRow],
    *,
    reader: str,
) -> list[Appointment]:
    """The meetings of a firm as they leave the calendar of one reader, for whom they are no longer."""
    settings = current_app.config["SETTINGS"]
    by, named = get_sender_address(settings.mail_from), plain(event.name)
    entries = (
        *_iter_meetings(event, registration_id, rows),
        *_iter_group_meetings(event, registration_id, group_meetings),
    )
    struck = (replace(_cancel_entry(entry), organizer=by, organizer_name=named, attendee=reader) for entry in entries)
    return sorted(struck, key=lambda appointment: appointment.starts_at)


def _iter_meetings(event: Event, registration_id: int, rows: Iterable[MeetingRow]) -> Iterator[Appointment]:
    for row in rows:
        if row.starts_at is not None and row.ends_at is not None:
            yield _make_meeting_entry(event, registration_id, row, row.starts_at, row.ends_at)


def _cancel_entry(entry: Appointment) -> Appointment:
    """Where a group is now, and its link, are no longer for who has no seat there."""
    return replace(entry, cancelled=True, location="", description="")


def _make_meeting_entry(
    event: Event, registration_id: int, row: MeetingRow, starts_at: datetime, ends_at: datetime
) -> Appointment:
    return Appointment(
        uid=get_uid(row.id),
        sequence=row.sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=row.changed_at,
        summary=company_label(row.other_than(registration_id)),
        zone=event.zone,
        location=describe_place(event, MeetingPlace(row.table, row.zone)),
        description=describe_entry(row.video_url, row.people, row.interpreter),
        url=get_agenda_url(event, registration_id),
    )


def describe_entry(video_url: str, people: Sequence[str] = (), interpreter: str = "", *, so_far: bool = False) -> str:
    """Who sits there, who interprets, and where one joins online; ``so_far``: others may come besides."""
    names = gettext(", ").join(people)
    says = (
        gettext("Who comes so far: %(names)s", names=names) if so_far else gettext("Who comes: %(names)s", names=names)
    )
    speaks = gettext("Interpreter: %(name)s", name=interpreter) if interpreter else ""
    return "\n".join(line for line in (says if people else "", speaks, video_url) if line)


def _iter_group_meetings(event: Event, registration_id: int, rows: Iterable[GroupMeetingRow]) -> Iterator[Appointment]:
    for row in rows:
        if row.starts_at is None or row.ends_at is None:
            continue
        yield Appointment(
            uid=get_uid(row.id),
            sequence=row.sequence,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            changed_at=row.changed_at,
            summary=get_group_summary(row.topic, "" if row.is_host(registration_id) else company_label(row.host)),
            zone=event.zone,
            location=describe_place(event, MeetingPlace(row.table, row.zone)),
            description=describe_entry(
                row.video_url,
                list_attendee_names((attendee.name, attendee.company) for attendee in row.attendees),
                row.interpreter,
            ),
            url=get_agenda_url(event, registration_id),
        )


def get_group_summary(topic: str, host: str) -> str:
    """What a group meeting is called in a calendar: its topic, and for a guest its host."""
    return f"{topic} – {host}" if host else topic


def _make_visit_entry(visit: VisitBlock, event: Event, buses: Sequence[str]) -> Appointment:
    lines = (pickup_label(visit.pickup_at, visit.pickup_place), bus_label(buses), visit.note or "")
    return Appointment(
        uid=f"visit-{visit.id}@{_get_host()}",
        sequence=visit.version,
        starts_at=visit.busy_from,
        ends_at=visit.ends_at,
        changed_at=visit.changed_at or visit.starts_at,
        summary=plain(visit.title),
        zone=event.zone,
        location=plain(visit.where),
        description="\n".join(line for line in lines if line),
    )


def get_uid(meeting_id: int) -> str:
    """The name of a meeting's entry in calendars, for its whole life."""
    return f"meeting-{meeting_id}@{_get_host()}"


def get_agenda_url(event: Event, registration_id: int) -> str:
    """The page where an entry's meeting stands; it asks who comes to sign in."""
    return f"{current_app.config['SETTINGS'].base_url}/events/{event.slug}/companies/{registration_id}/agenda"


@lru_cache(CACHE_SIZE)
def get_sender_address(sender: str) -> str:
    """The bare address of who sends letters, for calendars."""
    return parseaddr(sender)[1]


def _get_host() -> str:
    return _get_host_of(current_app.config["SETTINGS"].base_url)


@lru_cache(CACHE_SIZE)
def _get_host_of(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def describe_place(event: Event, place: MeetingPlace) -> str:
    """Table A4, Ground floor, Lianglu Cuntan free trade port zone."""
    table = gettext("Table %(table)s", table=place.table) if place.table else ""
    parts = (table, plain(place.zone), plain(event.venue) or plain(event.city))
    return reduce(join_places, [part for part in parts if part], "")


def join_places(where: str, place: str) -> str:
    """Table A4, Ground floor: what lies in what, in the reader's language."""
    return gettext("%(table)s, %(place)s", table=where, place=place) if where else place


_ATTENDEES_QUERY = (
    select(
        Representative.id,
        Representative.display_name,
        Representative.name_zh,
        Interpreter.name,
        Table.label,
        Table.video_url,
        Table.zone_en,
        Table.zone_zh,
        Table.zone_fr,
    )
    .select_from(Claim)
    .outerjoin(Table, Claim.table_id == Table.id)
    .outerjoin(Representative, Claim.representative_id == Representative.id)
    .outerjoin(Interpreter, Claim.interpreter_id == Interpreter.id)
    .where(Claim.meeting_id == bindparam("meeting_id"))
    .order_by(Claim.id)
)
"""Made once, as everybody books in the same minutes."""


def get_meeting_end(meeting: Meeting, slot: Slot) -> datetime:
    """When a meeting ends that begins, or began, with this slot."""
    if meeting.length == 1:
        return slot.ends_at
    after = select(Slot.ends_at).where(
        Slot.event_id == meeting.event_id, Slot.kind == slot.kind, Slot.starts_at >= slot.starts_at
    )
    taken = db.session.scalars(after.order_by(Slot.starts_at).limit(meeting.length)).all()
    return max(taken, default=slot.ends_at)


PreviousTime = tuple[Slot | None, datetime | None]
"""The first slot that a meeting held, and when it was to end; None where that is not known."""


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """When a meeting was to be held that has another time now. ``until``: None where its end need not be said, as it is
    one slot long; ``same_start``: it ends at another time alone, of which both ends are said."""

    at: datetime
    until: datetime | None = None
    same_start: bool = False


def get_moved_from(
    was: Slot | None, ended: datetime | None, slot: Slot | None, ends_at: datetime | None
) -> MovedFrom | None:
    """None where the time is as it was, or nobody knows what it was. ``was``: the first slot that the meeting held,
    ``ended``: when it was to end, where that may have changed or is not with this slot."""
    if was is None or slot is None:
        return None
    if was.starts_at != slot.starts_at:
        return MovedFrom(was.starts_at, ended if ended != was.ends_at else None)
    return MovedFrom(was.starts_at, ended, same_start=True) if ended is not None and ended != ends_at else None


def get_meeting_place(meeting: Meeting) -> MeetingPlace:
    """Where a meeting sits now, who does, and who interprets."""
    rows = db.session.execute(_ATTENDEES_QUERY, {"meeting_id": meeting.id}).all()
    people = {person: RepresentedCompany(name, name_zh) for person, name, name_zh, *_at in rows if person}
    label, video_url, *zone = next((row[4:] for row in rows if row[4]), ("", ""))
    interpreter = next((row[3] for row in rows if row[3]), "")
    return MeetingPlace(
        label, Localized(*(text or "" for text in zone)), video_url or "", tuple(people.values()), interpreter
    )
