"""What meetings claim while they hold time: slots, table, people, interpreter; when one of several slots ends; who
usually sits at which table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select

from app.companies.wording import company_label
from app.core.db import db
from app.core.localized import Localized
from app.core.parsing import web_address
from app.events.calendar import SlotKind
from app.events.models import Group, Interpreter, Slot, Table
from app.meetings.models import GROUP, Claim, Meeting
from app.meetings.queries.occupancy import get_event_layout
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.delegation_members import RepresentedCompany

ZONE_COLUMNS = (Table.zone_en, Table.zone_zh, Table.zone_fr)
PERSON_COLUMNS = (Claim.representative_id, Representative.display_name, Representative.name_zh)
_CLAIMS_QUERY = (
    select(
        Claim.meeting_id,
        Claim.slot_id,
        *PERSON_COLUMNS,
        Representation.registration_id,
        Representative.languages,
        Claim.interpreter_id,
        Interpreter.name,
        Table.video_url,
        Table.label,
        *ZONE_COLUMNS,
    )
    .outerjoin(Table, Table.id == Claim.table_id)
    .outerjoin(Representative, Representative.id == Claim.representative_id)
    .outerjoin(Representation, Representation.representative_id == Representative.id)
    .outerjoin(Interpreter, Interpreter.id == Claim.interpreter_id)
    .order_by(Claim.meeting_id, Claim.id)
)
_CLAIMS_OF_MEETINGS = _CLAIMS_QUERY.where(Claim.meeting_id.in_(bindparam("meetings", expanding=True)))
_CLAIMS_OF_EVENT = _CLAIMS_QUERY.where(Claim.event_id == bindparam("event_id"))
"""Made once, as every page about meetings asks it."""


@dataclass(frozen=True)
class MeetingClaims:
    """Table, people and interpreter of a meeting, and its ``slots``; ``video_url``: where it takes place, if online.
    ``people`` are named in the reader's script; ``attendees``: their names by id; ``stand``: by company who is of it;
    ``speak``: by company the languages of who sits there for it, where they are known; ``interpreters``: ids."""

    table: str = ""
    zone: Localized = field(default_factory=Localized)
    people: tuple[str, ...] = ()
    interpreter: str = ""
    video_url: str = ""
    slots: Set[int] = frozenset()
    attendees: Mapping[int, RepresentedCompany] = field(default_factory=dict)
    stand: Mapping[int, Set[int]] = field(default_factory=dict)
    speak: Mapping[int, Sequence[str]] = field(default_factory=dict)
    interpreters: Set[int] = frozenset()


def get_claims_of_meetings(meeting_ids: Sequence[int]) -> dict[int, MeetingClaims]:
    """Table, people and interpreter of each meeting that holds time."""
    if not meeting_ids:
        return {}
    return dict.fromkeys(meeting_ids, MeetingClaims()) | _group_claims(_CLAIMS_OF_MEETINGS, meetings=list(meeting_ids))


def get_claims_of_event(event_id: int) -> dict[int, MeetingClaims]:
    """The same of all meetings of an event, one-to-one and of groups; who holds nothing is absent."""
    return _group_claims(_CLAIMS_OF_EVENT, event_id=event_id)


def _group_claims(claims: Select[*tuple[Any, ...]], **asked: Any) -> dict[int, MeetingClaims]:
    by_meeting = groupby(db.session.execute(claims, asked), key=attrgetter("meeting_id"))
    return {meeting_id: _make_claims(list(theirs)) for meeting_id, theirs in by_meeting}


def _make_claims(claims: Sequence[Any]) -> MeetingClaims:
    people: dict[int, RepresentedCompany] = {}
    stand: dict[int, set[int]] = defaultdict(set)
    speak: dict[int, Sequence[str]] = {}
    for claim in claims:
        if claim.representative_id is not None:
            people[claim.representative_id] = RepresentedCompany(claim.display_name, claim.name_zh)
        if claim.registration_id is not None:
            stand[claim.registration_id].add(claim.representative_id)
        if claim.registration_id is not None and claim.languages:
            speak[claim.registration_id] = claim.languages
    table = next((claim for claim in claims if claim.label), None)
    return MeetingClaims(
        table.label if table is not None else "",
        Localized(table.zone_en or "", table.zone_zh or "", table.zone_fr or "") if table is not None else Localized(),
        people=tuple(company_label(person) for person in people.values()),
        interpreter=next((claim.name for claim in claims if claim.name), ""),
        video_url=next((web_address(claim.video_url) for claim in claims if claim.video_url), ""),
        slots={claim.slot_id for claim in claims},
        attendees=people,
        stand=stand,
        speak=speak,
        interpreters={claim.interpreter_id for claim in claims if claim.interpreter_id is not None},
    )


class TimedMeeting(Protocol):
    """A meeting, or what was read of one."""

    event_id: Any
    slot_id: Any
    length: Any


@dataclass(frozen=True, slots=True)
class MeetingEnds:
    """When meetings of several slots end: the slots of their events in order, and when each of these ends."""

    ids: Mapping[int, list[int]] = field(default_factory=dict)
    ends: Mapping[int, datetime] = field(default_factory=dict)

    def of(self, meeting: TimedMeeting, slot_id: int | None = None) -> datetime | None:
        """When it ends as it stands, or if it begins with this slot; None for one of a single slot."""
        first = meeting.slot_id if slot_id is None else slot_id
        if meeting.length == 1 or first is None:
            return None
        return self.after(meeting.event_id, first, meeting.length)

    def after(self, event_id: int, first: int, length: int) -> datetime | None:
        """When so many slots from this one on are over; None for a slot that meetings do not have any more."""
        if first not in self.ends:
            return None
        ordered = self.ids[event_id]
        return self.ends[ordered[min(ordered.index(first) + length, len(ordered)) - 1]]


def get_meeting_ends(meetings: Collection[TimedMeeting]) -> MeetingEnds:
    """Of those that have, or propose, a time and take more than one slot: when the last one ends."""
    longer = [meeting for meeting in meetings if meeting.length > 1 and meeting.slot_id is not None]
    return get_event_meeting_ends({long_meeting.event_id for long_meeting in longer}) if longer else MeetingEnds()


def get_event_meeting_ends(event_ids: Collection[int]) -> MeetingEnds:
    """Of all meetings of these events."""
    slots = {
        event_id: [slot for slot in get_event_layout(event_id).slots if slot.kind == SlotKind.MEETING]
        for event_id in event_ids
    }
    return MeetingEnds(
        {event_id: [slot.id for slot in some] for event_id, some in slots.items()},
        {slot.id: slot.span.end for some in slots.values() for slot in some},
    )


def list_meeting_slots(meeting: Meeting) -> list[int]:
    """The slots of a meeting as it stands, in order."""
    first = select(Slot.starts_at).where(Slot.id == meeting.slot_id).scalar_subquery()
    rows = select(Slot.id).where(
        Slot.event_id == meeting.event_id, Slot.kind == SlotKind.MEETING, Slot.starts_at >= first
    )
    return list(db.session.scalars(rows.order_by(Slot.starts_at).limit(meeting.length)))


_TABLE_COUNTS_EVENT_ID, _TABLE_COUNTS_IGNORED_ID = (
    bindparam("event_id", type_=Integer),
    bindparam("ignored", type_=Integer),
)
_HAS_FIXED_TABLE = or_(
    Group.seated.is_(True),
    Group.id.in_(select(Table.group_id).where(Table.event_id == _TABLE_COUNTS_EVENT_ID, Table.retired_at.is_(None))),
)
_HAS_PART = or_(
    Registration.id.in_((Meeting.low_id, Meeting.high_id)),
    and_(Meeting.kind == GROUP, Registration.id == Meeting.asker_id),
)
_TABLE_COUNTS = (
    select(Registration.id, Claim.table_id, func.count())
    .select_from(Claim)
    .join(Meeting, Meeting.id == Claim.meeting_id)
    .join(Registration, _HAS_PART)
    .join(Group, and_(Group.id == Registration.group_id, _HAS_FIXED_TABLE))
    .where(
        Claim.event_id == _TABLE_COUNTS_EVENT_ID,
        Claim.table_id.is_not(None),
        Claim.meeting_id != _TABLE_COUNTS_IGNORED_ID,
        Registration.home_table_id.is_(None),
    )
    .group_by(Registration.id, Claim.table_id)
)


def find_usual_occupants(event_id: int, *, ignoring: int | None = None) -> dict[int, set[int]]:
    """Table → the firms that sit most there, of those without a home and but for the meeting ``ignoring``."""
    sat: dict[int, Counter[int]] = defaultdict(Counter)
    for company, table, count in db.session.execute(_TABLE_COUNTS, {"event_id": event_id, "ignored": ignoring or 0}):
        if table is not None:
            sat[company][table] = count
    result: dict[int, set[int]] = defaultdict(set)
    for company, tables in sat.items():
        result[min(tables, key=lambda table: (-tables[table], table))].add(company)
    return result
