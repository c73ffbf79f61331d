"""Which firms have said that they come late, as long as that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from app.companies.models import Company
from app.day.phone.models import LateWord
from app.db import db
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting
from app.registrations.models import Registration
from app.registrations.queries.party import Firm


@dataclass(frozen=True, slots=True)
class Late:
    """``firm`` comes ``minutes`` after ``starts_at`` to a meeting at ``table`` ("" for one online)."""

    meeting_id: int
    registration_id: int
    firm: Firm
    other: Firm
    minutes: int
    starts_at: datetime
    table: str

    @property
    def comes_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def late_words_on(meeting_ids: Collection[int], now: datetime) -> Mapping[int, Sequence[Late]]:
    """By meeting; those of which nobody has said so are absent."""
    found: dict[int, list[Late]] = defaultdict(list)
    for one in _standing(Meeting.id.in_(meeting_ids), now) if meeting_ids else ():
        found[one.meeting_id].append(one)
    return found


def late_words_at(event_id: int, now: datetime) -> list[Late]:
    """All of an event, the meeting that is first before the others."""
    return _standing(Meeting.event_id == event_id, now)


def word_of(meeting_id: int, registration_id: int) -> LateWord | None:
    """What a firm has said of its meeting, whether or not it still counts."""
    mine = LateWord.meeting_id == meeting_id, LateWord.registration_id == registration_id, LateWord.ended_at.is_(None)
    return db.session.scalar(select(LateWord).where(*mine))


def _standing(condition: ColumnElement[bool], now: datetime) -> list[Late]:
    """A meeting that was held, lost its time, was moved or is over ends a word by itself."""
    at_table = (
        select(Table.label)
        .join(Claim, Claim.table_id == Table.id)
        .where(Claim.meeting_id == Meeting.id)
        .limit(1)
        .correlate(Meeting)
        .scalar_subquery()
    )
    rows = (
        select(LateWord, Meeting.low_id, Meeting.high_id, at_table)
        .join(Meeting, Meeting.id == LateWord.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(condition, LateWord.ended_at.is_(None), Meeting.state == State.BOOKED)
        .where(Slot.starts_at == LateWord.starts_at, Slot.ends_at > now)
        .order_by(Slot.starts_at, LateWord.id)
    )
    found = db.session.execute(rows).all()
    firms = _firms({number for row in found for number in (row[1], row[2])})
    return [_late(row, firms) for row in found]


def _late(row: Any, firms: Mapping[int, Firm]) -> Late:
    word, low, high, table = row
    other = high if word.registration_id == low else low
    mine, theirs = firms[word.registration_id], firms[other]
    return Late(word.meeting_id, word.registration_id, mine, theirs, word.minutes, word.starts_at, table or "")


def _firms(numbers: Collection[int]) -> dict[int, Firm]:
    if not numbers:
        return {}
    rows = select(Registration.id, Company.name, Company.name_zh).join(Company, Company.id == Registration.company_id)
    return {
        number: Firm(name, zh or "")
        for number, name, zh in db.session.execute(rows.where(Registration.id.in_(numbers)))
    }
