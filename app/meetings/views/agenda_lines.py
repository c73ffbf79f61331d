"""The lines of a company's day: its meetings between what the programme holds, the times that are free, the walks,
and who waits for its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import url_for
from flask_babel import gettext, ngettext

from app.companies.wording import company_display_names, company_full_label, company_label
from app.core.clock import Span
from app.core.db import now
from app.core.web.locale import clock, local, plain, zone
from app.events.calendar import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.agenda import AgendaStop, AgendaWalk, WalkDistance, find_walks
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.queries import lists
from app.meetings.queries.agenda import AgendaFrame, get_agenda_frame
from app.meetings.queries.availability import find_away_slots
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.interpreter_needs import find_meetings_without_interpreter
from app.meetings.queries.lists import MeetingRow
from app.meetings.views.blueprint import new_time_said
from app.meetings.wording import describe_attendees
from app.registrations.models import Registration, VisitBlock
from app.registrations.wording import bus_label, pickup_label


def get_walks(event: Event, rows: Iterable[MeetingRow | GroupMeetingRow]) -> dict[int, AgendaWalk]:
    """By meeting, how a firm comes to it from the one before; ``rows``: the firm's."""
    stops = [stop for row in rows if (stop := _make_stop(row)) is not None]
    return find_walks(stops, walk=timedelta(minutes=event.walk_minutes), zone=zone())


def describe_departure(way: AgendaWalk | None) -> str:
    """By when to leave, for a line of the agenda; "" where nobody has far to go, or nobody knows from where."""
    if way is None or not way.walk or not way.is_from_table:
        return ""
    if way.is_tight:
        return str(gettext("leave %(table)s as soon as it ends", table=way.source.table))
    return str(gettext("leave %(table)s by %(time)s", table=way.source.table, time=clock(way.leave_at)))


def describe_walk(way: AgendaWalk | None) -> str:
    """The way in a sentence, "" where nothing is known of it."""
    if way is None:
        return ""
    table, minutes = way.source.table, int(way.walk.total_seconds() // 60)
    if way.pace is WalkDistance.STAY:
        return str(gettext("You stay at the table where you sit before."))
    if way.pace is WalkDistance.NEAR:
        return str(gettext("Close to %(table)s, where you sit before.", table=table))
    if not minutes:
        return str(gettext("In another zone than %(table)s, where you sit before.", table=table))
    return str(
        ngettext(
            "%(num)d minute to walk from %(table)s, where you sit before.",
            "%(num)d minutes to walk from %(table)s, where you sit before.",
            minutes,
            table=table,
        )
    )


def _make_stop(row: MeetingRow | GroupMeetingRow) -> AgendaStop | None:
    if row.state not in PLACED_STATES or row.starts_at is None or row.ends_at is None or not row.table:
        return None
    return AgendaStop(row.id, Span(row.starts_at, row.ends_at), row.table, row.zone, frozenset(row.people))


def list_answers_due(
    event: Event,
    registration: Registration,
    rows: Iterable[lists.MeetingRow],
    group_meetings: Iterable[GroupMeetingRow],
) -> dict[int | None, tuple[str, str]]:
    """By slot who waits for an answer of the firm about this time, and where it is given."""
    if not is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode)):
        return {}
    mine, result = registration.id, dict[int | None, tuple[str, str]]()
    for group in group_meetings:
        if group.waits_for(mine):
            url = url_for("group_meetings.group_meeting", event=event, registration_id=mine, round_id=group.id)
            result[group.slot_id] = gettext("invited by %(firm)s", firm=company_label(group.host)), url
    for row in rows:
        if row.new_time is not None:
            if row.waits_for(mine):
                title = gettext("new time for the meeting with %(firm)s", firm=company_label(row.other_than(mine)))
                url = url_for("meetings.requests", event=event, registration_id=mine, _anchor=f"meeting-{row.id}")
                result[row.new_time.slot_id] = title, url
        elif row.waits_for(mine):
            by = {"firm": company_label(row.other_than(mine))}
            title = gettext("proposed by %(firm)s", **by) if row.countered else gettext("asked by %(firm)s", **by)
            url = url_for("meetings.time", event=event, registration_id=mine, meeting_id=row.id)
            result |= dict.fromkeys((proposal.slot_id for proposal in row.proposals), (title, url))
    return result


