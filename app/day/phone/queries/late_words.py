"""Which firms have said that they come late, as long as that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from app.companies.models import Company
from app.core.db import db
from app.day.phone.models import LateWord
from app.events.models import Slot, Table
from app.meetings.lifecycle import State
from app.meetings.models import Claim, Meeting
from app.meetings.queries.round_parties import seated_by_meeting
from app.registrations.models import Registration
from app.registrations.queries.party import Firm


@dataclass(frozen=True, slots=True)
class Late:
    """``firm`` comes ``minutes`` after ``starts_at`` to a meeting at ``table`` ("" for one online), at which
    ``waiting`` sit besides: the other firm, or all others of a group."""

    meeting_id: int
    registration_id: int
    firm: Firm
    waiting: tuple[Firm, ...]
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


def waiting_for(word: LateWord) -> tuple[Firm, ...]:
    """Who sits besides at the meeting of a word that was just said."""
    said = _standing(Meeting.id == word.meeting_id, word.at)
    return next((one.waiting for one in said if one.registration_id == word.registration_id), ())


def word_of(meeting_id: int, registration_id: int) -> LateWord | None:
    """What a firm has said of its meeting, whether or not it still counts."""
    mine = LateWord.meeting_id == meeting_id, LateWord.registration_id == registration_id, LateWord.ended_at.is_(None)
    return db.session.scalar(select(LateWord).where(*mine))


def _standing(condition: ColumnElement[bool], now: datetime) -> list[Late]:
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
        select(LateWord, Meeting.low_id, Meeting.high_id, at_table)
        .join(Meeting, Meeting.id == LateWord.meeting_id)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(condition, LateWord.ended_at.is_(None), Meeting.state == State.BOOKED)
        .where(Slot.starts_at == LateWord.starts_at, Slot.ends_at > now)
        .order_by(Slot.starts_at, LateWord.id)
    )
    found = db.session.execute(rows).all()
    groups = [row[0].meeting_id for row in found if row[1] is None]
    seated = seated_by_meeting(groups) if groups else {}
    firms = _firms({number for row in found for number in _sitting(row, seated)})
    return [
        _late(row, _sitting(row, seated), firms) for row in found if row[0].registration_id in _sitting(row, seated)
    ]


def _sitting(row: Any, seated: Mapping[int, Sequence[int]]) -> Sequence[int]:
    word, low, high, _table = row
    return seated.get(word.meeting_id, ()) if low is None else (low, high)


def _late(row: Any, sitting: Sequence[int], firms: Mapping[int, Firm]) -> Late:
    word, _low, _high, table = row
    mine, waiting = firms[word.registration_id], tuple(firms[one] for one in sitting if one != word.registration_id)
    return Late(word.meeting_id, word.registration_id, mine, waiting, word.minutes, word.starts_at, table or "")


def _firms(numbers: Collection[int]) -> dict[int, Firm]:
    if not numbers:
        return {}
    rows = select(Registration.id, Company.name, Company.name_zh).join(Company, Company.id == Registration.company_id)
    return {
        number: Firm(name, zh or "")
        for number, name, zh in db.session.execute(rows.where(Registration.id.in_(numbers)))
    }
