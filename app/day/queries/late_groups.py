"""Group meetings that have begun, or are about to, and of which the host or a guest has not come through the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.day.queries.late import LATELY, SOON, still_running
from app.day.queries.people import Person
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Claim, Meeting, MeetingParty, Roundtable
from app.meetings.queries.round_parties import SITS
from app.meetings.sitters import who_sits_for
from app.registrations.queries.party import Firm


@dataclass(frozen=True, slots=True)
class Absent:
    """Who should sit at a group for a firm; of a guest it may be noted that it does not come."""

    person: Person
    registration_id: int
    firm: Firm
    is_host: bool


@dataclass(frozen=True, slots=True)
class LateGroup:
    """``missing``: the host first, then by seat; ``waiting``: firms whose people are here. ``begun``: it, or a guest of
    it, may be noted as missed."""

    meeting_id: int
    topic: str
    starts_at: datetime
    table: str
    begun: bool
    missing: tuple[Absent, ...]
    waiting: tuple[Firm, ...]

    @property
    def lacks_host(self) -> bool:
        return any(one.is_host for one in self.missing)


@dataclass(frozen=True, slots=True)
class MissedGroup:
    """A group that was noted as missed a while ago, or a ``guest`` of one that went on without it."""

    meeting_id: int
    topic: str
    starts_at: datetime
    table: str
    guest: tuple[int, Firm] | None = None


def late_groups_at(event_id: int, people: Sequence[Person], now: datetime) -> list[LateGroup]:
    """Of booked groups that run now or begin soon, those that lack somebody; two queries, whatever their number."""
    by_id = {one.id: one for one in people}
    ahead = (Meeting.state == State.BOOKED, Slot.starts_at <= now + SOON, still_running(event_id, now))
    groups, sitting, labels = _groups(event_id, *ahead)
    found = (
        _late(row, parties, sitting[row.id], labels.get(row.id, ""), by_id, now)
        for row, parties in groups
        if row.id in sitting
    )
    return [one for one in found if one.missing]


def groups_missed_lately(event_id: int, people: Sequence[Person], now: datetime) -> list[MissedGroup]:
    """All of the last hour, the newest first; the guests of a group by seat."""
    firms = {number: firm for one in people for number, firm in one.firms}
    noted = (Meeting.state.in_((State.BOOKED, State.HELD, State.MISSED)),)
    groups, _sitting, labels = _groups(event_id, *noted, Slot.starts_at <= now, Slot.starts_at > now - LATELY)
    return [
        MissedGroup(row.id, row.topic, row.starts_at, labels.get(row.id, ""), guest)
        for row, parties in reversed(groups)
        for guest in _noted(row, parties, firms)
    ]


def _noted(row: Any, parties: Sequence[MeetingParty], firms: Mapping[int, Firm]) -> Iterator[tuple[int, Firm] | None]:
    if row.state == State.MISSED:
        yield None
        return
    yield from (
        (one.registration_id, firms[one.registration_id])
        for one in parties
        if one.missed and one.registration_id in firms
    )


def _groups(
    event_id: int, *which: Any
) -> tuple[list[tuple[Any, list[MeetingParty]]], dict[int, set[int]], dict[int, str]]:
    """The groups by time, each with who has a seat, the host first; by group who claims a seat, and the table."""
    chosen = (
        select(Meeting.id, Meeting.state, Slot.starts_at, Roundtable.topic, MeetingParty)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(Roundtable, Roundtable.meeting_id == Meeting.id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(Meeting.event_id == event_id, Meeting.kind == GROUP, SITS, *which)
        .order_by(Slot.starts_at, Meeting.id, MeetingParty.seat.is_not(None), MeetingParty.seat)
    )
    rows: dict[int, tuple[Any, list[MeetingParty]]] = {}
    for row in db.session.execute(chosen):
        rows.setdefault(row.id, (row, []))[1].append(row.MeetingParty)
    claimed = (
        select(Claim.meeting_id, Claim.representative_id, Table.label)
        .outerjoin(Table, Table.id == Claim.table_id)
        .where(Claim.meeting_id.in_(rows))
    )
    sitting: dict[int, set[int]] = defaultdict(set)
    labels: dict[int, str] = {}
    for meeting_id, person, label in db.session.execute(claimed):
        if person is not None:
            sitting[meeting_id].add(person)
        if label:
            labels[meeting_id] = label
    return list(rows.values()), sitting, labels


def _late(
    row: Any,
    parties: Sequence[MeetingParty],
    sitting: set[int],
    table: str,
    people: Mapping[int, Person],
    now: datetime,
) -> LateGroup:
    stand = {one.registration_id: _stand_for(one.registration_id, sitting, people) for one in parties}
    sits = who_sits_for(stand, sitting)
    missing, waiting = [], []
    for one in parties:
        person = people.get(sits.get(one.registration_id, 0))
        if person is None:
            continue
        firm = dict(person.firms)[one.registration_id]
        if person.here is not None:
            waiting.append(firm)
        elif not one.missed:
            missing.append(Absent(person, one.registration_id, firm, one.side == "asker"))
    return LateGroup(row.id, row.topic, row.starts_at, table, row.starts_at <= now, tuple(missing), tuple(waiting))


def _stand_for(firm: int, sitting: set[int], people: Mapping[int, Person]) -> list[int]:
    return [
        one for one in sorted(sitting) if one in people and any(number == firm for number, _firm in people[one].firms)
    ]