@dataclass(frozen=True)
class AgendaLine:
    """A line of the agenda, as ``components/agenda.html`` reads it."""

    starts_at: datetime
    time: str
    title: str
    kind: str = ""
    where: str = ""
    alt: str = ""
    sub: str = ""
    url: str = ""
    alt_lang: str = ""
    online: str = ""
    meeting: lists.MeetingRow | None = None
    """A booked meeting that is ahead: what may be moved or called off."""
    round: GroupMeetingRow | None = None
    """A group meeting that is ahead: the same by its host, and a guest's seat given back."""
    about: tuple[lists.MeetingCompany, ...] = ()
    """The firm at the other end of a meeting, or the others of a group."""
    number: int = 0
    """Of that meeting."""

    @property
    def is_fixed(self) -> bool:
        """Whether something takes place then: a meeting, or what the programme or a visit holds."""
        return bool(self.where) or self.kind == "break"

    @property
    def is_own(self) -> bool:
        """Whether it is more than a break between meetings."""
        return self.is_fixed and bool(self.where or self.sub)

    @property
    def iso(self) -> str:
        return self.starts_at.isoformat()


def group_by_day(lines: Iterable[AgendaLine]) -> list[tuple[date, list[AgendaLine]]]:
    """Lines in the order of time, under the days of the event's zone."""
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: local(line.starts_at).date())]


def list_day_lines(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], group_meetings: list[GroupMeetingRow]
) -> list[AgendaLine]:
    """The agenda of one firm, whose meetings are ``rows`` and whose group meetings, or invitations, ``rounds``."""
    hours = get_agenda_frame(event, registration.group_id, registration.delegation_id, [registration.id])
    away = find_away_slots(event, [registration.id])[registration.id]
    return list_agenda_lines(event, registration, rows, hours, away, group_meetings)


def list_booked_lines(
    event: Event,
    companies: Sequence[Registration],
    rows: Sequence[lists.MeetingRow],
    group_meetings: Sequence[GroupMeetingRow],
    *,
    group_id: int | None,
    delegation_id: int | None,
) -> dict[int, list[AgendaLine]]:
    """What takes place for each of these companies of one group and delegation, by its id and by time: their meetings
    are ``rows``, and ``rounds`` the group meetings at which they sit."""
    ids = [company.id for company in companies]
    of: dict[int, list[lists.MeetingRow]] = {number: [] for number in ids}
    for row in rows:
        for number in {row.asker.registration_id, row.asked.registration_id} & of.keys():
            of[number].append(row)
    hours = get_agenda_frame(event, group_id, delegation_id, ids, numbers=_get_single_slots(rows))
    everywhere = frozenset(slot.id for slot in hours.slots)  # of times that are free nothing is said
    return {
        company.id: [
            line
            for line in list_agenda_lines(
                event, company, of[company.id], hours, everywhere, group_meetings, booked_only=True
            )
            if line.is_fixed
        ]
        for company in companies
    }


def _get_single_slots(rows: Sequence[lists.MeetingRow]) -> set[int] | None:
    """The slots at which these meetings begin, where that is all of their time; else None."""
    if any(row.length > 1 for row in rows):
        return None
    return {row.slot_id for row in rows if row.state in PLACED_STATES and row.slot_id is not None}


