"""Files made of meetings: a delegation's programme as a PDF, the organizer's list for a spreadsheet or a calendar,
an agenda by email."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Any, Final

from flask import g
from flask_babel import force_locale, gettext, ngettext, pgettext
from sqlalchemy import func, select

from app.accounts.models import Organisation
from app.companies.names.spellings import BilingualCompany
from app.companies.wording import company_display_names, company_label
from app.core import audit
from app.core.db import db, now, transaction
from app.core.files import store_export
from app.core.localized import Localized
from app.core.models import Outbox, StoredFile
from app.core.web.locale import LOCALES, brief_day, clock, language, local, long_day, moment, plain
from app.delegations.queries.programme import ProgrammeEntry, list_programme_days
from app.documents.csv import CellValue, to_csv
from app.documents.ics import Appointment, to_ics
from app.documents.pdf import to_pdf
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event, Slot
from app.meetings.lifecycle import PLACED_STATES
from app.meetings.mails import agendas
from app.meetings.mails.calendar_entries import MeetingPlace, describe_place, get_uid, join_places
from app.meetings.models import Claim
from app.meetings.queries import lists
from app.meetings.queries.agenda import AgendaFrame, get_agenda_frame
from app.meetings.queries.group_meetings import GroupMeetingRow, list_attended_group_meetings
from app.meetings.queries.overview import MeetingFilter, MeetingLine, list_matching_ids, list_meeting_lines
from app.meetings.wording import STATE_LABELS, describe_attendees
from app.registrations.models import Delegation, Registration, VisitBlock
from app.registrations.queries.delegation_members import DelegationLeader, get_leaders
from app.registrations.queries.registrations import list_delegation_companies
from app.registrations.wording import bus_label, pickup_label

PROGRAMME_TEMPLATE: Final = "meetings/programme.typ"


def render_programme(event: Event, delegation: Delegation, spoken: str) -> bytes:
    """For who reads ``spoken`` (en, zh or fr), with Chinese beside it, or English beside Chinese. Raises PdfFailed."""
    g.event = event
    with force_locale(LOCALES[spoken]):
        data = _make_data(event, delegation)
    return to_pdf(PROGRAMME_TEMPLATE, data, language=spoken, made_at=now())


def create_programme_file(event: Event, delegation: Delegation, spoken: str, *, user_id: int | None) -> StoredFile:
    """The PDF as a file that this user may fetch for a quarter of an hour."""
    content, name = render_programme(event, delegation, spoken), get_programme_filename(delegation)
    return store_export(content, name=name, media_type="application/pdf", user_id=user_id, event_id=event.id)


def get_programme_filename(delegation: Delegation) -> str:
    return f"programme-{delegation.event.slug}-{delegation.id}.pdf"


def _make_data(event: Event, delegation: Delegation) -> dict[str, Any]:
    """What the template sets, in the reader's language and the other one."""
    as_of = gettext("as of %(when)s", when=moment(now()))
    return {
        "title": plain(delegation.name),
        "second": _get_other_language(delegation.name),
        "event": plain(event.name),
        "event-second": _get_other_language(event.name),
        "facts": list(_iter_facts(event, delegation)),
        "words": _get_labels(),
        "days": [_make_day(day, entries) for day, entries in list_programme_days(event, delegation)],
        "firms": _list_companies(event, delegation),
        "nothing": gettext("Nothing besides meetings."),
        "nothing-booked": gettext("Nothing booked yet."),
        "foot": f"{plain(delegation.name)} · {as_of}",
    }


def _get_labels() -> dict[str, Any]:
    return {
        "programme": _get_both_languages(lambda: gettext("Programme of the delegation")),
        "days": _get_both_languages(lambda: gettext("Programme")),
        "firms": _get_both_languages(lambda: gettext("Meetings of each firm")),
        "columns": [
            " ".join(_get_both_languages(act))
            for act in (
                lambda: gettext("Time"),
                lambda: gettext("Table"),
                lambda: gettext("Partner"),
                lambda: gettext("People"),
            )
        ],
    }


def _iter_facts(event: Event, delegation: Delegation) -> Iterator[tuple[str, str]]:
    chamber = db.session.get_one(Organisation, delegation.organisation_id)
    led = get_leaders([delegation])[delegation.id]
    days = [event_day.day for event_day in event.days]
    place = reduce(join_places, filter(None, (plain(event.venue), plain(event.city))), "")
    stay = " – ".join(moment(at) if at else "…" for at in (delegation.arrives_at, delegation.departs_at))
    facts = (
        (gettext("Days"), " – ".join(dict.fromkeys(long_day(day) for day in (days[0], days[-1]))) if days else ""),
        (gettext("Place"), place),
        (gettext("Stay"), stay if delegation.arrives_at or delegation.departs_at else ""),
        (gettext("Head of the delegation"), _describe_leader(led.get("head"))),
        (gettext("Deputy head"), _describe_leader(led.get("deputy"))),
        (gettext("Chamber"), plain(chamber.name)),
    )
    yield from ((word, what) for word, what in facts if what)


