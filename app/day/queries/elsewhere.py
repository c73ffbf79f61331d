"""Who is in the hall and awaited at one table, but may still sit at another one, whose time is over by the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.core.db import db
from app.day.queries.people import Person
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Claim, Meeting, MeetingParty
from app.meetings.queries.round_parties import SITS
from app.registrations.queries.party import Firm

OVERRUN: Final = timedelta(minutes=15)
"""So long after its time has ended a meeting is thought to go on."""


@dataclass(slots=True)
class Sat:
    """A meeting that runs, or ran a moment ago. ``people``: who sits there, by their ids."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    table: str = ""
    people: list[int] = field(default_factory=list)
    firms: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StillThere:
    """``person`` is awaited at ``table`` by ``waiting``, and was at ``sits_at`` with ``partners`` until ``until``."""

    meeting_id: int
    starts_at: datetime
    table: str
    person: Person
    firm: Firm
    waiting: tuple[Firm, ...]
    sits_at: str
    partners: tuple[Firm, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class SitsAt:
    """Where somebody of a firm sits now, and with whom."""

    table: str
    partners: tuple[Firm, ...]
    until: datetime


def sat_lately(event_id: int, now: datetime) -> list[Sat]:
    """The meetings at tables that run, or whose time ended within ``OVERRUN``, in order of time; two queries."""
    rows = (
        select(Claim.meeting_id, Slot.starts_at, Slot.ends_at, Claim.representative_id, Table.label)
        .join(Slot, Slot.id == Claim.slot_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Claim.event_id == event_id, Meeting.state.in_((State.BOOKED, State.HELD)))
        .where(Slot.starts_at <= now, Slot.ends_at > now - OVERRUN)
        .order_by(Slot.starts_at, Claim.id)
    )
    found: dict[int, Sat] = {}
    for meeting_id, starts_at, ends_at, person_id, label in db.session.execute(rows):
        sat = found.setdefault(meeting_id, Sat(meeting_id, starts_at, ends_at))
        sat.ends_at, sat.table = max(sat.ends_at, ends_at), sat.table or label or ""
        if person_id is not None and person_id not in sat.people:
            sat.people.append(person_id)
    parties = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(MeetingParty.meeting_id.in_(found), (Meeting.kind == ONE_TO_ONE) | SITS)
    )
    for meeting_id, firm_id in db.session.execute(parties.order_by(MeetingParty.id)):
        found[meeting_id].firms.append(firm_id)
    return list(found.values())


def still_there(sat: Sequence[Sat], people: Sequence[Person], now: datetime) -> list[StillThere]:
    """Of those who are here, by the table at which they are awaited."""
    here = {one.id: one for one in people if one.here is not None}
    firms = _firms(people)
    over: dict[int, Sat] = {person: one for one in sat if one.ends_at <= now for person in one.people}
    found = []
    for one in (each for each in sat if each.ends_at > now):
        for person_id in one.people:
            before = over.get(person_id)
            if before is None or person_id not in here or before.table in ("", one.table):
                continue
            person = here[person_id]
            own = {number for number, _firm in person.firms}
            found.append(
                StillThere(
                    one.meeting_id,
                    one.starts_at,
                    one.table,
                    person,
                    next((firm for number, firm in person.firms if number in one.firms), person.firm),
                    _others(one, own, firms),
                    before.table,
                    _others(before, own, firms),
                    before.ends_at,
                )
            )
    return sorted(found, key=lambda each: (each.table, each.person.id))


def sitting_now(sat: Sequence[Sat], people: Sequence[Person], now: datetime) -> dict[int, list[SitsAt]]:
    """By firm where its people that are here sit now: whoever misses one of it finds the others there."""
    by_id, firms = {one.id: one for one in people}, _firms(people)
    found: dict[int, list[SitsAt]] = defaultdict(list)
    for one in (each for each in sat if each.ends_at > now and each.table):
        for person in (by_id[number] for number in one.people if number in by_id and by_id[number].here):
            own = {number for number, _firm in person.firms}
            for number in own:
                found[number].append(SitsAt(one.table, _others(one, own, firms), one.ends_at))
    return dict(found)


def _firms(people: Sequence[Person]) -> dict[int, Firm]:
    return {number: firm for one in people for number, firm in one.firms}


def _others(sat: Sat, own: set[int], firms: dict[int, Firm]) -> tuple[Firm, ...]:
    return tuple(firms[one] for one in sat.firms if one not in own and one in firms)