def list_agenda_lines(
    event: Event,
    registration: Registration,
    rows: list[lists.MeetingRow],
    hours: AgendaFrame,
    away: Collection[int],
    group_meetings: Iterable[GroupMeetingRow] = (),
    *,
    booked_only: bool = False,
) -> list[AgendaLine]:
    """Meetings, breaks, programme, visits and free times of one company, by time; a meeting is ``here`` while it lasts.

    ``rounds``: the group meetings at which it sits, or to which it is invited; ``away``: ids of the slots in which the
    company is elsewhere. None of them is free; those of a visit or a part of the programme stand behind its line alone.
    ``booked_only``: nothing of the times at which no meeting is.
    """
    at: dict[int | None, list[lists.MeetingRow]] = defaultdict(list)
    for row in rows:
        if row.state in PLACED_STATES:
            at[row.slot_id].append(row)
    group_meetings = list(group_meetings)
    asked = list_answers_due(event, registration, rows, group_meetings)
    visits = hours.visits_for(registration)
    groups = [row for row in group_meetings if row.holds_time_of(registration.id)]
    ways = get_walks(event, [*rows, *groups])
    goes_on = _find_continued_slots(hours.slots, at) | _find_group_slots(hours.slots, groups)
    # two people of one company may meet two others at the same time: a line for each
    lines = [
        _make_slot_line(event, registration, slot, row, asked.get(slot.id), ways, is_away=slot.id in away)
        for slot in hours.slots
        for row in at.get(slot.id, [None])
        if row or not (booked_only and slot.kind == SlotKind.MEETING)
        if slot.id not in goes_on or row
        if row or slot.id in asked or slot.id not in away or not _is_within(slot, hours, visits)
    ]
    lines += [_make_group_line(event, registration, row, ways) for row in groups if row.starts_at is not None]
    programme_lines = [_make_programme_line(item, plain(item.title), plain(item.place)) for item in hours.programme]
    programme_lines += [_make_visit_line(visit, hours.buses.get((visit.id, registration.id), ())) for visit in visits]
    return sorted([*programme_lines, *lines], key=lambda line: line.starts_at)


def _find_continued_slots(slots: Sequence[Slot], at: Mapping[int | None, list[lists.MeetingRow]]) -> frozenset[int]:
    """The slots in which a meeting goes on that began in one before."""
    if all(row.length == 1 for some in at.values() for row in some):
        return frozenset()
    ids = [slot.id for slot in slots if slot.kind == SlotKind.MEETING]
    rows = ((place, row) for place, slot_id in enumerate(ids) for row in at.get(slot_id, ()))
    later = (ids[place + 1 : place + row.length] for place, row in rows)
    return frozenset(slot_id for some in later for slot_id in some)


def _find_group_slots(slots: Sequence[Slot], groups: Iterable[GroupMeetingRow]) -> frozenset[int]:
    """The slots in which the firm sits at group meetings: none of them is free."""
    groups = list(groups)
    if not groups:
        return frozenset()
    ids = [slot.id for slot in slots if slot.kind == SlotKind.MEETING]
    firsts = [(ids.index(row.slot_id), row.length) for row in groups if row.slot_id in ids]
    return frozenset(slot_id for first, length in firsts for slot_id in ids[first : first + length])


def _make_group_line(
    event: Event, registration: Registration, row: GroupMeetingRow, ways: Mapping[int, AgendaWalk]
) -> AgendaLine:
    """A group meeting: its topic, and for a guest its host."""
    starts_at = row.starts_at or now()
    over = row.state != MeetingState.BOOKED or (row.ends_at or starts_at) <= now()
    until = gettext("until %(time)s", time=clock(row.ends_at)) if row.length > 1 and row.ends_at else ""
    people = describe_attendees((attendee.name, attendee.company) for attendee in row.attendees)
    absent = str(gettext(", ")).join(company_label(company) for company in row.elsewhere_for(registration.id))
    clash = gettext("clash: elsewhere then: %(firms)s", firms=absent) if absent else ""
    walk = "" if over or starts_at <= now() else describe_departure(ways.get(row.id))
    texts = (gettext("group meeting"), until, clash, _get_state_label(row.state), plain(row.zone), walk, people)
    host = "" if row.is_host(registration.id) else company_full_label(row.host)
    return AgendaLine(
        starts_at,
        clock(starts_at),
        row.topic or gettext("Group meeting"),
        "past" if over else ("here" if starts_at <= now() else ""),
        row.table,
        sub=" · ".join(part for part in (host, *texts, interpreter_text(row)) if part),
        url=url_for("group_meetings.group_meeting", event=event, registration_id=registration.id, round_id=row.id),
        online=row.video_url,
        round=row if row.is_ahead else None,
        about=tuple(company for company in row.sitting if company.registration_id != registration.id),
        number=row.id,
    )


