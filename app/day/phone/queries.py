"""Announced delays as long as they count, and a person's own notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from app.companies.models import Company
from app.core.db import db
from app.day.phone.models import DelayNotice, PrivateNote
from app.events.models import Slot, Table
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim, Meeting
from app.meetings.queries.group_meeting_parties import get_seated_companies
from app.registrations.models import Registration
from app.registrations.queries.delegation_members import RepresentedCompany


@dataclass(frozen=True, slots=True)
class AnnouncedDelay:
    """``company`` comes ``minutes`` after ``starts_at`` to a meeting at ``table`` ("" for one online), at which
    ``waiting`` sit besides: the other company, or all others of a group."""

    meeting_id: int
    registration_id: int
    company: RepresentedCompany
    waiting: tuple[RepresentedCompany, ...]
    minutes: int
    starts_at: datetime
    table: str

    @property
    def comes_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def get_delays_by_meeting(meeting_ids: Collection[int], now: datetime) -> Mapping[int, Sequence[AnnouncedDelay]]:
    """By meeting; those of which nobody has said so are absent."""
    result: dict[int, list[AnnouncedDelay]] = defaultdict(list)
    for delay in _list_standing(Meeting.id.in_(meeting_ids), now) if meeting_ids else ():
        result[delay.meeting_id].append(delay)
    return result


def list_delays(event_id: int, now: datetime) -> list[AnnouncedDelay]:
    """All of an event, the meeting that is first before the others."""
    return _list_standing(Meeting.event_id == event_id, now)


def list_waiting_companies(word: DelayNotice) -> tuple[RepresentedCompany, ...]:
    """Who sits besides at the meeting of a word that was just said."""
    standing = _list_standing(Meeting.id == word.meeting_id, word.at)
    return next((delay.waiting for delay in standing if delay.registration_id == word.registration_id), ())


def find_delay_notice(meeting_id: int, registration_id: int) -> DelayNotice | None:
    """What a firm has said of its meeting, whether or not it still counts."""
    mine = (
        DelayNotice.meeting_id == meeting_id,
        DelayNotice.registration_id == registration_id,
        DelayNotice.ended_at.is_(None),
    )
    return db.session.scalar(select(DelayNotice).where(*mine))


def _list_standing(condition: ColumnElement[bool], now: datetime) -> list[AnnouncedDelay]:
    """A meeting that was held, lost its time, was moved or is over ends a word by itself, and so does a seat that was
    given back."""
    at_table = (
        select(Table.label)
        .join(Claim, Claim.table_id == Table.id)
        .where(Claim.meeting_id == Meeting.id)
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    rows = (
        select(DelayNotice, Meeting.low_id, Meeting.high_id, at_table)
        .join(Meeting, Meeting.id == DelayNotice.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(condition, DelayNotice.ended_at.is_(None), Meeting.state == MeetingState.BOOKED)
        .where(Slot.starts_at == DelayNotice.starts_at, Slot.ends_at > now)
        .order_by(Slot.starts_at, DelayNotice.id)
    )
    records = db.session.execute(rows).all()
    groups = [row[0].meeting_id for row in records if row[1] is None]
    seated = get_seated_companies(groups) if groups else {}
    companies = _get_companies({number for row in records for number in _get_seated(row, seated)})
    return [
        _build_delay(row, _get_seated(row, seated), companies)
        for row in records
        if row[0].registration_id in _get_seated(row, seated)
    ]


def _get_seated(row: Any, seated: Mapping[int, Sequence[int]]) -> Sequence[int]:
    word, low, high, _table = row
    return seated.get(word.meeting_id, ()) if low is None else (low, high)


def _build_delay(row: Any, sitting: Sequence[int], companies: Mapping[int, RepresentedCompany]) -> AnnouncedDelay:
    word, _low, _high, table = row
    mine, waiting = (
        companies[word.registration_id],
        tuple(companies[registration_id] for registration_id in sitting if registration_id != word.registration_id),
    )
    return AnnouncedDelay(
        word.meeting_id, word.registration_id, mine, waiting, word.minutes, word.starts_at, table or ""
    )


def _get_companies(numbers: Collection[int]) -> dict[int, RepresentedCompany]:
    if not numbers:
        return {}
    rows = select(Registration.id, Company.name, Company.name_zh).join(Company, Company.id == Registration.company_id)
    return {
        number: RepresentedCompany(name, zh or "")
        for number, name, zh in db.session.execute(rows.where(Registration.id.in_(numbers)))
    }


def get_notes(user_id: int, registration_ids: Collection[int]) -> Mapping[int, PrivateNote]:
    """By the firm that they are about; firms without one are absent."""
    if not registration_ids:
        return {}
    mine = PrivateNote.user_id == user_id, PrivateNote.registration_id.in_(registration_ids)
    return {
        private_note.registration_id: private_note
        for private_note in db.session.scalars(select(PrivateNote).where(*mine))
    }
