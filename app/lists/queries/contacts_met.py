"""Whom firms met at meetings that were held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from app.core.db import db
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty


def partners_in(event_id: int) -> Mapping[int, frozenset[int]]:
    """By firm whom it met: the other side of its meetings, the host of a group, of a host its guests that came."""
    found: dict[int, set[int]] = defaultdict(set)
    held = (Meeting.event_id == event_id, Meeting.state == State.HELD.value)
    pairs = select(Meeting.low_id, Meeting.high_id).where(*held, Meeting.kind == ONE_TO_ONE)
    groups = (
        select(Meeting.asker_id, MeetingParty.registration_id)
        .join(MeetingParty, MeetingParty.meeting_id == Meeting.id)
        .where(*held, Meeting.kind == GROUP, MeetingParty.seat.is_not(None), ~MeetingParty.missed)
    )
    for one, other in [*db.session.execute(pairs), *db.session.execute(groups)]:
        found[one].add(other)
        found[other].add(one)
    return {one: frozenset(others) for one, others in found.items()}
