"""The lines of a firm's day: its meetings between what the programme holds, and the times that are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import url_for
from flask_babel import gettext

from app.companies.wording import company_display_names, company_full_label, company_label
from app.core.db import now
from app.core.web.locale import clock, local, plain
from app.events.calendar import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries import lists
from app.meetings.queries.boards import away_slots_of
from app.meetings.queries.hours import Hours, hours_of
from app.meetings.queries.rounds import RoundRow
from app.meetings.views.answers_due import answers_due
from app.meetings.views.blueprint import new_time_said
from app.meetings.views.going import walk_said, ways_between
from app.meetings.views.voices import with_interpreter
from app.meetings.ways import Way
from app.meetings.wording import sitters_said
from app.registrations.models import Registration, VisitBlock
from app.registrations.wording import bus_words, pickup_words


@dataclass(frozen=True)
class Line:
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
    round: RoundRow | None = None
    """A group meeting that is ahead: the same by its host, and a guest's seat given back."""
    about: tuple[lists.Firm, ...] = ()
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


def by_day(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    """Lines in the order of time, under the days of the event's zone."""
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: local(line.starts_at).date())]


def day_lines(
    event: Event, registration: Registration, rows: list[lists.MeetingRow], rounds: list[RoundRow]
) -> list[Line]:
    """The agenda of one firm, whose meetings are ``rows`` and whose group meetings, or invitations, ``rounds``."""
    hours = hours_of(event, registration.group_id, registration.delegation_id, [registration.id])
    away = away_slots_of(event, [registration.id])[registration.id]
    return agenda_lines(event, registration, rows, hours, away, rounds)


def held_lines(
    event: Event,
    firms: Sequence[Registration],
    rows: Sequence[lists.MeetingRow],
    rounds: Sequence[RoundRow],
    *,
    group_id: int | None,
    delegation_id: int | None,
) -> dict[int, list[Line]]:
    """What takes place for each of these firms of one group and delegation, by its id and by time: their meetings are
    ``rows``, and ``rounds`` the group meetings at which they sit."""
    ids = [firm.id for firm in firms]
    of: dict[int, list[lists.MeetingRow]] = {number: [] for number in ids}
    for row in rows:
        for number in {row.asker.registration_id, row.asked.registration_id} & of.keys():
            of[number].append(row)
    hours = hours_of(event, group_id, delegation_id, ids, held=_held_alone(rows))
    everywhere = frozenset(slot.id for slot in hours.slots)  # of times that are free nothing is said
    return {
        firm.id: [
            line
            for line in agenda_lines(event, firm, of[firm.id], hours, everywhere, rounds, held_alone=True)
            if line.is_fixed
        ]
        for firm in firms
    }


def _held_alone(rows: Sequence[lists.MeetingRow]) -> set[int] | None:
    """The slots at which these meetings begin, where that is all of their time; else None."""
    if any(row.length > 1 for row in rows):
        return None
    return {row.slot_id for row in rows if row.state in PLACED and row.slot_id is not None}


def agenda_lines(
    event: Event,
    registration: Registration,
    rows: list[lists.MeetingRow],
    hours: Hours,
    away: Collection[int],
    rounds: Iterable[RoundRow] = (),
    *,
    held_alone: bool = False,
) -> list[Line]:
    """Meetings, breaks, programme, visits and free times of one firm, by time; a meeting is ``here`` while it lasts.

    ``rounds``: the group meetings at which it sits, or to which it is invited; ``away``: ids of the slots in which the
    firm is elsewhere. None of them is free; those of a visit or a part of the programme stand behind its line alone.
    ``held_alone``: nothing of the times at which no meeting is.
    """
    at: dict[int | None, list[lists.MeetingRow]] = defaultdict(list)
    for row in rows:
        if row.state in PLACED:
            at[row.slot_id].append(row)
    rounds = list(rounds)
    asked = answers_due(event, registration, rows, rounds)
    visits = hours.visits_for(registration)
    groups = [row for row in rounds if row.holds_time_of(registration.id)]
    ways = ways_between(event, [*rows, *groups])
    goes_on = _goes_on(hours.slots, at) | _held_by_groups(hours.slots, groups)
    # two people of one firm may meet two others at the same time: a line for each
    lines = [
        _slot_line(event, registration, slot, row, asked.get(slot.id), ways, is_away=slot.id in away)
        for slot in hours.slots
        for row in at.get(slot.id, [None])
        if row or not (held_alone and slot.kind == SlotKind.MEETING)
        if slot.id not in goes_on or row
        if row or slot.id in asked or slot.id not in away or not _is_within(slot, hours, visits)
    ]
    lines += [_round_line(event, registration, row, ways) for row in groups if row.starts_at is not None]
    held = [_held(item, plain(item.title), plain(item.place)) for item in hours.programme]
    held += [_visit(visit, hours.buses.get((visit.id, registration.id), ())) for visit in visits]
    return sorted([*held, *lines], key=lambda line: line.starts_at)