def _describe_leader(delegation_leader: DelegationLeader | None) -> str:
    parts = (
        (delegation_leader.name, delegation_leader.name_zh, plain(delegation_leader.titles))
        if delegation_leader is not None
        else ()
    )
    return str(gettext(", ")).join(filter(None, parts))


def _make_day(day: date, entries: Sequence[ProgrammeEntry]) -> dict[str, Any]:
    first, second = _get_both_languages(lambda: long_day(day))
    return {"day": first, "second": second, "lines": [_make_line(entry) for entry in entries]}


def _make_line(programme_entry: ProgrammeEntry) -> dict[str, Any]:
    title, place = (
        (programme_entry.visit.title, programme_entry.visit.where)
        if programme_entry.visit
        else _get_title_and_place(programme_entry)
    )
    parts = [plain(place)]
    if programme_entry.visit is not None:
        parts += [
            _describe_pickup(programme_entry.visit),
            *_iter_partners(programme_entry),
            programme_entry.visit.note or "",
        ]
    return {
        "time": _format_span(programme_entry.starts_at, programme_entry.ends_at),
        "title": plain(title),
        "second": _get_other_language(title),
        "told": " · ".join(" ".join(part.split()) for part in parts if part),
        "own": programme_entry.visit is not None,
    }


def _describe_pickup(visit: VisitBlock) -> str:
    return pickup_label(visit.pickup_at, visit.pickup_place)


def _get_title_and_place(programme_entry: ProgrammeEntry) -> tuple[Localized, Localized]:
    return (
        (programme_entry.item.title, programme_entry.item.place)
        if programme_entry.item is not None
        else (Localized(), Localized())
    )


def _iter_partners(programme_entry: ProgrammeEntry) -> Iterator[str]:
    if programme_entry.visit is not None and programme_entry.visit.sign_up:
        yield ngettext("%(num)d person signed up", "%(num)d people signed up", programme_entry.people)
    elif programme_entry.only is None:
        yield gettext("all members")
    else:
        yield ngettext("%(num)d member", "%(num)d members", len(programme_entry.only))
    for bus, count in (programme_entry.riders or {}).items():
        if not count:
            continue
        yield ngettext("bus %(name)s, %(num)d person", "bus %(name)s, %(num)d people", count, name=bus)


def _list_companies(event: Event, delegation: Delegation) -> list[dict[str, Any]]:
    companies = list_delegation_companies(delegation)
    rows = lists.list_delegation_meetings(delegation.id, *PLACED_STATES)
    hours = get_agenda_frame(event, delegation.group_id, delegation.id, [company.id for company in companies])
    group_meetings = list_attended_group_meetings([company.id for company in companies])
    times = [
        at for at in (*(row.starts_at for row in rows), *(row.starts_at for row in group_meetings)) if at is not None
    ]
    times += [visit.starts_at for company in companies for visit in hours.visits_for(company)]
    several = len({local(at).date() for at in times}) > 1
    return [_make_company(company, rows, group_meetings, hours, several=several) for company in companies]


def _make_company(
    company: Registration,
    rows: list[lists.MeetingRow],
    group_meetings: list[GroupMeetingRow],
    hours: AgendaFrame,
    *,
    several: bool,
) -> dict[str, Any]:
    mine = [row for row in rows if company.id in (row.asker.registration_id, row.asked.registration_id)]
    lines = [
        (row.starts_at, _make_meeting(row, company.id, several=several)) for row in mine if row.starts_at is not None
    ]
    lines += [
        (row.starts_at, _make_group_meeting(row, company.id, several=several))
        for row in group_meetings
        if row.starts_at is not None and row.holds_time_of(company.id)
    ]
    lines += [
        (visit.starts_at, _make_visit(visit, hours.buses.get((visit.id, company.id), ()), several=several))
        for visit in hours.visits_for(company)
    ]
    both = company_display_names(company.company) if company.company is not None else None
    return {
        "name": both.first if both else "",
        "second": both.second if both else "",
        "people": gettext(", ").join(_format_person(representative) for representative in company.representatives),
        "lines": [line for _at, line in sorted(lines, key=lambda timed_line: timed_line[0])],
    }


def _make_meeting(row: lists.MeetingRow, registration_id: int, *, several: bool) -> dict[str, Any]:
    both = company_display_names(row.other_than(registration_id))
    return {
        "time": _format_when(row.starts_at, row.ends_at, several=several),
        "table": row.table,
        "partner": both.first,
        "second": both.second,
        "people": _append_link(gettext(", ").join(row.people), row.video_url),
        "own": False,
    }


def _make_group_meeting(row: GroupMeetingRow, registration_id: int, *, several: bool) -> dict[str, Any]:
    host = None if row.is_host(registration_id) else company_display_names(row.host)
    return {
        "time": _format_when(row.starts_at, row.ends_at, several=several),
        "table": row.table,
        "partner": row.topic,
        "second": host.first if host is not None else gettext("Group meeting"),
        "people": _append_link(
            describe_attendees((attendee.name, attendee.company) for attendee in row.attendees), row.video_url
        ),
        "own": False,
    }


def _append_link(people: str, online: str) -> str:
    """Who sits there, and at which address others join."""
    return " · ".join(
        part for part in (people, gettext("Online: %(address)s", address=online) if online else "") if part
    )


