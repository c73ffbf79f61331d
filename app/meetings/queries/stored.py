"""Meetings, their claims and their log as they are stored, for the rules of what must hold; of all events."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

from sqlalchemy import or_, select

from app.core.db import db
from app.core.models import Notice
from app.meetings.invariants import ClaimRow, MeetingRow
from app.meetings.lifecycle import State
from app.meetings.models import ONE_TO_ONE, Claim, Meeting, MeetingParty, MeetingProposal
from app.meetings.replay import Noted


def logs_of_meetings() -> dict[int, list[Noted]]:
    """By meeting all that was noted of it, oldest first."""
    rows = (
        select(Notice.subject_id, Notice.id, Notice.kind, Notice.details)
        .where(Notice.subject == Meeting.__tablename__)
        .order_by(Notice.subject_id, Notice.id)
    )
    found = groupby(db.session.execute(rows), lambda row: row[0])
    return {number: [Noted(*row[1:]) for row in told] for number, told in found}


def all_claims() -> list[ClaimRow]:
    """As they are stored."""
    columns = (Claim.id, Claim.slot_id, Claim.meeting_id, Claim.representative_id, Claim.table_id, Claim.interpreter_id)
    return [ClaimRow(*row) for row in db.session.execute(select(*columns).order_by(Claim.id))]


def all_meetings() -> list[MeetingRow]:
    """As they are stored; of a group meeting the parties that sit there."""
    parties: dict[int, list[tuple[int, str]]] = defaultdict(list)
    missed: Counter[int] = Counter()
    sides = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id, MeetingParty.side, MeetingParty.missed)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(or_(Meeting.kind == ONE_TO_ONE, MeetingParty.side == "asker", MeetingParty.seat.is_not(None)))
    )
    for meeting, registration, side, is_missed in db.session.execute(sides):
        parties[meeting].append((registration, side))
        missed[meeting] += is_missed
    columns = (
        *(Meeting.id, Meeting.event_id, Meeting.kind, Meeting.state, Meeting.low_id, Meeting.high_id),
        *(Meeting.asker_id, Meeting.awaiting_id, Meeting.slot_id, Meeting.length, Meeting.version, Meeting.expires_at),
        Meeting.sequence,
    )
    proposed = Counter(db.session.scalars(select(MeetingProposal.meeting_id)))
    found = []
    for row in db.session.execute(select(*columns).order_by(Meeting.id)):
        values = row._asdict()
        has_deadline = values.pop("expires_at") is not None
        values["state"] = State(values["state"])
        values |= {"missed": missed[row.id], "proposals": proposed[row.id], "parties": parties[row.id]}
        found.append(MeetingRow(**values, has_deadline=has_deadline))
    return found