def _goes_on(slots: Sequence[Slot], at: Mapping[int | None, list[lists.MeetingRow]]) -> frozenset[int]:
    """The slots in which a meeting goes on that began in one before."""
    if all(row.length == 1 for some in at.values() for row in some):
        return frozenset()
    ids = [slot.id for slot in slots if slot.kind == SlotKind.MEETING]
    rows = ((place, row) for place, slot_id in enumerate(ids) for row in at.get(slot_id, ()))
    later = (ids[place + 1 : place + row.length] for place, row in rows)
    return frozenset(slot_id for some in later for slot_id in some)


def _held_by_groups(slots: Sequence[Slot], groups: Iterable[RoundRow]) -> frozenset[int]:
    """The slots in which the firm sits at group meetings: none of them is free."""
    groups = list(groups)
    if not groups:
        return frozenset()
    ids = [slot.id for slot in slots if slot.kind == SlotKind.MEETING]
    firsts = [(ids.index(row.slot_id), row.length) for row in groups if row.slot_id in ids]
    return frozenset(one for first, length in firsts for one in ids[first : first + length])


def _round_line(event: Event, registration: Registration, row: RoundRow, ways: Mapping[int, Way]) -> Line:
    """A group meeting: its topic, and for a guest its host."""
    starts_at = row.starts_at or now()
    over = row.state != State.BOOKED or (row.ends_at or starts_at) <= now()
    until = gettext("until %(time)s", time=clock(row.ends_at)) if row.length > 1 and row.ends_at else ""
    people = sitters_said((one.name, one.firm) for one in row.sitters)
    absent = str(gettext(", ")).join(company_label(one) for one in row.elsewhere_for(registration.id))
    clash = gettext("clash: elsewhere then: %(firms)s", firms=absent) if absent else ""
    walk = "" if over or starts_at <= now() else walk_said(ways.get(row.id))
    told = (gettext("group meeting"), until, clash, _state_word(row.state), plain(row.zone), walk, people)
    host = "" if row.is_host(registration.id) else company_full_label(row.host)
    return Line(
        starts_at,
        clock(starts_at),
        row.topic or gettext("Group meeting"),
        "past" if over else ("here" if starts_at <= now() else ""),
        row.table,
        sub=" · ".join(part for part in (host, *told, with_interpreter(row)) if part),
        url=url_for("meetings.group_meeting", event=event, registration_id=registration.id, round_id=row.id),
        online=row.video_url,
        round=row if row.is_ahead else None,
        about=tuple(one for one in row.sitting if one.registration_id != registration.id),
        number=row.id,
    )


def _visit(visit: VisitBlock, buses: Collection[str]) -> Line:
    pickup = pickup_words(visit.pickup_at, visit.pickup_place)
    told = (plain(visit.where), pickup, bus_words(buses), " ".join((visit.note or "").split()))
    return _held(visit, plain(visit.title), *told)


def _held(item: ProgrammeItem | VisitBlock, title: str, *told: str) -> Line:
    until = gettext("until %(time)s", time=clock(item.ends_at))
    sub = " · ".join(part for part in (until, *told) if part)
    return Line(item.starts_at, clock(item.starts_at), title, "break", sub=sub)


def _is_within(slot: Slot, hours: Hours, visits: list[VisitBlock]) -> bool:
    """Whether a line of the same day says already what keeps the firm away in this slot."""
    busy = [(item.starts_at, item.ends_at) for item in hours.programme if item.keeps_busy]
    busy += [(visit.busy_from, visit.ends_at) for visit in visits]
    over = (starts for starts, ends in busy if starts < slot.ends_at and slot.starts_at < ends)
    return any(local(starts).date() == local(slot.starts_at).date() for starts in over)


def _slot_line(
    event: Event,
    registration: Registration,
    slot: Slot,
    row: lists.MeetingRow | None,
    asked: tuple[str, str] | None,
    ways: Mapping[int, Way],
    *,
    is_away: bool,
) -> Line:
    time = clock(slot.starts_at)
    if slot.kind != "meeting":
        return Line(slot.starts_at, time, plain(slot.label) or gettext("Break"), "break")
    if row is not None:
        other = row.other_than(registration.id)
        url = url_for("registrations.firm", event=event, registration_id=other.registration_id)
        kind = _kind(row, slot)
        clash = gettext("clash: one of the two is elsewhere then") if row.clashes else ""
        until = gettext("until %(time)s", time=clock(row.ends_at)) if row.length > 1 and row.ends_at else ""
        told = (
            until,
            new_time_said(row, registration.id),
            clash,
            _state_word(row.state),
            plain(row.zone),
            "" if kind else walk_said(ways.get(row.id)),
            str(gettext(", ")).join(row.people),
            with_interpreter(row),
        )
        sub = " · ".join(part for part in told if part)
        both = company_display_names(other)
        acts = None if kind else row
        return Line(
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
        return Line(slot.starts_at, time, title, "free", url=url, sub=gettext("waits for your answer"))
    return Line(slot.starts_at, time, gettext("away") if is_away else gettext("free"), "free")


def _state_word(state: State) -> str:
    return str({State.HELD: gettext("held"), State.MISSED: gettext("missed")}.get(state, ""))


def _kind(row: lists.MeetingRow, slot: Slot) -> str:
    """``past`` once it is over, ``here`` from its first to its last minute, "" while it is ahead."""
    if row.state != State.BOOKED or (row.ends_at or slot.ends_at) <= now():
        return "past"
    return "here" if slot.starts_at <= now() else ""