def _make_visit(visit: VisitBlock, buses: Sequence[str], *, several: bool) -> dict[str, Any]:
    return {
        "time": _format_when(visit.starts_at, visit.ends_at, several=several),
        "table": "",
        "partner": plain(visit.title),
        "second": _get_other_language(visit.title),
        "people": " · ".join(part for part in (plain(visit.where), _describe_pickup(visit), bus_label(buses)) if part),
        "own": True,
    }


def _format_when(starts: datetime | None, ends: datetime | None, *, several: bool) -> str:
    if starts is None or ends is None:
        return ""
    return f"{brief_day(local(starts))}, {_format_span(starts, ends)}" if several else _format_span(starts, ends)


def _format_span(starts: datetime, ends: datetime) -> str:
    return f"{clock(starts)} – {clock(ends)}"


def _format_person(bilingual_company: BilingualCompany) -> str:
    """Both names, the one in the reader's script first."""
    both = company_display_names(bilingual_company)
    return f"{both.first} {both.second}".strip()


def _get_both_languages(act: Callable[[], str]) -> tuple[str, str]:
    """In the reader's language, and in Chinese; in English for who reads Chinese."""
    other = "en" if language() == "zh" else "zh"
    first = str(act())
    with force_locale(LOCALES[other]):
        return first, str(act())


def _get_other_language(text: Localized) -> str:
    """The same in Chinese (in English for who reads Chinese), "" where that is what stands first or is not known."""
    translation = text.exactly("en" if language() == "zh" else "zh")
    return translation if translation != plain(text) else ""


LINES_AT_ONCE: Final = 5_000
"""Meetings that are asked for in one statement."""
COLUMN_WIDTHS: Final = (18, 18, 10, 40, 40, 14)
LIST_MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}


def render_meeting_list(kind: str, event: Event, wanted: MeetingFilter) -> bytes:
    """The meetings that fit, in one of ``MEDIA_TYPES``, in the reader's language; times on the clocks of the event."""
    ids = list_matching_ids(event.id, wanted)
    lines = [
        line
        for at in range(0, len(ids), LINES_AT_ONCE)
        for line in list_meeting_lines(event.id, ids[at : at + LINES_AT_ONCE])
    ]
    return _RENDERERS[kind](event, lines, _get_ends(event.id))


def _get_ends(event_id: int) -> dict[int, datetime]:
    """When each meeting that holds time ends."""
    query = select(Claim.meeting_id, func.max(Slot.ends_at)).join(Slot, Slot.id == Claim.slot_id)
    rows = db.session.execute(query.where(Claim.event_id == event_id).group_by(Claim.meeting_id))
    return dict(rows.all())


def _iter_rows(lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> Iterator[list[CellValue]]:
    for line in lines:
        starts_at, ends_at = line.starts_at, ends.get(line.id)
        yield [
            local(starts_at) if starts_at else None,
            local(ends_at) if starts_at and ends_at else None,
            line.table,
            company_label(line.asker),
            company_label(line.asked),
            str(STATE_LABELS[line.state]),
        ]


def _list_headers() -> list[str]:
    asker, asked = pgettext("side of a meeting", "Asker"), pgettext("side of a meeting", "Asked")
    return [gettext("Start"), gettext("End"), gettext("Table"), asker, asked, gettext("State")]


def _render_csv(_event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    return to_csv(_list_headers(), _iter_rows(lines, ends))


def _render_xlsx(event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    sheet = WorkbookSheet(
        name=gettext("Meetings"), header=_list_headers(), rows=_iter_rows(lines, ends), widths=COLUMN_WIDTHS
    )
    return to_xlsx([sheet], made_at=now(), title=plain(event.name))


def _render_ics(event: Event, lines: Sequence[MeetingLine], ends: Mapping[int, datetime]) -> bytes:
    """Those that have their time."""
    entries = (
        Appointment(
            uid=get_uid(line.id),
            sequence=line.sequence,
            starts_at=line.starts_at,
            ends_at=ends[line.id],
            changed_at=line.since,
            summary=" – ".join((company_label(line.asker), company_label(line.asked))),
            zone=event.zone,
            location=describe_place(event, MeetingPlace(line.table)),
        )
        for line in lines
        if line.state in PLACED_STATES and line.starts_at is not None and line.id in ends
    )
    return to_ics(entries, name=plain(event.name)).encode()


_RENDERERS: Final[Mapping[str, Callable[[Event, Sequence[MeetingLine], Mapping[int, datetime]], bytes]]] = {
    "csv": _render_csv,
    "xlsx": _render_xlsx,
    "ics": _render_ics,
}


def send_agenda(registration: Registration, address: str, *, language: str, by: int) -> Outbox:
    """Write a letter with the booked meetings and their calendar file. Raises Invalid ``email_unusable``."""
    event = registration.event
    with transaction():
        notice = audit.log_action("agenda.mailed", registration, event_id=event.id, by=by)
        return agendas.write_agenda_email(
            notice, registration, agendas.load_agenda(language, registration), event, address=address
        )