def _make_visit_line(visit: VisitBlock, buses: Collection[str]) -> AgendaLine:
    pickup = pickup_label(visit.pickup_at, visit.pickup_place)
    texts = (plain(visit.where), pickup, bus_label(buses), " ".join((visit.note or "").split()))
    return _make_programme_line(visit, plain(visit.title), *texts)


def _make_programme_line(item: ProgrammeItem | VisitBlock, title: str, *told: str) -> AgendaLine:
    until = gettext("until %(time)s", time=clock(item.ends_at))
    sub = " · ".join(part for part in (until, *told) if part)
    return AgendaLine(item.starts_at, clock(item.starts_at), title, "break", sub=sub)


def _is_within(slot: Slot, hours: AgendaFrame, visits: list[VisitBlock]) -> bool:
    """Whether a line of the same day says already what keeps the firm away in this slot."""
    busy = [(item.starts_at, item.ends_at) for item in hours.programme if item.keeps_busy]
    busy += [(visit.busy_from, visit.ends_at) for visit in visits]
    over = (starts for starts, ends in busy if starts < slot.ends_at and slot.starts_at < ends)
    return any(local(starts).date() == local(slot.starts_at).date() for starts in over)


def _make_slot_line(
    event: Event,
    registration: Registration,
    slot: Slot,
    row: lists.MeetingRow | None,
    asked: tuple[str, str] | None,
    ways: Mapping[int, AgendaWalk],
    *,
    is_away: bool,
) -> AgendaLine:
    time = clock(slot.starts_at)
    if slot.kind != "meeting":
        return AgendaLine(slot.starts_at, time, plain(slot.label) or gettext("Break"), "break")
    if row is not None:
        other = row.other_than(registration.id)
        url = url_for("registrations.firm", event=event, registration_id=other.registration_id)
        kind = _get_line_kind(row, slot)
        clash = gettext("clash: one of the two is elsewhere then") if row.clashes else ""
        until = gettext("until %(time)s", time=clock(row.ends_at)) if row.length > 1 and row.ends_at else ""
        texts = (
            until,
            new_time_said(row, registration.id),
            clash,
            _get_state_label(row.state),
            plain(row.zone),
            "" if kind else describe_departure(ways.get(row.id)),
            str(gettext(", ")).join(row.people),
            interpreter_text(row),
        )
        sub = " · ".join(part for part in texts if part)
        both = company_display_names(other)
        acts = None if kind else row
        return AgendaLine(
            slot.starts_at,
            time,
            both.first,
            kind,
            row.table,
            both.second,
            sub,
            url,
            both.second_lang,
            row.video_url,
            acts,
            about=(other,),
            number=row.id,
        )
    if asked is not None:
        title, url = asked
        return AgendaLine(slot.starts_at, time, title, "free", url=url, sub=gettext("waits for your answer"))
    return AgendaLine(slot.starts_at, time, gettext("away") if is_away else gettext("free"), "free")


def _get_state_label(state: MeetingState) -> str:
    return str({MeetingState.HELD: gettext("held"), MeetingState.MISSED: gettext("missed")}.get(state, ""))


def _get_line_kind(row: lists.MeetingRow, slot: Slot) -> str:
    """``past`` once it is over, ``here`` from its first to its last minute, "" while it is ahead."""
    if row.state != MeetingState.BOOKED or (row.ends_at or slot.ends_at) <= now():
        return "past"
    return "here" if slot.starts_at <= now() else ""


def interpreter_text(row: MeetingRow | GroupMeetingRow) -> str:
    """Who interprets at a meeting, or that somebody is still to be found; empty where nobody needs one."""
    if isinstance(row, MeetingRow) and row.lacks_interpreter:
        return str(gettext("without an interpreter so far; the organizer knows"))
    return gettext("interpreter: %(name)s", name=row.interpreter) if row.interpreter else ""


def mark_missing_interpreters(event: Event, registration: Registration, rows: Iterable[MeetingRow]) -> list[MeetingRow]:
    """The meetings of a firm, which know where an interpreter lacks."""
    lacking = find_meetings_without_interpreter(event.id, registration.id)
    return [replace(row, lacks_interpreter=True) if row.id in lacking else row for row in rows]
